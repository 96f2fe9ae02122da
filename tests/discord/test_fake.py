"""The fake Discord holds up to the real discord.py, and refuses what the real Discord would refuse."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands

from tests.discord.fake import Channel, Discord, Guild, Human, Refused, discord_fake, discord_here
from tests.discord.fake.wire import ask, gateway

START_SECONDS = 10


class Form(discord.ui.Modal, title="Share"):
    note: discord.ui.TextInput[Form] = discord.ui.TextInput(label="Note", max_length=20)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.send_message(f"Noted: {self.note.value}")


class Bot(discord.AutoShardedClient):
    """A bare bot: a look-up with suggestions, a button, a form, a menu, an answer that takes its time."""

    def __init__(self, *, heartbeat_timeout: float = 60) -> None:
        intents = discord.Intents(guilds=True, members=True)
        # Two seconds of waiting for guilds that all come at once here.
        super().__init__(
            intents=intents,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.05,
            heartbeat_timeout=heartbeat_timeout,
        )
        self.tree = app_commands.CommandTree(self)
        self.resumed = asyncio.Event()
        self.pressed: list[str] = []

    async def setup_hook(self) -> None:
        add_commands(self.tree)
        await self.tree.sync()

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def on_shard_resumed(self, _shard: int) -> None:
        self.resumed.set()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            assert interaction.data is not None
            self.pressed.append(str(interaction.data.get("custom_id")))
            await interaction.response.edit_message(content="pressed", view=None)


def add_commands(tree: app_commands.CommandTree[Bot]) -> None:
    resource = app_commands.Group(name="resource", description="Resources")

    @resource.command(name="find", description="Find one")
    async def find(interaction: discord.Interaction, line: str, limit: int = 3) -> None:
        await interaction.response.send_message(f"ok {line} {limit}", ephemeral=True)

    @find.autocomplete("line")
    async def suggest(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}ops", value=f"{typed}ops")]

    @tree.command(name="slow", description="Takes its time")
    async def slow(interaction: discord.Interaction, who: discord.Member) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.05)
        await interaction.edit_original_response(content=f"done for {who.display_name}")
        await interaction.followup.send("and more")

    @tree.command(name="buttons", description="Something to press")
    async def buttons(interaction: discord.Interaction) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Next", custom_id="page:2"))
        await interaction.response.send_message("page 1", view=view)

    @tree.command(name="share", description="Opens a form")
    async def share(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @tree.command(name="silent", description="Never answers")
    async def silent(interaction: discord.Interaction) -> None:
        return

    @tree.context_menu(name="Save to library")
    async def save(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"saved {message.content}", ephemeral=True)

    tree.add_command(resource)


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    async with discord_here() as started:
        monkeypatch.setattr(discord.http.Route, "BASE", started.api)
        # A shard that cannot connect for a while forgets the address it was given, and takes this one.
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(started.gateway))
        yield started


@asynccontextmanager
async def running_bot(fake: Discord, *, heartbeat_timeout: float = 60) -> AsyncIterator[Bot]:
    bot = Bot(heartbeat_timeout=heartbeat_timeout)
    task = asyncio.create_task(bot.start(fake.token))
    try:
        await until_ready(bot, task)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


async def until_ready(bot: Bot, task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(START_SECONDS):
        while not bot.is_ready():
            assert not task.done() or task.exception() is None, task.exception()
            await asyncio.sleep(0.01)


@pytest.fixture
async def guild(fake: Discord) -> Guild:
    return await fake.guild("Guild")


@pytest.fixture
async def channel(guild: Guild) -> Channel:
    return await guild.channel("general")


@pytest.fixture
async def ada(guild: Guild) -> Human:
    return await guild.member("Ada")


@pytest.fixture
async def bot(fake: Discord, channel: Channel, ada: Human) -> AsyncIterator[Bot]:
    async with running_bot(fake) as running:
        yield running


async def test_slash_command_is_suggested_answered_and_seen_by_one_person_only(
    fake: Discord, bot: Bot, guild: Guild, channel: Channel, ada: Human
) -> None:
    bob = await guild.member("Bob")

    suggested = await ada.type(channel, "resource find", line="#lo")
    answer = await ada.slash(channel, "resource find", line="#loops", limit=2)

    assert suggested == [{"name": "#loops", "value": "#loops"}]
    assert (answer.text, answer.is_ephemeral, answer.kind) == ("ok #loops 2", True, 4)
    assert [one.text for one in await ada.sees(channel)] == ["ok #loops 2"]
    assert await bob.sees(channel) == []
    assert await fake.violations() == []


async def test_deferred_answer_is_awaited_and_its_follow_up_comes_after(
    fake: Discord, bot: Bot, channel: Channel, ada: Human
) -> None:
    answer = await ada.slash(channel, "slow", who=ada)
    both = await ada.more(answer, messages=2)

    assert answer.message.text == "done for Ada"
    assert [one.text for one in both.messages] == ["done for Ada", "and more"]
    assert await fake.violations() == []


async def test_button_changes_its_own_message(fake: Discord, bot: Bot, channel: Channel, ada: Human) -> None:
    answer = await ada.slash(channel, "buttons")

    pressed = await ada.press(answer, "Next")

    assert (answer.buttons, pressed.text, pressed.buttons, pressed.kind) == (["Next"], "pressed", [], 7)
    assert bot.pressed == ["page:2"]
    assert await fake.violations() == []


async def test_form_is_filled_in_by_label_and_refused_when_too_long(
    fake: Discord, bot: Bot, channel: Channel, ada: Human
) -> None:
    asked = await ada.slash(channel, "share")
    assert asked.form is not None

    with pytest.raises(Refused, match="between 0 and 20"):
        await ada.fill(asked, {"Note": "x" * 21})
    answer = await ada.fill(asked, {"Note": "read this"})

    assert (asked.form.title, list(asked.form.fields)) == ("Share", ["Note"])
    assert answer.text == "Noted: read this"
    assert await fake.violations() == []


async def test_message_menu_carries_the_message_to_a_bot_that_may_not_read_it(
    fake: Discord, bot: Bot, channel: Channel, ada: Human
) -> None:
    message = await ada.say(channel, "https://example.org")

    answer = await ada.menu(channel, "Save to library", message)

    assert answer.text == "saved https://example.org"
    assert await fake.violations() == []


async def test_silence_is_what_the_client_says_it_is(bot: Bot, channel: Channel, ada: Human) -> None:
    with pytest.raises(Refused, match="The application did not respond"):
        await ada.slash(channel, "silent")


async def test_client_refuses_what_was_never_declared(bot: Bot, channel: Channel, ada: Human) -> None:
    with pytest.raises(Refused, match="no command"):
        await ada.slash(channel, "resource lose")
    with pytest.raises(Refused, match="required: line"):
        await ada.slash(channel, "resource find")
    with pytest.raises(Refused, match="No option is called page"):
        await ada.slash(channel, "resource find", line="x", page=2)


async def test_what_was_missed_is_replayed_after_the_socket_broke(
    fake: Discord, bot: Bot, guild: Guild, channel: Channel, ada: Human
) -> None:
    joined = asyncio.Queue[str]()

    async def on_member_join(member: discord.Member) -> None:
        joined.put_nowait(member.display_name)

    bot.event(on_member_join)
    await fake.controls.call("freeze_sockets")
    for name in ("Bob", "Cleo", "Dan"):
        await guild.member(name)
    await fake.controls.call("drop_sockets")

    async with asyncio.timeout(15):
        names = [await joined.get() for _ in range(3)]
        await bot.resumed.wait()
    answer = await ada.slash(channel, "resource find", line="#loops")

    state = await fake.state()
    assert (names, answer.text) == (["Bob", "Cleo", "Dan"], "ok #loops 3")
    assert (state["identifies"], state["resumes"]) == (1, 1)


async def test_half_open_socket_is_found_out_by_the_missing_heartbeats(
    fake: Discord, guild: Guild, channel: Channel, ada: Human
) -> None:
    await fake.settings(heartbeat_milliseconds=200)
    async with running_bot(fake, heartbeat_timeout=0.6) as bot:
        await fake.controls.call("freeze_sockets")
        lost = asyncio.create_task(ada.slash(channel, "resource find", line="#loops"))
        await asyncio.wait_for(bot.resumed.wait(), 10)
        answer = await lost

    assert answer.text == "ok #loops 3"


async def test_nonce_makes_the_second_post_the_first_message(fake: Discord, bot: Bot, channel: Channel) -> None:
    where = bot.get_channel(int(channel.id))
    assert isinstance(where, discord.TextChannel)

    first, second = await where.send("one", nonce="a1"), await where.send("one", nonce="a1")
    other = await where.send("one", nonce="a2")
    await fake.travel(minutes=3)
    later = await where.send("one", nonce="a1")

    assert first.id == second.id
    assert len({first.id, other.id, later.id}) == 3
    assert len(await fake.messages(channel)) == 3


async def test_post_whose_answer_was_lost_is_there_all_the_same(fake: Discord, bot: Bot, channel: Channel) -> None:
    where = bot.get_channel(int(channel.id))
    assert isinstance(where, discord.TextChannel)
    await fake.fault("drop_after", "POST .*/messages$")

    with pytest.raises(aiohttp.ClientError):
        await where.send("one", nonce="a1")
    again = await where.send("one", nonce="a1")

    assert [one.id for one in await fake.messages(channel)] == [str(again.id)]


async def test_rate_limit_is_waited_for_by_discord_py(
    fake: Discord, bot: Bot, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    where = bot.get_channel(int(channel.id))
    assert isinstance(where, discord.TextChannel)
    await fake.fault("too_many", "POST .*/messages$", seconds=0.2, times=2)

    with caplog.at_level(logging.WARNING, "discord.http"):
        await where.send("one")

    assert sum("Retrying in 0.20 seconds" in one.message for one in caplog.records) == 2
    assert [one.content for one in await fake.messages(channel)] == ["one"]


async def test_bucket_and_global_limit_answer_429_with_via(fake: Discord, channel: Channel) -> None:
    await fake.controls.call("limit", route="POST /channels/{channel_id}/messages", requests=2, seconds=60)
    await fake.settings(global_requests=4)

    answers = [await ask(fake, "POST", f"/channels/{channel.id}/messages", {"content": "x"}) for _ in range(5)]

    assert [one.status for one in answers] == [200, 200, 429, 429, 429]
    assert [one.headers.get("Via") for one in answers[2:]] == ["1.1 google"] * 3
    assert [one.headers["X-RateLimit-Scope"] for one in answers[2:]] == ["user", "user", "global"]
    assert answers[2].headers["Content-Type"] == "application/json"
    assert (await fake.state())["invalid_requests"] == 3


MESSAGES = [
    ({"content": "😀" * 2000}, 200),
    ({"content": "😀" * 2001}, 400),
    ({"content": "x", "colour": 1}, 400),
    ({"content": "x", "nonce": "n" * 25}, 200),
    ({"content": "x", "nonce": "n" * 26}, 400),
    ({"embeds": [{"description": "x" * 3000}] * 2}, 200),
    ({"embeds": [{"description": "x" * 3000}, {"title": "x", "description": "x" * 3000}]}, 400),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["123456789012345678"]}}, 400),
    ({"components": [{"type": 10, "content": "x"}], "flags": 1 << 15}, 200),
    ({"components": [{"type": 10, "content": "x"}] * 41, "flags": 1 << 15}, 400),
    ({"content": "x", "components": [{"type": 10, "content": "x"}], "flags": 1 << 15}, 400),
]


async def test_message_is_accepted_up_to_its_limits(fake: Discord, channel: Channel) -> None:
    await fake.controls.call("limit", route="POST /channels/{channel_id}/messages", requests=100, seconds=1)

    answers = [
        (body, (await ask(fake, "POST", f"/channels/{channel.id}/messages", body)).status) for body, _ in MESSAGES
    ]
    empty = await ask(fake, "POST", f"/channels/{channel.id}/messages", {"content": ""})

    assert answers == MESSAGES
    assert (empty.status, empty.body["code"]) == (400, 50006)
    assert {one["kind"] for one in await fake.violations()} == {"invalid", "unknown_field"}


async def test_unknown_route_is_refused_and_remembered(fake: Discord) -> None:
    answer = await ask(fake, "POST", "/channels/1/invented", {})

    assert answer.status == 404
    assert [one["kind"] for one in await fake.violations()] == ["unknown_route"]


async def test_second_answer_and_late_answer_have_their_own_codes(fake: Discord, channel: Channel, ada: Human) -> None:
    await ask(fake, "PUT", f"/applications/{fake.application_id}/commands", [{"name": "ask", "description": "Asks"}])
    async with gateway(fake) as events:
        waiting = asyncio.create_task(ada.slash(channel, "ask"))
        asked = await events.next("INTERACTION_CREATE")
        address = f"/interactions/{asked['id']}/{asked['token']}/callback"
        answers = [await ask(fake, "POST", address, {"type": 4, "data": {"content": "ok"}}) for _ in range(2)]
        await waiting
        await fake.travel(minutes=16)
        late = await ask(fake, "POST", f"/webhooks/{fake.application_id}/{asked['token']}", {"content": "late"})

    assert [one.status for one in answers] == [204, 400]
    assert (answers[1].body["code"], late.status, late.body["code"]) == (40060, 401, 50027)


async def test_answer_after_three_seconds_is_unknown(fake: Discord, channel: Channel, ada: Human) -> None:
    await ask(fake, "PUT", f"/applications/{fake.application_id}/commands", [{"name": "ask", "description": "Asks"}])
    async with gateway(fake) as events:
        waiting = asyncio.create_task(ada.slash(channel, "ask", patience_seconds=0.2))
        asked = await events.next("INTERACTION_CREATE")
        await asyncio.gather(waiting, return_exceptions=True)
        await fake.travel(seconds=3)
        late = await ask(fake, "POST", f"/interactions/{asked['id']}/{asked['token']}/callback", {"type": 5})

    assert (late.status, late.body["code"]) == (404, 10062)


async def test_events_come_twice_when_there_is_disorder(fake: Discord, channel: Channel, guild: Guild) -> None:
    async with gateway(fake) as events:
        await fake.disorder(copies=(2, 2), events="MEMBER")
        bob = await guild.member("Bob")
        seen = [(await events.next("GUILD_MEMBER_ADD"))["user"]["id"] for _ in range(2)]

    assert seen == [bob.id, bob.id]


async def test_identify_is_refused_on_demand(fake: Discord) -> None:
    for code in (4004, 4013, 4014):
        await fake.controls.call("refuse_identify", code=code)

        async with gateway(fake) as events:
            assert await events.close_code() == code


async def test_fake_is_a_process_that_ends_with_its_owner() -> None:
    async with discord_fake() as fake:
        address = fake.api
        assert (await ask(fake, "GET", "/users/@me")).body["id"] == fake.bot_id

    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"{address}/users/@me")


async def test_many_people_at_once_are_answered_and_measured(
    fake: Discord, bot: Bot, guild: Guild, channel: Channel, ada: Human
) -> None:
    act = {"person": ada.id, "channel": channel.id, "path": "resource find", "options": {"line": "x"}}

    measured = await fake.controls.call("load", acts=[act], count=50, at_once=10)

    assert len(measured["answered"]) == 50
    assert all(seconds < 3 for seconds in measured["answered"])


@pytest.mark.parametrize("resumable", [True, False])
async def test_session_is_invalidated_and_the_bot_comes_back(fake: Discord, bot: Bot, resumable: bool) -> None:
    if resumable:
        await fake.controls.call("ask_to_reconnect")
        await asyncio.wait_for(bot.resumed.wait(), 5)
    else:
        # discord.py waits five seconds before it identifies itself anew.
        bot.before_identify_hook = at_once  # type: ignore[assignment]
        await fake.controls.call("invalidate")
        await fake.wait_for_identifies(2)

    state = await fake.state()
    assert (state["identifies"], state["resumes"]) == ((1, 1) if resumable else (2, 0))


async def at_once(_shard: int | None, *, initial: bool = False) -> None:
    return


async def test_forum_posts_events_and_direct_messages_are_checked(
    fake: Discord, guild: Guild, channel: Channel, ada: Human
) -> None:
    forum = await guild.forum("questions", tags=["loops"])
    post = {"name": "Why?", "message": {"content": "x"}, "applied_tags": [forum.tags["loops"]]}
    event = {
        "name": "AMA", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
        "scheduled_start_time": "2020-01-01T00:00:00Z", "scheduled_end_time": "2020-01-01T01:00:00Z",
    }  # fmt: skip

    posted = await ask(fake, "POST", f"/channels/{forum.id}/threads", post)
    strange = await ask(fake, "POST", f"/channels/{forum.id}/threads", {**post, "applied_tags": [channel.id]})
    past = await ask(fake, "POST", f"/guilds/{guild.id}/scheduled-events", event)
    ahead = {"scheduled_start_time": "2027-06-01T00:00:00Z", "scheduled_end_time": "2027-06-01T01:00:00Z"}
    future = await ask(fake, "POST", f"/guilds/{guild.id}/scheduled-events", {**event, **ahead})
    await ada.close_dms()
    opened = await ask(fake, "POST", "/users/@me/channels", {"recipient_id": ada.id})
    refused = await ask(fake, "POST", f"/channels/{opened.body['id']}/messages", {"content": "x"})

    assert [one.status for one in (posted, strange, past, future, opened)] == [200, 400, 400, 200, 200]
    assert posted.body["message"]["id"] == posted.body["id"]
    assert (refused.status, refused.body["code"]) == (403, 50007)


async def test_nobody_is_pinged_who_was_not_allowed_to_be(fake: Discord, channel: Channel, ada: Human) -> None:
    text = f"@everyone {ada.mention}"
    quiet = {"content": text, "allowed_mentions": {"parse": []}}

    loud = await ask(fake, "POST", f"/channels/{channel.id}/messages", {"content": text})
    silent = await ask(fake, "POST", f"/channels/{channel.id}/messages", quiet)

    assert [[one["id"] for one in answer.body["mentions"]] for answer in (loud, silent)] == [[ada.id], []]
    assert not silent.body["mention_everyone"]


async def test_person_without_permission_is_offered_nothing(fake: Discord, guild: Guild, ada: Human) -> None:
    secret = await guild.channel("secret")
    await guild.overwrite(secret, guild, deny=["view_channel"])

    with pytest.raises(Refused, match="no such channel"):
        await ada.slash(secret, "resource find", line="x")
    assert (await ask(fake, "POST", f"/channels/{secret.id}/messages", {"content": "x"})).body["code"] == 50001
