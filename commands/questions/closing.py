"""Closing an AMA: a fate for every question, the recap, the answers in the library, and how it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.amas.values import Ama, AmaState, Part
from bot.errors import InvalidInput, NotAllowed
from bot.questions import REASON_CHARACTERS, UNSETTLED, Ending, Question, State, Tally, submitted
from bot.replies import Button, Card, Notice, Reply, Section, Style, done
from bot.requests import Call
from bot.spec import Pick, Text, Whole, YesNo, command
from commands.questions import orders
from commands.questions.cards import button, counted, counts, title_of
from commands.questions.here import AMA, BARE_AMA, ama_of, desk_of, is_staff, terms_of
from commands.questions.keeping import keep_answers
from commands.questions.telling import add_all, reach_of, redraw_consoles, tell_all

#: An AMA that is further ahead takes no questions along by itself.
_AHEAD = timedelta(days=400)


@command(
    "ama",
    "close",
    about="Close an AMA; every question gets its fate",
    options=[
        BARE_AMA,
        Pick(name="rest", about="What becomes of questions without an answer", choices=("open", "carried", "declined")),
        Whole(name="to", about="The AMA that they are carried over to; else the next one", least=1),
        Text(
            name="reason", about="Why they are declined, as the askers read it", is_long=True,
            max_characters=REASON_CHARACTERS,
        ),
    ],
)  # fmt: skip
async def close(call: Call, number: int = 0, rest: str = "", to: int = 0, reason: str = "") -> Reply:
    ama = await ama_of(call, number)
    desk = desk_of(call, ama)
    desk.expect_staff()
    if not ama.state.is_open:
        raise InvalidInput(f"AMA {ama.id} is {ama.state} already.", f"See /ama recap {ama.id}.")
    tally = await call.unit.questions.tally(call.community.id, ama.id)
    if not (rest or to or reason) and any(tally.get(state) for state in UNSETTLED):
        return await _what_of_the_rest(call, ama, tally)
    ending = await _ending(call, ama, rest, to, reason)
    left = await call.unit.questions.ranked(call.community.id, ama.id, list(UNSETTLED), count=_all_of(tally))
    fates = await desk.close(ending)
    closed = replace(ama, state=AmaState.CLOSED, closed_at=call.now)
    if not await call.unit.amas.save(call.community.id, closed, expected=ama.sequence):
        raise InvalidInput("Somebody has just changed this AMA.", "Look at it again.")
    await _follow_up(call, closed, left)
    return _closed(call, closed, fates)


async def _ending(call: Call, ama: Ama, rest: str, to: int, reason: str) -> Ending:
    if rest == "declined" or (reason and not rest):
        if not reason:
            raise InvalidInput("Declining needs a reason, which the askers read.", "Say why.", field="reason")
        return Ending(reason=reason)
    if rest != "carried" and not to:
        return Ending()
    other = await ama_of(call, to) if to else await _next(call, ama)
    if other is None or other.id == ama.id or not other.state.is_open:
        raise InvalidInput("No other AMA could take them along.", "Leave them open: rest:open", field="to")
    return Ending(to=terms_of(other))


async def _next(call: Call, ama: Ama) -> Ama | None:
    """The AMA that comes after this one."""
    until = call.now + _AHEAD
    found = await call.unit.amas.between(call.community.id, call.now, until, [AmaState.SCHEDULED], count=2)
    return next((one for one in found if one.id != ama.id), None)


async def _what_of_the_rest(call: Call, ama: Ama, tally: Tally) -> Card:
    count = sum(tally.get(state, 0) for state in UNSETTLED)
    following = await _next(call, ama)
    ways = [_way("Leave them open", ama, rest="open")]
    if following is not None:
        ways.append(_way(f"Carry over to AMA {following.id}", ama, rest="carried", to=int(following.id)))
    decline = Button(label="Decline them", command=("ama", "close-declining"), args={"number": ama.id})
    told = (
        f"{counted(count, 'question has', 'questions have')} no fate yet. What becomes of "
        f"{'it' if count == 1 else 'them'}? Nothing is closed yet."
    )
    return Card(
        title=f"Close {title_of(ama)}?", sections=(Section(text=(told,)),), actions=(*ways, decline),
        footer=(counts(tally),),
    )  # fmt: skip


@command(
    "ama",
    "close-declining",
    about="Close an AMA and decline what is open",
    is_typed=False,
    options=[
        Text(
            name="reason", about="Why, as the askers read it", required=True, is_long=True,
            max_characters=REASON_CHARACTERS,
        ),
        AMA,
    ],
)  # fmt: skip
async def close_declining(call: Call, reason: str, number: int = 0) -> Reply:
    return await close(call, number=number, rest="declined", reason=reason)


def _way(label: str, ama: Ama, **more: str | int) -> Button:
    return Button(label=label, command=("ama", "close"), args={"number": ama.id, **more}, style=Style.PLAIN)


async def _follow_up(call: Call, ama: Ama, left: list[Question]) -> None:
    """Tell those who asked, and order the recap, the feedback and the question to the host."""
    coming = await call.unit.amas.attendances(call.community.id, ama.id)
    await tell_all(call, ama, left, coming)
    await call.unit.deliveries.cancel(call.community.id, orders.topic_of(ama), call.now, kinds=[orders.BRIEF])
    reach = await reach_of(call, [one.member.id for one in coming])
    await add_all(call, [*orders.board_edits(ama, call.now), *orders.closing_orders(ama, coming, reach, call.now)])
    await redraw_consoles(call, ama)
    if ama.keeps_answers is None and not _may_consent(call, ama):
        hosts = await reach_of(call, [one.member for one in orders.hosts_of(ama) if one.member])
        await add_all(call, orders.consent_orders(ama, hosts, call.now))
    if ama.keeps_answers:
        await keep_answers(call, ama)


def _may_consent(call: Call, ama: Ama) -> bool:
    """The host alone says what becomes of their answers; for a guest, whoever stands in for them."""
    if orders.hosts_of(ama):
        return ama.part_of(call.member.id) is Part.HOST
    return is_staff(call, ama)


def _closed(call: Call, ama: Ama, fates: Tally) -> Notice:
    actions: list[Button] = [button("Recap", "recap", ama.id)]
    words = f"AMA {ama.id} is closed. {counts(fates)}."
    if ama.keeps_answers is None and _may_consent(call, ama) and fates.get(State.ANSWERED):
        words += " May the answers go into the library?"
        actions += [button("Keep them", "keep", ama.id, agree=True), button("Do not", "keep", ama.id, agree=False)]
    return done(words, actions=tuple(actions))


@command(
    "ama",
    "keep",
    about="Say whether the answers may go into the library",
    is_typed=False,
    options=[YesNo(name="agree", about="Whether they may", required=True), AMA],
)
async def keep(call: Call, agree: bool, number: int = 0) -> Reply:
    ama = await ama_of(call, number, (AmaState.CLOSED, AmaState.LIVE, AmaState.SCHEDULED))
    if not _may_consent(call, ama):
        raise NotAllowed("The host says what becomes of the answers.", "Ask them.")
    decided = replace(ama, keeps_answers=agree)
    if not await call.unit.amas.save(call.community.id, decided, expected=ama.sequence):
        raise InvalidInput("Somebody has just changed this AMA.", "Look at it again.")
    if not agree:
        return done("The answers stay where they are, and out of the library.")
    if ama.state is not AmaState.CLOSED:
        return done("The answers go into the library when the AMA is closed.")
    kept = await keep_answers(call, decided)
    return done(f"{counted(kept, 'answer is', 'answers are')} in the library. Thank you.")


def _all_of(tally: Tally) -> int:
    return max(submitted(tally), 1)
