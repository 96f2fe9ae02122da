"""The fake Slack holds up to the real slack-bolt, and refuses what the real Slack would refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.slack.fake import Channel, Human, Refused, Slack, Team, slack_fake, slack_here
from tests.slack.fake.bare import MANIFEST, Words, bare_app, button, form


@pytest.fixture
async def fake() -> AsyncIterator[Slack]:
    async with slack_here() as started:
        await started.manifest(MANIFEST)
        yield started


@pytest.fixture
async def team(fake: Slack) -> Team:
    return await fake.team("Guild")


@pytest.fixture
async def ada(team: Team) -> Human:
    return await team.person("Ada")


@pytest.fixture
async def channel(team: Team, ada: Human) -> Channel:
    return await team.channel("general", ada)


@pytest.fixture
def client(fake: Slack, team: Team) -> AsyncWebClient:
    return AsyncWebClient(token=team.token, base_url=fake.api)


@asynccontextmanager
async def connected(fake: Slack, app: AsyncApp, *, ping_interval: float = 2) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, fake.app_token, ping_interval=ping_interval)
    before = (await fake.socket_state())["connections"]
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call] # slack-bolt leaves it so
        await fake.wait_for_sockets(before + 1)
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def bot(fake: Slack, client: AsyncWebClient) -> AsyncIterator[AsyncSocketModeHandler]:
    async with connected(fake, bare_app(client)) as handler:
        yield handler


async def test_slash_command_is_answered_twice_and_seen_by_one_person_only(
    fake: Slack, bot: AsyncSocketModeHandler, team: Team, ada: Human, channel: Channel
) -> None:
    bob = await team.person("Bob")
    await bob.join(channel)

    await ada.slash(channel, "/resource find #loops")
    await team.wait_for_message(channel, "looking", to=ada)

    seen = await ada.sees(channel)
    # With `process_before_response` the acknowledgement is the last to leave.
    assert [(one.text, one.is_ephemeral) for one in seen] == [("ok", True), ("looking for find #loops", True)]
    assert await bob.sees(channel) == []
    assert await fake.violations() == []


async def test_button_replaces_its_own_message(
    fake: Slack, bot: AsyncSocketModeHandler, ada: Human, channel: Channel
) -> None:
    answer = await ada.slash(channel, "/menu")

    pressed = await ada.press(answer, "Next")

    assert (answer.buttons, pressed.text, pressed.buttons) == (["Next"], "page 2", [])
    assert [one.text for one in await ada.sees(channel)] == ["page 2"]
    assert await fake.violations() == []


async def test_form_completes_shows_errors_inline_and_closes(
    fake: Slack, bot: AsyncSocketModeHandler, team: Team, ada: Human, channel: Channel
) -> None:
    opened = await ada.slash(channel, "/share")
    offered = await ada.type(opened, "Tag", "lo")
    with pytest.raises(Refused, match="required field: Note"):
        await ada.submit(opened, {"Tag": "loops"})

    refused = await ada.submit(opened, {"Note": "wrong"})
    await ada.submit(opened, {"Note": "right"})

    assert (opened.modal.title, list(opened.modal.fields)) == ("Share", ["Note", "Tag"])
    assert [one["value"] for one in offered] == ["loops"]
    assert refused.errors == {"Note": "Say more"}
    assert refused.modal.values == {"Note": "wrong", "Tag": "loops"}
    assert await ada.modals() == []
    assert [one.text for one in await ada.sees(await ada.dms())] == ["saved right loops"]
    assert await fake.violations() == []


async def test_mention_shortcut_and_home_reach_the_app(
    fake: Slack, bot: AsyncSocketModeHandler, team: Team, ada: Human, channel: Channel
) -> None:
    answered = await ada.ask(channel, f"{team.bot_mention} loops?")
    message = await ada.say(channel, "https://example.org")
    kept = await ada.shortcut("Save to library", message)
    screen = await ada.open_home()

    assert answered.text == "here"
    assert answered.message.wire["thread_ts"] == (await ada.sees(channel))[0].ts
    assert (kept.text, screen.text) == ("kept https://example.org", "*New*")
    assert await fake.violations() == []


async def test_unacknowledged_event_comes_again_with_its_number(
    fake: Slack, client: AsyncWebClient, team: Team, ada: Human, channel: Channel
) -> None:
    app, attempts = bare_app(client), list[str]()

    async def refuse_first(req: AsyncBoltRequest, next: Any) -> Any:  # noqa: A002 - bolt passes it by this name
        attempts.append(req.headers.get("x-slack-retry-num", [""])[0])
        return None if len(attempts) == 1 else await next()

    app.middleware(refuse_first)
    await fake.controls.call("retry_seconds", seconds=[0, 60, 300])
    async with connected(fake, app):
        answered = await ada.ask(channel, f"{team.bot_mention} loops?", patience_seconds=9)

    assert (attempts, answered.text) == (["0", "1"], "here")
    attempts_known = [(one["attempt"], one.get("failed")) for one in await fake.events()]
    assert [one for one in attempts_known if one[1] or one[0]] == [(0, "timeout"), (1, None)]


async def test_connections_are_replaced_after_a_warning_and_share_the_work(
    fake: Slack, client: AsyncWebClient, ada: Human, channel: Channel
) -> None:
    app = bare_app(client)
    async with connected(fake, app), connected(fake, app):
        for _ in range(12):
            await ada.slash(channel, "/resource find x")
        shares = (await fake.socket_state())["envelopes"]
        await fake.disconnect("warning", seconds=0.1)
        await asyncio.sleep(0.3)
        await fake.wait_for_sockets(2)
        again = await ada.slash(channel, "/resource find x")

    assert min(shares) > 0
    assert again.messages
    assert (await fake.socket_state())["opened"] >= 4


async def test_commands_come_twice_when_there_is_disorder(
    fake: Slack, bot: AsyncSocketModeHandler, team: Team, ada: Human, channel: Channel
) -> None:
    await fake.disorder(copies=(2, 2), events="slash_commands")

    await ada.slash(channel, "/resource find x")
    await asyncio.sleep(0.2)

    assert [one.text for one in await ada.sees(channel)].count("ok") == 2


async def test_signed_requests_reach_an_app_without_a_socket(
    fake: Slack, client: AsyncWebClient, team: Team, ada: Human, channel: Channel
) -> None:
    app = bare_app(client, fake.signing_secret)
    async with listening(app) as url:
        await fake.use_requests(url)
        is_verified = await fake.controls.call("verify_url")
        found = await ada.slash(channel, "/resource find x")
        answered = await ada.ask(channel, f"{team.bot_mention} loops?")
        opened = await ada.slash(channel, "/share")
        offered = await ada.type(opened, "Tag", "lo")

    assert (found.text, answered.text) == ("ok\nlooking for find x", "here")
    assert (is_verified, opened.modal.title, len(offered)) == (True, "Share", 1)
    assert await fake.violations() == []


@asynccontextmanager
async def listening(app: AsyncApp) -> AsyncIterator[str]:
    runner = web.AppRunner(app.server(port=0, path="/slack/events").web_app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def test_silence_is_what_the_client_says_it_is(fake: Slack, ada: Human, channel: Channel) -> None:
    with pytest.raises(Refused, match='/resource failed with the error "operation_timeout"'):
        await ada.slash(channel, "/resource find x")


async def test_rate_limit_concerns_one_method_and_is_waited_for(
    fake: Slack, client: AsyncWebClient, team: Team, channel: Channel
) -> None:
    await fake.controls.call("limit", method="chat.postMessage", requests=1, seconds=1)
    await client.chat_postMessage(channel=channel.id, text="one")

    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=channel.id, text="two")
    await client.chat_postEphemeral(channel=channel.id, user=(await someone(team, channel)).id, text="other method")
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    await client.chat_postMessage(channel=channel.id, text="two")

    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "1")
    assert [one.text for one in await team.messages(channel) if not one.is_ephemeral] == ["one", "two"]


async def someone(team: Team, channel: Channel) -> Human:
    person = await team.person("Bob")
    await person.join(channel)
    return person


async def test_post_whose_answer_was_lost_can_be_read_back_by_its_metadata(
    fake: Slack, client: AsyncWebClient, team: Team, channel: Channel
) -> None:
    await fake.fault("drop_after", "chat.postMessage")
    metadata = {"event_type": "delivery", "event_payload": {"delivery_id": 7}}

    with pytest.raises(aiohttp.ClientError):
        await AsyncWebClient(token=team.token, base_url=fake.api, retry_handlers=[]).chat_postMessage(
            channel=channel.id, text="one", metadata=metadata
        )
    page = await client.conversations_history(channel=channel.id, include_all_metadata=True)

    assert [one["metadata"] for one in page["messages"]] == [metadata]


async def test_thread_is_read_from_its_beginning_and_a_channel_from_its_end(
    client: AsyncWebClient, team: Team, ada: Human, channel: Channel
) -> None:
    parent = await ada.say(channel, "parent")
    for word in ("one", "two"):
        await ada.say(channel, word, thread=parent.ts)
    await ada.say(channel, "after")

    page = await client.conversations_replies(channel=channel.id, ts=parent.ts, limit=2)
    rest = await client.conversations_replies(
        channel=channel.id, ts=parent.ts, limit=2, cursor=page["response_metadata"]["next_cursor"]
    )
    history = await client.conversations_history(channel=channel.id)

    assert [one["text"] for one in (*page["messages"], *rest["messages"])] == ["parent", "one", "two"]
    assert [one["text"] for one in history["messages"]] == ["after", "parent"]


async def test_direct_messages_and_metadata_are_refused_where_slack_refuses_them(
    client: AsyncWebClient, team: Team, ada: Human, channel: Channel
) -> None:
    gone, robot = await team.person("Gone", deleted=True), await team.person("Robot", is_bot=True)

    async def with_metadata(**metadata: object) -> str:
        return await refusal(client.api_call("chat.postMessage", json={**said, "metadata": metadata}))

    said = {"channel": channel.id, "text": "x"}
    assert await refusal(client.chat_postMessage(channel=gone.id, text="x")) == "user_disabled"
    assert await refusal(client.chat_postMessage(channel=robot.id, text="x")) == "cannot_dm_bot"
    await team.takes_dms(False)
    assert await refusal(client.chat_postMessage(channel=ada.id, text="x")) == "messages_tab_disabled"
    assert await with_metadata(event_type="a b", event_payload={}) == "invalid_metadata_format"
    assert await with_metadata(event_type="a", event_payload=[]) == "invalid_metadata_format"
    assert await with_metadata(event_type="a", event_payload={"x": "x" * 8_000}) == "metadata_too_large"


async def test_refusals_have_slacks_own_words(
    fake: Slack, client: AsyncWebClient, team: Team, ada: Human, channel: Channel
) -> None:
    private = await team.channel("secret", ada, private=True, with_bot=False)
    open_one = await team.channel("open", ada, with_bot=False)
    await team.set_scopes("chat:write")

    assert await refusal(client.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"
    assert await refusal(client.chat_postMessage(channel=open_one.id, text="x")) == "not_in_channel"
    assert await refusal(client.api_call("chat.postMessage", json={"channel": channel.id})) == "no_text"
    assert await refusal(client.users_info(user=ada.id)) == "missing_scope"
    assert await refusal(client.views_open(trigger_id="1.2", view=form())) == "invalid_trigger_id"
    assert await refusal(AsyncWebClient(token="xoxb-other", base_url=fake.api).auth_test()) == "invalid_auth"
    await team.revoke()
    assert await refusal(client.auth_test()) == "token_revoked"


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_what_slack_does_not_know_is_refused_and_remembered(
    fake: Slack, client: AsyncWebClient, channel: Channel
) -> None:
    await refusal(client.api_call("chat.shout", json={"channel": channel.id}))
    await refusal(client.api_call("chat.postMessage", json={"channel": channel.id, "text": "x", "loud": True}))

    assert [one["kind"] for one in await fake.violations()] == ["unknown_method", "unknown_field"]


def section(text: str, **more: object) -> Words:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def actions(*elements: Words) -> Words:
    return {"type": "actions", "elements": list(elements)}


BLOCKS = [
    ([section("😀" * 3000)], True),
    ([section("😀" * 3001)], False),
    ([section("x")] * 50, True),
    ([section("x")] * 51, False),
    ([actions(*(button("x", f"a{n}") for n in range(25)))], True),
    ([actions(*(button("x", f"a{n}") for n in range(26)))], False),
    ([actions(button("x", "same"), button("y", "same"))], False),
    ([actions(button("x" * 75, "a"))], True),
    ([actions(button("x" * 76, "a"))], False),
    ([section("x", colour="red")], False),
    ([{"type": "carousel"}], False),
]


async def test_blocks_are_accepted_up_to_their_limits(fake: Slack, client: AsyncWebClient, channel: Channel) -> None:
    await fake.controls.call("limits", on=False)

    posts = [client.chat_postMessage(channel=channel.id, text="x", blocks=blocks) for blocks, _ in BLOCKS]
    answers = await asyncio.gather(*posts, return_exceptions=True)

    errors = [one.response["error"] if isinstance(one, SlackApiError) else None for one in answers]
    assert errors == [None if fits else "invalid_blocks" for _, fits in BLOCKS]


async def test_response_url_is_good_five_times_and_for_half_an_hour(
    fake: Slack, client: AsyncWebClient, ada: Human, channel: Channel
) -> None:
    used = list[str]()
    app = AsyncApp(client=client, process_before_response=True)

    async def remember(ack: Any, command: Words) -> None:
        used.append(command["response_url"])
        await ack("ok")

    app.command("/resource")(remember)
    async with connected(fake, app), aiohttp.ClientSession() as session:
        for _ in range(2):
            await ada.slash(channel, "/resource x")
        first = [(await session.post(used[0], json={"text": "x"})).status for _ in range(6)]
        await fake.travel(minutes=31)
        late = await (await session.post(used[1], json={"text": "x"})).json()

    assert (first, late) == ([200] * 5 + [404], {"ok": False, "error": "expired_url"})


async def test_fake_is_a_process_that_ends_with_its_owner() -> None:
    async with slack_fake() as fake:
        address = fake.api
        assert (await AsyncWebClient(base_url=address).api_test())["ok"]

    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"{address}api.test")


async def test_failed_request_is_repeated_with_its_number_and_reason(
    fake: Slack, team: Team, ada: Human, channel: Channel
) -> None:
    seen = list[tuple[str | None, str | None]]()

    async def serve(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")))
        return web.Response(status=500 if len(seen) < 3 else 200)

    await fake.controls.call("retry_seconds", seconds=[0, 0, 0])
    async with serving(serve) as url:
        await fake.use_requests(url)
        await ada.ask(channel, f"{team.bot_mention} hello", patience_seconds=0.3)

    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]


@asynccontextmanager
async def serving(handler: Any) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/slack/events", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


# slack_sdk gives aiohttp what aiohttp would rather not have any more.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
async def test_code_becomes_a_token_that_expires_and_is_renewed(fake: Slack, team: Team) -> None:
    secrets = {"client_id": fake.client_id, "client_secret": fake.client_secret}
    await fake.controls.call("rotate_tokens", on=True)
    code = await consented(fake, team)
    web_client = AsyncWebClient(base_url=fake.api)

    first = await web_client.oauth_v2_access(**secrets, code=code)
    await fake.travel(minutes=13 * 60)
    expired = await refusal(AsyncWebClient(token=first["access_token"], base_url=fake.api).auth_test())
    renewal = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await web_client.oauth_v2_access(**secrets, **renewal)

    assert (first["team"]["id"], expired) == (team.id, "token_expired")
    assert (await AsyncWebClient(token=second["access_token"], base_url=fake.api).auth_test())["ok"]
    assert await refusal(web_client.oauth_v2_access(**secrets, code=code)) == "invalid_code"


async def consented(fake: Slack, team: Team) -> str:
    """The code that a person brings back from the consent page."""
    await fake.controls.call("consent", team=team.id)
    query = {"client_id": fake.client_id, "scope": "commands", "state": "s", "redirect_uri": "http://localhost/back"}
    async with aiohttp.ClientSession() as session:
        page = await session.get(f"{fake.root}/oauth/v2/authorize", params=query, allow_redirects=False)
    return URL(page.headers["Location"]).query["code"]


async def test_many_people_at_once_are_answered_and_measured(
    fake: Slack, bot: AsyncSocketModeHandler, team: Team, ada: Human, channel: Channel
) -> None:
    act = {"team": team.id, "person": ada.id, "channel": channel.id, "line": "/resource find x"}

    measured = await fake.controls.call("load", acts=[act], count=50, at_once=10)

    assert len(measured["shown"]) == 50
    assert all(seconds < 3 for seconds in measured["shown"])


async def test_half_open_socket_is_found_out_by_the_silence(
    fake: Slack, client: AsyncWebClient, ada: Human, channel: Channel
) -> None:
    async with connected(fake, bare_app(client), ping_interval=0.3):
        await fake.controls.call("freeze_sockets")
        await fake.wait_for_opened(2)
        again = await ada.slash(channel, "/menu")

    assert again.buttons == ["Next"]
