"""What comes first of what is found: the same hits as always in another order, page by page, on both databases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot import resources
from bot.identity import ResourceId
from bot.resources import Facts, Found, Kind, Level, Preferred, Query, Wanted
from bot.tags import normalise
from storage import favouring
from storage.favouring import classes
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, make, settle

LISTEN, READ = (Kind.PODCAST,), (Kind.ARTICLE, Kind.BOOK)
WORDS = ("loops", "retro", "kata", "mob")
ORDERS = (
    Preferred(kinds=(LISTEN,)),
    Preferred(kinds=(LISTEN, READ)),
    Preferred(max_minutes=15),
    Preferred(kinds=(READ,), max_minutes=15, level=Level.BEGINNER, language="de"),
    Preferred(level=Level.ADVANCED, language="pt-br"),
    Preferred(kinds=((Kind.COMMUNITY,),)),
    Preferred(kinds=((Kind.COMMUNITY,), LISTEN), language="ja"),
)
LINES = (
    "",
    "#loops",
    "#loops #mob",
    "-#mob",
    "loops",
    "loops retro",
    '"kata mob"',
    "kind:podcast|article",
    "max:30m",
    "#loops kata",
)


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """A library of chance, and what stands in it."""

    home: Home
    facts: dict[ResourceId, Facts]


async def shelved(store: SqlStore, count: int) -> Shelved:
    """So many resources of all sorts under two tags, some of them useful to somebody, a few retired."""
    chance, home = random.Random(count), await settle(store)
    async with store.write() as unit:
        tags = await make(unit, home, "loops", "mob")
        facts = [_facts(chance, number) for number in range(count)]
        chosen = [[tag.id for tag in tags if chance.random() < 0.6] for _ in facts]
        new = [resources.new(one, under) for one, under in zip(facts, chosen, strict=True)]
        added = await unit.resources.add(home.id, new, home.ada, NOW)
        for one in added:
            if chance.random() < 0.3:
                await unit.resources.find_useful(home.id, one.id, home.bob, NOW)
        gone = [one.id for one in added if chance.random() < 0.05]
        for number in gone:
            await unit.resources.retire(home.id, number, "old", None, NOW)
    return Shelved(home=home, facts={one.id: each for one, each in zip(added, facts, strict=True)})


def _facts(chance: random.Random, number: int) -> Facts:
    return Facts(
        title=f"{' '.join(chance.choices(WORDS, k=2))} {number}",
        kind=chance.choice((Kind.ARTICLE, Kind.ARTICLE, Kind.BOOK, Kind.PODCAST, Kind.VIDEO)),
        minutes=chance.choice((None, 5, 15, 16, 40)),
        level=chance.choice((None, Level.BEGINNER, Level.ADVANCED)),
        language=chance.choice((None, "en", "de", "pt", "pt-br")),
    )


def query_of(line: str) -> Query:
    return resources.parse(line, spell=normalise)


async def page(unit: SqlUnit, home: Home, wanted: Wanted, cursor: str | None, size: int) -> Found:
    return await unit.resources.find(home.id, wanted, cursor, size)


async def turned(unit: SqlUnit, home: Home, wanted: Wanted, size: int) -> tuple[list[int], list[Found]]:
    """All numbers, turning page after page, and the pages."""
    pages = [await page(unit, home, wanted, None, size)]
    while pages[-1].older:
        assert len(pages) < 300, "the pages have an end"
        pages.append(await page(unit, home, wanted, pages[-1].older, size))
    return [hit.id for each in pages for hit in each.hits], pages


def expected(usual: Sequence[int], shelf: Shelved, wanted: Wanted) -> list[int]:
    """The usual hits as the oracle has them: by the first group that they are in, then by how many more they meet."""

    def place(number: int) -> tuple[int, int]:
        facts = shelf.facts[ResourceId(number)]
        marks = {f"k:{facts.kind}", f"v:{facts.level}", f"m:{facts.minutes}", f"l:{facts.language}"}
        marks |= {f"l:{facts.language.split('-')[0]}"} if facts.language else set()
        rank = next((at for at, group in enumerate(wanted.first) if marks & set(group)), len(wanted.first))
        return rank, -sum(1 for group in wanted.rather if marks & set(group))

    return sorted(usual, key=place)


@pytest.mark.parametrize("most_sorted", [800, 3])
async def test_what_is_preferred_comes_first_and_nothing_is_left_out(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, most_sorted: int
) -> None:
    monkeypatch.setattr(favouring, "SORTED", most_sorted)
    shelf = await shelved(store, 120)
    async with store.read() as unit:
        for line in LINES:
            query = query_of(line)
            usual, _ = await turned(unit, shelf.home, resources.wanted(query), 1000)
            for preferred in ORDERS:
                wanted = resources.wanted(query, preferred)

                got, pages = await turned(unit, shelf.home, wanted, 7)

                assert got == expected(usual, shelf, wanted), (line, preferred)
                totals = {one.total for one in pages}
                is_known = pages[0].met and not query.phrases
                assert totals == {len(usual)} if is_known else totals <= {len(usual), None}, line


@pytest.mark.parametrize("most_sorted", [800, 3])
async def test_pages_are_turned_back_as_they_were_turned(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, most_sorted: int
) -> None:
    monkeypatch.setattr(favouring, "SORTED", most_sorted)
    shelf = await shelved(store, 90)
    async with store.read() as unit:
        for line in ("", "#loops", "loops", "loops retro"):
            for preferred in ORDERS[:4]:
                wanted = resources.wanted(query_of(line), preferred)
                _, pages = await turned(unit, shelf.home, wanted, 7)

                back = [pages[-1]]
                while back[-1].newer:
                    back.append(await page(unit, shelf.home, wanted, back[-1].newer, 7))

                shown = [[hit.id for hit in one.hits] for one in pages]
                assert [[hit.id for hit in one.hits] for one in reversed(back)] == shown, (line, preferred)
                assert pages[0].newer is None


async def test_page_goes_on_where_it_was_when_a_class_has_grown_long_meanwhile_or_short(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = await shelved(store, 90)
    wanted = resources.wanted(query_of(""), Preferred(kinds=(LISTEN, READ)))
    async with store.read() as unit:
        whole, _ = await turned(unit, shelf.home, wanted, 200)
        for before, after in ((800, 3), (3, 800)):
            for size in (4, 30, 60):
                monkeypatch.setattr(favouring, "SORTED", before)
                first = await page(unit, shelf.home, wanted, None, size)
                monkeypatch.setattr(favouring, "SORTED", after)
                second = await page(unit, shelf.home, wanted, first.older, size)
                again = await page(unit, shelf.home, wanted, second.newer, size)

                shown = [hit.id for hit in (*first.hits, *second.hits)]
                assert shown == whole[: 2 * size], (before, after, size)
                assert [hit.id for hit in again.hits] == whole[:size], (before, after, size)


async def test_what_nothing_meets_changes_nothing_and_is_told(store: SqlStore) -> None:
    shelf = await shelved(store, 60)
    async with store.read() as unit:
        usual = await page(unit, shelf.home, resources.wanted(query_of("#loops")), None, 10)
        unmet = resources.wanted(query_of("#loops"), Preferred(kinds=((Kind.COMMUNITY,),), language="ja"))
        partly = resources.wanted(query_of("#loops"), Preferred(kinds=((Kind.COMMUNITY,), LISTEN), max_minutes=15))

        assert await page(unit, shelf.home, unmet, None, 10) == usual
        assert (await page(unit, shelf.home, partly, None, 10)).met == (False, True, True)


async def test_page_that_was_begun_in_an_order_goes_on_when_nothing_meets_it_any_more(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        new = [
            resources.new(Facts(title=f"Talk {n}", kind=Kind.PODCAST if n == 5 else Kind.BOOK), []) for n in range(6)
        ]
        added = await unit.resources.add(home.id, new, home.ada, NOW)
        wanted = resources.wanted(query_of(""), Preferred(kinds=(LISTEN,)))
        first = await page(unit, home, wanted, None, 2)
        await unit.resources.retire(home.id, added[5].id, "gone", None, NOW)

        second = await page(unit, home, wanted, first.older, 2)

    assert [hit.id for hit in first.hits] == [6, 5]
    assert [hit.id for hit in second.hits] == [4, 3]


@pytest.mark.parametrize("cursor", ["oa0s0", "ob9k1.1.1", "oazs999999", "oa0k99999.9999999999.9999999999999999"])
async def test_any_cursor_of_this_sort_is_answered(store: SqlStore, cursor: str) -> None:
    shelf = await shelved(store, 20)
    async with store.read() as unit:
        for sort in (Preferred(), Preferred(kinds=(LISTEN,))):
            found = await page(unit, shelf.home, resources.wanted(query_of(""), sort), cursor, 5)
            assert len(found.hits) <= 5


def test_classes_part_what_is_found_without_a_rest() -> None:
    chance = random.Random(7)
    for _ in range(200):
        matches, *sets = (chance.getrandbits(70) for _ in range(6))
        made = classes(matches, sets[:2], sets[2:])

        assert len(made) == 3 * 4
        assert sum(one.bit_count() for one in made) == matches.bit_count()
        union = 0
        for one in made:
            union |= one
        assert union == matches
        assert made[0] == matches & sets[0] & sets[2] & sets[3] & sets[4]
