"""That the benchmark still runs: its data set is made, is what the bot makes, and is looked up in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.deliveries import State
from bot.replies import Page
from tests.benchmarks.amas import amas
from tests.benchmarks.asking import bot_on, request
from tests.benchmarks.buddies import buddies
from tests.benchmarks.communities import HALF
from tests.benchmarks.deliveries import drained, founded, future, lateness, opened, rush, ticks
from tests.benchmarks.joins import raided
from tests.benchmarks.loading import sqlite_file
from tests.benchmarks.lookups import measure, questions_of
from tests.benchmarks.newcomers import counted, simulated
from tests.benchmarks.questions import USUAL, Quiz
from tests.benchmarks.rebuilding import differences
from tests.benchmarks.sizes import CONSTANT_KEY, MILLION, TINY


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_file(TINY, tmp_path_factory.mktemp("bench"))


def test_sizes_add_up_and_the_largest_is_as_large_as_said() -> None:
    sizes = [made.size for made in MILLION.made()]

    assert (sum(sizes), len(sizes), max(sizes)) == (1_000_000, 1_000, 100_000)


async def test_made_rows_are_what_the_bot_makes_of_the_same_community(data_set: Path) -> None:
    smallest = min(TINY.made(), key=lambda made: made.size)

    assert await differences(data_set, smallest) == []


async def test_look_up_in_the_data_set_finds_its_tag(data_set: Path) -> None:
    tag = next(made for made in TINY.made() if made.key == CONSTANT_KEY).tags[HALF].name

    async with bot_on(f"sqlite:///{data_set}") as bot:
        reply = await bot.ask(request(CONSTANT_KEY, f"resource find #{tag}"))

    assert isinstance(reply, Page)
    assert reply.older


async def test_measuring_gives_times_of_every_case(data_set: Path) -> None:
    asked = questions_of(Quiz(TINY, data_set).in_constant, USUAL)

    times = await measure(f"sqlite:///{data_set}", asked, runs=2)

    assert [(one.name, len(one.bot), len(one.page)) for one in times] == [(case.name, 2, 2) for case in USUAL]


async def test_measuring_an_ama_gives_times_of_every_act(sqlite_address: str) -> None:
    times = await amas(sqlite_address, 2, "sqlite", questions=20)

    assert len(times) == 6
    assert min(times.values()) > 0


async def test_measuring_buddies_gives_seconds_of_reading_and_matching(sqlite_address: str) -> None:
    found = await buddies(sqlite_address, 1, "SQLite", people=60)

    assert set(found) == {"read", "matching", "introducing", "look-ups"}
    assert found["read"] + found["matching"] < 5


async def test_measuring_deliveries_sends_what_is_due_and_leaves_what_is_ahead(sqlite_address: str) -> None:
    async with opened(sqlite_address) as store:
        community = await founded(store)
        future(sqlite_address, community, 50)

        late = await lateness(store, community, 10, 0.1)
        share = await rush(store, community, 10, 1_000)
        times = await ticks(store, 10)

        async with store.read() as unit:
            ahead = await unit.deliveries.about(community, "future")
    assert (len(late), share >= 1, len(times)) == (10, True, 9)
    assert {one.state for one in ahead} == {State.DUE}


async def test_measuring_newcomers_finds_the_numbers_of_the_model(sqlite_address: str) -> None:
    assert await counted(sqlite_address, "sqlite", 1, 200) > 0
    assert await simulated(sqlite_address, "sqlite", 20) == 0


async def test_measuring_claims_counts_every_delivery_once(sqlite_address: str) -> None:
    assert await drained(sqlite_address, 2, 60) > 0


async def test_raid_is_measured_and_nobody_who_is_held_is_written_to(data_set: Path, tmp_path: Path) -> None:
    copy = shutil.copy(data_set, tmp_path / "raided.db")

    raid = await raided(f"sqlite:///{copy}", Quiz(TINY, data_set).mixed(), joins=600)

    assert len(raid.joins) == 600
    # The 30 for whom there is room, a word to each of two organisers, and ten a minute at most once it is over.
    assert (raid.sent[0], sum(raid.sent[:60]), max(raid.sent[60:])) == (10, 32, 10)
    assert raid.lookups
