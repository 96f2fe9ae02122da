"""Which AMA and which question are meant, and what the person who asks may do with them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import tags
from bot.amas.values import Ama, AmaState
from bot.errors import InvalidInput, NotFound
from bot.identity import AmaId, Place, Role, TagId
from bot.questions import TAGS_EACH, Desk, Hand, Terms
from bot.requests import Call
from bot.spec import Whole

AMA = Whole(name="number", about="The number of the AMA; else the one of this channel", least=1)
#: The same where no other number is typed.
BARE_AMA = Whole(name="number", about="The number of the AMA; else the one of this channel", bare=True, least=1)
QUESTION = Whole(name="question", about="The number of the question", required=True, bare=True, least=1)

#: AMAs that lie further back or ahead are asked for by their numbers.
_BACK, _AHEAD = timedelta(days=90), timedelta(days=400)
_LOOKED_THROUGH = 25
OPEN = (AmaState.LIVE, AmaState.SCHEDULED)
#: To look at: also what is over, where nothing is ahead.
SEEN = (*OPEN, AmaState.CLOSED)


async def ama_of(call: Call, number: int = 0, states: tuple[AmaState, ...] = OPEN) -> Ama:
    """The AMA of this number; without one, the one that this channel is about. Raises NotFound."""
    if number:
        found = await call.unit.amas.get(call.community.id, AmaId(number))
        if found is None:
            raise NotFound(f"There is no AMA {number}.", "See them with /ama list.")
        return found
    near = await _near(call, states)
    here = [one for one in near if any(_is_here(place, call.place) for place in one.places)] or near
    if not here:
        raise NotFound("There is no AMA here now.", "See what was and what comes with /ama list.")
    return here[0]


async def _near(call: Call, states: tuple[AmaState, ...]) -> list[Ama]:
    """AMAs in these states: the live ones, then the next ones, then the last ones."""
    # One that starts at this very moment is neither before it nor after it.
    since, now, until = call.now - _BACK, call.now + timedelta(seconds=1), call.now + _AHEAD
    where, count = call.community.id, _LOOKED_THROUGH
    found = await call.unit.amas.between(where, call.now, until, states, count=count)
    found += await call.unit.amas.between(where, since, now, states, count=count, newest_first=True)
    return sorted({one.id: one for one in found}.values(), key=lambda one: _distance(one, call.now))


def _distance(ama: Ama, now: datetime) -> tuple[int, timedelta]:
    away = abs(ama.session.starts_at - now)
    match ama.state:
        case AmaState.LIVE:
            return 0, away
        case AmaState.SCHEDULED:
            # One that nobody has closed is still asked something, but the next one is rather meant.
            return (1 if ama.session.ends_at > now else 2), away
        case _:
            return 3, away


def _is_here(place: Place, here: Place) -> bool:
    same = (place.platform, place.workspace) == (here.platform, here.workspace)
    return same and place.channel in {here.channel, here.thread}


def terms_of(ama: Ama) -> Terms:
    """What an AMA says about its questions."""
    return Terms(
        ama=ama.id,
        is_open=ama.state.is_open,
        each=ama.session.questions_each,
        is_reviewed=ama.session.is_reviewed,
    )


def is_staff(call: Call, ama: Ama) -> bool:
    """Whether the person hosts or helps in this AMA, as a member or from outside, or organises."""
    return call.guest_of == ama.id or call.role >= Role.ORGANISER or ama.part_of(call.member.id) is not None


def desk_of(call: Call, ama: Ama) -> Desk:
    """The questions of an AMA in the hands of the person who asks."""
    hand = Hand(member=call.member.id, is_staff=is_staff(call, ama))
    return Desk(call.unit.questions, call.community.id, terms_of(ama), hand, call.now)


def sealed_desk_of(call: Call, ama: Ama) -> Desk:
    """The questions of an AMA in the hands of somebody of whom nothing is known."""
    return Desk(call.unit.questions, call.community.id, terms_of(ama), Hand(member=None), call.now)


async def tags_in(call: Call, typed: str) -> list[TagId]:
    """The tags that were typed; only those that exist. Raises NotFound, InvalidInput."""
    names = tags.several(typed)
    if len(names) > TAGS_EACH:
        raise InvalidInput(f"A question has at most {TAGS_EACH} tags.", "Choose the ones that fit best.", field="tags")
    return [(await tags.find(call.unit.tags, call.community.id, name)).id for name in names]
