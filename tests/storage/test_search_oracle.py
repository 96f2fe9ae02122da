"""Random libraries, random searches: every page agrees with plain loops over the same resources."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest

from bot import resources
from bot.errors import BotError
from bot.identity import AccountKey, MemberId, ResourceId, TagId
from bot.resources import Cost, Facts, Found, Kind, Level, Wanted
from bot.tags import Tags, normalise
from storage import blocks, meanings, search, walking
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, settle
from tests.storage.model import Kept, Shelves

WORDS = (
    "loops loop mob review reviewing retro retrospective team teams remote café naïve 日本語 測試 c++ code pair".split()
)
TAGS = "loops mob code-review pair-programming retro c++ teams remote 日本語 team-topologies reviews kata".split()
AUTHORS = ("Emily Webber", "Ada Lovelace", "Étienne Wenger", "Grace Hopper")


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


def random_facts(chance: random.Random, number: int) -> Facts:
    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(least, most)))

    return Facts(
        title=f"{some(1, 4)} {number}",
        kind=chance.choice(list(Kind)[:4]),
        address=f"https://example.org/{number}" if chance.random() < 0.5 else None,
        authors=tuple(chance.sample(AUTHORS, chance.choice([0, 0, 1, 2]))),
        publisher=chance.choice([None, None, "Loop Press"]),
        language=chance.choice([None, "en", "pt-br", "de"]),
        minutes=chance.choice([None, 5, 15, 60, 61, 75, 200]),
        level=chance.choice([None, *Level]),
        cost=chance.choice([None, *Cost]),
        description=some(0, 30) * chance.choice([1, 1, 4]),
        why=some(0, 3),
    )


async def random_library(store: SqlStore, chance: random.Random, size: int) -> tuple[Home, Shelves]:
    """A library with tags that were put under one another, merged and deleted, with votes and retired resources."""
    home = await settle(store)
    shelves = Shelves(by=home.ada)
    async with store.write() as unit:
        members = [home.ada, home.bob, *[await welcome(unit, f"member {number}") for number in range(4)]]
        tags = [tag.id for tag in (await unit.tags.make(home.id, TAGS, home.ada, NOW)).values()]
        await add_randomly(unit, home, shelves, chance, tags, range(size // 2))
        await tidy_randomly(unit, home, chance, 12)
        await change_randomly(unit, home, shelves, chance, members)
        names = await unit.tags.names(home.id)
        await add_randomly(unit, home, shelves, chance, list(names.values()), range(size // 2, size))
        await tidy_randomly(unit, home, chance, 4)
        await change_randomly(unit, home, shelves, chance, members)
        shelves.tree, shelves.names = await unit.tags.tree(home.id), await unit.tags.names(home.id)
    return home, shelves


async def welcome(unit: SqlUnit, name: str) -> MemberId:
    _, member = await unit.people.welcome(
        AccountKey(platform="console", workspace="guild", user=name), name, "Guild", NOW
    )
    return member.id


async def add_randomly(
    unit: SqlUnit, home: Home, shelves: Shelves, chance: random.Random, tags: Sequence[TagId], numbers: range
) -> None:
    drafts = []
    for number in numbers:
        chosen = set(chance.choices(tags, k=chance.choice([0, 1, 1, 2, 3]), weights=range(len(tags), 0, -1)))
        one = Kept(facts=random_facts(chance, number), tags=chosen, is_retired=chance.random() < 0.05)
        drafts.append(one)
    for start in range(0, len(drafts), 40):
        batch = drafts[start : start + 40]
        added = await unit.resources.add(
            home.id,
            [
                resources.new(one.facts, sorted(one.tags), retired_reason="old" if one.is_retired else None)
                for one in batch
            ],
            home.ada,
            NOW,
        )
        shelves.kept |= {one.id: kept for one, kept in zip(added, batch, strict=True)}


async def tidy_randomly(unit: SqlUnit, home: Home, chance: random.Random, times: int) -> None:
    """Change tags as curators do; what is refused is left alone."""
    tags = Tags(unit.tags, home.id, home.ada, NOW)
    for _ in range(times):
        names = sorted(await unit.tags.names(home.id))
        one, other = chance.sample(names, 2)
        try:
            match chance.randrange(8):
                case 0 | 1 | 2:
                    await tags.put_under(one, other)
                case 3 | 4:
                    await tags.merge(await tags.find(one), await tags.find(other))
                case 5:
                    await tags.alias(one, f"{chance.choice(WORDS)} {chance.choice(WORDS)}")
                case 6:
                    await tags.rename(one, f"{chance.choice(WORDS)} {chance.choice(WORDS)}")
                case _:
                    await tags.delete(one)
        except BotError:
            continue


async def change_randomly(
    unit: SqlUnit, home: Home, shelves: Shelves, chance: random.Random, members: Sequence[MemberId]
) -> None:
    """Vote, retire, restore, edit, tag and untag here and there."""
    for number, one in shelves.kept.items():
        for member in chance.sample(members, chance.choice([0, 0, 0, 1, 2, 4])):
            counts = await unit.resources.find_useful(home.id, number, member, NOW)
            (one.voters.add if counts else one.voters.discard)(member)
        match chance.randrange(12):
            case 0:
                await unit.resources.retire(home.id, number, "old", None, NOW)
                one.is_retired = True
            case 1:
                await unit.resources.restore(home.id, number, resources.indexed(one.facts))
                one.is_retired = False
            case 2:
                before = await unit.resources.get(home.id, number)
                assert before
                one.facts = random_facts(chance, 10_000 + number)
                draft = resources.new(one.facts, [])
                await unit.resources.save(home.id, before, one.facts, draft.keys, draft.indexed)
            case 3:
                await retag_randomly(unit, home, chance, number, one)


async def retag_randomly(unit: SqlUnit, home: Home, chance: random.Random, number: ResourceId, one: Kept) -> None:
    known = sorted(set((await unit.tags.names(home.id)).values()))
    tree = await unit.tags.tree(home.id)
    add, remove = chance.sample(known, 2)
    await unit.resources.set_tags(home.id, number, add=[add], remove=[remove], by=home.ada, now=NOW)
    shown = Shelves(by=home.ada, tree=tree)
    merged = {tag for tag in one.tags & set(tree) if shown.shown_as(tag) == tree[remove].name}
    one.tags = (one.tags - merged) | {add}


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


async def test_every_search_finds_what_plain_loops_find(store: SqlStore, way: Numbers) -> None:
    chance = random.Random(str(way))
    home, shelves = await random_library(store, chance, 120)
    names = [*sorted(shelves.names), *TAGS[:3], "nowhere"]

    async with store.read() as unit:
        lines = ["", *(f"#{name}" for name in names[:6]), *WORDS[:8]]
        lines += [random_line(chance, names) for _ in range(40)]
        found = [await expect_agreement(unit, home, shelves, line, way, chance.choice([3, 7, 10])) for line in lines]

    assert sum(found) > 400
