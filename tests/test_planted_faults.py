"""`commonplace doctor` as a process, against both platforms: each fault that is planted is named, and nothing else.

The clock of a platform is moved by travelling there, so that nothing of the doctor's own is replaced.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Place, Role
from bot.replies import Notice, Tone
from bot.requests import Filled, Request, Typed
from bot.wiring.needs import DISCORD_PERMISSIONS, SLACK_SCOPES
from tests.discord.fake import Channel, Discord, Guild, discord_here
from tests.running import ROOT
from tests.slack.fake import Slack, Team, slack_here

#: In the form of Discord's tokens, which the doctor looks at.
TOKEN = "MTIz.fake.token"
#: What the manifest asks for.
SCOPES = [need.name for need in SLACK_SCOPES]


@dataclass(kw_only=True)
class Bot:
    """A bot in good health on both platforms, and what a test breaks of it."""

    discord: Discord
    guild: Guild
    general: Channel
    slack: Slack
    team: Team
    folder: Path
    dispatcher: Dispatcher
    #: Lines of the configuration, by section and key.
    config: dict[str, dict[str, object]]

    async def says(self, said: Typed | Filled, channel: str) -> None:
        """An organiser says something in a channel of the workspace."""
        account = AccountKey(platform="slack", workspace=self.team.id, user="U0OLGA")
        place = Place(platform="slack", workspace=self.team.id, channel=channel)
        request = Request(account=account, name="Olga", place=place, said=said, role=Role.ORGANISER)
        answer = await self.dispatcher.run(request)
        assert not isinstance(answer.reply, Notice) or answer.reply.tone is not Tone.REFUSED, answer.reply


@pytest.fixture
async def bot(tmp_path: Path, sqlite_address: str, dispatcher: Dispatcher) -> AsyncIterator[Bot]:
    async with discord_here() as discord, slack_here() as slack:
        await discord.settings(token=TOKEN)
        guild = await discord.guild("Guild", bot_permissions=[need.name for need in DISCORD_PERMISSIONS])
        team = await slack.team("Guild", scopes=SCOPES)
        config: dict[str, dict[str, object]] = {
            "database": {"url": sqlite_address},
            "discord": {"token": TOKEN, "api_base": discord.api, "members_intent": True},
            "slack": {"bot_token": team.token, "app_token": slack.app_token, "api_base": slack.api},
        }
        yield Bot(
            discord=discord, guild=guild, general=await guild.channel("general"), slack=slack, team=team,
            folder=tmp_path, dispatcher=dispatcher, config=config,
        )  # fmt: skip
        assert [*await discord.violations(), *await slack.violations()] == []


async def doctor(bot: Bot, *arguments: str) -> tuple[int, str]:
    """The exit code and the output of `commonplace doctor`."""
    lines = [
        line
        for section, keys in bot.config.items()
        for line in (f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items()))
    ]
    (bot.folder / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", *arguments),
        cwd=bot.folder, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    assert errors == b""
    return process.returncode or 0, output.decode()


def revision(bot: Bot, number: str) -> None:
    with closing(sqlite3.connect(bot.folder / "commonplace.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [number])
        connection.commit()


async def newer_database(bot: Bot) -> None:
    revision(bot, "9999")


async def database_out_of_reach(bot: Bot) -> None:
    bot.config["database"]["url"] = f"sqlite:///{bot.folder}/nowhere/commonplace.db"


async def wrong_discord_token(bot: Bot) -> None:
    bot.config["discord"]["token"] = "MTIz.another.token"


async def no_members_intent(bot: Bot) -> None:
    await bot.discord.settings(application_flags=0)


async def no_permission_in_a_channel(bot: Bot) -> None:
    secret = await bot.guild.channel("secret")
    await bot.guild.overwrite(secret, bot.guild, deny=["send_messages"])


async def starts_nearly_spent(bot: Bot) -> None:
    await bot.discord.settings(identify_total=99)


async def in_no_server(bot: Bot) -> None:
    await bot.guild.kick_bot()


async def no_scope_for_names(bot: Bot) -> None:
    await bot.team.set_scopes(*(one for one in SCOPES if one != "users:read"))


async def no_scope_for_files(bot: Bot) -> None:
    await bot.team.set_scopes(*(one for one in SCOPES if one != "files:write"))


async def revoked_slack_token(bot: Bot) -> None:
    await bot.team.revoke()


async def wrong_app_token(bot: Bot) -> None:
    bot.config["slack"]["app_token"] = "xapp-1-another"


async def no_signing_secret(bot: Bot) -> None:
    bot.config["slack"] |= {"mode": "http"}
    bot.config["web"] = {"public_url": "https://bot.example.org"}


async def slack_five_minutes_ahead(bot: Bot) -> None:
    bot.config["slack"] |= {"mode": "http", "signing_secret": bot.slack.signing_secret}
    bot.config["web"] = {"public_url": "https://bot.example.org"}
    await bot.slack.travel(minutes=6)


async def discord_a_minute_ahead(bot: Bot) -> None:
    await bot.discord.travel(minutes=1)


async def slack_down(bot: Bot) -> None:
    bot.config["slack"]["api_base"] = f"http://127.0.0.1:{unused_port()}/api/"


async def outside_the_announcements(bot: Bot) -> None:
    news = await bot.team.channel("news", with_bot=False)
    await bot.says(Filled(("community", "setup"), {"announcements": news.id}), news.id)


async def outside_a_channel_with_tags(bot: Bot) -> None:
    loops = await bot.team.channel("loops", with_bot=False)
    await bot.says(Typed("resource add https://example.org/loops title:Loops kind:article tags:loops"), loops.id)
    await bot.says(Typed("tag channel loops"), loops.id)


async def private_announcements(bot: Bot) -> None:
    bot.config["slack"] |= {"command_prefix": "cp"}
    news = await bot.team.channel("board", private=True, with_bot=False)
    await bot.says(Filled(("community", "setup"), {"announcements": news.id}), news.id)


async def archived_announcements(bot: Bot) -> None:
    news = await bot.team.channel("old-news")
    await bot.says(Filled(("community", "setup"), {"announcements": news.id}), news.id)
    await bot.team.archive(news)


def not_in_order(told: Any) -> list[dict[str, str]]:
    """The findings, without those that say that something is as it should be."""
    return [finding for finding in told["findings"] if finding["state"] != "ok"]


#: What is planted; the finding, how bad it is, what was seen, what breaks, and how it is mended (parts of each).
Row = tuple[Callable[[Bot], Awaitable[None]], str, str, str, str, str]
FAULTS: tuple[Row, ...] = (
    (newer_database, "database", "essential", "newer version", "does not start", "Install that version"),
    (database_out_of_reach, "database", "essential", "no folder", "does not start", "Make it"),
    (wrong_discord_token, "Discord token", "essential", "status 401", "cannot be on Discord", "Reset it"),
    (no_members_intent, "Discord members intent", "essential", "not granted", "ends the connection", "Server Members"),
    (
        no_permission_in_a_channel, "Discord permissions in Guild", "missing", "not Send Messages in #secret",
        "AMAs are announced, and answers that come late", "Let the bot's role have Send Messages",
    ),
    (starts_nearly_spent, "Discord starts", "essential", "99 of 99", "does not start", "Find out what restarts"),
    (in_no_server, "Discord servers", "essential", "in none", "nobody can talk", "https://discord.com/oauth2"),
    (no_scope_for_names, "Slack scopes", "essential", "users:read", "people have names", "Add users:read under OAuth"),
    (no_scope_for_files, "Slack scopes", "missing", "files:write", "as a file", "Add files:write under OAuth"),
    (revoked_slack_token, "Slack bot token", "essential", "token_revoked", "cannot be on Slack", "install the app"),
    (wrong_app_token, "Slack app token", "essential", "invalid_auth", "nothing is heard", "Copy it again"),
    (no_signing_secret, "configuration", "essential", "signing_secret", "does not start", "Mend the line"),
    (slack_five_minutes_ahead, "Slack clock", "essential", "seconds behind Slack", "refused", "set its clock"),
    (discord_a_minute_ahead, "Discord clock", "missing", "seconds behind Discord", "times", "set its clock"),
    (slack_down, "Slack connection", "essential", "does not answer", "cannot be on Slack", "Check the network"),
    (
        outside_the_announcements, "Slack channels", "missing", "not in #news", "announcements do not reach",
        "/invite @commonplace in #news",
    ),
    (
        outside_a_channel_with_tags, "Slack channels", "missing", "not in #loops", "late answers",
        "/invite @commonplace in #loops",
    ),
    (private_announcements, "Slack channels", "missing", "does not show", "announcements", "/cp-community setup"),
    (archived_announcements, "Slack channels", "missing", "#old-news is archived", "announcements", "Unarchive it"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("plant", "name", "state", "seen", "breaks", "remedy"), FAULTS, ids=[row[0].__name__ for row in FAULTS]
)
async def test_planted_fault_is_named_with_what_breaks_and_how_to_grant_it(
    bot: Bot, plant: Callable[[Bot], Awaitable[None]], name: str, state: str, seen: str, breaks: str, remedy: str
) -> None:
    await plant(bot)

    code, output = await doctor(bot, "--json")

    told = json.loads(output)
    [finding] = not_in_order(told)
    assert (finding["name"], finding["state"]) == (name, state)
    assert seen in finding["seen"]
    assert breaks in finding["breaks"]
    assert remedy in finding["remedy"]
    assert (code, told["ok"]) == ((1, False) if state == "essential" else (0, True))


async def test_people_are_told_the_same_as_programs(bot: Bot) -> None:
    await no_members_intent(bot)
    await no_permission_in_a_channel(bot)
    await no_scope_for_files(bot)

    (_, output), (code, text) = await asyncio.gather(doctor(bot, "--json"), doctor(bot))

    assert [(code, text.splitlines()[-1])] == [(1, "Not ready: 1 essential, 2 more.")]
    for finding in not_in_order(json.loads(output)):
        assert all(words in text for words in finding.values()), finding


async def test_bot_in_good_health_is_told_to_be_ready(bot: Bot) -> None:
    news = await bot.team.channel("news")
    await bot.says(Filled(("community", "setup"), {"announcements": news.id}), news.id)

    code, text = await doctor(bot)

    assert (code, text.splitlines()[-1]) == (0, "Ready."), text
    assert "Slack channels: the bot is in all 1" in text


async def test_database_of_an_older_version_is_said_to_be_upgraded_by_the_next_start(bot: Bot) -> None:
    revision(bot, "0001")

    code, text = await doctor(bot)

    assert (code, text.splitlines()[-1]) == (0, "Ready.")
    assert "the next start brings it to" in text
