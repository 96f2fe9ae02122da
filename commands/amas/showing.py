"""Looking AMAs up: those ahead, those that are over, and one with all that is known about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.amas.checking import MOST_MINUTES, is_ahead
from bot.amas.permissions import runs
from bot.amas.values import Ama, AmaState, Host, Invitation
from bot.identity import MemberId
from bot.replies import Button, Card, Page, Reply, Section, Update, said
from bot.requests import Call
from bot.spec import Pick, Whole, command
from commands.amas.cards import ama_card, invited, line_of
from commands.amas.guests import page_buttons
from commands.amas.which import NUMBER, find

#: AMAs on one page of a list; so many more are looked at, of which some have ended a short while ago.
LISTED, JUST_OVER = 8, 20
#: How far back and ahead lists go.
_YEARS = timedelta(days=365 * 10)
_WHICH = Pick(name="which", about="Those ahead, or those that are over", choices=("ahead", "over"), bare=True)


@command("ama", "list", about="The AMAs that are ahead, or those that are over", reads=True, options=[_WHICH])
async def list_amas(call: Call, which: str = "ahead") -> Reply:
    return await _listing(call, which, 0)


@command(
    "ama",
    "list-page",
    about="Turn the page of AMAs",
    reads=True,
    is_typed=False,
    options=[_WHICH, Whole(name="skip", about="AMAs before the page")],
)
async def turn(call: Call, which: str = "ahead", skip: int = 0) -> Reply:
    shown = await _listing(call, which, skip)
    return Update(reply=shown) if isinstance(shown, Page) else shown


async def _listing(call: Call, which: str, skip: int) -> Reply:
    found = await (_ahead(call, skip) if which == "ahead" else _over(call, skip))
    if not found:
        hint = " Propose one: /ama propose, or offer to answer: /ama host" if which == "ahead" else ""
        return said(f"There is no AMA {'ahead' if which == 'ahead' else 'that is over'}.{hint}")

    def turning(label: str, to: int) -> Button:
        return Button(label=label, command=("ama", "list-page"), args={"which": which, "skip": to})

    sections = tuple(
        Section(text=line_of(one), actions=(Button(label="Show", command=("ama", "show"), args={"number": one.id}),))
        for one in found[:LISTED]
    )
    return Page(
        card=Card(title="AMAs ahead" if which == "ahead" else "AMAs that are over", sections=sections),
        newer=turning("Back", max(0, skip - LISTED)) if skip else None,
        older=turning("More", skip + LISTED) if len(found) > LISTED else None,
    )


async def _ahead(call: Call, skip: int) -> list[Ama]:
    """One more than fit on the page, so that one sees whether there are more."""
    since = call.now - timedelta(minutes=MOST_MINUTES)
    states = (AmaState.SCHEDULED, AmaState.LIVE)
    count = skip + LISTED + 1 + JUST_OVER
    found = await call.unit.amas.between(call.community.id, since, call.now + _YEARS, states, count=count)
    return [one for one in found if is_ahead(one, call.now)][skip : skip + LISTED + 1]


async def _over(call: Call, skip: int) -> list[Ama]:
    """Newest first; before them those that were closed before their time, while that is still ahead."""
    where, most = call.community.id, LISTED + 1
    early = await call.unit.amas.between(
        where, call.now, call.now + _YEARS, (AmaState.CLOSED,), count=skip + most, newest_first=True
    )
    states = (AmaState.SCHEDULED, AmaState.CLOSED)
    # Those that are still going on are the newest, so they are passed over before the page is counted off.
    found = await call.unit.amas.between(
        where, call.now - _YEARS, call.now, states, count=skip + most + JUST_OVER, newest_first=True
    )
    return [*early, *(one for one in found if not is_ahead(one, call.now))][skip : skip + most]


@command("ama", "show", about="An AMA: when, with whom, who comes", reads=True, options=[NUMBER])
async def show(call: Call, number: int) -> Reply:
    ama = await find(call, number)
    card = await ama_card(call, ama)
    if ama.state.is_open and any(_is_asked(host, call.member.id) for host in ama.hosts):
        # Their invitation may wait for the morning, or for direct messages to be opened.
        card = replace(card, actions=(*card.actions, *invited(ama)))
    if runs(ama, call.member.id, call.role):
        return replace(card, actions=(*card.actions, *page_buttons(ama)))
    return card


def _is_asked(host: Host, member: MemberId) -> bool:
    return host.member == member and host.state is Invitation.INVITED
