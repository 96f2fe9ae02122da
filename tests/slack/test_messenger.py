"""Posting on Slack without being asked: every row of the table of outcomes, against a Slack in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import messenger as messengers
from adapters.slack.calls import Calls
from adapters.slack.messenger import SlackMessenger
from adapters.slack.rich import as_spelt
from adapters.slack.workspaces import OneWorkspace
from bot.deliveries.outcomes import Cause, NotThere, Refused, Sent, Unknown, Unreadable, Waits
from bot.deliveries.values import Target
from bot.messenger import Messenger, Outgoing
from bot.replies import Button, Card, Happening, said
from tests.slack.fake import Channel, Human, Slack, Team, slack_fake
from tests.slack.fake.shown import Shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: No call takes longer here; a fault that hangs does so for longer.
CALL_SECONDS = 1.0
MARK = "0123456789abcdef01234567"
POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
CARD = Card(title="Ask Me Anything", sections=(), actions=(Button(label="Coming", command=("ama", "rsvp")),))

TARGET_WORDS = (
    "channel_not_found not_in_channel is_archived restricted_action restricted_action_read_only_channel "
    "restricted_action_thread_only_channel restricted_action_non_threadable_channel cannot_dm_bot user_disabled "
    "user_not_found messages_tab_disabled message_not_found cant_update_message edit_window_closed"
).split()
CONTENT_WORDS = (
    "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text metadata_too_large "
    "invalid_metadata_format too_many_attachments invalid_arguments a_word_of_next_year"
).split()
APP_WORDS = (
    "invalid_auth token_revoked token_expired account_inactive missing_scope not_allowed_token_type "
    "org_login_required team_access_not_granted"
).split()
UNKNOWN_WORDS = "internal_error fatal_error service_unavailable request_timeout".split()
BUSY_WORDS = "ratelimited rate_limited message_limit_exceeded team_added_to_org external_channel_migrating".split()
#: What goes wrong after Slack has done what it was asked.
LOST_ANSWERS: dict[str, dict[str, object]] = {
    "dropped": {"kind": "drop_after"},
    "hangs": {"kind": "hang", "seconds": 2 * CALL_SECONDS},
    "trickles": {"kind": "slow", "seconds": 3 * CALL_SECONDS},
    "garbled": {"kind": "garbled"},
    "500": {"kind": "error_after", "status": 500},
    "504": {"kind": "error_after", "status": 504},
    "408": {"kind": "error_after", "status": 408},
    "a page of text": {"kind": "error_after", "status": 200},
}


@dataclass
class Setting:
    """A workspace, and the messenger that posts there."""

    slack: Slack
    team: Team
    ada: Human
    channel: Channel
    messenger: SlackMessenger
    calls: Calls
    slept: list[float] = field(default_factory=list)

    def to(self, *, mark: str = MARK, is_plain: bool = False, shown: Any = CARD, **where: Any) -> Outgoing:
        target = Target(platform="slack", workspace=self.team.id, **(where or {"channel": self.channel.id}))
        return Outgoing(target=target, shown=shown, mark=mark, is_plain=is_plain)

    async def post(self, outgoing: Outgoing | None = None, *, within: float = 60.0) -> object:
        until = datetime.now(UTC) + timedelta(seconds=within)
        return await self.messenger.post(outgoing or self.to(), until=until)

    async def look(self, outgoing: Outgoing | None = None, *, ago: float = 0.0) -> object:
        return await self.messenger.look(outgoing or self.to(), datetime.now(UTC) - timedelta(seconds=ago))

    async def messages(self, channel: Channel | None = None) -> list[Shown]:
        return await self.team.messages(channel or self.channel)

    async def asked(self, method: str) -> list[dict[str, Any]]:
        """The calls of a method since the test began."""
        return [one["arguments"] for one in await self.slack.requests(method)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fake() -> AsyncIterator[Slack]:
    async with slack_fake() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def here(fake: Slack) -> AsyncIterator[Setting]:
    await fake.controls.call("forget_records")
    team = await fake.team("Guild")
    ada = await team.person("Ada")
    channel = await team.channel("general", ada)
    client = AsyncWebClient(base_url=fake.api, timeout=1, retry_handlers=[])
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS)) as client.session:
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        calls = Calls(client, sleep)
        workspaces = OneWorkspace(team.token, calls)
        await workspaces.start()
        made = SlackMessenger(
            calls=calls, workspaces=workspaces, spelling=as_spelt, now=lambda: datetime.now(UTC), sleep=sleep
        )
        yield Setting(fake, team, ada, channel, made, calls, slept)
    await fake.clear_faults()
    assert await fake.violations() == []


async def test_message_is_posted_once_with_its_mark_and_nothing_unfolded(here: Setting) -> None:
    answer = await here.post()

    [message] = await here.messages()
    [asked] = await here.asked(POST)
    assert answer == Sent(f"{here.channel.id}/{message.ts}")
    assert (message.text, message.buttons) == ("Ask Me Anything", ["Coming"])
    assert message.wire["metadata"] == {"event_type": "commonplace_delivery", "event_payload": {"mark": MARK}}
    assert {name: asked[name] for name in ("unfurl_links", "unfurl_media", "parse", "link_names")} == {
        "unfurl_links": False,
        "unfurl_media": False,
        "parse": "none",
        "link_names": False,
    }
    port: Messenger = here.messenger
    assert port.knows_marks is False


async def test_plain_message_is_text_with_the_same_mark(here: Setting) -> None:
    await here.post(here.to(is_plain=True))

    [message] = await here.messages()
    assert (message.text, message.blocks) == ("Ask Me Anything", [])
    assert message.wire["metadata"]["event_payload"] == {"mark": MARK}


async def test_message_goes_into_its_thread_and_is_found_there(here: Setting) -> None:
    parent = await here.ada.say(here.channel, "questions here")
    outgoing = here.to(channel=here.channel.id, thread=parent.ts)

    answer = await here.post(outgoing)

    assert isinstance(answer, Sent)
    assert [one.wire.get("thread_ts") for one in await here.messages()] == [None, parent.ts]
    assert await here.look(outgoing) == answer
    assert await here.look() == NotThere()


async def test_direct_message_opens_its_conversation_and_is_found_there(here: Setting) -> None:
    outgoing = here.to(user=here.ada.id)

    answer = await here.post(outgoing)

    alone = await here.ada.dms()
    [message] = await here.messages(alone)
    assert answer == Sent(f"{alone.id}/{message.ts}")
    assert await here.look(outgoing) == answer
    assert await here.look(here.to(user=here.ada.id, mark="another")) == NotThere()


async def test_event_is_nothing_that_slack_has(here: Setting) -> None:
    now = datetime.now(UTC)
    event = here.to(shown=Happening(title="t", about="a", starts_at=now, ends_at=now, where="w"))

    assert await here.post(event) == Refused(Cause.CONTENT, "no events")
    assert await here.messenger.edit(event, "C1/1.0") == Refused(Cause.CONTENT, "no events")
    assert await here.asked(POST) == []


@pytest.mark.parametrize("word", TARGET_WORDS)
async def test_place_that_takes_nothing_is_refused_as_a_target(here: Setting, word: str) -> None:
    await here.slack.say_word(POST, word)

    assert await here.post() == Refused(Cause.TARGET, word)


@pytest.mark.parametrize("word", CONTENT_WORDS)
async def test_message_that_is_not_taken_as_it_is_is_refused_as_content(here: Setting, word: str) -> None:
    await here.slack.say_word(POST, word)

    assert await here.post() == Refused(Cause.CONTENT, word)


@pytest.mark.parametrize("word", APP_WORDS)
async def test_token_that_is_not_good_is_refused_as_the_app(here: Setting, word: str) -> None:
    await here.slack.say_word(POST, word)

    assert await here.post() == Refused(Cause.APP, word)


@pytest.mark.parametrize("word", BUSY_WORDS)
async def test_word_for_not_now_waits(here: Setting, word: str) -> None:
    await here.slack.say_word(POST, word)

    answer = await here.post()

    assert isinstance(answer, Waits)
    assert (answer.reason, answer.seconds >= 1) == (word, True)


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("word", UNKNOWN_WORDS)
async def test_word_for_perhaps_is_unknown_until_the_channel_is_read_back(
    here: Setting, word: str, is_done: bool
) -> None:
    await here.slack.say_word(POST, word, is_done=is_done)

    assert await here.post() == Unknown(word)
    there = await here.messages()
    assert await here.look() == (Sent(f"{here.channel.id}/{there[0].ts}") if is_done else NotThere())


@pytest.mark.parametrize("fault", LOST_ANSWERS)
async def test_message_whose_answer_was_lost_is_found_and_was_posted_once(here: Setting, fault: str) -> None:
    rule = {**LOST_ANSWERS[fault]}
    await here.slack.fault(str(rule.pop("kind")), POST, **rule)

    assert await here.post() == Unknown("unreachable")
    [message] = await here.messages()
    assert await here.look() == Sent(f"{here.channel.id}/{message.ts}")
    assert len(await here.asked(POST)) == 1


@pytest.mark.parametrize(("kind", "status"), [("drop_before", 0), ("refuse", 500), ("refuse", 503)])
async def test_request_that_went_astray_is_unknown_and_then_not_there(here: Setting, kind: str, status: int) -> None:
    await here.slack.fault(kind, POST, status=status)

    assert await here.post() == Unknown("unreachable")
    assert await here.look() == NotThere()
    assert await here.messages() == []


async def test_request_that_a_server_on_the_way_turned_back_waits(here: Setting) -> None:
    await here.slack.fault("refuse", POST, status=403)

    assert await here.post() == Waits(15.0, "unreachable")


async def test_refused_connection_waits_because_nothing_has_left(here: Setting) -> None:
    await here.slack.go_down()
    # Until the loop has seen that the connection it kept is reset, a request might have left on it.
    await asyncio.sleep(0.1)
    try:
        assert await here.post() == Waits(15.0, "unreachable")
        assert await here.messenger.edit(here.to(), f"{here.channel.id}/1.0") == Waits(15.0, "unreachable")
        assert await here.look() == Unreadable("unreachable")
    finally:
        await here.slack.come_up()
    assert await here.messages() == []


async def test_too_many_waits_as_long_as_slack_says_and_nothing_is_asked_meanwhile(here: Setting) -> None:
    await here.slack.fault("too_many", POST, seconds=7)

    first, second = await here.post(), await here.post(within=3)

    assert first == Waits(7.0, "ratelimited")
    assert isinstance(second, Waits)
    assert 6 < second.seconds <= 7
    [struck] = await here.slack.clear_faults()
    assert struck["struck"] == 1
    assert await here.messages() == []


async def test_places_that_slack_itself_closes(here: Setting) -> None:
    archived = await here.team.channel("archived", here.ada)
    await here.team.archive(archived)
    deleted = await here.team.channel("deleted", here.ada)
    await here.team.delete(deleted)
    outside = await here.team.channel("outside", here.ada, with_bot=False)
    gone = await here.team.person("Gone", deleted=True)
    robot = await here.team.person("Robot", is_bot=True)

    async def told(**where: Any) -> object:
        return await here.post(here.to(**where))

    assert await told(channel=archived.id) == Refused(Cause.TARGET, "is_archived")
    assert await told(channel=deleted.id) == Refused(Cause.TARGET, "channel_not_found")
    assert await told(channel=outside.id) == Refused(Cause.TARGET, "not_in_channel")
    assert await told(user=gone.id) == Refused(Cause.TARGET, "user_disabled")
    assert await told(user=robot.id) == Refused(Cause.TARGET, "cannot_dm_bot")
    await here.team.takes_dms(False)
    assert await told(user=here.ada.id) == Refused(Cause.TARGET, "messages_tab_disabled")


@pytest.mark.parametrize("refusal", ["token_revoked", "account_inactive"])
async def test_revoked_token_stops_the_workspace_and_leaves_looking_for_later(here: Setting, refusal: str) -> None:
    await here.post()
    await here.team.revoke(refusal)

    assert await here.post() == Refused(Cause.APP, refusal)
    assert await here.look() == Unreadable(refusal)


async def test_workspace_in_which_the_app_is_not_installed_is_refused(here: Setting) -> None:
    elsewhere = Target(platform="slack", workspace="T0ELSEWHERE", channel=here.channel.id)
    outgoing = Outgoing(target=elsewhere, shown=said("x"), mark=MARK)

    assert await here.post(outgoing) == Refused(Cause.APP, "not_installed")
    assert await here.messenger.look(outgoing, datetime.now(UTC)) == Unreadable("not_installed")
    assert await here.messages() == []


async def test_nothing_is_posted_once_its_time_is_over(here: Setting) -> None:
    assert await here.post(within=0) == Waits(1.0, "its time is over")
    assert await here.asked(POST) == []


async def test_nothing_is_posted_whose_time_went_by_while_it_waited_for_its_turn(here: Setting) -> None:
    await here.post()
    times = [datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1)]
    here.messenger._now = lambda: times.pop(0)

    assert await here.messenger.post(here.to(), until=times[0] + timedelta(seconds=30)) == Waits(
        1.0, "its time is over"
    )
    assert len(await here.asked(POST)) == 1


async def test_channel_gets_one_message_a_second_and_others_need_not_wait(here: Setting) -> None:
    other = await here.team.channel("other", here.ada)

    answers = [await here.post(), await here.post(here.to(channel=other.id)), await here.post()]
    late = await here.post(within=0.5)

    assert [type(one) for one in answers] == [Sent, Sent, Sent]
    assert [round(seconds) for seconds in here.slept] == [1]
    assert isinstance(late, Waits)
    assert 1 < late.seconds < 2
    assert late.reason == "its turn has not come"


async def test_edit_takes_the_place_of_the_message_which_stays_found_by_its_own_mark(here: Setting) -> None:
    sent = await here.post()
    assert isinstance(sent, Sent)
    moved = here.to(shown=said("Moved to Friday"), mark="another")

    assert await here.messenger.edit(moved, sent.ref) == sent
    [message] = await here.messages()
    assert (message.text, message.wire["metadata"]["event_payload"]) == ("Moved to Friday", {"mark": MARK})
    assert await here.look() == sent

    assert await here.messenger.edit(here.to(is_plain=True), sent.ref) == sent
    [message] = await here.messages()
    assert (message.text, message.blocks) == ("Ask Me Anything", [])


async def test_edit_whose_answer_was_lost_is_unknown_and_may_be_said_again(here: Setting) -> None:
    sent = await here.post()
    assert isinstance(sent, Sent)
    await here.slack.fault("drop_after", UPDATE)

    assert await here.messenger.edit(here.to(shown=said("Moved")), sent.ref) == Unknown("unreachable")
    assert await here.messenger.edit(here.to(shown=said("Moved")), sent.ref) == sent
    assert [one.text for one in await here.messages()] == ["Moved"]


async def test_edit_of_a_message_that_is_gone_is_refused(here: Setting) -> None:
    assert await here.messenger.edit(here.to(), f"{here.channel.id}/1.000000") == Refused(
        Cause.TARGET, "message_not_found"
    )


async def test_edit_waits_while_slack_wants_to_hear_nothing(here: Setting) -> None:
    sent = await here.post()
    assert isinstance(sent, Sent)
    await here.slack.fault("too_many", UPDATE, seconds=9)

    assert await here.messenger.edit(here.to(), sent.ref) == Waits(9.0, "ratelimited")
    again = await here.messenger.edit(here.to(), sent.ref)
    assert isinstance(again, Waits)
    assert 8 < again.seconds <= 9
    assert len(await here.asked(UPDATE)) == 0


async def test_message_is_found_beyond_the_first_page(here: Setting) -> None:
    sent = await here.post()
    await chatter(here, 120)

    assert await here.look() == sent
    assert len(await here.asked(HISTORY)) == 2


async def test_channel_in_which_too_much_was_said_cannot_be_read_to_its_end(
    here: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messengers, "PAGES", 1)
    await here.post()
    await chatter(here, 120)

    assert await here.look() == Unreadable("too much was said since", is_final=True)


async def test_reading_ends_with_the_first_message_that_is_older(here: Setting) -> None:
    await chatter(here, 120)

    assert await here.messenger.look(here.to(), datetime.now(UTC) + timedelta(hours=2)) == NotThere()
    assert len(await here.asked(HISTORY)) == 1


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
async def test_message_is_found_also_where_our_clock_was_wrong_when_it_was_posted(here: Setting, hours: int) -> None:
    sent = await here.post()

    assert await here.messenger.look(here.to(), datetime.now(UTC) + timedelta(hours=hours)) == sent


async def test_channel_that_was_archived_meanwhile_is_still_read(here: Setting) -> None:
    sent = await here.post()
    await here.team.archive(here.channel)

    assert await here.look() == sent


async def test_without_the_scope_or_the_channel_looking_is_given_up(here: Setting) -> None:
    await here.post()
    await here.post(here.to(user=here.ada.id))
    await here.team.set_scopes("chat:write")

    assert await here.look() == Unreadable("missing_scope", is_final=True)
    assert await here.look(here.to(user=here.ada.id)) == Unreadable("missing_scope", is_final=True)
    await here.team.set_scopes("chat:write", "channels:history")
    await here.team.kick_bot(here.channel)
    assert await here.look() == Unreadable("not_in_channel", is_final=True)


@pytest.mark.parametrize("word", UNKNOWN_WORDS)
async def test_looking_that_failed_may_be_tried_again(here: Setting, word: str) -> None:
    sent = await here.post()
    await here.slack.say_word(HISTORY, word)

    assert await here.look() == Unreadable(word)
    assert await here.look() == sent


async def test_looking_is_told_to_wait_and_waits(here: Setting) -> None:
    sent = await here.post()
    await here.slack.fault("too_many", HISTORY, seconds=5)

    assert await here.look() == sent
    assert [round(seconds) for seconds in here.slept] == [5]


async def test_many_posts_at_once_are_all_there_once(here: Setting) -> None:
    await here.slack.controls.call("limits", on=False)
    await here.slack.fault("drop_after", POST, every=2, times=None)
    marks = [f"{number:024}" for number in range(12)]

    await together(lambda mark: here.post(here.to(mark=mark)), marks)
    found = await together(lambda mark: here.look(here.to(mark=mark)), marks)

    await here.slack.controls.call("limits", on=True)
    there = {one.wire["metadata"]["event_payload"]["mark"]: one.ts for one in await here.messages()}
    assert found == [Sent(f"{here.channel.id}/{there[mark]}") for mark in marks]
    assert len(await here.messages()) == len(marks)


async def chatter(here: Setting, count: int) -> None:
    await together(lambda word: here.ada.say(here.channel, word), [f"word {number}" for number in range(count)])


async def together(do: Callable[[str], Awaitable[object]], words: list[str]) -> list[object]:
    return list(await asyncio.gather(*map(do, words)))


async def test_thread_is_read_to_its_end_however_old_its_beginning_is(here: Setting) -> None:
    parent = await here.ada.say(here.channel, "questions here")
    for number in range(100):
        await here.ada.say(here.channel, f"word {number}", thread=parent.ts)
    await here.slack.travel(minutes=180)
    outgoing = here.to(channel=here.channel.id, thread=parent.ts)
    sent = await here.post(outgoing)

    assert await here.messenger.look(outgoing, datetime.now(UTC) + timedelta(minutes=180)) == sent
