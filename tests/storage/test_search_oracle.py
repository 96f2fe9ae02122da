"""Random libraries, random searches: every page agrees with plain loops over the same resources."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest

from bot import resources
from bot.resources import Found, Wanted
from bot.tags import normalise
from storage import blocks, meanings, search, walking
from storage.database import Database
from storage.store import SqlStore, SqlUnit
from tests.storage.library import Home
from tests.storage.model import Shelves
from tests.storage.randomly import TAGS, WORDS, random_library


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """What decides how a search is answered; small numbers make a small library take the ways of a large one."""

    probes: int = search.PROBES
    sorted: int = search.SORTED
    common: int = blocks.COMMON
    block: int = blocks.BLOCK
    scored: int = 100_000


WAYS = {
    "as they are": Numbers(),
    "few matches by number": Numbers(probes=5, sorted=100_000, common=8, block=64),
    "walks beside bits": Numbers(probes=5, sorted=0, common=8, block=64),
    "some of each": Numbers(probes=40, sorted=15, common=25, block=128),
    "probes only": Numbers(probes=100_000),
    "the best of few": Numbers(probes=40, sorted=15, common=25, scored=20),
}


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Numbers:
    """One of the ways; in all but the last, every candidate is scored, so that nothing is left out on purpose."""
    chosen = WAYS[request.param]
    monkeypatch.setattr(search, "PROBES", chosen.probes)
    monkeypatch.setattr(search, "SORTED", chosen.sorted)
    monkeypatch.setattr(meanings, "SCORED", chosen.scored)
    monkeypatch.setattr(meanings, "READ_FOR_PHRASE", chosen.scored)
    monkeypatch.setattr(blocks, "COMMON", chosen.common)
    monkeypatch.setattr(blocks, "BLOCK", chosen.block)
    monkeypatch.setattr(walking, "_STEP", 4)
    return chosen


FILTERS = (
    "kind:video", "kind:article|book", "kind:article", "kind:research|podcast", "by:webber", "by:etienne",
    'by:"loop press"', "lang:pt", "lang:en", "cost:free", "cost:paid", "level:beginner", "max:15m", "max:1h",
    "max:70m", "max:3h",
)  # fmt: skip


def random_line(chance: random.Random, names: Sequence[str]) -> str:
    kinds: list[Callable[[], str]] = [
        lambda: f"#{chance.choice(names)}",
        lambda: f"tag:{'|'.join(chance.sample(names, 3))}",
        lambda: f"-tag:{chance.choice(names)}",
        lambda: chance.choice(WORDS),
        lambda: f"-{chance.choice(WORDS)}",
        lambda: f'"{chance.choice(WORDS)} {chance.choice(WORDS)}"',
        lambda: chance.choice(FILTERS),
    ]
    conditions = chance.choices(kinds, weights=[3, 1, 1, 3, 1, 1, 2], k=chance.choice([1, 1, 1, 2, 2, 3, 4]))
    return " ".join(condition() for condition in conditions)


async def walk(unit: SqlUnit, home: Home, wanted: Wanted, size: int) -> list[Found]:
    """All pages from the first to the last; each leads back to the one before it."""
    pages = [await unit.resources.find(home.id, wanted, None, size)]
    assert pages[0].newer is None
    while pages[-1].older:
        page = await unit.resources.find(home.id, wanted, pages[-1].older, size)
        assert page.newer
        back = await unit.resources.find(home.id, wanted, page.newer, size)
        assert (back.hits, back.older is not None) == (pages[-1].hits, True)
        pages.append(page)
    return pages


async def expect_agreement(unit: SqlUnit, home: Home, shelves: Shelves, line: str, way: Numbers, size: int) -> int:
    """How many hits a line has, when everything is as the plain loops say."""
    wanted = resources.wanted(resources.parse(line, spell=normalise))
    unknown = shelves.unknown_tags(wanted)
    if unknown:
        assert await unit.resources.find(home.id, wanted, None, size) == Found(unknown_tags=unknown)
        return 0
    expected = shelves.matching(wanted)

    pages = await walk(unit, home, wanted, size)

    hits = [hit for page in pages for hit in page.hits]
    assert len({hit.id for hit in hits}) == len(hits)
    assert {hit.id: hit for hit in hits}.items() <= {number: shelves.hit(number) for number in expected}.items()
    assert len(hits) == len(expected) or is_cut(wanted, way, len(expected))
    assert all(len(page.hits) == size for page in pages[:-1])
    assert {page.total for page in pages} <= {None, len(expected)}
    expect_order(shelves.ranks([hit.id for hit in hits], wanted))
    return len(hits)


def is_cut(wanted: Wanted, way: Numbers, expected: int) -> bool:
    """Whether only the best candidates are looked at: of those with these words, or of those to be read for a phrase.

    A search for tags and filters walks a list to its end.
    """
    has_words = any(key.startswith("w:") for group in wanted.groups for key in group)
    return way.scored < 1_000 and has_words and (bool(wanted.phrases) or expected > way.scored)


def expect_order(ranks: Sequence[tuple[float, int, int]]) -> None:
    """The best first; sums of several weights may differ in their last digits."""
    for (score, *rest), (next_score, *next_rest) in pairwise(ranks):
        assert score > next_score - 1e-9
        if score == next_score:
            assert rest > next_rest


async def test_every_search_finds_what_plain_loops_find(store: SqlStore, database: Database, way: Numbers) -> None:
    chance = random.Random(str(way))
    # The statements are the same on both; a smaller part of the searches is enough on the slower one.
    size, searches = (100, 30) if database.is_sqlite else (60, 12)
    home, shelves = await random_library(store, chance, size)
    names = [*sorted(shelves.names), *TAGS[:3], "nowhere"]

    async with store.read() as unit:
        lines = ["", *(f"#{name}" for name in names[:6]), *WORDS[:8]]
        lines += [random_line(chance, names) for _ in range(searches)]
        found = [await expect_agreement(unit, home, shelves, line, way, chance.choice([3, 7, 10])) for line in lines]

    assert sum(found) > 200
