"""The fake Discord is as hard on deliveries as the real one: nonces, histories, events, and numbers of components."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.discord.fake import Channel, Discord, Guild, discord_here
from tests.discord.fake.wire import GUILDS_AND_MEMBERS, ask, gateway


@pytest.fixture
async def fake() -> AsyncIterator[Discord]:
    async with discord_here() as started:
        yield started


@pytest.fixture
async def guild(fake: Discord) -> Guild:
    return await fake.guild("Guild")


@pytest.fixture
async def channel(guild: Guild) -> Channel:
    return await guild.channel("general")


async def posted(fake: Discord, channel: Channel, **body: object) -> Any:
    return (await ask(fake, "POST", f"/channels/{channel.id}/messages", {"content": "x", **body})).body


async def read(fake: Discord, path: str) -> Any:
    return (await ask(fake, "GET", path)).body


async def event_of(fake: Discord, **more: object) -> dict[str, object]:
    starts_at = await fake.now() + timedelta(minutes=10)
    return {
        "name": "AMA", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
        "scheduled_start_time": starts_at.isoformat(),
        "scheduled_end_time": (starts_at + timedelta(minutes=10)).isoformat(), **more,
    }  # fmt: skip


async def test_nonce_is_known_as_long_as_the_test_says(fake: Discord, channel: Channel) -> None:
    await fake.settings(nonce_seconds=30)
    first = await posted(fake, channel, nonce="a", enforce_nonce=True)
    await fake.travel(seconds=29)
    second = await posted(fake, channel, nonce="a", enforce_nonce=True)
    await fake.travel(seconds=2)
    third = await posted(fake, channel, nonce="a", enforce_nonce=True)

    assert first["id"] == second["id"] != third["id"]


async def test_nonce_that_is_not_enforced_changes_nothing(fake: Discord, channel: Channel) -> None:
    first, second = await posted(fake, channel, nonce="a"), await posted(fake, channel, nonce="a")

    assert first["id"] != second["id"]


async def test_nonce_is_one_of_its_channel(fake: Discord, guild: Guild, channel: Channel) -> None:
    other = await guild.channel("other")
    first = await posted(fake, channel, nonce="a", enforce_nonce=True)
    second = await posted(fake, other, nonce="a", enforce_nonce=True)

    assert first["id"] != second["id"]


async def test_nonce_is_told_to_the_poster_and_the_gateway_and_in_no_history(fake: Discord, channel: Channel) -> None:
    async with gateway(fake, intents=GUILDS_AND_MEMBERS | 1 << 9) as events:
        answer = await posted(fake, channel, nonce="a", enforce_nonce=True)
        told = await events.next("MESSAGE_CREATE")
    page = await read(fake, f"/channels/{channel.id}/messages")
    single = await read(fake, f"/channels/{channel.id}/messages/{answer['id']}")

    assert (answer["nonce"], told["nonce"]) == ("a", "a")
    assert ["nonce" in one for one in (*page, single)] == [False, False]


async def test_components_come_back_with_their_numbers(fake: Discord, channel: Channel) -> None:
    parts = [{"type": 10, "content": "one", "id": 2_147_483_647}, {"type": 10, "content": "two"}]
    body = {"flags": 1 << 15, "components": parts}

    await ask(fake, "POST", f"/channels/{channel.id}/messages", body)

    [message] = await read(fake, f"/channels/{channel.id}/messages")
    assert [one["id"] for one in message["components"]] == [2_147_483_647, 2]


@pytest.mark.parametrize("numbers", [(7, 7), (2_147_483_648, 1), (-1, 1)])
async def test_numbers_of_components_differ_and_have_31_bits(
    fake: Discord, channel: Channel, numbers: tuple[int, int]
) -> None:
    parts = [{"type": 10, "content": "x", "id": number} for number in numbers]

    answer = await ask(fake, "POST", f"/channels/{channel.id}/messages", {"flags": 1 << 15, "components": parts})

    assert answer.status == 400


async def test_event_begins_and_ends_by_itself_and_then_is_in_no_list(fake: Discord, guild: Guild) -> None:
    path = f"/guilds/{guild.id}/scheduled-events"
    made = (await ask(fake, "POST", path, await event_of(fake))).body

    seen = []
    for minutes in (0, 11, 10):
        await fake.travel(minutes=minutes)
        one = (await ask(fake, "GET", f"{path}/{made['id']}")).body
        seen.append((one["status"], len((await ask(fake, "GET", path)).body)))

    assert seen == [(1, 1), (2, 1), (3, 0)]
    changed = await ask(fake, "PATCH", f"{path}/{made['id']}", {"status": 4})
    assert (changed.status, changed.body["code"]) == (400, 180000)


async def test_interest_is_told_to_whoever_asks_for_it(fake: Discord, guild: Guild) -> None:
    path = f"/guilds/{guild.id}/scheduled-events"
    made = (await ask(fake, "POST", path, await event_of(fake))).body
    await (await guild.member("Ada")).take_interest(guild.id, made["id"])

    without = (await ask(fake, "GET", f"{path}/{made['id']}")).body
    told = (await ask(fake, "GET", f"{path}/{made['id']}?with_user_count=true")).body

    assert "user_count" not in without
    assert told["user_count"] == 1


async def test_own_events_are_changed_by_whoever_may_create_them(fake: Discord) -> None:
    guild = await fake.guild("Lenient", bot_permissions=["view_channel", "create_events"])
    path = f"/guilds/{guild.id}/scheduled-events"
    made = (await ask(fake, "POST", path, await event_of(fake))).body

    own = await ask(fake, "PATCH", f"{path}/{made['id']}", {"name": "AMA!"})

    assert own.status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "a"}, {"where": "here"}, {"name": "x" * 101}, {"description": ""}, {"description": "x" * 1_001},
        {"entity_metadata": {"location": "x" * 101}}, {"entity_metadata": {"place": "x"}}, {"privacy_level": 1},
        {"scheduled_end_time": None},
    ],
)  # fmt: skip
async def test_event_is_held_to_its_limits(fake: Discord, guild: Guild, wrong: dict[str, object]) -> None:
    answer = await ask(fake, "POST", f"/guilds/{guild.id}/scheduled-events", await event_of(fake, **wrong))

    assert answer.status == 400
