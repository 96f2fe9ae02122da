"""Who is who, on both databases."""

from __future__ import annotations

import asyncio

from bot.communities import Kept
from bot.identity import AccountKey, Community, Member, Role
from storage.store import SqlStore
from tests.storage.library import NOW, add, settle

ADA = AccountKey(platform="console", workspace="guild", user="ada")
BOB = AccountKey(platform="console", workspace="guild", user="bob")


async def test_account_that_never_spoke_is_unknown(store: SqlStore) -> None:
    async with store.read() as unit:
        assert await unit.people.who(ADA) is None


async def test_first_person_of_a_workspace_brings_the_community(store: SqlStore) -> None:
    async with store.write() as unit:
        community, member = await unit.people.welcome(ADA, "Ada", "Guild", NOW)

    assert (community, member) == (Community(id=community.id, name="Guild"), Member(id=member.id, name="Ada"))
    async with store.read() as unit:
        assert await unit.people.who(ADA) == (community, member)
        assert await unit.people.of_workspace("console", "guild") == community
        assert await unit.people.named("Guild") == [community]


async def test_second_person_of_a_workspace_joins_the_community(store: SqlStore) -> None:
    async with store.write() as unit:
        community, ada = await unit.people.welcome(ADA, "Ada", "Guild", NOW)
        joined, bob = await unit.people.welcome(BOB, "Bob", "Another name", NOW)

    assert joined == community
    assert bob.id != ada.id
    async with store.read() as unit:
        assert await unit.people.named("Another name") == []


async def test_same_user_in_another_workspace_or_on_another_platform_is_somebody_else(store: SqlStore) -> None:
    keys = [
        AccountKey(platform="console", workspace="guild", user="ada"),
        AccountKey(platform="console", workspace="forge", user="ada"),
        AccountKey(platform="slack", workspace="guild", user="ada"),
    ]

    async with store.write() as unit:
        people = [await unit.people.welcome(key, "Ada", "Guild", NOW) for key in keys]

    assert len({community.id for community, _ in people}) == 3
    async with store.read() as unit:
        assert [await unit.people.who(key) for key in keys] == people
        assert await unit.people.named("Guild") == [community for community, _ in people]
        assert await unit.people.of_workspace("slack", "forge") is None


async def test_granted_role_is_kept(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        await unit.people.grant(home.id, home.ada, Role.CURATOR)

    async with store.read() as unit:
        known = [await unit.people.who(key) for key in (ADA, BOB)]
    assert [one[1] for one in known if one] == [
        Member(id=home.ada, name="Ada", role=Role.CURATOR),
        Member(id=home.bob, name="Bob"),
    ]


async def test_what_is_kept_about_a_member_is_the_same_on_both_databases(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        numbers = await add(unit, home, "Loops", "Guilds", "Crafts")
        for number in reversed(numbers):
            await unit.resources.find_useful(home.id, number, home.bob, NOW)

    async with store.read() as unit:
        kept = {one.place: one for one in await unit.communities.kept_about(home.id, home.bob)}

    assert list(kept) == ["member.id", "account.member_id", "useful.member_id"]
    votes = tuple({"resource_id": number, "at": NOW} for number in sorted(numbers))
    assert kept["useful.member_id"] == Kept(place="useful.member_id", rows=votes, total=3)


async def test_names_in_any_script_are_kept_as_they_are(store: SqlStore) -> None:
    name = "Ångström O'Neil; DROP TABLE member; -- 日本語 🎉 %_\\"

    async with store.write() as unit:
        await unit.people.welcome(ADA, name, name, NOW)

    async with store.read() as unit:
        known = await unit.people.who(ADA)
        assert known
        assert (known[0].name, known[1].name) == (name, name)
        assert await unit.people.named(name) == [known[0]]


async def test_writers_of_one_community_take_turns(store: SqlStore) -> None:
    home = await settle(store)
    steps: list[str] = []

    async def write(name: str) -> None:
        async with store.write() as unit:
            await unit.people.lock(home.id)
            steps.append(f"{name} begins")
            await asyncio.sleep(0.02)
            await unit.people.grant(home.id, home.ada, Role.HOST)
            steps.append(f"{name} ends")

    async with asyncio.TaskGroup() as group:
        group.create_task(write("one"))
        group.create_task(write("other"))

    assert sorted([steps[:2], steps[2:]]) == [["one begins", "one ends"], ["other begins", "other ends"]]


async def test_people_who_come_at_once_into_a_new_workspace_share_one_community(store: SqlStore) -> None:
    async def come(user: str) -> None:
        key = AccountKey(platform="console", workspace="guild", user=user)
        async with store.write() as unit:
            if await unit.people.who(key) is None:
                await unit.people.welcome(key, user, "Guild", NOW)

    async with asyncio.TaskGroup() as group:
        for user in ("ada", "bob", "cleo", "ada", "bob", "ada"):
            group.create_task(come(user))

    async with store.read() as unit:
        assert len(await unit.people.named("Guild")) == 1
        people = [
            await unit.people.who(AccountKey(platform="console", workspace="guild", user=user))
            for user in ("ada", "bob", "cleo")
        ]
    assert len({one[1].id for one in people if one}) == 3
