"""Long storms on the way to Discord, and what no storm may do: the rows of the failures, by their numbers."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable

import pytest

from adapters.discord.app import CannotStart, Deaf
from adapters.discord.limits import IDENTIFIES, INVALID_REQUESTS
from bot.events import PersonJoined
from bot.hearing import Hearing, Listener
from bot.logs import Seldom
from bot.replies import Reply, done, said
from bot.requests import Call
from bot.spec import AnyCommand, Text, command
from tests.discord.connected import connected
from tests.discord.fake import Channel, Discord, Guild, Human, Refused, discord_here
from tests.discord.stage import Notebook

BROKEN = "The Broken"


@command("count", about="Count")
async def count(call: Call) -> Reply:
    return done("Counted.")


@command("wait", about="Wait", reads=True, private=False, options=[Text(name="for", about="Seconds", required=True)])
async def wait(call: Call, for_: str) -> Reply:
    await asyncio.sleep(float(for_))
    return said("At last.")


@command("work", about="Work in every community but one", reads=True)
async def work(call: Call) -> Reply:
    if call.community.name == BROKEN:
        raise RuntimeError("this one is beyond help")
    return done("Worked.")


OURS: list[AnyCommand] = [count, wait, work]


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with discord_here() as started:
        yield started


@pytest.fixture
async def guild(discord: Discord) -> Guild:
    return await discord.guild("Guild")


@pytest.fixture
async def channel(guild: Guild) -> Channel:
    return await guild.channel("general")


@pytest.fixture
async def ada(guild: Guild, channel: Channel) -> Human:
    return await guild.member("Ada")


async def until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110  # what is waited for happens in a library that tells nobody
            await asyncio.sleep(0.01)


async def resumed(discord: Discord, times: int) -> None:
    async with asyncio.timeout(10):
        while (await discord.state())["resumes"] < times:  # noqa: ASYNC110  # the fake is asked, it does not tell
            await asyncio.sleep(0.01)


async def test_hundred_times_ready_and_resumed_double_nothing(
    discord: Discord, guild: Guild, channel: Channel, ada: Human, sqlite_address: str
) -> None:
    """R13, R14: tasks that were begun again with each READY acted twice, and in other servers."""
    joined: list[str] = []

    async def hear(hearing: Hearing, event: PersonJoined) -> None:
        joined.append(event.account.user)

    async with connected(
        discord, sqlite_address, commands=OURS, listeners=[Listener(PersonJoined, hear)], has_members=True
    ) as bot:
        await bot.ready()
        await ada.slash(channel, "count")
        before = len(asyncio.all_tasks())
        for number in range(50):
            await discord.controls.call("ask_to_reconnect")
            await resumed(discord, number + 1)
        for _ in range(50):
            for event in ("ready", "shard_ready", "resumed", "shard_resumed", "connect"):
                bot.app.client.dispatch(event, *([0] if event.startswith("shard") else []))
        await asyncio.sleep(0.1)
        bea = await guild.member("Bea")
        answer = await bea.slash(channel, "count")
        await until(lambda: bool(joined))
        after = len(asyncio.all_tasks())

    told = [one for one in await discord.requests() if one.get("method") == "PUT"]
    callbacks = [one for one in await discord.requests() if str(one.get("path")).endswith("/callback")]
    assert (answer.text, joined, len(told), len(callbacks)) == ("Counted.", [bea.id], 1, 2)
    assert after <= before + 1
    assert (await discord.state())["identifies"] == 1
    assert await discord.violations() == []


async def test_bot_whose_starts_are_used_up_waits_instead_of_identifying(
    discord: Discord, sqlite_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """R20: whatever the network does, the gateway is asked for no more than 100 new sessions a day."""
    notebook = Notebook()
    notebook.kept["discord identifies"] = json.dumps([round(time.time()) - 60] * IDENTIFIES)

    async with connected(discord, sqlite_address, commands=OURS, notebook=notebook, deaf_after_seconds=0.2) as bot:
        await until(lambda: "identify waits" in caplog.text)
        await asyncio.sleep(0.5)
        is_waiting = not bot.task.done()
        began = time.monotonic()

    assert (is_waiting, time.monotonic() - began < 5) == (True, True)
    assert (await discord.state())["identifies"] == 0


async def test_refusals_in_a_row_end_all_requests_before_discord_bars_the_bot(
    discord: Discord, channel: Channel, ada: Human, sqlite_address: str
) -> None:
    """R21: a burst of refused calls; Discord bars an address after 10,000 in ten minutes."""
    act = {"person": ada.id, "channel": channel.id, "path": "work", "options": {}}
    loading: list[asyncio.Future[object]] = []
    async with connected(discord, sqlite_address, commands=OURS) as bot:
        await bot.ready()
        await ada.slash(channel, "work")
        await discord.fault("refuse", "/interactions/", status=403, times=None)
        for wave in range(1, 8):
            # Each is refused twice: the answer, and the sentence that it could not be shown.
            loading.append(asyncio.ensure_future(discord.controls.call("load", acts=[act], count=100)))
            await until(lambda: len(bot.app.client._seen) > wave * 100, 20)  # noqa: B023  # waited for at once
            await until(lambda: not bot.app.client.is_answering, 20)
        for task in loading:
            task.cancel()
        [struck] = [one["struck"] for one in await discord.clear_faults()]

    assert INVALID_REQUESTS <= struck <= INVALID_REQUESTS + 100


async def test_bot_that_hears_nothing_says_so_by_its_age_and_begins_again(
    discord: Discord, channel: Channel, ada: Human, sqlite_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """R29, R30, R9, and "gateway down for an hour": flags stay up, and the library pauses for up to 17 minutes."""
    await discord.settings(heartbeat_milliseconds=50)
    seldom = Seldom()
    async with connected(discord, sqlite_address, commands=OURS, deaf_after_seconds=2.5) as bot:
        await bot.ready()
        bot.app.client._connection.heartbeat_timeout = 0.5
        await discord.controls.call("freeze_sockets")
        await discord.controls.call("go_down", what="gateway")
        await until(lambda: (bot.app.silent_seconds() or 9) > 0.4)
        was_flagged = bot.app.is_ready
        with pytest.raises(Deaf):
            await asyncio.wait_for(bot.task, 8)
    storm = [record for record in caplog.records if "econnect" in record.msg]
    written = [record for record in storm if seldom.filter(record)]
    await discord.controls.call("come_up", what="gateway")

    async with connected(discord, sqlite_address, commands=OURS) as again:
        await again.ready()
        answer = await ada.slash(channel, "count")

    assert (was_flagged, answer.text) == (True, "Counted.")
    assert storm
    assert len(written) <= 2


async def test_connection_on_which_discord_is_never_ready_begins_again(
    discord: Discord, sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: READY never comes (Rapptz/discord.py#9074), and whoever waits for it waits for ever."""
    async with connected(discord, sqlite_address, commands=OURS, deaf_after_seconds=0.5) as bot:
        # The library takes its time for servers that are still to come; here it has all of it.
        bot.app.client._connection.guild_ready_timeout = 60
        with pytest.raises(Deaf):
            await asyncio.wait_for(bot.task, 5)


async def test_token_that_is_changed_while_the_bot_runs_ends_it_with_a_sentence(
    discord: Discord, sqlite_address: str
) -> None:
    """Bad weather, "token revoked"."""
    async with connected(discord, sqlite_address, commands=OURS) as bot:
        await bot.ready()
        await discord.settings(token="another")
        await discord.controls.call("close_sockets", code=4004)

        with pytest.raises(CannotStart, match="does not accept the token"):
            await asyncio.wait_for(bot.task, 5)


async def test_server_that_removes_the_bot_and_channel_that_goes_harm_nobody_else(
    discord: Discord, guild: Guild, channel: Channel, ada: Human, sqlite_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Bad weather, "kicked from the server" and "channel deleted", both while an answer is being made."""
    other, doomed = await discord.guild("Other"), await guild.channel("doomed")
    elsewhere, bob = await other.channel("general"), await other.member("Bob")
    async with connected(discord, sqlite_address, commands=OURS) as bot:
        await bot.ready()
        waiting = [
            asyncio.ensure_future(bob.slash(elsewhere, "wait", patience_seconds=0.6, **{"for": "0.3"})),
            asyncio.ensure_future(ada.slash(doomed, "wait", patience_seconds=0.6, **{"for": "0.3"})),
        ]
        await asyncio.sleep(0.1)
        await other.kick_bot()
        await guild.remove(doomed)
        await asyncio.gather(*waiting, return_exceptions=True)
        answer = await ada.slash(channel, "count")
        with pytest.raises(Refused):
            await bob.slash(elsewhere, "count", patience_seconds=0.3)

    assert answer.text == "Counted."
    assert [record for record in caplog.records if record.levelno >= logging.CRITICAL] == []


async def test_five_hundred_servers_are_served_while_one_is_broken(
    discord: Discord, sqlite_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Bad weather, "bot in 500 servers with one broken"."""
    broken = await discord.guild(BROKEN)
    where, eve = await broken.channel("general"), await broken.member("Eve")
    made = await discord.controls.call("guilds", count=500, members=1)
    acts = [{"person": one["people"][0], "channel": one["channel"], "path": "work", "options": {}} for one in made[::5]]
    async with connected(discord, sqlite_address, commands=OURS) as bot:
        await bot.ready()
        measured = asyncio.ensure_future(discord.controls.call("load", acts=acts, count=len(acts), at_once=20))
        answers = [await eve.slash(where, "work") for _ in range(5)]
        served = await measured

    assert len(served["shown"]) == 100
    assert None not in served["shown"]
    assert all(one.text.startswith("Something went wrong here, and nothing was changed.") for one in answers)
    assert await discord.violations() == []
