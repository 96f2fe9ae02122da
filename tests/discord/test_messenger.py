"""What the bot posts on its own arrives on Discord once, and whatever becomes of it is said as it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from adapters.discord.marks import carries
from adapters.discord.pace import Allowance, Breaker
from bot.cutting import units
from bot.deliveries import Cause, NotThere, Refused, Sent, Target, Unknown, Unreadable, Waits
from bot.replies import (
    Bold,
    Button,
    Card,
    Fact,
    LinkButton,
    Mention,
    Notice,
    Section,
    Shown,
    said,
    text,
)
from tests.discord.fake import Discord, discord_fake
from tests.discord.poster import HELLO, MARK, OTHER_MARK, Poster, messenger_of, posting

RSVP = Button(label="Coming", command=("ama", "rsvp"), args={"id": 7})
CARD = Card(
    title="AMA with Bea",
    sections=(Section(text=text("Ask ", Bold("anything"), "."), actions=(RSVP,)),),
    facts=(Fact(name="Where", value=text("here")),),
    actions=(LinkButton(label="Calendar", address="https://example.org/ama.ics"),),
    footer=text("Every week"),
)


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


# What arrives


async def test_message_arrives_with_its_words_and_buttons_under_the_id_that_is_told(poster: Poster) -> None:
    ref = await poster.sent(poster.to_channel(CARD))

    [shown] = await poster.shown()
    assert ref == f"{poster.channel.id}/{shown.id}"
    assert shown.text.splitlines() == ["### AMA with Bea", "Ask **anything**.", "**Where:** here", "-# Every week"]
    assert shown.custom_ids == ['ama/rsvp{"id":7}']
    assert not shown.is_ephemeral


async def test_typed_names_of_people_and_of_everyone_reach_nobody(poster: Poster) -> None:
    await poster.sent(poster.to_channel(said(f"@everyone @here <@{poster.ada.id}> <@&1>")))
    await poster.sent(poster.to_channel(said(f"@everyone <@{poster.ada.id}>"), mark=OTHER_MARK, is_plain=True))

    for shown in await poster.shown():
        assert (shown.wire["mentions"], shown.wire["mention_everyone"], shown.wire["mention_roles"]) == ([], False, [])
    # Not only because of how it is written: Discord is told as well.
    assert [one["body"]["allowed_mentions"] for one in await poster.posted()] == [{"parse": []}] * 2


@pytest.mark.parametrize("is_plain", [False, True])
async def test_mention_reaches_the_person_and_nobody_else(poster: Poster, is_plain: bool) -> None:
    bea = await poster.guild.member("Bea")
    words = said(Mention(poster.ada.id), f", <@{bea.id}> has answered.")

    await poster.sent(poster.to_channel(words, is_plain=is_plain))

    [shown] = await poster.shown()
    assert [one["id"] for one in shown.wire["mentions"]] == [poster.ada.id]
    [request] = await poster.posted()
    assert request["body"]["allowed_mentions"] == {"parse": [], "users": [int(poster.ada.id)]}


LONG: dict[str, Shown] = {
    "letters": said("long " * 3_000),
    "emoji": said("👩‍👩‍👧‍👦🏳️‍🌈" * 600),
    "right to left": said("שלום עולם " * 900, Bold("مرحبا بالعالم")),
    "marks that have to be escaped": said("*_~|`" * 1_500),
    "many sections": Card(title="x" * 300, sections=tuple(Section(text=text("y" * 400)) for _ in range(60))),
    "many buttons": Card(
        title="Questions",
        sections=tuple(Section(text=text("z" * 90), actions=(RSVP, RSVP)) for _ in range(30)),
    ),
    "nothing at all": Notice(text=text("")),
    "lone surrogate": said("half \ud83d of one"),
}


@pytest.mark.parametrize("is_plain", [False, True])
@pytest.mark.parametrize("name", LONG)
async def test_whatever_is_to_be_said_fits_into_one_message(poster: Poster, name: str, is_plain: bool) -> None:
    await poster.sent(poster.to_channel(LONG[name], is_plain=is_plain))

    [shown] = await poster.shown()
    assert 1 <= units(shown.text) <= (2_000 if is_plain else 4_000)


async def test_refused_message_is_posted_as_words_with_its_links_written_out(poster: Poster) -> None:
    await poster.sent(poster.to_channel(CARD, is_plain=True))

    [shown] = await poster.shown()
    assert shown.wire["components"] == []
    assert shown.content.splitlines() == [
        "### AMA with Bea", "Ask **anything**.", "", "**Where:** here",
        "[Calendar](<https://example.org/ama.ics>) (example.org)", "", "-# Every week",
    ]  # fmt: skip


async def test_message_goes_into_a_thread(poster: Poster) -> None:
    forum = await poster.guild.forum("help")
    thread = await poster.ada.post(forum, "How?", "Please.")
    target = Target(platform="discord", workspace=poster.guild.id, channel=forum.id, thread=thread.id)

    ref = await poster.sent(poster.to(target))

    assert ref.startswith(f"{thread.id}/")
    assert [one.text for one in await poster.discord.messages(thread)] == ["Please.", "Hello, everybody."]


async def test_direct_messages_open_the_conversation_once(poster: Poster) -> None:
    await poster.sent(poster.to_ada())
    await poster.sent(poster.to_ada(mark=OTHER_MARK))

    assert [one.text for one in await poster.discord.messages(await poster.ada.dms())] == ["Hello, everybody."] * 2
    assert (await poster.asked()).count("/users/@me/channels") == 1


# The table of outcomes: what may have arrived

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


# The table of outcomes: what has certainly not arrived


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


# The table of outcomes: what is refused

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


# Changing what was posted


async def test_edit_changes_words_and_buttons(poster: Poster) -> None:
    ref = await poster.sent(poster.to_channel(CARD))

    outcome = await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)

    [shown] = await poster.shown()
    assert outcome == Sent(ref)
    assert (shown.text, shown.buttons) == ("Moved.", [])


@pytest.mark.parametrize(("was_plain", "is_plain"), [(True, False), (False, True), (True, True)])
async def test_edit_reaches_what_was_posted_as_words_and_what_was_not(
    poster: Poster, was_plain: bool, is_plain: bool
) -> None:
    ref = await poster.sent(poster.to_channel(CARD, is_plain=was_plain))

    outcome = await poster.messenger.edit(poster.to_channel(said("Moved."), is_plain=is_plain), ref)

    assert outcome == Sent(ref)
    assert await poster.texts() == ["Moved."]


async def test_edited_message_is_still_found(poster: Poster) -> None:
    ref = await poster.sent(poster.to_channel(CARD))

    await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)

    assert await poster.look() == Sent(ref)


async def test_edit_that_may_have_arrived_is_unknown_and_does_no_harm_twice(poster: Poster) -> None:
    ref = await poster.sent()
    await poster.discord.fault("drop_after", "PATCH")

    first = await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)
    again = await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)

    assert isinstance(first, Unknown)
    assert again == Sent(ref)
    assert await poster.texts() == ["Moved."]


async def test_edit_of_what_is_gone_is_refused(poster: Poster) -> None:
    ref = await poster.sent()
    await poster.discord.remove_message((await poster.shown())[0])

    assert await poster.messenger.edit(poster.to_channel(), ref) == Refused(Cause.TARGET, "HTTP 404, code 10008")
    assert await poster.messenger.edit(poster.to_channel(), "") == Refused(Cause.TARGET, "the message is gone")


# Looking


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
