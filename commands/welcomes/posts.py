"""What the bot says on its own about welcomes: the words of each message, made from what is true when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.buttons import buttons_of
from bot.deliveries import Delivery, Late
from bot.identity import MemberId
from bot.ports import Unit
from bot.posts import Fallback, Post, Writing, post
from bot.replies import Bold, Button, Card, Inline, Mention, Notice, Page, Shown, Style, said
from bot.welcomes import OfferOutcome, Welcome, WelcomeState
from commands.welcomes import orders
from commands.welcomes.cards import SHOWN, fate, offer_card, place_words, times, waiting_card
from commands.welcomes.drafts import draft_of
from commands.welcomes.ordering import is_there, look_after, lost, told

#: Welcomes whose time is over that are looked after at once, and how often within one message.
_AT_ONCE, _ROUNDS = 50, 20


async def _welcome(writing: Writing) -> Welcome | None:
    """The welcome that a message is about, of somebody who is still to be welcomed."""
    newcomer = MemberId(int(writing.subject["who"]))
    found = await writing.unit.welcomes.get(writing.community.id, newcomer)
    if found is None or not is_there(await writing.unit.journeys.get(writing.community.id, newcomer)):
        return None
    return found


@post(
    orders.OFFER,
    about="draft of a welcome for a greeter",
    late=Late.ALWAYS,
    fallback=Fallback.COMMUNITY,
    waits_for_morning=True,
    lost=lost,
)
async def offer(writing: Writing) -> Card | None:
    """Asks a greeter to welcome somebody."""
    await writing.unit.people.lock(writing.community.id)
    welcome = await _welcome(writing)
    if welcome is None or welcome.state is not WelcomeState.OFFERED:
        return None
    greeter = writing.delivery.order.member
    if welcome.greeter != greeter or greeter == welcome.newcomer:
        return None
    community, unit = writing.community.id, writing.unit
    where = await orders.greeting_target(unit, community, welcome.newcomer)
    draft = await draft_of(unit, community, welcome.newcomer, writing.now)
    welcome = await told(unit, community, welcome, writing.now)
    return offer_card(welcome, draft, place_words(where, writing.delivery.order.target))


@post(
    orders.LATE, about="end of the time to take a welcome", late=Late.ALWAYS, fallback=Fallback.NONE, says_nothing=True
)
async def late(writing: Writing) -> Shown | None:
    """Looks after every welcome whose time is over, and says nothing itself."""
    unit, community = writing.unit, writing.community.id
    await unit.people.lock(community)
    for _ in range(_ROUNDS):
        found = await unit.welcomes.late(community, writing.now, _AT_ONCE)
        for one in found:
            await look_after(unit, community, one, writing.now)
        if len(found) < _AT_ONCE:
            break
    return None


async def _let_be(_unit: Unit, _dead: Delivery, _now: datetime) -> None:
    """A message that cannot be changed any more stays as it is: its buttons say the same."""


@post(
    orders.OVER, about="word that a welcome is in other hands", late=Late.ALWAYS, fallback=Fallback.NONE, lost=_let_be
)
async def over(writing: Writing) -> Notice:
    """What stands in the place of a draft that somebody has no longer in hand."""
    found = await writing.unit.welcomes.get(writing.community.id, MemberId(int(writing.subject["who"])))
    if found is None:
        return said("There is nobody to welcome any more.")
    late = "It was not taken in time. " if writing.subject["why"] == OfferOutcome.LATE else ""
    return said(late, fate(found))


@post(orders.GREETING, about="welcome of a newcomer", late=Late.ALWAYS, fallback=Fallback.COMMUNITY)
async def greeting(writing: Writing) -> Notice | None:
    """Welcomes somebody in the name of who has sent it."""
    welcome, target = await _welcome(writing), writing.delivery.order.target
    if welcome is None:
        return None
    is_from_bot = bool(writing.subject.get("is_from_bot"))
    if (welcome.greeter is None) is not is_from_bot or not await orders.is_ours(
        writing.unit, writing.community.id, target
    ):
        return None
    who = await _called(writing, welcome)
    if is_from_bot:
        return said("A welcome from the bot, for ", who, ":\n", welcome.words)
    return said(Bold(welcome.greeter_name), " welcomes you, ", who, ":\n", welcome.words)


async def _called(writing: Writing, welcome: Welcome) -> Inline:
    """The newcomer, by a mention where that is somebody's in the place where it is posted."""
    target = writing.delivery.order.target
    here = await writing.unit.people.here(writing.community.id, welcome.newcomer)
    near = [one.user for one in here if (one.platform, one.workspace) == (target.platform, target.workspace)]
    return Mention(near[0]) if near and not target.is_private else welcome.name


@post(
    orders.UNTAKEN,
    about="word that nobody has taken a welcome",
    late=Late.ALWAYS,
    fallback=Fallback.COMMUNITY,
    waits_for_morning=True,
)
async def untaken(writing: Writing) -> Card | None:
    """Shows an organiser who waits for a welcome, unless it says nothing that they were not told just before."""
    unit, community = writing.unit, writing.community.id
    found = await unit.welcomes.waiting(community, [WelcomeState.UNTAKEN], SHOWN)
    before = await _told_before(writing)
    if not found or all(one.newcomer in before for one in found):
        return None
    if len(found) > 1:
        total = await unit.welcomes.how_many(community, WelcomeState.UNTAKEN)
        return waiting_card(f"{total:,} newcomers wait for a welcome", found, total)
    where = await orders.greeting_target(unit, community, found[0].newcomer)
    draft = await draft_of(unit, community, found[0].newcomer, writing.now)
    place = place_words(where, writing.delivery.order.target)
    lead = "Nobody on the rota has taken this welcome. Send it in your name, or let it be:"
    return offer_card(found[0], draft, place, for_organiser=True, lead=lead)


async def _told_before(writing: Writing) -> set[object]:
    """The newcomers of whom the message before has told."""
    key = str(writing.subject.get("before", ""))
    before = await writing.unit.deliveries.find(writing.community.id, key) if key else None
    if before is None or not isinstance(before.shown, Notice | Card | Page):
        return set()
    return {button.args.get("who") for button in buttons_of(before.shown)}


@post(orders.VOLUNTEER, about="somebody who would like to greet newcomers", late=Late.ALWAYS, waits_for_morning=True)
async def volunteer(writing: Writing) -> Notice | None:
    """Asks an organiser whether somebody may greet newcomers."""
    who = MemberId(int(writing.subject["who"]))
    community, unit = writing.community.id, writing.unit
    greeters = await unit.welcomes.greeters(community, writing.now)
    if any(one.member == who for one in greeters) or not await unit.people.here(community, who):
        return None
    name = (await unit.communities.person(community, who)).member.name
    button = Button(label="Put on the rota", command=("welcome", "admit"), args=dict(writing.subject), style=Style.MAIN)
    return said(
        Bold(name),
        " would like to greet newcomers. Greeters are told what newcomers have said about themselves, and write to "
        "them in their own name.",
        actions=(button,),
    )


@post(orders.ON_ROTA, about="word that somebody is on the rota of greeters", late=Late.ALWAYS, waits_for_morning=True)
async def on_rota(writing: Writing) -> Notice | None:
    """Tells somebody that they greet newcomers from now on."""
    member = writing.delivery.order.member
    greeters = await writing.unit.welcomes.greeters(writing.community.id, writing.now)
    mine = next((one for one in greeters if one.member == member), None)
    if mine is None:
        return None
    return said(
        f"{writing.subject['by']} has put you on the rota of those who welcome newcomers: you get a draft, "
        f"{times(mine.per_week)} in seven days at most, and send it, change it or pass it on. ",
        "Hours, off duty, or not at all: /onboarding greet",
        actions=(
            Button(label="Off duty", command=("onboarding", "greet"), args={"duty": "off"}),
            Button(label="Not for me", command=("onboarding", "greet"), args={"duty": "leave"}),
        ),
    )


POSTS: tuple[Post, ...] = (offer, late, over, greeting, untaken, volunteer, on_rota)
