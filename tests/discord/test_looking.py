"""A message that may have arrived on Discord is found if it is there, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from adapters.discord.marks import carries
from bot.deliveries import NotThere, Sent, Unreadable
from bot.replies import (
    said,
)
from tests.discord.fake import Discord, discord_fake
from tests.discord.poster import CARD, HELLO, MARK, OTHER_MARK, Poster, messenger_of, posting

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[Discord]:
    """One process for all of these tests: each has a server of its own there."""
    async with discord_fake() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def poster(discord: Discord) -> AsyncIterator[Poster]:
    async with posting(discord) as made:
        yield made


async def test_message_is_found_among_hundreds(poster: Poster) -> None:
    ref = await poster.sent()
    for number in range(250):
        await poster.ada.say(poster.channel, f"And {number}?")

    assert await poster.look() == Sent(ref)


async def test_looking_ends_where_the_message_cannot_be_any_more(poster: Poster) -> None:
    for number in range(150):
        await poster.ada.say(poster.channel, f"Before {number}.")
    await poster.discord.travel(minutes=30)
    for number in range(60):
        await poster.ada.say(poster.channel, f"After {number}.")

    found = await poster.look(ago=timedelta(minutes=15))

    assert found == NotThere()
    assert (await poster.asked("GET")).count("/channels/{channel_id}/messages") == 1


async def test_channel_too_busy_to_be_searched_is_not_said_to_be_without_the_message(poster: Poster) -> None:
    await poster.sent()
    await asyncio.gather(*(poster.ada.say(poster.channel, str(number)) for number in range(1_000)))

    assert await poster.look() == Unreadable("too many messages since", is_final=True)


async def test_message_of_somebody_else_is_not_taken_for_ours(poster: Poster) -> None:
    await poster.ada.say(poster.channel, "Hello, everybody.")

    assert await poster.look() == NotThere()
    assert await poster.look(poster.to_channel(is_plain=True)) == NotThere()


async def test_words_alone_are_found_by_exactly_these_words(poster: Poster) -> None:
    ref = await poster.sent(poster.to_channel(said(" Hello, all of you. "), is_plain=True))

    assert await poster.look(poster.to_channel(said(" Hello, all of you. "), is_plain=True)) == Sent(ref)
    assert await poster.look(poster.to_channel(said("Hello, all"), is_plain=True)) == NotThere()


async def test_words_of_another_time_are_not_taken_for_these(poster: Poster) -> None:
    await poster.sent(poster.to_channel(is_plain=True))
    await poster.discord.travel(minutes=30)

    assert await poster.look(poster.to_channel(is_plain=True), ago=timedelta(minutes=15)) == NotThere()
    assert isinstance(await poster.look(poster.to_channel(is_plain=True), ago=timedelta(minutes=35)), Sent)


async def test_history_that_is_hidden_is_not_taken_for_empty(poster: Poster) -> None:
    await poster.sent()
    await poster.guild.overwrite(poster.channel, poster.guild, deny=["read_message_history"])

    assert await poster.look() == Unreadable("HTTP 403, code 50013", is_final=True)


async def test_empty_channel_is_taken_for_empty(poster: Poster) -> None:
    assert await poster.look() == NotThere()


async def test_channel_that_is_gone_can_never_be_read(poster: Poster) -> None:
    await poster.guild.remove(poster.channel)

    assert await poster.look() == Unreadable("HTTP 404, code 10003", is_final=True)


async def test_direct_message_is_found_after_a_restart(poster: Poster) -> None:
    ref = await poster.sent(poster.to_ada())
    after_restart = messenger_of(poster.discord)

    found = await after_restart.look(poster.to_ada(), datetime.now(UTC) - timedelta(minutes=1))
    other = await after_restart.look(poster.to_ada(mark=OTHER_MARK), datetime.now(UTC) - timedelta(minutes=1))
    await after_restart.close()

    assert (found, other) == (Sent(ref), NotThere())


@pytest.mark.parametrize("fault", ["garbled", "error_after"])
async def test_history_that_does_not_come_is_asked_for_another_time(poster: Poster, fault: str) -> None:
    await poster.sent()
    await poster.discord.fault(fault, "GET .*/messages$")

    found = await poster.look()

    assert isinstance(found, Unreadable)
    assert not found.is_final
    assert isinstance(await poster.look(), Sent)


async def test_everything_that_is_posted_carries_its_mark(poster: Poster) -> None:
    await poster.sent(poster.to_channel(HELLO))
    await poster.sent(poster.to_channel(CARD, mark=OTHER_MARK))

    assert [
        [mark for mark in (MARK, OTHER_MARK) if carries(one.wire["components"], mark)] for one in await poster.shown()
    ] == [[MARK], [OTHER_MARK]]


async def test_clock_of_ours_that_is_ahead_does_not_hide_the_message(poster: Poster) -> None:
    hasty = messenger_of(poster.discord, ahead=timedelta(hours=3))
    soon = datetime.now(UTC) + timedelta(hours=3, minutes=1)
    for number in range(120):
        await poster.ada.say(poster.channel, str(number))
    ref = await hasty.post(poster.to_channel(is_plain=True), until=soon)

    found = await hasty.look(poster.to_channel(is_plain=True), datetime.now(UTC) + timedelta(hours=3))
    await hasty.close()

    assert found == ref
