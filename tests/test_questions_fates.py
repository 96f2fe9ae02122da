"""Whatever is done in whatever order: as many questions have a fate or wait for one as were asked, and votes are right.

The machine keeps a model of its own: sets of people for each question, and counts them by what the rules promise.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.amas.values import NewAma, Session
from bot.errors import BotError
from bot.identity import AccountKey, AmaId, CommunityId, MemberId, Place
from bot.questions import Desk, Ending, Hand, Question, State, Terms, mailbox_of, submitted
from storage.database import Database
from storage.store import SqlStore, SqlUnit

NOW = datetime(2026, 11, 24, 12, 34, 56, tzinfo=UTC)
PEOPLE = 3
NUMBERS, PERSON = st.integers(1, 6), st.integers(0, PEOPLE - 1)
Answer = TypeVar("Answer")


@pytest.fixture(scope="module", autouse=True)
def _template(sqlite_template: Path) -> None:
    Fates.template = sqlite_template


@dataclass(kw_only=True)
class Asked:
    """What the model knows of a question."""

    asker: MemberId | None
    token: str = ""
    voters: set[MemberId] = field(default_factory=set)


class Fates(RuleBasedStateMachine):
    """One AMA that takes questions until it is closed, and the one after it."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.mkdtemp()
        self.database = Database(f"sqlite:///{shutil.copy(self.template, self.folder)}")
        self.store = SqlStore(self.database)
        self.model: dict[int, Asked] = {}
        self.known: dict[int, Question] = {}
        self.is_open, self.is_reviewed = True, False

    def teardown(self) -> None:
        self.run(self.database.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self.runner.run(work)

    @initialize(is_reviewed=st.booleans())
    def settle(self, is_reviewed: bool) -> None:
        self.run(self._settle())
        for person in (0, 1, 2, 0):
            self.ask(person, 100 + len(self.model))
        self.ask_anonymously(200)
        # What is asked from now on is looked at first, what was asked before is not.
        self.is_reviewed = is_reviewed

    async def _settle(self) -> None:
        self.people: list[MemberId] = []
        async with self.store.write() as unit:
            for number in range(PEOPLE):
                account = AccountKey(platform="console", workspace="guild", user=f"p{number}")
                home, member = await unit.people.welcome(account, f"P{number}", "Guild", NOW)
                self.people.append(member.id)
                self.home: CommunityId = home.id
            place = Place(platform="console", workspace="guild", channel="general")
            for _ in range(2):
                new = NewAma(session=Session(title="T", starts_at=NOW, zone="UTC"), hosts=(), places=(place,))
                await unit.amas.add(self.home, new, self.people[0], NOW)

    async def _do(self, act: str, person: int | None, *args: Any, is_staff: bool = False) -> Any:
        """What comes of doing something; None where it is refused, and then nothing has changed."""
        try:
            async with self.store.write() as unit:
                return await getattr(self._desk(unit, person, is_staff=is_staff), act)(*args)
        except BotError:
            return None

    def _desk(self, unit: SqlUnit, person: int | None, *, is_staff: bool = False) -> Desk:
        terms = Terms(ama=AmaId(1), is_open=self.is_open, each=4, is_reviewed=self.is_reviewed)
        hand = Hand(member=None if person is None else self.people[person], is_staff=is_staff)
        return Desk(unit.questions, self.home, terms, hand, NOW)

    @rule(person=PERSON, number=st.integers(0, 9))
    def ask(self, person: int, number: int) -> None:
        receipt = self.run(self._do("ask", person, f"Why {number}?"))
        if receipt is not None:
            self.model[receipt.question.id] = Asked(asker=self.people[person])

    @rule(number=st.integers(0, 9))
    def ask_anonymously(self, number: int) -> None:
        receipt = self.run(self._do("ask_anonymously", None, f"Why {number}?"))
        if receipt is not None:
            self.model[receipt.question.id] = Asked(asker=None, token=receipt.token)

    @rule(number=NUMBERS, words=st.integers(0, 9))
    def reword(self, number: int, words: int) -> None:
        if number in self.model:
            self.run(self._do("reword", None, self._question(number), f"Why {words}?"))

    @rule(number=NUMBERS)
    def withdraw(self, number: int) -> None:
        if number not in self.model:
            return
        before = self._question(number)
        gone = self.run(self._do("withdraw", None, before))
        if gone is not None:
            self._votes_move(before)

    def _votes_move(self, before: Question) -> None:
        """Voters for a question that is withdrawn are voters for the one that stands for it now."""
        if before.merged_into is not None:
            self.model[self._root(before.merged_into)].voters |= self.model[before.id].voters
        if heirs := self._children(before.id):
            self.model[min(heirs)].voters |= self.model[before.id].voters

    @rule(person=PERSON, number=NUMBERS)
    def vote(self, person: int, number: int) -> None:
        voted = self.run(self._do("vote", person, number))
        if voted is None:
            return
        question, counts = voted
        member = self.people[person]
        for one in self._group(question.id):
            self.model[one].voters.discard(member)
        if counts:
            self.model[question.id].voters.add(member)

    @rule(number=NUMBERS, into=NUMBERS)
    def merge(self, number: int, into: int) -> None:
        self.run(self._do("merge", 0, number, into, is_staff=True))

    @rule(number=NUMBERS)
    def unmerge(self, number: int) -> None:
        self.run(self._do("unmerge", 0, number, is_staff=True))

    @rule(number=NUMBERS, act=st.sampled_from(["approve", "take", "later", "answer"]))
    def settle_one(self, number: int, act: str) -> None:
        self.run(self._do(act, 0, number, is_staff=True))

    @rule(number=NUMBERS, act=st.sampled_from(["hide", "decline"]))
    def refuse(self, number: int, act: str) -> None:
        self.run(self._do(act, 0, number, "Not here", is_staff=True))

    @rule(way=st.sampled_from(["open", "next", "declined"]))
    def close(self, way: str) -> None:
        if not self.is_open or len(self.model) < 4:
            return
        following = Terms(ama=AmaId(2), is_open=True, each=3, is_reviewed=False)
        ending = {"open": Ending(), "next": Ending(to=following), "declined": Ending(reason="No time")}[way]
        self.run(self._do("close", 0, ending, is_staff=True))
        self.is_open = False

    @invariant()
    def every_question_that_was_asked_is_somewhere(self) -> None:
        if not hasattr(self, "home"):
            return
        self.known = self.run(self._questions())
        questions = self.known
        assert submitted(self.run(self._tally())) == len(self.model) == len(questions)
        assert sum(1 for one in questions.values() if one.state is State.NEXT) <= 1
        for number, one in questions.items():
            assert (one.state is State.MERGED) == (one.merged_into is not None), one
            assert one.merged_into is None or questions[self._root(number)].state is not State.WITHDRAWN, one
            assert bool(one.reason) == (one.state in {State.DECLINED, State.HIDDEN}), one
            assert bool(one.words) == (one.state is not State.WITHDRAWN), one
            assert (one.settled_at is not None) == one.state.is_fate, one
            assert self.is_open or one.state.is_fate, one
            if one.state not in {State.MERGED, State.WITHDRAWN}:
                assert one.votes == len(self._wanting(number)), one

    @invariant()
    def every_token_leads_to_its_question(self) -> None:
        for number, one in self.model.items():
            if one.token:
                found = self.run(self._of_mailbox(one.token))
                assert found is not None
                assert found.ama == 2 or found.id == number

    async def _tally(self) -> Any:
        async with self.store.read() as unit:
            return await unit.questions.tally(self.home, AmaId(1))

    async def _questions(self) -> dict[int, Question]:
        async with self.store.read() as unit:
            found = await unit.questions.ranked(self.home, AmaId(1), list(State), count=1_000)
        return {int(one.id): one for one in found}

    async def _of_mailbox(self, token: str) -> Question | None:
        async with self.store.read() as unit:
            return await unit.questions.of_mailbox(self.home, mailbox_of(token))

    def _question(self, number: int) -> Question:
        """The question as it was after the last step."""
        return self.known[number]

    def _wanting(self, number: int) -> set[MemberId]:
        """Who wants to know a question, as the rules promise it: voters and askers of all that is merged into it."""
        group = self._group(number)
        wanting = set().union(*(self.model[one].voters for one in group))
        wanting |= {asker for one in group if one != number and (asker := self.model[one].asker) is not None}
        return wanting - {self.model[number].asker}

    def _group(self, number: int) -> list[int]:
        return [number, *(below for child in self._children(number) for below in self._group(child))]

    def _children(self, number: int) -> list[int]:
        return [one for one in self.model if self._question(one).merged_into == number]

    def _root(self, number: int) -> int:
        into = self._question(number).merged_into
        return number if into is None else self._root(into)


Fates.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestFates = Fates.TestCase
