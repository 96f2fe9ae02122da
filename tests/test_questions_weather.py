"""Questions in bad weather: at the same moment, thousands of them, and what people type to break things."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.amas.values import AmaState, NewAma, Session
from bot.deliveries import Delivery, Order, State, Target
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, AmaId, Community, MemberId, Place, Role
from bot.posts import Writing
from bot.questions import NewQuestion, hour_of
from bot.questions import State as Fate
from bot.replies import Card, Document
from bot.requests import Filled
from commands import COMMANDS
from commands.questions.posts import POSTS
from storage.store import SqlStore
from tests.asking import ask, request
from tests.talk import TestClock
from tests.test_hostile import PAYLOADS

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PLACE = Place(platform="test", workspace="guild", channel="general")
PEOPLE = tuple(f"p{number}" for number in range(12))


class Held:
    """A live AMA in a community in which all of PEOPLE and Olga are known."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=TestClock())

    async def begin(self) -> Community:
        """Make it; the community."""
        for person in (*PEOPLE, "olga"):
            await ask(self.dispatcher, Filled(("help",), {}), user=person)
        async with self.store.write() as unit:
            known = await unit.people.who(AccountKey(platform="test", workspace="guild", user="olga"))
            assert known
            home, self.olga = known[0], known[1].id
            session = Session(title="T", starts_at=NOW, zone="UTC")
            ama = await unit.amas.add(home.id, NewAma(session=session, hosts=(), places=(PLACE,)), self.olga, NOW)
            live = replace(ama, state=AmaState.LIVE, began_at=NOW)
            assert await unit.amas.save(home.id, live, expected=ama.sequence)
        return home

    async def do(self, word: str, user: str = "olga", **args: str | int) -> str:
        """The answer to a command of an AMA; Olga is an organiser."""
        role = Role.ORGANISER if user == "olga" else Role.MEMBER
        return await ask(self.dispatcher, Filled(("ama", word), {"number": 1, **args}), user=user, role=role)

    async def fill(self, home: Community, count: int) -> None:
        """So many questions of Olga."""
        async with self.store.write() as unit:
            for number in range(count):
                words = f"What about {number}?"
                new = NewQuestion(words=words, member=self.olga, mailbox=None, state=Fate.OPEN, asked_at=hour_of(NOW))
                await unit.questions.add(home.id, AmaId(1), new)


@pytest.fixture
async def held(store: SqlStore) -> Held:
    """A bot on each of the two databases."""
    return Held(store)


async def test_votes_and_a_merge_at_the_same_moment_lose_nobody(held: Held) -> None:
    home = await held.begin()
    await held.do("ask", question="Why A?")
    await held.do("ask", user="p0", question="Why B?")

    await asyncio.gather(
        *(held.do("vote", user=person, question=1) for person in PEOPLE[1:6]),
        held.do("merge", question=2, into=1),
        *(held.do("vote", user=person, question=2) for person in PEOPLE[3:9]),
    )

    async with held.store.read() as unit:
        first = await unit.questions.ranked(home.id, AmaId(1), [Fate.OPEN], count=9)
        wanted = {
            person
            for person in PEOPLE
            for who in [await unit.people.who(AccountKey(platform="test", workspace="guild", user=person))]
            if who and await unit.questions.voted(home.id, AmaId(1), MemberId(who[1].id))
        }
    # Whoever pressed for both after the merge has taken their vote back; nobody else is lost or counted twice.
    assert [(one.words, one.votes) for one in first] == [("Why A?", len(wanted | {"p0"}))]
    assert {"p1", "p2", "p6", "p7", "p8"} <= wanted


async def test_same_button_pressed_by_everybody_counts_everybody_once(held: Held) -> None:
    home = await held.begin()
    await held.do("ask", question="Why A?")

    await asyncio.gather(*(held.do("vote", user=person, question=1) for person in PEOPLE))

    async with held.store.read() as unit:
        (one,) = await unit.questions.ranked(home.id, AmaId(1), [Fate.OPEN], count=9)
    assert one.votes == len(PEOPLE)


async def test_two_who_close_at_once_close_once(held: Held) -> None:
    await held.begin()
    await held.do("ask", question="Why A?")

    told = await asyncio.gather(held.do("close", rest="open"), held.do("close", rest="declined", reason="No time"))

    assert sorted(one.startswith("AMA 1 is closed. 1 question") for one in told) == [False, True]


async def test_everything_still_fits_with_5000_questions(held: Held) -> None:
    home = await held.begin()
    await held.fill(home, 5_000)

    page = await held.do("questions", user="p0")
    console = await held.do("console")
    for post in POSTS:
        await composed(held.store, home, post.kind)
    closed = await held.do("close", reason="No time")
    recap = await held.dispatcher.run(request(Filled(("ama", "recap"), {"number": 1})))

    assert "5,000 questions: 5,000 open" in page
    assert "5,000 questions: 5,000 open" in console
    assert "5,000 questions: 5,000 declined" in closed
    assert isinstance(recap.reply, Document)
    assert "| **asked** | **5,000** |" in recap.reply.content


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_whatever_is_asked_and_answered_is_only_shown(dispatcher: Dispatcher, payload: str) -> None:
    assert isinstance(dispatcher.store, SqlStore)
    held = Held(dispatcher.store)
    home = await held.begin()
    shown = [
        await held.do("ask", user="p0", question=payload),
        await held.do("ask", user="p0", question=f"Why {payload[:900]}?"),
    ]
    for number in (1, 2):
        shown.append(await held.do("answer", question=number, answer=payload[:900] or "x"))
        shown.append(await held.do("hide", question=number, reason=payload[:400] or "x"))
        shown.append(await held.do("approve", question=number))
        shown += [await held.do("question", question=number), await held.do("questions", user="p1")]
    for post in POSTS:
        await composed(held.store, home, post.kind)
    shown += [await held.do("console"), await held.do("close", reason="No"), await held.do("recap")]

    assert not [one for one in shown if "Something went wrong" in one]


async def composed(store: SqlStore, home: Community, kind: str) -> Card | None:
    """What a post says about AMA 1 and its first question now."""
    post = next(one for one in POSTS if one.kind == kind)
    target = Target(platform="test", workspace="guild", channel="general")
    moments = {"starts": "20261124T120000", "ends": "20261124T130000"}
    subject: dict[str, str | int | bool] = {"ama": 1, "question": 1, "state": "answered", **moments}
    order = Order(key="x", topic="ama:1", kind=kind, target=target, due_at=NOW, subject=subject)
    async with store.read() as unit:
        delivery = Delivery(id=1, community=home.id, order=order, state=State.DUE)
        shown = await post.compose(Writing(community=home, now=NOW, unit=unit, delivery=delivery))
    assert shown is None or isinstance(shown, Card)
    return shown
