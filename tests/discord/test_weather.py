"""Bad weather on the way to Discord, the real discord.py against a strict stand-in: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from discord import GatewayNotFound

from adapters.discord.app import DiscordApp, DiscordSettings
from adapters.discord.endpoint import rest_address
from adapters.discord.settings import CannotStart
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from bot.replies import Button, Reply, Update, done, said
from bot.requests import Call
from bot.spec import Text, command
from storage.database import Database
from storage.store import SqlStore
from tests.discord.fake import Discord, discord_fake
from tests.discord.fake.client import Channel, Guild, Human
from tests.discord.stage import Notebook
from tests.talk import TestClock

PATIENCE = "This takes longer than usual. The answer will appear here."


@command("count", about="Count")
async def count(call: Call) -> Reply:
    return done("Counted.", actions=(Button(label="Again", command=("again",)),))


@command("again", about="Again", is_typed=False)
async def again(call: Call) -> Reply:
    return Update(reply=done("Counted again."))


@command("wait", about="Wait", reads=True, options=[Text(name="seconds", about="How long", required=True)])
async def wait(call: Call, seconds: str) -> Reply:
    await asyncio.sleep(float(seconds))
    return said("At last.")


class Bot:
    """The adapter, connected."""

    def __init__(self, app: DiscordApp) -> None:
        self.app = app
        # discord.py waits two seconds for servers that all come at once here.
        app.client._connection.guild_ready_timeout = 0.05
        self.task = asyncio.create_task(app.start())

    async def ready(self) -> None:
        """Connected, and its commands told."""
        while not (self.app.is_ready and self.app.client.is_synced):
            if self.task.done():
                await self.task
            await asyncio.sleep(0.02)


StartBot = Callable[..., Awaitable[Bot]]


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with discord_fake() as started:
        yield started


@pytest.fixture
async def start_bot(discord: Discord, sqlite_address: str) -> AsyncIterator[StartBot]:
    database = Database(sqlite_address)
    store, clock, notebook = SqlStore(database), TestClock(), Notebook()
    bots: list[Bot] = []

    async def start(*, token: str | None = None) -> Bot:
        dispatcher = Dispatcher(commands=[count, again, wait], store=store, clock=clock)
        settings = DiscordSettings(token=token or discord.token, api_base=discord.api, has_members=False)
        ears = Ears(listeners=(), store=store, clock=clock)
        bots.append(Bot(DiscordApp(dispatcher, ears, settings, remembered=notebook)))
        return bots[-1]

    yield start
    for bot in bots:
        await bot.app.close()
        with suppress(Exception):
            await asyncio.wait_for(bot.task, 5)
    await database.close()


@pytest.fixture
async def guild(discord: Discord) -> Guild:
    return await discord.guild("Guild")


@pytest.fixture
async def channel(guild: Guild) -> Channel:
    return await guild.channel("general")


@pytest.fixture
async def ada(guild: Guild, channel: Channel) -> Human:
    return await guild.member("Ada")


async def test_bot_answers_and_leaves_within_five_seconds(
    discord: Discord, start_bot: StartBot, channel: Channel, ada: Human
) -> None:
    bot = await start_bot()
    await bot.ready()

    answer = await ada.slash(channel, "count")
    began = time.monotonic()
    await bot.app.close()
    await asyncio.wait_for(bot.task, 5)

    assert (answer.text, time.monotonic() - began < 5) == ("Counted.", True)
    assert await discord.violations() == []


@pytest.mark.parametrize("seed", range(3))
async def test_every_event_comes_one_to_four_times_in_any_order(
    discord: Discord, start_bot: StartBot, channel: Channel, ada: Human, seed: int
) -> None:
    """R31: the same event three or four times."""
    bot = await start_bot()
    await bot.ready()
    await discord.disorder(copies=(1, 4), spread_seconds=0.3, events="INTERACTION_CREATE", seed=seed)

    answers = [await ada.slash(channel, "count") for _ in range(3)]
    pressed = await ada.press(answers[0], "Again")
    await asyncio.sleep(0.5)

    assert [answer.text for answer in answers] == ["Counted."] * 3
    assert len(await ada.sees(channel)) == 3
    assert pressed.text == "Counted again."
    callbacks = [one for one in await discord.requests() if str(one.get("path")).endswith("/callback")]
    assert [one["status"] < 300 for one in callbacks] == [True] * 4


async def test_dropped_connection_is_resumed_without_a_new_identify(
    discord: Discord, start_bot: StartBot, channel: Channel, ada: Human
) -> None:
    bot = await start_bot()
    await bot.ready()

    await discord.controls.call("drop_sockets")
    await until(discord, resumes=1)
    answer = await ada.slash(channel, "count")

    assert answer.text == "Counted."
    assert (await discord.state())["identifies"] == 1


async def test_lost_session_begins_again_at_the_same_gateway(
    discord: Discord, start_bot: StartBot, channel: Channel, ada: Human
) -> None:
    bot = await start_bot()
    await bot.ready()

    await discord.controls.call("invalidate", resumable=False)
    await until(discord, identifies=2)
    await bot.ready()
    answer = await ada.slash(channel, "count")

    assert answer.text == "Counted."


async def until(discord: Discord, **wanted: int) -> None:
    reached = False
    while not reached:
        state = await discord.state()
        reached = all(state[name] >= number for name, number in wanted.items())


@pytest.mark.parametrize(("left", "starts"), [(99, False), (100, True), (101, True)])
async def test_bot_does_not_use_up_the_last_hundred_starts(
    discord: Discord, start_bot: StartBot, left: int, starts: bool
) -> None:
    """R19, R20: a crash loop must not get the token reset."""
    await discord.settings(identify_total=left)

    bot = await start_bot()

    if starts:
        await bot.ready()
    else:
        with pytest.raises(CannotStart, match="Discord allows 99 more starts today"):
            await bot.task
    assert (await discord.state())["identifies"] == int(starts)


@pytest.mark.parametrize(
    ("code", "sentence"), [(4004, "the token"), (4011, "more connections"), (4014, "members_intent to false")]
)
async def test_what_will_not_get_better_by_trying_is_said_in_a_sentence(
    discord: Discord, start_bot: StartBot, code: int, sentence: str
) -> None:
    await discord.controls.call("refuse_identify", code=code)

    bot = await start_bot()

    with pytest.raises(CannotStart, match=sentence):
        await bot.task


async def test_gateway_that_stays_away_is_left_to_whoever_started_the_bot(
    discord: Discord, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # discord.py waits five seconds after each try.
    monkeypatch.setattr("adapters.discord.client._LAUNCHES", 1)
    await discord.controls.call("go_down", what="gateway")

    bot = await start_bot()

    with pytest.raises(GatewayNotFound):
        await asyncio.wait_for(bot.task, 20)


async def test_wrong_token_is_said_in_a_sentence(start_bot: StartBot) -> None:
    bot = await start_bot(token="MTIz.wrong.token")

    with pytest.raises(CannotStart, match="does not accept the token"):
        await bot.task


async def test_database_that_hangs_is_answered_within_two_and_a_half_seconds(
    discord: Discord, start_bot: StartBot, channel: Channel, ada: Human
) -> None:
    """Bad weather, "database frozen": what hangs while it is read; see also test_frozen."""
    bot = await start_bot()
    await bot.ready()

    asking = asyncio.create_task(ada.slash(channel, "wait", seconds="3.5"))
    await asyncio.sleep(2.6)
    meanwhile = [shown.text for shown in await ada.sees(channel)]
    answer = await asking

    assert meanwhile == [PATIENCE]
    await asyncio.sleep(1.5)
    assert [shown.text for shown in await ada.sees(channel)] == ["At last."]
    assert answer.text in {PATIENCE, "At last."}


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "garbled"])
async def test_first_answer_that_is_lost_on_the_way_is_given_once(
    discord: Discord, start_bot: StartBot, channel: Channel, ada: Human, kind: str
) -> None:
    """R16: a connection that breaks after the answer has arrived must not double it."""
    bot = await start_bot()
    await bot.ready()
    await discord.fault(kind, "POST .*/callback")

    answer = await ada.slash(channel, "count")

    assert answer.text == "Counted."
    assert [shown.text for shown in await ada.sees(channel)] == ["Counted."]


async def test_too_many_requests_are_waited_for(
    discord: Discord, start_bot: StartBot, channel: Channel, ada: Human
) -> None:
    bot = await start_bot()
    await bot.ready()
    await discord.fault("too_many", "POST .*/callback", seconds=0.3)

    answer = await ada.slash(channel, "count")

    assert answer.text == "Counted."


async def test_two_clients_of_one_process_speak_to_one_discord(discord: Discord, start_bot: StartBot) -> None:
    bot = await start_bot()
    await bot.ready()
    elsewhere = DiscordSettings(token="x", api_base="http://127.0.0.1:9/api")
    other = DiscordApp(bot.app.client.dispatcher, bot.app.client.ears, elsewhere, remembered=Notebook())

    with pytest.raises(CannotStart, match="One process speaks to one Discord"):
        await other.start()


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://proxy:8080", "http://proxy:8080/api/v10"),
        ("http://proxy:8080/", "http://proxy:8080/api/v10"),
        ("http://proxy/api", "http://proxy/api/v10"),
        ("https://proxy/api/v10/", "https://proxy/api/v10"),
        ("https://proxy/v9", "https://proxy/v9"),
    ],
)
def test_address_may_leave_out_the_version(given: str, address: str) -> None:
    assert rest_address(given) == address
