"""People who join, answer, skip, stop, start, leave, come back and link in any order, while days pass and it restarts.

Whatever they do, there is a way on, nothing is asked twice, and they are never written to after they have stopped or
left: the invitation, two nudges, and one word for each time that they come back before they have finished.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from adapters.console.render import plain, rendered
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher, Filled, Request, Typed
from bot.events import PersonJoined, PersonLeft
from bot.hearing import Ears
from bot.identity import AccountKey, Place
from bot.onboarding import OnboardingSettings, Version
from commands import COMMANDS, LISTENERS, POSTS
from storage.database import Database
from storage.schema import prepare
from storage.store import SqlStore
from tests.talk import TestClock
from tests.weather import Platform

T = TypeVar("T")

#: Ada has two accounts, and may link them; joins of more than two within ten minutes are held.
ACCOUNTS = tuple(
    AccountKey(platform=platform, workspace="guild", user=user)
    for platform, user in (("slack", "ada"), ("discord", "ada"), ("slack", "bob"))
)
ADA = ACCOUNTS[:2]
STEPS = ("interests", "learning")
#: What the bot says when it asks for a step.
ASKED = {"interests": "What brings you here? Pick", "learning": "How do you like to learn?"}
ANSWERS: dict[str, dict[str, object]] = {
    "interests": {"why": "To learn with others", "sent": True},
    "learning": {"formats": "read, listen", "minutes": 20, "sent": True},
}


@dataclass
class Person:
    """What is true of somebody, by one account or two."""

    accounts: set[AccountKey]
    here: set[AccountKey] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    has_begun: bool = False
    has_stopped: bool = False
    #: Times that they came back before they had finished or stopped.
    returns: int = 0
    #: What they were sent by itself.
    sent: Counter[str] = field(default_factory=Counter)
    #: How often they may have been invited, and nudged: each account by itself until they were linked.
    invitations: int = 1
    nudges: int = 2

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be sent to them by itself any more."""
        return self.has_stopped or self.settled == set(STEPS)


@settings(stateful_step_count=30)
class Newcomers(RuleBasedStateMachine):
    """The bot on a database of its own, and what has to be true of it."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = TestClock()
        self.platform = Platform()
        self.people = [Person({account}) for account in ACCOUNTS]
        self.seen = 0
        self.is_open = False

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        if self.is_open:
            self._run(self._close())
        self.runner.close()
        self.folder.cleanup()

    @initialize()
    def founds(self) -> None:
        shutil.copy(template(), Path(self.folder.name) / "town.db")
        self._run(self._open())
        self._run(self._found())

    async def _open(self) -> None:
        self.database = Database(f"sqlite:///{self.folder.name}/town.db")
        store = SqlStore(self.database)
        self.dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=self.clock)
        self.ears = Ears(listeners=LISTENERS, store=store, clock=self.clock)
        self.deliverer = Deliverer(
            POSTS, store=store, clock=self.clock, messengers=lambda _platform, _workspace: self.platform
        )
        self.is_open = True

    async def _close(self) -> None:
        await self.dispatcher.settle()
        await self.database.close()
        self.is_open = False

    async def _found(self) -> None:
        async with self.dispatcher.store.write() as unit:
            founder = AccountKey(platform="slack", workspace="guild", user="olga")
            home, olga = await unit.people.welcome(founder, "Olga", "Guild", self.clock.now())
            await unit.people.settle("discord", "guild", home.id)  # type: ignore[attr-defined]
            chosen = OnboardingSettings(is_on=True, joins_at_once=2, let_in_a_minute=1)
            made = Version(number=1, made_by=olga.id, made_at=self.clock.now(), note="", settings=chosen)
            await unit.onboarding.add(home.id, made, self.clock.now())

    def _of(self, account: AccountKey) -> Person:
        return next(person for person in self.people if account in person.accounts)

    @rule(account=st.sampled_from(ACCOUNTS))
    def joins(self, account: AccountKey) -> None:
        person = self._of(account)
        if not person.here and person.has_begun and not person.is_over:
            person.returns += 1
        person.has_begun = True
        person.here.add(account)
        platform, workspace, name = account.platform, account.workspace, account.user.title()
        self._hears(PersonJoined(platform=platform, workspace=workspace, account=account, name=name))

    @rule(account=st.sampled_from(ACCOUNTS))
    def leaves(self, account: AccountKey) -> None:
        self._of(account).here.discard(account)
        self._hears(PersonLeft(platform=account.platform, workspace=account.workspace, account=account))

    def _hears(self, event: PersonJoined | PersonLeft) -> None:
        self._run(self.ears.hear(event))

    @rule(account=st.sampled_from(ACCOUNTS), step=st.sampled_from(STEPS))
    def answers(self, account: AccountKey, step: str) -> None:
        self._does(account, step, Filled(("onboarding", step), ANSWERS[step]))

    @rule(account=st.sampled_from(ACCOUNTS), step=st.sampled_from(STEPS))
    def skips(self, account: AccountKey, step: str) -> None:
        self._does(account, step, Filled(("onboarding", "skip"), {"step": step}))

    def _does(self, account: AccountKey, step: str, said: Filled) -> None:
        """Only those who are here press buttons; whoever does, wants to go on."""
        person = self._of(account)
        if account not in person.here:
            return
        shown = self._says(account, said)
        self._is_a_way_on(shown)
        person.has_begun, person.has_stopped = True, False
        person.settled.add(step)

    @rule(account=st.sampled_from(ACCOUNTS))
    def starts(self, account: AccountKey) -> None:
        person = self._of(account)
        if account not in person.here:
            return
        shown = self._says(account, Typed("onboarding start"))
        person.has_begun, person.has_stopped = True, False
        asked = [step for step in STEPS if ASKED[step] in shown]
        assert asked == [step for step in STEPS if step not in person.settled][:1], shown
        self._is_a_way_on(shown)

    @rule(account=st.sampled_from(ACCOUNTS))
    def stops(self, account: AccountKey) -> None:
        person = self._of(account)
        if account in person.here:
            self._says(account, Typed("onboarding stop"))
            person.has_begun, person.has_stopped = True, True

    @rule(account=st.sampled_from(ACCOUNTS))
    def puts_it_off(self, account: AccountKey) -> None:
        if account in self._of(account).here:
            self._says(account, Filled(("onboarding", "later"), {}))

    def _is_a_way_on(self, shown: str) -> None:
        is_over = "That was all" in shown and "/me preferences" in shown
        assert is_over or "[" in shown or "Fill it in" in shown, f"nothing to press: {shown}"

    @precondition(lambda self: len(self.people) == 3 and all(self._of(account).here for account in ADA))
    @rule()
    def links(self) -> None:
        code = self._says(ADA[0], Typed("me link")).rpartition(" ")[2]
        self._says(ADA[1], Typed(f"me link {code} sure:yes"))
        one, other, bob = self.people
        whole = Person(
            accounts=one.accounts | other.accounts,
            here=one.here | other.here,
            settled=one.settled | other.settled,
            has_begun=True,
            has_stopped=one.has_stopped or other.has_stopped,
            returns=one.returns + other.returns,
            sent=one.sent + other.sent,
            invitations=max(1, one.sent["invitation"] + other.sent["invitation"]),
            nudges=max(2, one.sent["nudge"] + other.sent["nudge"]),
        )
        self.people = [whole, bob]

    @rule()
    def restarts(self) -> None:
        self._run(self._close())
        self._run(self._open())

    @rule(hours=st.sampled_from([0, 1, 12, 24, 50, 24 * 8, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self._run(self._pass(hours))

    async def _pass(self, hours: int) -> None:
        end = self.clock.now().timestamp() + hours * 3_600
        while (due := await self.deliverer.drain()) is not None and due.timestamp() <= end:
            self.clock.advance(seconds=max(0, int(due.timestamp() - self.clock.now().timestamp()) + 1))
        self.clock.advance(seconds=max(0, int(end - self.clock.now().timestamp())))
        await self.deliverer.drain()

    @invariant()
    def nobody_hears_what_they_should_not(self) -> None:
        new, self.seen = self.platform.stands[self.seen :], len(self.platform.stands)
        for target, shown, _ in new:
            words = plain(rendered(shown, channel="", zone=UTC))
            account = AccountKey(platform=target.platform, workspace=target.workspace, user=target.user)
            person = self._of(account)
            assert account in person.here, f"{account.user} has left, and reads: {words}"
            assert not person.is_over, f"{account.user} has done with it, and reads: {words}"
            person.sent[_kind(words)] += 1
            assert person.sent["invitation"] <= person.invitations, words
            assert person.sent["nudge"] <= person.nudges, words
            assert person.sent["back"] <= person.returns, words

    def _says(self, account: AccountKey, said: Typed | Filled) -> str:
        place = Place(platform=account.platform, workspace=account.workspace, channel="general")
        request = Request(account=account, name=account.user.title(), place=place, said=said)
        answer = self._run(self.dispatcher.run(request))
        return plain(rendered(answer.reply, channel="general", zone=UTC)).rstrip("\n")


def _kind(words: str) -> str:
    if words.startswith("Welcome back"):
        return "back"
    return "nudge" if "you have not settled in" in words else "invitation"


_TEMPLATES: list[tempfile.TemporaryDirectory[str]] = []


def template() -> Path:
    """A database with all tables and nothing in them, made once."""
    if not _TEMPLATES:
        _TEMPLATES.append(tempfile.TemporaryDirectory())
        prepare(f"sqlite:///{_TEMPLATES[0].name}/empty.db")
    return Path(_TEMPLATES[0].name) / "empty.db"


TestNewcomers = Newcomers.TestCase
