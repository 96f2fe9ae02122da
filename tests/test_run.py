"""`commonplace run` as a process: started against stand-ins of the platforms, talked to, ended, killed, restarted."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import aiohttp
import pytest
from aiohttp.test_utils import TestServer, unused_port

from tests.discord.fake import Discord, discord_fake
from tests.running import ROOT, commonplace
from tests.slack.standin import Slack, server_of

#: What only platforms and the web server need.
PLATFORM_LIBRARIES = {"discord", "slack_bolt", "slack_sdk", "aiohttp", "prometheus_client"}


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with discord_fake() as started:
        yield started


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A stand-in of Slack's Web API; it has no Socket Mode, so the bot is told to be called over HTTP."""
    slack = Slack()
    server: TestServer = server_of(slack)
    await server.start_server()
    slack.base = str(server.make_url("/api/"))
    yield slack
    await server.close()


def on_discord(discord: Discord, token: str | None = None) -> str:
    return f'[discord]\ntoken = "{token or discord.token}"\napi_base = "{discord.api}"\n'


def on_slack(base: str) -> str:
    return (
        f'[slack]\nmode = "http"\nbot_token = "xoxb-canary-1"\nsigning_secret = "canary-secret"\napi_base = "{base}"\n'
    )


async def test_person_talks_to_the_bot_and_old_buttons_work_after_a_crash(discord: Discord, tmp_path: Path) -> None:
    """R37: buttons are dead after a restart."""
    guild = await discord.guild("Guild")
    channel, ada = await guild.channel("general"), await guild.member("Ada")
    async with commonplace(tmp_path, on_discord(discord)) as bot:
        await bot.ready()
        await bot.says("commands told")
        added = await ada.slash(
            channel, "resource add", what="https://example.org/", title="How we meet", kind="article", tags="meeting"
        )
        bot.process.kill()
        await bot.ended()

    async with commonplace(tmp_path, on_discord(discord)) as bot:
        await bot.ready()
        pressed = await ada.press(added, "Useful 1")
        found = await ada.slash(channel, "resource find", line="meet")
        code, seconds = await bot.told_to_end()

    assert "How we meet" in pressed.text
    assert "How we meet" in found.text
    assert (code, seconds < 5) == (0, True)
    assert await discord.violations() == []


async def test_commands_are_told_again_only_when_they_have_changed(discord: Discord, tmp_path: Path) -> None:
    for _ in range(2):
        async with commonplace(tmp_path, on_discord(discord)) as bot:
            await bot.ready()
            await asyncio.sleep(0.5)
            await bot.told_to_end()

    told = [request for request in await discord.requests() if request["method"] == "PUT"]
    assert len(told) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signal_ends_it_within_five_seconds_and_finishes_what_is_under_way(
    discord: Discord, tmp_path: Path, number: int
) -> None:
    guild = await discord.guild("Guild")
    channel, ada = await guild.channel("general"), await guild.member("Ada")
    async with commonplace(tmp_path, on_discord(discord)) as bot:
        await bot.ready()
        await bot.says("commands told")
        asking = [asyncio.create_task(ada.slash(channel, "tag list")) for _ in range(10)]
        await bot.says("command ran")
        code, seconds = await bot.told_to_end(number)

    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert (code, seconds < 5) == (0, True)
    answered = bot.log.count("command ran")
    assert sum(not isinstance(answer, BaseException) for answer in answers) >= answered


async def test_log_has_a_line_for_each_call_and_no_secret(discord: Discord, tmp_path: Path) -> None:
    guild = await discord.guild("Guild")
    channel, ada = await guild.channel("general"), await guild.member("Ada")
    text = on_discord(discord) + '[log]\nlevel = "debug"\n'
    async with commonplace(tmp_path, text) as bot:
        await bot.ready()
        await bot.says("commands told")
        answer = await ada.slash(channel, "resource find", line="canary-words")
        metrics = await bot.text("/metrics")
        health = await bot.text("/healthz")
        await bot.told_to_end()

    [line] = [line for line in bot.log.splitlines() if "command ran" in line]
    shape = (
        rf"command ran reference=\w+-1 command=resource find community=discord:{guild.id} outcome=done milliseconds="
    )
    assert re.search(shape, line)
    requests = json.dumps(await discord.requests())
    tokens = {discord.token, *re.findall(r"/(?:interactions|webhooks)/\d+/([\w.-]{20,})", requests)}
    assert len(tokens) >= 2
    shown = bot.log + metrics + health
    assert [secret for secret in (*tokens, "canary-words") if secret in shown] == []
    assert answer.text


async def test_two_hundred_answers_that_go_wrong_at_debug_show_no_token(discord: Discord, tmp_path: Path) -> None:
    """Row "token in logs" of the threats: addresses with tokens in them are what failing requests are about."""
    guild = await discord.guild("Guild")
    channel, ada = await guild.channel("general"), await guild.member("Ada")
    kinds = ("refuse", "drop_before", "drop_after", "error_after", "garbled")
    text = on_discord(discord) + '[log]\nlevel = "debug"\n'
    async with commonplace(tmp_path, text) as bot:
        await bot.ready()
        await bot.says("commands told")
        for kind in kinds:
            await discord.fault(kind, "/interactions/|/webhooks/", times=None, status=404, every=1)
            asked = (ada.slash(channel, "tag list", patience_seconds=0.5) for _ in range(40))
            answers = await asyncio.gather(*asked, return_exceptions=True)
            assert len(answers) == 40
            await discord.clear_faults()
        metrics, health = await bot.text("/metrics"), await bot.text("/healthz")
        await bot.told_to_end()

    used = re.findall(r"/(?:interactions|webhooks)/\d+/([\w.-]{20,})", json.dumps(await discord.requests()))
    assert bot.log.count("command ran") == 200
    # What was refused before it was served is not in the records.
    assert len(set(used)) >= 100
    shown = bot.log + metrics + health
    assert [secret for secret in (discord.token, *used) if secret in shown] == []


async def test_wrong_database_ends_it_before_any_login(discord: Discord, tmp_path: Path) -> None:
    """R19: a wrong password, restarted for ever, uses up the starts and resets the token."""
    text = on_discord(discord) + f'[database]\nurl = "postgresql://ada:canary@/none?host={tmp_path}"\n'
    async with commonplace(tmp_path, text) as bot:
        code = await bot.ended()

    assert code == 2
    assert bot.log.splitlines()[-1] == "PostgreSQL cannot be reached. Check the address, and that the server runs."
    assert await discord.requests() == []
    assert (await discord.state())["identifies"] == 0


async def test_mistake_in_the_configuration_ends_it_before_any_login(discord: Discord, tmp_path: Path) -> None:
    async with commonplace(tmp_path, on_discord(discord) + "[slack]\nmode = 3\nclient_id = '1'\n") as bot:
        code = await bot.ended()

    assert (code, len(bot.log.splitlines())) == (2, 2)
    assert await discord.requests() == []


async def test_only_platform_that_refuses_says_so_in_a_sentence_and_ends_with_one(
    discord: Discord, tmp_path: Path
) -> None:
    async with commonplace(tmp_path, on_discord(discord, "MTIz.wrong.canary")) as bot:
        code = await bot.ended()

    assert code == 1
    reason = "Discord does not accept the token. Make a new one in the developer portal and configure it."
    told = [line for line in bot.log.splitlines() if "did not start" in line]
    assert told == [f"Discord did not start. {reason}"]
    assert "Traceback" not in bot.log
    assert "canary" not in bot.log


async def test_platform_that_refuses_leaves_the_other_one_running(
    discord: Discord, slack: Slack, tmp_path: Path
) -> None:
    slack.failures["auth.test"] = ["invalid_auth"] * 9
    guild = await discord.guild("Guild")
    channel, ada = await guild.channel("general"), await guild.member("Ada")
    async with commonplace(tmp_path, on_discord(discord) + on_slack(slack.base)) as bot:
        await bot.says("Slack did not start. Slack does not take slack.bot_token")
        await bot.says("commands told")
        answer = await ada.slash(channel, "help")
        health = json.loads(await bot.text("/healthz"))
        code, seconds = await bot.told_to_end()

    assert "/resource" in answer.text
    assert {name: part["ok"] for name, part in health["parts"].items()} == {
        "loop": True, "timer": True, "database": True, "discord": True, "slack": False,
    }  # fmt: skip
    assert (code, seconds < 5) == (0, True)


async def test_slack_that_is_out_of_reach_is_waited_for(tmp_path: Path) -> None:
    async with commonplace(tmp_path, on_slack(f"http://127.0.0.1:{unused_port()}/api/")) as bot:
        await bot.says("out of reach")
        assert bot.process.returncode is None
        code, seconds = await bot.told_to_end()

    assert (code, seconds < 5) == (0, True)


async def test_discord_that_is_out_of_reach_at_the_start_is_waited_for(discord: Discord, tmp_path: Path) -> None:
    """R15: whoever waited for READY waited for ever, and nothing else ran."""
    await discord.controls.call("go_down", what="api")
    async with commonplace(tmp_path, on_discord(discord)) as bot:
        await bot.says(r"Discord is out of reach \(\w+\). It is tried again in 5 seconds.")
        health = json.loads(await bot.text("/healthz"))
        await discord.controls.call("come_up", what="api")
        await bot.ready()
        code, _ = await bot.told_to_end()

    assert health["parts"]["discord"] == {"ok": False, "age_seconds": None, "limit_seconds": 120.0}
    assert code == 0
    assert (await discord.state())["identifies"] == 1
    assert "Traceback" not in bot.log


async def test_forged_call_of_slack_is_refused_and_its_body_not_logged(slack: Slack, tmp_path: Path) -> None:
    text = on_slack(slack.base) + '[log]\nlevel = "debug"\n'
    async with commonplace(tmp_path, text) as bot:
        await bot.ready()
        statuses = []
        async with aiohttp.ClientSession() as session:
            for headers in ({}, {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": "v0=ü"}):
                body = b"payload=canary-body\r\nlevel error"
                async with session.post(bot.address("/slack/events"), data=body, headers=headers) as answer:
                    statuses.append((answer.status, "Server" in answer.headers))
        await bot.told_to_end()

    assert statuses == [(401, False)] * 2
    assert "canary" not in bot.log


async def test_taken_port_ends_it_before_any_login(discord: Discord, slack: Slack, tmp_path: Path) -> None:
    taken = slack.base.split(":")[2].split("/")[0]
    async with commonplace(tmp_path, on_discord(discord) + f"[web]\nenabled = true\nport = {taken}\n") as bot:
        code = await bot.ended()

    assert code == 1
    assert "The web server cannot listen on 127.0.0.1, port" in bot.log
    assert await discord.requests() == []


def run_in_python(script: str, folder: Path) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=True, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return ended.stdout.splitlines()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells it")
def test_without_platforms_nothing_of_theirs_is_imported_and_the_start_is_light(tmp_path: Path) -> None:
    script = (
        "import resource, sys\nfrom bot.cli import main\nsys.argv = ['commonplace', 'run']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        f"print(sorted({PLATFORM_LIBRARIES!r} & set(sys.modules)))\n"
        # Not ru_maxrss, which begins with what the test itself takes.
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])\n"
        "print(used.ru_utime + used.ru_stime)"
    )
    run_in_python(script, tmp_path)

    imported, kibibytes, seconds = run_in_python(script, tmp_path)[-3:]

    assert imported == "[]"
    assert int(kibibytes) <= 90 * 1024
    assert float(seconds) <= 1.5


@pytest.mark.parametrize(
    ("section", "library", "sentence"),
    [
        ('[discord]\ntoken = "a.b.c"', "discord", "Discord needs the package discord.py, which is not installed."),
        ('[slack]\nbot_token = "xoxb-1"\napp_token = "xapp-1"', "slack_bolt", "Slack needs the package slack-bolt"),
        ('[discord]\ntoken = "a.b.c"\n[web]\nenabled = true', "prometheus_client", "The web server needs the package"),
    ],
)
def test_library_that_is_not_installed_is_named_in_a_sentence(
    tmp_path: Path, section: str, library: str, sentence: str
) -> None:
    (tmp_path / "config.toml").write_text(section)
    script = (
        f"import sys\nsys.modules[{library!r}] = None\nfrom bot.cli import main\nsys.argv = ['commonplace', 'run']\n"
        "sys.stderr = sys.stdout\ntry:\n    main()\nexcept SystemExit as end:\n    print(end.code)"
    )

    *told, code = run_in_python(script, tmp_path)

    assert code == "1"
    assert [line for line in told if sentence in line]
    assert "Traceback" not in "".join(told)


def test_what_does_not_end_is_ended_within_five_seconds(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(on_slack(f"http://127.0.0.1:{unused_port()}/api/"))
    script = (
        "import os, signal, sys, threading, time\nfrom bot.cli import main\nfrom bot.wiring.keeping import Kept\n"
        # The loop itself stands still, so that nothing in it can notice the time.
        "Kept.leave = lambda self: time.sleep(60)\n"
        "def end():\n"
        "    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL: time.sleep(0.02)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "threading.Thread(target=end, daemon=True).start()\n"
        "sys.argv = ['commonplace', 'run']\nmain()"
    )
    began = monotonic()

    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert ended.returncode == 1
    assert "did not end in time" in ended.stderr
    assert monotonic() - began < 4 + 5 + 3
