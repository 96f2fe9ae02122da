"""`commonplace run` with Slack, and with both platforms at once, set up by the very manifest that is printed."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Given, load
from bot.wiring.manifests import slack_manifest
from commands import COMMANDS
from tests.discord.fake import discord_fake
from tests.running import ROOT, commonplace, installed
from tests.slack.fake import Slack, Team, slack_fake

ADD = "resource add https://example.org/ title:Meetings kind:article tags:meeting"


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_fake() as started:
        yield started


async def set_up(slack: Slack, folder: Path, text: str) -> None:
    """Let Slack have the manifest that this configuration leads to."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    manifest = slack_manifest(load(Given(file=file, environment={}, is_draft=True)), COMMANDS)
    await slack.manifest(json.loads(manifest))


def by_socket(slack: Slack, team: Team) -> str:
    return (
        f'[slack]\nbot_token = "{team.token}"\napp_token = "{slack.app_token}"\napi_base = "{slack.api}"\n'
        'command_prefix = "cp"\n'
    )


async def test_person_talks_by_socket_and_old_buttons_work_after_a_crash(slack: Slack, tmp_path: Path) -> None:
    """R37: buttons are dead after a restart."""
    team = await slack.team("Guild")
    ada = await team.person("Ada")
    channel = await team.channel("general", ada)
    await set_up(slack, tmp_path, by_socket(slack, team))
    async with commonplace(tmp_path, by_socket(slack, team)) as bot:
        await bot.ready()
        added = await ada.slash(channel, f"/cp-{ADD}")
        bot.process.kill()
        await bot.ended()

    async with commonplace(tmp_path, by_socket(slack, team)) as bot:
        await bot.ready()
        pressed = await ada.press(added, "Useful 1")
        mentioned = await ada.ask(channel, f"{team.bot_mention} meetings")
        home = await ada.open_home()
        code, seconds = await bot.told_to_end()

    assert "Meetings" in pressed.text
    assert "Meetings" in mentioned.text
    assert home.buttons
    assert (code, seconds < 5) == (0, True)
    assert await slack.violations() == []
    assert [secret for secret in (team.token, slack.app_token) if secret in bot.log] == []


async def test_slack_calls_the_bot_over_http(slack: Slack, tmp_path: Path) -> None:
    team = await slack.team("Guild")
    ada = await team.person("Ada")
    channel = await team.channel("general", ada)
    text = (
        f'[slack]\nmode = "http"\nbot_token = "{team.token}"\nsigning_secret = "{slack.signing_secret}"\n'
        f'api_base = "{slack.api}"\n[web]\nport = PORT\npublic_url = "http://127.0.0.1:PORT"\n'
    )
    async with commonplace(tmp_path, text) as bot:
        await bot.ready()
        await slack.use_requests(bot.address("/slack/events"))
        answer = await ada.slash(channel, f"/{ADD}")
        pressed = await ada.press(answer, "Useful 1")
        code, seconds = await bot.told_to_end(signal.SIGINT)

    assert "Meetings" in pressed.text
    assert (code, seconds < 5) == (0, True)
    assert await slack.violations() == []


async def test_workspace_that_installs_the_app_in_a_browser_is_answered(slack: Slack, tmp_path: Path) -> None:
    team = await slack.team("Guild")
    ada = await team.person("Ada")
    channel = await team.channel("general", ada)
    text = (
        f'[slack]\nclient_id = "{slack.client_id}"\nclient_secret = "{slack.client_secret}"\nmode = "http"\n'
        f'signing_secret = "{slack.signing_secret}"\napi_base = "{slack.api}"\n'
        '[web]\nport = PORT\npublic_url = "http://127.0.0.1:PORT"\n'
    )
    async with commonplace(tmp_path, text) as bot:
        await bot.ready()
        await slack.use_requests(bot.address("/slack/events"))
        await slack.controls.call("consent", team=team.id)
        page = await installed(bot.address("/slack/install"))
        answer = await ada.slash(channel, "/help")
        await bot.told_to_end()

    assert page.startswith("Commonplace is installed.")
    assert "/resource" in answer.text
    assert await slack.violations() == []
    assert [secret for secret in (team.token, slack.client_secret) if secret in bot.log] == []


async def test_both_platforms_in_one_process_and_the_doctor_has_nothing_essential_to_say(
    slack: Slack, tmp_path: Path
) -> None:
    team = await slack.team("Guild")
    grace = await team.person("Grace")
    there = await team.channel("general", grace)
    async with discord_fake() as discord:
        guild = await discord.guild("Guild")
        here, ada = await guild.channel("general"), await guild.member("Ada")
        text = by_socket(slack, team) + f'[discord]\ntoken = "{discord.token}"\napi_base = "{discord.api}"\n'
        await set_up(slack, tmp_path, text)
        async with commonplace(tmp_path, text) as bot:
            await bot.ready()
            await bot.says("commands told")
            on_discord, on_slack = await asyncio.gather(
                ada.slash(here, "help", about="find"), grace.slash(there, "/cp-help find")
            )
            parts = json.loads(await bot.text("/healthz"))["parts"]
            findings = await doctor(tmp_path)
            code, seconds = await bot.told_to_end()
        violations = await discord.violations() + await slack.violations()

    assert "/resource" in on_discord.text
    assert "resource find" in on_slack.text
    assert sorted(parts) == ["database", "discord", "loop", "slack", "timer"]
    assert (code, seconds < 5) == (0, True)
    assert violations == []
    assert [one for one in findings if one["state"] == "essential"] == []


async def doctor(folder: Path) -> list[dict[str, str]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", "--json"),
        cwd=folder, env={"PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    findings: list[dict[str, str]] = json.loads(out)["findings"]
    return findings


async def test_doctor_names_a_token_that_was_revoked(slack: Slack, tmp_path: Path) -> None:
    team = await slack.team("Guild")
    (tmp_path / "config.toml").write_text(by_socket(slack, team), encoding="utf-8")
    await team.revoke()

    tokens = [one["seen"] for one in await doctor(tmp_path) if one["name"] == "Slack bot token"]

    assert tokens == ["Slack refuses it (token_revoked)"]
