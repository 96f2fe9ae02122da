"""What a search promises, case by case, on both databases; plain loops check the rest in test_search_oracle."""

from __future__ import annotations

import pytest

from bot import resources
from bot.errors import InvalidInput
from bot.identity import AccountKey, ResourceId
from bot.resources import Found, Kind, Wanted
from storage import search
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, add, curating, facts, found, make, new, numbers, numbers_in, settle


async def vote(unit: SqlUnit, home: Home, number: int, times: int) -> None:
    """So many members who are new find a resource useful."""
    for index in range(times):
        key = AccountKey(platform="console", workspace="guild", user=f"{number} {index}")
        _, member = await unit.people.welcome(key, "Voter", "Guild", NOW)
        await unit.resources.find_useful(home.id, ResourceId(number), member.id, NOW)


async def test_votes_decide_among_equals_then_the_newest(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")
        await add(unit, home, "Mob one", "Mob two", "Mob three", "Mob four", tags=[loops])
        await vote(unit, home, 1, 1)
        await vote(unit, home, 2, 12)

        orders = [await numbers(unit, home, line) for line in ("#loops", "mob", "#loops mob", "kind:article", "")]

        assert orders == [[2, 1, 4, 3]] * 5
        await unit.resources.find_useful(home.id, ResourceId(3), home.ada, NOW)
        await unit.resources.find_useful(home.id, ResourceId(3), home.bob, NOW)
        assert await numbers(unit, home, "#loops") == [2, 3, 1, 4]


async def test_word_of_the_title_comes_before_one_of_the_description_whatever_the_votes(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Something else", description="It says loops somewhere among other words")
        await add(unit, home, "Loops")
        await vote(unit, home, 1, 3)

        assert await numbers(unit, home, "loops") == [2, 1]


async def test_words_are_found_by_stem_and_without_accents(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Facilitating cafés", "日本語の本", "C++ and C#")

        lines = ["facilitation", "CAFE", "café", "日本", "c++", "c#", "c"]
        assert [await numbers(unit, home, line) for line in lines] == [[1], [1], [1], [2], [3], [3], []]


async def test_synonyms_and_everything_below_count(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        await add(unit, home, "One", tags=[mob])
        await add(unit, home, "Two", tags=[loops])
        await curating(unit, home).put_under("mob", "loops")
        await curating(unit, home).alias("mob", "ensemble work")

        lines = ["#loops", "#mob", "#ensemble-work", "ensemble", "works", "loops", "-tag:mob", "#loops -tag:mob"]
        assert [await numbers(unit, home, line) for line in lines] == [[2, 1], [1], [1], [1], [1], [2, 1], [2], [2]]


async def test_unknown_tags_are_named_and_nothing_is_found(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")
        await add(unit, home, "One", tags=[loops])

        assert await found(unit, home, "#lops one #loops -tag:mob #lops") == Found(unknown_tags=("lops", "mob"))


async def test_total_is_told_where_it_is_known(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")
        await add(unit, home, *(f"Mob {number}" for number in range(30)), tags=[loops])

        totals = [(await found(unit, home, line, size=10)).total for line in ("#loops", "", "nothing", "kind:book")]
        assert totals == [30, 30, 0, 0]


async def test_pages_go_on_where_they_stopped_though_others_share_meanwhile(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")
        await add(unit, home, *(f"Mob {number}" for number in range(1, 7)), tags=[loops])
        first = await found(unit, home, "#loops", size=2)
        await add(unit, home, "Mob 7", "Mob 8", tags=[loops])
        await unit.resources.retire(home.id, first.hits[-1].id, "gone", None, NOW)

        second = await found(unit, home, "#loops", first.older, size=2)
        back = await found(unit, home, "#loops", second.newer, size=10)

    assert [numbers_in(page) for page in (first, second, back)] == [[6, 5], [4, 3], [8, 7, 6]]


@pytest.mark.parametrize("cursor", ["", "a", "a1.2", "x1.2.3", "s", "s-1", "a1.2.3; DROP TABLE tag", "a123456.1.1"])
async def test_cursor_that_is_not_ours_is_refused(store: SqlStore, cursor: str) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops")

        with pytest.raises(InvalidInput, match=r"This page cannot be turned\. Please search again\."):
            await found(unit, home, "loops", cursor)


@pytest.mark.parametrize("cursor", ["a99999.9999999999.9999999999999999", "b0.0.0", "s999999", "b99999.0.0", "a0.0.0"])
async def test_cursor_from_nowhere_gives_a_page_without_harm(store: SqlStore, cursor: str) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")
        await add(unit, home, "Loops", tags=[loops])

        pages = [await found(unit, home, line, cursor) for line in ("#loops", "loops", "loops kind:article")]

        assert {number for page in pages for number in numbers_in(page)} <= {1}


@pytest.mark.parametrize(
    "line", ['"', "*", "NEAR(", "loops*", '"loops', "' OR 1=1 --", "%", "_", "\\", "a:b", "loops!"]
)
async def test_syntax_of_other_searches_is_only_text(store: SqlStore, line: str) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops", "Other")
        try:
            hits = await numbers(unit, home, line)
        except InvalidInput:
            hits = []

        assert hits == ([1] if line in {"loops*", "loops!"} else [])


async def test_words_in_quotation_marks_stand_together_within_one_field(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Mob programming", "Programming a mob", "Mob, programming too", "100% mob_programming")
        await add(unit, home, "About the mob", description="programming is not meant")

        lines = ['"mob programming"', '"programming mob"', '"the mob"', '"mob pro"', '"100% mob"', '"mob"']
        found_by_line = [set(await numbers(unit, home, line)) for line in lines]

        assert found_by_line == [{1, 3, 4}, set(), {5}, set(), {4}, {1, 2, 3, 4, 5}]


async def test_long_texts_are_shortened_in_hits(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops", description="d" * 301, why="日" * 301)

        (hit,) = (await found(unit, home, "loops")).hits

        assert (hit.facts.description, hit.facts.why) == ("d" * 300, "日" * 300)


async def test_choice_of_more_lists_than_a_database_can_merge_is_still_answered(store: SqlStore) -> None:
    home = await settle(store)
    names = [f"t{number}" for number in range(300)]
    async with store.write() as unit:
        tags = await make(unit, home, *names)
        many = [new(f"Title {number}", tags=[one]) for number, one in enumerate(tags)]
        await unit.resources.add(home.id, many, home.ada, NOW)
        await add(unit, home, "Without a tag")
        wanted = Wanted(groups=(tuple(f"#{name}" for name in names),))

        first = await unit.resources.find(home.id, wanted, None, 10)
        second = await unit.resources.find(home.id, wanted, first.older, 10)

        assert [numbers_in(page) for page in (first, second)] == [list(range(300, 290, -1)), list(range(290, 280, -1))]


async def test_few_resources_of_each_kind_are_found_by_their_bits_too(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PROBES", 0)
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops", "Loops again")
        await add(unit, home, "Loops on film", kind=Kind.VIDEO)

        wanted = resources.wanted(resources.parse("loops kind:video", spell=str))

        assert (await unit.resources.find(home.id, wanted, None, 10)).total == 1
        assert await numbers(unit, home, "loops kind:video") == [3]
        assert await numbers(unit, home, "film -loops") == []
        assert facts("Loops").kind is Kind.ARTICLE
