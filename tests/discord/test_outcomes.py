"""Whatever becomes of a message on Discord is said as it is: each row of the table of outcomes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from adapters.discord.pace import Allowance, Breaker
from bot.deliveries import Cause, NotThere, Refused, Sent, Target, Unknown, Unreadable, Waits
from bot.replies import (
    Card,
    Section,
    said,
)
from tests.discord.fake import Discord, discord_fake
from tests.discord.poster import OTHER_MARK, Poster, messenger_of, posting

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


# What may have arrived

#: What goes wrong after Discord has taken the message.
TAKEN: dict[str, dict[str, Any]] = {
    "reset": {"kind": "drop_after"},
    "500": {"kind": "error_after", "status": 500},
    "502": {"kind": "error_after", "status": 502},
    "504": {"kind": "error_after", "status": 504},
    "no answer": {"kind": "hang", "seconds": 3},
    "slow answer": {"kind": "slow", "seconds": 8},
    "half an answer": {"kind": "garbled"},
}


@pytest.mark.parametrize("name", TAKEN)
async def test_message_that_was_taken_without_our_knowing_is_not_there_twice(poster: Poster, name: str) -> None:
    hasty = messenger_of(poster.discord, http_seconds=0.8)
    await poster.discord.fault(path="POST .*/messages$", **TAKEN[name])

    first = await hasty.post(poster.to_channel(), until=datetime.now(UTC) + timedelta(minutes=1))
    await hasty.close()
    found, again = await poster.look(), await poster.post()

    assert isinstance(first, Unknown)
    assert isinstance(found, Sent)
    assert found == again
    assert await poster.texts() == ["Hello, everybody."]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "refuse", "status": 500},
        {"kind": "refuse", "status": 503},
        {"kind": "refuse", "status": 408},
        {"kind": "refuse", "status": 302},
    ],
)
async def test_message_that_was_not_taken_is_not_known_to_be_missing_until_it_is_looked_for(
    poster: Poster, fault: dict[str, Any]
) -> None:
    await poster.discord.fault(path="POST .*/messages$", **fault)

    first = await poster.post()
    found, again = await poster.look(), await poster.post()

    assert isinstance(first, Unknown)
    assert found == NotThere()
    assert isinstance(again, Sent)
    assert await poster.texts() == ["Hello, everybody."]


async def test_nothing_is_asked_twice_in_one_call(poster: Poster) -> None:
    await poster.discord.fault("error_after", "POST .*/messages$", times=None)

    await poster.post()

    assert await poster.asked() == ["/channels/{channel_id}/messages"]


async def test_every_second_request_taken_and_dropped_doubles_nothing(poster: Poster) -> None:
    await poster.let_post(1_000)
    await poster.discord.fault("drop_after", "POST .*/messages$", every=2, times=None)
    marks = [f"{number:024x}" for number in range(30)]

    for mark in marks:
        outgoing = poster.to_channel(said(mark), mark=mark)
        while not isinstance(await poster.post(outgoing), Sent):
            continue

    assert await poster.texts() == marks


async def test_message_that_was_deleted_is_not_posted_again(poster: Poster) -> None:
    await poster.discord.fault("drop_after", "POST .*/messages$")
    await poster.post()
    await poster.discord.remove_message((await poster.shown())[0])

    assert await poster.post() == Sent("")
    assert await poster.texts() == []


async def test_after_the_nonce_is_forgotten_only_looking_helps(poster: Poster) -> None:
    await poster.discord.settings(nonce_seconds=0.0)
    await poster.discord.fault("drop_after", "POST .*/messages$")
    await poster.post()

    found = await poster.look()
    again = await poster.post()

    assert isinstance(found, Sent)
    assert found != again
    assert await poster.texts() == ["Hello, everybody."] * 2


async def test_other_mark_is_another_message(poster: Poster) -> None:
    await poster.sent()
    await poster.sent(poster.to_channel(mark=OTHER_MARK))

    assert await poster.texts() == ["Hello, everybody."] * 2


# What has certainly not arrived


async def test_limit_is_waited_for_as_long_as_discord_says(poster: Poster) -> None:
    await poster.discord.fault("too_many", "POST .*/messages$", seconds=30.5)

    assert await poster.post() == Waits(30.5, "HTTP 429")
    waits = await poster.post()

    assert isinstance(waits, Waits)
    # The wait was not asked for a second time: 429 counts towards a ban.
    assert await poster.asked() == []


async def test_short_limit_is_waited_for_within_the_call(poster: Poster) -> None:
    await poster.let_post(1, 1.0)

    await poster.sent()
    await poster.sent(poster.to_channel(mark=OTHER_MARK))

    assert [one.get("status") for one in await poster.discord.requests()] == [200, 200]


async def test_long_limit_is_left_to_another_time(poster: Poster) -> None:
    await poster.let_post(1, 60.0)

    await poster.sent()
    waits = await poster.post(poster.to_channel(mark=OTHER_MARK))

    assert isinstance(waits, Waits)
    assert 55 < waits.seconds <= 60
    assert len(await poster.asked()) == 1


async def test_ban_without_via_stops_everything(poster: Poster) -> None:
    other = await poster.guild.channel("other")
    target = Target(platform="discord", workspace=poster.guild.id, channel=other.id)
    await poster.discord.fault("refuse", "POST .*/messages$", status=429)

    banned = await poster.post()
    waits = await poster.post(poster.to(target))

    assert banned == Waits(60.0, "HTTP 429")
    assert isinstance(waits, Waits)
    assert await poster.asked() == []


async def test_discord_out_of_reach_means_that_nothing_was_sent(poster: Poster) -> None:
    await poster.discord.controls.call("go_down", what="api")

    waits = await poster.post()
    found = await poster.look()
    await poster.discord.controls.call("come_up", what="api")

    assert isinstance(waits, Waits)
    assert isinstance(found, Unreadable)
    assert not found.is_final
    assert await poster.texts() == []
    assert isinstance(await poster.post(), Sent)


async def test_refusal_by_something_before_discord_is_no_word_of_discord(poster: Poster) -> None:
    await poster.discord.fault("refuse", "POST .*/messages$", status=403)

    assert isinstance(await poster.post(), Waits)
    assert isinstance(await poster.post(), Sent)


async def test_nothing_is_sent_once_the_time_is_over(poster: Poster) -> None:
    outcome = await poster.post(until=datetime.now(UTC) - timedelta(milliseconds=1))

    assert isinstance(outcome, Waits)
    assert await poster.asked() == []


async def test_time_that_ends_while_in_line_sends_nothing(poster: Poster) -> None:
    await poster.let_post(1, 5.0)
    await poster.sent()

    outcome = await poster.post(poster.to_channel(mark=OTHER_MARK), until=datetime.now(UTC) + timedelta(seconds=1))

    assert isinstance(outcome, Waits)
    assert len(await poster.asked()) == 1


async def test_too_many_refusals_stop_the_messenger_as_well(poster: Poster) -> None:
    breaker = Breaker(most=1)
    messenger = messenger_of(poster.discord, allowance=Allowance(breaker=breaker))
    breaker.count(401)

    outcome = await messenger.post(poster.to_channel(), until=datetime.now(UTC) + timedelta(minutes=1))
    await messenger.close()

    assert isinstance(outcome, Waits)
    assert await poster.asked() == []


async def test_own_refusals_are_counted(poster: Poster) -> None:
    breaker = Breaker(most=1)
    messenger = messenger_of(poster.discord, token="wrong", allowance=Allowance(breaker=breaker))

    await messenger.post(poster.to_channel(), until=datetime.now(UTC) + timedelta(minutes=1))
    await messenger.close()

    assert breaker.is_open


async def test_closed_messenger_sends_nothing(poster: Poster) -> None:
    await poster.messenger.close()

    assert isinstance(await poster.post(), Waits)
    assert await poster.asked() == []


async def test_lost_answer_to_opening_a_conversation_means_that_nothing_was_sent(poster: Poster) -> None:
    await poster.discord.fault("drop_after", "POST .*/users/@me/channels$")

    waits = await poster.post(poster.to_ada())

    assert isinstance(waits, Waits)
    assert await poster.discord.messages(await poster.ada.dms()) == []


# What is refused

Change = Callable[[Poster], Awaitable[None]]


async def _no_sending(poster: Poster) -> None:
    await poster.guild.overwrite(poster.channel, poster.guild, deny=["send_messages"])


async def _no_seeing(poster: Poster) -> None:
    await poster.guild.overwrite(poster.channel, poster.guild, deny=["view_channel"])


async def _channel_gone(poster: Poster) -> None:
    await poster.guild.remove(poster.channel)


async def _thrown_out(poster: Poster) -> None:
    await poster.guild.kick_bot()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_no_sending, "HTTP 403, code 50013"),
        (_no_seeing, "HTTP 403, code 50001"),
        (_channel_gone, "HTTP 404, code 10003"),
        (_thrown_out, "HTTP 403, code 50001"),
    ],
)
async def test_place_that_is_closed_is_given_up(poster: Poster, change: Change, reason: str) -> None:
    await change(poster)

    assert await poster.post() == Refused(Cause.TARGET, reason)


async def _shut_to_strangers(poster: Poster) -> None:
    await poster.ada.close_dms()


async def _gone(poster: Poster) -> None:
    await poster.guild.leave(poster.ada)


@pytest.mark.parametrize(
    ("change", "reason"), [(_shut_to_strangers, "HTTP 403, code 50007"), (_gone, "HTTP 403, code 50278")]
)
async def test_person_who_takes_no_messages_is_given_up(poster: Poster, change: Change, reason: str) -> None:
    await change(poster)

    assert await poster.post(poster.to_ada()) == Refused(Cause.TARGET, reason)


@pytest.mark.parametrize("user", ["999999999999999999", "nobody", "../gateway"])
async def test_person_who_is_not_there_is_given_up(poster: Poster, user: str) -> None:
    outcome = await poster.post(poster.to(Target(platform="discord", workspace=poster.guild.id, user=user)))

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.TARGET


async def test_conversation_that_discord_does_not_open_is_no_matter_of_words(poster: Poster) -> None:
    await poster.discord.fault("refuse", "POST .*/users/@me/channels$", status=400)

    assert await poster.post(poster.to_ada()) == Refused(Cause.TARGET, "HTTP 400, code None")


@pytest.mark.parametrize("channel", ["C0123ABCD", "../users/@me", "1?x=1", "١٢٣"])
async def test_what_is_no_channel_of_discord_is_not_asked_for(poster: Poster, channel: str) -> None:
    target = Target(platform="discord", workspace=poster.guild.id, channel=channel)

    outcomes = [
        await poster.post(poster.to(target)),
        await poster.look(poster.to(target)),
        await poster.messenger.edit(poster.to(target), f"{channel}/1"),
    ]

    assert [type(one) for one in outcomes] == [Refused, Unreadable, Refused]
    assert await poster.discord.requests() == []


async def test_forum_takes_no_messages(poster: Poster) -> None:
    forum = await poster.guild.forum("help")
    target = Target(platform="discord", workspace=poster.guild.id, channel=forum.id)

    assert await poster.post(poster.to(target)) == Refused(Cause.TARGET, "HTTP 400, code 50024")


async def test_wrong_words_are_refused_for_their_words(poster: Poster) -> None:
    await poster.discord.fault("refuse", "POST .*/messages$", status=400)

    outcome = await poster.post()

    assert outcome == Refused(Cause.CONTENT, "HTTP 400, code None")


async def test_words_that_make_no_message_are_refused_before_anything_is_asked(poster: Poster) -> None:
    outcome = await poster.post(poster.to_channel(Card(title="x", sections=(Section(text=(7,)),))))  # type: ignore[arg-type]

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.CONTENT
    assert await poster.discord.requests() == []


async def test_wrong_token_stops_the_whole_workspace(poster: Poster) -> None:
    await poster.discord.settings(token="another-fake-token")

    assert await poster.post() == Refused(Cause.APP, "HTTP 401, code 0")
    found = await poster.look()
    assert isinstance(found, Unreadable)
    assert not found.is_final
