"""Libraries made by chance, and changed by chance, beside a plain account of what they then must hold."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot import resources
from bot.errors import BotError
from bot.identity import AccountKey, MemberId, ResourceId, TagId
from bot.resources import Cost, Facts, Kind, Level
from bot.tags import Tags
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, settle
from tests.storage.model import Kept, Shelves

WORDS = (
    "loops loop mob review reviewing retro retrospective team teams remote café naïve 日本語 測試 c++ code pair".split()
)
TAGS = "loops mob code-review pair-programming retro c++ teams remote 日本語 team-topologies reviews kata".split()
AUTHORS = ("Emily Webber", "Ada Lovelace", "Étienne Wenger", "Grace Hopper")


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
        if len(names) < 2:
            return
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
    if len(known) < 2:
        return
    tree = await unit.tags.tree(home.id)
    add, remove = chance.sample(known, 2)
    await unit.resources.set_tags(home.id, number, add=[add], remove=[remove], by=home.ada, now=NOW)
    shown = Shelves(by=home.ada, tree=tree)
    merged = {tag for tag in one.tags & set(tree) if shown.shown_as(tag) == tree[remove].name}
    one.tags = (one.tags - merged) | {add}
