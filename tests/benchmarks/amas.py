"""An AMA with 5,000 questions: how long the ranking, a vote, the board, a question and a merge take."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.amas.values import AmaState, NewAma, Session
from bot.clock import SystemClock
from bot.deliveries import Delivery, Order, State, Target
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, AmaId, CommunityId, MemberId, Place
from bot.posts import Writing
from bot.questions import NewQuestion, hour_of
from bot.questions import State as Fate
from bot.requests import Filled, Request
from commands import COMMANDS
from commands.questions.posts import board
from storage.database import Database
from storage.store import SqlStore
from tests.benchmarks.printing import percentile, show, verdict

QUESTIONS, PEOPLE, VOTES_EACH = 5_000, 1_000, 4
#: Milliseconds that 99 of 100 may take.
TARGET = 50.0
PLACE = Place(platform="bench", workspace="guild", channel="general")
WORDS = (
    "how why when board guild retro team start pay coffee meet remote mob pair story learn share tag library host "
    "question answer month budget manager event welcome newcomer talk note book course time zone slack discord"
).split()


async def amas(url: str, runs: int, server: str, questions: int = QUESTIONS) -> dict[str, float]:
    """Measure on an empty database, and print a table; the 99th percentile of each, in milliseconds."""
    database = Database(url)
    store = SqlStore(database)
    dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=SystemClock())
    home = await _filled(store, questions)
    chance = random.Random(4)
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "ranking, first page": lambda: _said(dispatcher, "questions"),
        "ranking, in the middle": lambda: _said(dispatcher, "questions-page", skip=questions // 2),
        "vote": lambda: _said(dispatcher, "vote", question=chance.randint(1, questions), user=_user(chance)),
        "one question": lambda: _said(dispatcher, "question", question=chance.randint(1, questions)),
        "board": lambda: _board(store, home),
        "ask": lambda: _said(dispatcher, "ask", question=_words(chance), user=_user(chance)),
    }
    found: dict[str, float] = {}
    rows = []
    for name, act in acts.items():
        times = [await _timed(act) for _ in range(runs)]
        half, most = percentile(times, 50), percentile(times, 99)
        found[name] = most
        rows.append([name, f"{half:.1f}", f"{most:.1f}", verdict(most, TARGET)])
    await dispatcher.settle()
    await database.close()
    show(f"An AMA with {questions:,} questions on {server}, ms", ["", "p50", "p99", "≤ 50"], rows)
    return found


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1_000


def _user(chance: random.Random) -> str:
    return f"p{chance.randrange(PEOPLE)}"


def _words(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 25))) + "?"


async def _said(dispatcher: Dispatcher, word: str, *, user: str = "p0", **args: str | int) -> None:
    account = AccountKey(platform="bench", workspace="guild", user=user)
    said = Filled(("ama", word), {"number": 1, **args})
    await dispatcher.run(Request(account=account, name=user, place=PLACE, said=said))


async def _board(store: SqlStore, home: CommunityId) -> None:
    now = datetime.now(UTC)
    target = Target(platform="bench", workspace="guild", channel="general")
    order = Order(key="x", topic="ama:1", kind="ama-board", target=target, due_at=now, subject={"ama": 1})
    async with store.read() as unit:
        community = await unit.people.of_workspace("bench", "guild")
        assert community, "it was filled"
        delivery = Delivery(id=1, community=home, order=order, state=State.DUE)
        assert await board.compose(Writing(community=community, now=now, unit=unit, delivery=delivery))


async def _filled(store: SqlStore, questions: int) -> CommunityId:
    """A community of a thousand people with a live AMA."""
    chance, now = random.Random(3), datetime.now(UTC)
    people: list[MemberId] = []
    async with store.write() as unit:
        account = AccountKey(platform="bench", workspace="guild", user="owner")
        home, _owner = await unit.people.welcome(account, "Owner", "Guild", now)
        for number in range(PEOPLE):
            account = AccountKey(platform="bench", workspace="guild", user=f"p{number}")
            _home, member = await unit.people.welcome(account, f"Person {number}", "Guild", now)
            people.append(member.id)
        session = Session(title="Guilds", starts_at=now + timedelta(hours=1), zone="UTC", questions_each=1_000)
        ama = await unit.amas.add(home.id, NewAma(session=session, hosts=(), places=(PLACE,)), people[0], now)
        await unit.amas.save(home.id, replace(ama, state=AmaState.LIVE, began_at=now), expected=ama.sequence)
    for start in range(0, questions, 500):
        async with store.write() as unit:
            for number in range(start, min(start + 500, questions)):
                new = NewQuestion(
                    words=f"{number} {_words(chance)}",
                    member=people[number % PEOPLE],
                    mailbox=None,
                    state=Fate.OPEN,
                    asked_at=hour_of(now),
                )
                asked = await unit.questions.add(home.id, AmaId(1), new)
                for voter in chance.sample(people, VOTES_EACH):
                    await unit.questions.vote(home.id, AmaId(1), asked, voter)
                await unit.questions.recount(home.id, AmaId(1), asked, [])
    return home.id
