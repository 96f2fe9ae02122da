"""What the bot puts among a server's events stands there once, as it is, and for as long as it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import pytest_asyncio

from bot.deliveries import Cause, NotThere, Refused, Sent, Target, Unknown, Unreadable, Waits
from bot.messenger import knows_mark
from bot.replies import Happening
from tests.discord.fake import Discord, discord_fake
from tests.discord.fake.wire import ask
from tests.discord.poster import HELLO, Poster, posting

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[Discord]:
    async with discord_fake() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def poster(discord: Discord) -> AsyncIterator[Poster]:
    async with posting(discord) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def ama(discord: Discord) -> Happening:
    starts_at = (await discord.now()).replace(microsecond=0) + timedelta(days=3)
    return Happening(
        title="AMA with Bea",
        about="How communities last.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        where="#ama",
    )


async def put(poster: Poster, happening: Happening) -> str:
    return await poster.sent(poster.to_channel(happening))


async def changed(poster: Poster, happening: Happening, ref: str) -> Sent | Waits | Unknown | Refused:
    return await poster.messenger.edit(poster.to_channel(happening), ref)


async def statuses(poster: Poster) -> list[tuple[str, int]]:
    return [(one["name"], one["status"]) for one in await poster.guild.events()]


async def test_event_stands_with_all_that_is_known_of_it(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)

    [event] = await poster.guild.events()
    assert event["id"] == ref
    assert {key: event[key] for key in ("name", "description", "entity_type", "entity_metadata", "status")} == {
        "name": "AMA with Bea", "description": "How communities last.", "entity_type": 3,
        "entity_metadata": {"location": "#ama"}, "status": 1,
    }  # fmt: skip
    assert datetime.fromisoformat(event["scheduled_start_time"]) == ama.starts_at
    assert datetime.fromisoformat(event["scheduled_end_time"]) == ama.ends_at


@pytest.mark.parametrize(
    "facts",
    [
        {"about": ""},
        {"title": "t" * 500, "about": "a" * 5_000, "where": "w" * 500},
        {"title": "👩‍👩‍👧‍👦" * 60, "about": "🏳️‍🌈" * 600, "where": "👍🏽" * 90},
        {"title": "  ", "about": " \n ", "where": "\n"},
        {"title": "שלום\nעולם", "where": "https://example.org/" + "x" * 200},
    ],
)
async def test_whatever_it_is_called_it_fits(poster: Poster, ama: Happening, facts: dict[str, Any]) -> None:
    strange = replace(ama, **facts)
    ref = await put(poster, strange)

    assert await poster.look(poster.to_channel(strange)) == Sent(ref)


async def test_event_whose_answer_was_lost_is_found_and_not_made_twice(poster: Poster, ama: Happening) -> None:
    await poster.discord.fault("drop_after", "POST .*/scheduled-events$")

    first = await poster.post(poster.to_channel(ama))
    found = await poster.look(poster.to_channel(ama))

    assert isinstance(first, Unknown)
    assert found == Sent((await poster.guild.events())[0]["id"])
    # Discord would make it again: that is why it has to be looked for.
    assert not knows_mark(poster.messenger, ama)
    assert knows_mark(poster.messenger, HELLO)


async def test_event_that_was_not_made_is_not_found(poster: Poster, ama: Happening) -> None:
    await put(poster, replace(ama, title="Another"))
    await put(poster, replace(ama, starts_at=ama.starts_at + timedelta(minutes=5)))
    await poster.discord.fault("drop_before", "POST .*/scheduled-events$")

    first = await poster.post(poster.to_channel(ama))

    assert isinstance(first, Unknown)
    assert await poster.look(poster.to_channel(ama)) == NotThere()


async def test_beginning_is_the_same_in_every_zone(poster: Poster, ama: Happening) -> None:
    far = timezone(timedelta(hours=5, minutes=45))
    ref = await put(poster, replace(ama, starts_at=ama.starts_at.astimezone(far)))

    assert await poster.look(poster.to_channel(ama)) == Sent(ref)


async def test_event_is_moved_and_renamed(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)
    moved = replace(ama, title="AMA with Cy", ends_at=ama.ends_at + timedelta(hours=1))

    outcome = await changed(poster, moved, ref)

    [event] = await poster.guild.events()
    assert outcome == Sent(ref)
    assert (event["name"], datetime.fromisoformat(event["scheduled_end_time"])) == ("AMA with Cy", moved.ends_at)


async def test_cancelled_event_is_cancelled_and_stays_so(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)
    cancelled = replace(ama, is_cancelled=True)

    assert await changed(poster, cancelled, ref) == Sent(ref)
    assert await statuses(poster) == [("AMA with Bea", 4)]
    assert await poster.look(poster.to_channel(ama)) == NotThere()


async def test_cancelling_may_be_repeated(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)
    await poster.discord.fault("drop_after", "PATCH")

    first = await changed(poster, replace(ama, is_cancelled=True), ref)
    again = await changed(poster, replace(ama, is_cancelled=True), ref)

    assert isinstance(first, Unknown)
    assert again == Sent(ref)
    assert await statuses(poster) == [("AMA with Bea", 4)]


async def test_event_that_has_begun_is_ended_instead(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)
    await poster.discord.travel(minutes=3 * 24 * 60 + 10)

    assert await changed(poster, replace(ama, is_cancelled=True), ref) == Sent(ref)
    assert await statuses(poster) == [("AMA with Bea", 3)]


async def test_event_that_somebody_took_away_is_gone(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)
    await ask(poster.discord, "DELETE", f"/guilds/{poster.guild.id}/scheduled-events/{ref}")

    assert await changed(poster, ama, ref) == Refused(Cause.TARGET, "HTTP 404, code 10070")
    assert await changed(poster, replace(ama, is_cancelled=True), ref) == Sent(ref)


async def test_what_is_cancelled_before_it_was_made_is_not_made(poster: Poster, ama: Happening) -> None:
    outcome = await poster.post(poster.to_channel(replace(ama, is_cancelled=True)))

    assert outcome == Refused(Cause.CONTENT, "cancelled before it was made")
    assert await poster.guild.events() == []


async def test_server_that_gives_no_permission_is_given_up(poster: Poster, ama: Happening) -> None:
    strict = await poster.discord.guild("Strict", bot_permissions=["view_channel", "send_messages"])
    target = Target(platform="discord", workspace=strict.id, channel=poster.channel.id)

    outcome = await poster.post(poster.to(target, ama))

    assert outcome == Refused(Cause.TARGET, "HTTP 403, code 50013")


async def test_permission_to_create_is_enough_for_all_of_it(poster: Poster, ama: Happening) -> None:
    lenient = await poster.discord.guild("Lenient", bot_permissions=["view_channel", "create_events"])
    target = Target(platform="discord", workspace=lenient.id, channel=poster.channel.id)

    ref = await poster.sent(poster.to(target, ama))
    outcome = await poster.messenger.edit(poster.to(target, replace(ama, is_cancelled=True)), ref)

    assert outcome == Sent(ref)


async def test_server_with_a_hundred_events_takes_no_more(poster: Poster, ama: Happening) -> None:
    for number in range(100):
        await put(poster, replace(ama, title=str(number)))

    outcome = await poster.post(poster.to_channel(ama))

    assert outcome == Refused(Cause.TARGET, "HTTP 400, code 30038")


async def test_event_in_the_past_is_refused_for_what_it_says(poster: Poster, ama: Happening) -> None:
    await poster.discord.fault("refuse", "POST .*/scheduled-events$", status=400)

    outcome = await poster.post(poster.to_channel(ama))

    assert outcome == Refused(Cause.CONTENT, "HTTP 400, code None")


async def test_refused_event_is_tried_without_its_description(poster: Poster, ama: Happening) -> None:
    await poster.sent(poster.to_channel(ama, is_plain=True))

    [event] = await poster.guild.events()
    assert (event["name"], event["description"]) == ("AMA with Bea", None)


@pytest.mark.parametrize(("workspace", "ref"), [("T0123", "1"), ("../users", "1")])
async def test_what_is_no_server_of_discord_is_not_asked_for(
    poster: Poster, ama: Happening, workspace: str, ref: str
) -> None:
    outgoing = poster.to(Target(platform="discord", workspace=workspace, channel=poster.channel.id), ama)

    outcomes = [
        await poster.post(outgoing),
        await poster.messenger.edit(outgoing, ref),
        await poster.look(outgoing),
        await poster.messenger.interested(workspace, ref),
    ]

    assert [type(one) for one in outcomes] == [Refused, Refused, Unreadable, Unreadable]
    assert await poster.discord.requests() == []


async def test_people_who_are_interested_are_counted(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)
    bea = await poster.guild.member("Bea")

    before = await poster.messenger.interested(poster.guild.id, ref)
    for human in (poster.ada, bea, bea):
        await human.take_interest(poster.guild.id, ref)

    assert (before, await poster.messenger.interested(poster.guild.id, ref)) == (0, 2)


async def test_interest_that_cannot_be_read_is_not_nobody(poster: Poster, ama: Happening) -> None:
    ref = await put(poster, ama)
    await poster.discord.fault("garbled", "GET .*/scheduled-events/")

    count = await poster.messenger.interested(poster.guild.id, ref)
    gone = await poster.messenger.interested(poster.guild.id, "1")

    assert isinstance(count, Unreadable)
    assert not count.is_final
    assert gone == Unreadable("HTTP 404, code 10070", is_final=True)


async def test_nothing_is_made_once_the_time_is_over(poster: Poster, ama: Happening) -> None:
    assert isinstance(await poster.post(poster.to_channel(ama), until=datetime.now(UTC)), Waits)
    assert await poster.guild.events() == []
