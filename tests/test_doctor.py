"""The doctor names what is missing, what breaks without it and how to grant it; everything else it leaves in peace."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from bot.config import Given, load
from bot.wiring.doctor import Finding, State, as_json, as_text, examined, is_fit
from bot.wiring.doctor.permissions import permissions
from storage.schema import prepare
from tests.discord.fake import discord_fake
from tests.patient import BOT, GUILD, Patient, channel, patient
from tests.running import ROOT

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
async def both() -> AsyncIterator[Patient]:
    async with patient() as started:
        yield started


async def look(folder: Path, text: str) -> list[Finding]:
    file = folder / "config.toml"
    database = f'[database]\nurl = "sqlite:///{folder}/commonplace.db"\n' if "[database]" not in text else ""
    file.write_text(database + text, encoding="utf-8")
    return await examined(load(Given(file=file, environment={})))


def told(findings: list[Finding]) -> dict[str, str]:
    """What is not as it should be: names with how bad it is."""
    return {finding.name: finding.state.value for finding in findings if finding.state is not State.OK}


async def test_healthy_bot_has_nothing_missing(both: Patient, tmp_path: Path) -> None:
    prepare(f"sqlite:///{tmp_path}/commonplace.db")

    findings = await look(tmp_path, both.config)

    assert told(findings) == {}
    assert [finding.name for finding in findings] == [
        "configuration",
        "database",
        "database writing",
        "disk",
        "Discord token",
        "Discord members intent",
        "Discord starts",
        "Discord servers",
        "Discord permissions in Guild",
        "Discord clock",
        "Slack bot token",
        "Slack scopes",
        "Slack clock",
        "Slack app token",
    ]


async def test_without_a_platform_it_says_what_to_follow(tmp_path: Path) -> None:
    findings = await look(tmp_path, "")

    assert told(findings) == {"configuration": "missing"}
    assert is_fit(findings)


FAULTS: list[tuple[str, object, dict[str, str]]] = [
    ("/users/@me", 401, {"Discord token": "essential"}),
    ("/users/@me", 503, {"Discord connection": "essential"}),
    ("/applications/@me", {"flags": 0}, {"Discord members intent": "essential"}),
    (
        "/applications/@me",
        {"flags": 1 << 14, "interactions_endpoint_url": "https://example.org"},
        {"Discord interactions": "essential"},
    ),
    ("/applications/@me", {"flags": 1 << 14, "bot_require_code_grant": True}, {"Discord invitation": "missing"}),
    ("/gateway/bot", {"session_start_limit": {"total": 1000, "remaining": 99}}, {"Discord starts": "essential"}),
    ("/gateway/bot", {"session_start_limit": {"total": 1000, "remaining": 100}}, {}),
    ("/users/@me/guilds", [], {"Discord servers": "essential"}),
    (
        f"/guilds/{GUILD}/channels",
        [channel("secret", permission_overwrites=[{"id": BOT, "allow": "0", "deny": str(1 << 11)}]), channel("open")],
        {"Discord permissions in Guild": "missing"},
    ),
    (f"/guilds/{GUILD}/members/{BOT}", 403, {"Discord permissions in Guild": "essential"}),
    ("auth.test", {"ok": False, "error": "token_revoked"}, {"Slack bot token": "essential"}),
    ("auth.test", {"ok": True, "team": "Guild"}, {"Slack bot token": "essential"}),
    ("auth.test", 502, {"Slack connection": "essential"}),
    ("apps.connections.open", {"ok": False, "error": "missing_scope"}, {"Slack app token": "essential"}),
    ("/users/@me/guilds", {"unexpected": 1}, {"Discord servers": "essential"}),
    ("/users/@me/guilds", [{"nonsense": 1}], {"Discord answers": "missing"}),
]


@pytest.mark.parametrize(("path", "answer", "expected"), FAULTS)
async def test_planted_fault_is_named_and_nothing_else(
    both: Patient, tmp_path: Path, path: str, answer: object, expected: dict[str, str]
) -> None:
    both.answers[path] = answer

    findings = await look(tmp_path, both.config)

    assert told(findings) == expected
    for finding in findings:
        assert finding.state is State.OK or (finding.breaks and finding.remedy)


@pytest.mark.parametrize(
    ("scope", "state"),
    [("commands", "essential"), ("chat:write", "essential"), ("users:read", "essential"), ("groups:read", "missing")],
)
async def test_scope_that_is_not_granted_is_named(both: Patient, tmp_path: Path, scope: str, state: str) -> None:
    both.scopes = ",".join(one for one in both.scopes.split(",") if one != scope)

    findings = await look(tmp_path, both.config)

    [finding] = [one for one in findings if one.name == "Slack scopes"]
    assert (finding.state, finding.seen) == (state, f"{scope} is not granted")


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (25, "ok"), (40, "missing"), (400, "missing")])
async def test_clock_that_is_wrong_is_told_with_the_seconds(
    both: Patient, tmp_path: Path, seconds: int, state: str
) -> None:
    both.date = timedelta(seconds=seconds)

    findings = await look(tmp_path, both.config)

    assert {one.name: one.state.value for one in findings if "clock" in one.name} == {
        "Discord clock": state,
        "Slack clock": state,
    }


async def test_in_http_mode_a_wrong_clock_and_no_address_are_essential(both: Patient, tmp_path: Path) -> None:
    both.date = timedelta(minutes=-6)
    slack = f'[slack]\nmode = "http"\nbot_token = "xoxb-1"\nsigning_secret = "s"\napi_base = "{both.base}slack/"\n'

    findings = await look(tmp_path, slack)

    assert told(findings) == {"Slack clock": "essential", "Slack address": "essential"}
    assert "apps.connections.open" not in both.asked


async def test_members_intent_that_is_not_asked_for_says_what_is_off(both: Patient, tmp_path: Path) -> None:
    findings = await look(tmp_path, both.config.replace("members_intent = true", "members_intent = false"))

    [finding] = [one for one in findings if one.name == "Discord members intent"]
    assert (finding.state, finding.remedy) == (State.MISSING, "Configure members_intent = true.")


async def test_one_platform_down_hides_nothing_of_the_other(both: Patient, tmp_path: Path) -> None:
    text = both.config.replace(f'api_base = "{both.base}"', f'api_base = "http://127.0.0.1:{unused_port()}"', 1)

    findings = await look(tmp_path, text)

    assert told(findings) == {"Discord connection": "essential"}
    assert "Slack scopes" in [finding.name for finding in findings]


async def test_platform_that_never_answers_is_left_after_five_seconds(both: Patient, tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    began = asyncio.get_running_loop().time()

    findings = await look(tmp_path, both.config.replace(both.base + "slack/", f"http://127.0.0.1:{port}/api/"))

    assert told(findings) == {"Slack connection": "essential"}
    assert asyncio.get_running_loop().time() - began < 8
    server.close()


async def test_database_faults_are_named_with_the_sentence_of_the_start(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be looked at " * 9)
    prepare(f"sqlite:///{tmp_path}/newer.db")
    with closing(sqlite3.connect(tmp_path / "newer.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    for url in (f"sqlite:///{tmp_path}/notes.txt", f"sqlite:///{tmp_path}/newer.db", f"sqlite:///{tmp_path}/no/x.db"):
        findings = await look(tmp_path, f'[database]\nurl = "{url}"\n')
        assert told(findings)["database"] == "essential"
        assert not is_fit(findings)


@pytest.mark.parametrize(("free", "state"), [(10, "essential"), (50, "missing"), (499, "missing"), (500, "ok")])
async def test_room_on_the_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, free * 1_048_576))

    [disk] = [one for one in await look(tmp_path, "") if one.name == "disk"]

    assert disk.state == state


async def test_looking_changes_nothing_and_makes_no_database(both: Patient, tmp_path: Path) -> None:
    await look(tmp_path, both.config)

    assert os.listdir(tmp_path) == ["config.toml"]


async def test_no_secret_is_told(both: Patient, tmp_path: Path) -> None:
    both.answers["auth.test"] = {"ok": False, "error": "xoxb-canary reflected"}
    both.answers["apps.connections.open"] = {"ok": False, "error": "invalid_auth"}
    both.answers["/users/@me"] = 401

    findings = await look(tmp_path, both.config)

    assert "canary" not in "\n".join(as_text(findings)) + as_json(findings)


async def test_permissions_are_counted_as_discord_counts_them(tmp_path: Path) -> None:
    async with discord_fake() as discord:
        guild = await discord.guild("Guild", bot_permissions=["view_channel", "send_messages", "embed_links"])
        await guild.channel("general")
        closed = await guild.channel("closed")
        await guild.overwrite(closed, guild, deny=["view_channel"])
        text = f'[discord]\ntoken = "{discord.token}"\napi_base = "{discord.api}"\n'

        findings = await look(tmp_path, text)
        violations = await discord.violations()

    lacking = [one.seen for one in findings if one.name == "Discord permissions in Guild"]
    assert "not View Channels in #closed" in lacking
    assert violations == []


@pytest.mark.parametrize(
    ("roles", "overwrites", "may_send"),
    [
        ([("1", 1 << 11)], [], True),
        ([("1", 0)], [], False),
        ([("1", 0), ("7", 1 << 3)], [("1", 0, 1 << 11)], True),
        ([("1", 1 << 11), ("7", 0)], [("1", 0, 1 << 11)], False),
        ([("1", 1 << 11), ("7", 0)], [("1", 0, 1 << 11), ("7", 1 << 11, 0)], True),
        ([("1", 1 << 11), ("7", 0)], [("7", 0, 1 << 11), ("5", 1 << 11, 0)], True),
        ([("1", 1 << 11), ("8", 1 << 3)], [("5", 0, 1 << 11)], False),
    ],
)
def test_roles_then_everyone_then_roles_then_the_member_decide(
    roles: list[tuple[str, int]], overwrites: list[tuple[str, int, int]], may_send: bool
) -> None:
    guild = {"id": "1", "owner_id": "2", "roles": [{"id": one, "permissions": str(bits)} for one, bits in roles]}
    changes = [{"id": one, "allow": str(allow), "deny": str(deny)} for one, allow, deny in overwrites]
    member = {"user": {"id": "5"}, "roles": ["7"]}

    assert bool(permissions(guild, member, {"permission_overwrites": changes}) >> 11 & 1) is may_send


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "doctor", *arguments]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


def test_mistakes_in_the_configuration_are_findings_too_and_end_with_one(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[discord]\nguilds = 3\n[log]\nlevel = "loud"\n')

    ended = run(tmp_path, "--json")

    content = json.loads(ended.stdout)
    assert (ended.returncode, content["ok"], ended.stderr) == (1, False, "")
    assert [one["state"] for one in content["findings"]] == ["essential"] * 3


def test_fit_bot_ends_with_zero_and_a_last_line_that_says_so(tmp_path: Path) -> None:
    ended = run(tmp_path)

    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "Ready; 1 could be better.")
