"""Hosts from outside: who gives them a page of their own, and what stands on it."""

from __future__ import annotations

from dataclasses import replace

from bot import guests
from bot.amas.permissions import expect_open, expect_runs
from bot.amas.values import Ama, AmaState, Host
from bot.errors import InvalidInput, NotFound
from bot.guests import Page
from bot.questions import Question, State
from bot.replies import Bold, Button, Card, Code, Fact, Reply, Section, Style, Time, done, text
from bot.requests import Call
from bot.spec import AnyCommand, Pick, Text, command
from bot.typed import quoted
from commands.amas.which import NUMBER, find, title_of
from commands.questions.cards import LISTED_CHARACTERS, button, counts
from commands.questions.console import console_card
from commands.questions.here import desk_of

_PATH = ("ama", "guest-page")
#: Characters of a name on a button, whose label has 40 at most.
_LABEL_NAME = 31
_DOING = ("make", "anew", "revoke")
_NOWHERE = (
    "A page of their own needs my web server: an administrator has to let it run, and to configure web.public_url, the "
    "address at which it is reached."
)


def page_button(ama: Ama, name: str) -> Button:
    """Asks for the page of a guest."""
    return Button(label=f"Page for {quoted(name, _LABEL_NAME)}", command=_PATH, args={"number": ama.id, "name": name})


def page_buttons(ama: Ama) -> tuple[Button, ...]:
    """The same for each host from outside, as long as the AMA is open."""
    return tuple(page_button(ama, host.name) for host in _guests_of(ama)) if ama.state.is_open else ()


@command(
    *_PATH,
    about="A page on which a host from outside answers questions, without an account",
    is_typed=False,
    options=[
        NUMBER,
        Text(name="name", about="Which host", required=True, max_characters=80),
        Pick(name="do", about="Make it, make it anew, or let nobody in any more", choices=_DOING),
    ],
)
async def guest_page(call: Call, number: int, name: str, do: str = "make") -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    if name not in {host.name for host in _guests_of(ama)}:
        raise NotFound(f"AMA {number} has no host from outside with this name.", f"See /ama show {number}.")
    if do == "revoke":
        return await _revoked(call, ama, name)
    expect_open(ama)
    if not call.web_address:
        raise InvalidInput(_NOWHERE)
    page = await call.unit.guests.page(call.community.id, ama.id, name)
    if page and page.until > call.now and do != "anew":
        return _known(ama, name, page)
    return await _made(call, ama, name)


def _guests_of(ama: Ama) -> list[Host]:
    return [host for host in ama.hosts if host.member is None]


def _known(ama: Ama, name: str, page: Page) -> Card:
    how = "has opened it" if page.is_opened else "has not opened it yet"
    return Card(
        title=f"Page for {quoted(name)}",
        sections=(
            Section(text=text(f"{name} has a page for {title_of(ama)} until ", Time(page.until), f", and {how}.")),
            Section(text=text("Its address was shown only once. A new one ends the page that there is.")),
        ),
        actions=(_doing("Make it anew", ama, name, "anew"), _revoke(ama, name)),
    )


async def _made(call: Call, ama: Ama, name: str) -> Card:
    key, until = guests.fresh_secret(), guests.until_of(ama.session.ends_at, call.now)
    await call.unit.guests.make(call.community.id, ama.id, name, guests.kept_of_key(key), until, call.now)
    return Card(
        title=f"Page for {quoted(name)}",
        sections=(
            Section(text=text(f"Give {name} this address. It leads to the console of {title_of(ama)}:")),
            Section(text=text(Code(guests.address_of(call.web_address, key)))),
        ),
        facts=(Fact(name="Until", value=(Time(until),)),),
        actions=(_revoke(ama, name),),
        footer=(
            "It can be opened once, in one browser, and whoever opens it answers as this host. It is shown only now.",
        ),
    )


async def _revoked(call: Call, ama: Ama, name: str) -> Reply:
    if not await call.unit.guests.revoke(call.community.id, ama.id, name):
        raise NotFound(f"{name} has no page for AMA {ama.id}.", f"See /ama show {ama.id}.")
    return done(f"Revoked: the page of {name} for {title_of(ama)} leads nowhere any more.")


def _revoke(ama: Ama, name: str) -> Button:
    return _doing("Revoke", ama, name, "revoke", Style.DANGER)


def _doing(label: str, ama: Ama, name: str, do: str, style: Style = Style.PLAIN) -> Button:
    return Button(label=label, command=_PATH, args={"number": ama.id, "name": name, "do": do}, style=style)


@command(
    *guests.VIEW,
    about="The console of an AMA, for a host from outside",
    reads=True,
    is_typed=False,
    options=[NUMBER],
)
async def view(call: Call, number: int) -> Reply:
    ama = await find(call, number)
    desk_of(call, ama).expect_staff()
    if not ama.state.is_open:
        return await _ended(call, ama)
    card = await console_card(call.unit, ama, call.now)
    current = await call.unit.questions.ranked(call.community.id, ama.id, [State.NEXT], count=1)
    whole = [_whole(one) for one in current if len(one.words) > LISTED_CHARACTERS]
    return replace(card, sections=(*card.sections[:1], *whole, *card.sections[1:]))


def _whole(question: Question) -> Section:
    """What the host cannot answer from its first words."""
    return Section(text=text(Bold(f"All of question {question.id}"), "\n", question.words))


async def _ended(call: Call, ama: Ama) -> Card:
    """What has become of an AMA that is over or cancelled."""
    tally = await call.unit.questions.tally(call.community.id, ama.id)
    if ama.state is AmaState.CANCELLED:
        told = text(Bold("This AMA is cancelled."), f"\n{ama.reason}" if ama.reason else "")
        return Card(title=title_of(ama), sections=(Section(text=told),))
    told = text(Bold("This AMA is over. Thank you."), f"\n{counts(tally)}.")
    return Card(title=title_of(ama), sections=(Section(text=told),), actions=(button("Recap", "recap", ama.id),))


COMMANDS: tuple[AnyCommand, ...] = (guest_page, view)
