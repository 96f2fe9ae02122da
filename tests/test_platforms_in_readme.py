"""What README shows and says of the platforms is so: one answer on each of two, and where they differ."""

from __future__ import annotations

import json
import re
from pathlib import Path

from adapters.console.messenger import ConsoleMessenger
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.register import USER_MENU, payloads
from adapters.slack.asking import SHORTCUTS
from adapters.slack.menus import of_messages
from adapters.slack.messenger import SlackMessenger
from bot.config import keys
from bot.grammar import Commands
from bot.spec import Surface
from bot.wiring.needs import SLACK_EVENTS
from commands import COMMANDS
from tests.everywhere.discord import on_discord
from tests.everywhere.language import answer_in_readme
from tests.everywhere.slack import on_slack

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
PICTURE = TOP / "docs" / "discord.png"

#: Every difference between platforms that there is.
DIFFERENCES = [
    '"Show in Commonplace" in the menu of a person',
    "Rules for newcomers give roles",
    "Buddies are introduced in one conversation of three",
    "A welcome stands below the introduction",
    "New posts kept by their labels (`/tag forum`)",
    "A prefix before all commands (`command_prefix`)",
    "Mention the bot to look something up",
    '"Find a resource" and "Share a resource" in the menu of the workspace, and the page "Home"',
    "The file of `/me export`",
    "Completion of tags",
    "A window that was refused",
    "Where buttons stand",
]


async def test_answer_on_slack_is_the_one_in_readme(sqlite_address: str) -> None:
    found = re.search(r"<!-- answer on Slack -->\n```json\n(.*?)```", README, re.DOTALL)
    assert found

    async with on_slack(sqlite_address) as workspace:
        await answer_in_readme(workspace)
        blocks = json.dumps(workspace.blocks())

    assert json.loads(found[1]) == json.loads(blocks.replace(', "emoji": false', ""))


async def test_picture_in_readme_is_of_the_answer_on_discord(sqlite_address: str) -> None:
    described = re.search(r"!\[(.*)\]\(docs/discord\.png\)", README)
    assert described

    async with on_discord(sqlite_address) as server:
        shown = await answer_in_readme(server)

    assert described[1].split(" / ") == shown.split("\n")
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
    assert PICTURE.stat().st_size < 150_000


def test_every_difference_stands_in_readme_with_its_reason() -> None:
    table = README.partition("| what | where | why |\n|---|---|---|\n")[2].partition("\n\n")[0]

    rows = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.splitlines()]

    assert [row[0] for row in rows] == DIFFERENCES
    assert all(len(row) == 3 and all(row) for row in rows)


def test_only_discord_has_menus_of_people() -> None:
    commands = Commands(COMMANDS)
    labels = [one.menu.label for one in commands.menus if one.menu and one.menu.on is Surface.PERSON]

    assert labels == ["Show in Commonplace"]
    assert [one["name"] for one in payloads(COMMANDS) if one["type"] == USER_MENU] == labels
    assert {one.menu.label for one in of_messages(commands) if one.menu}.isdisjoint(labels)


def test_only_discord_tells_of_posts_with_labels() -> None:
    told = {path.parent.name for path in (TOP / "adapters").rglob("*.py") if "ThreadOpened(" in path.read_text("utf-8")}

    assert told == {"discord"}


def test_only_slack_introduces_two_in_one_conversation() -> None:
    assert [one.gathers for one in (SlackMessenger, DiscordMessenger, ConsoleMessenger)] == [True, False, False]


def test_only_slack_has_a_prefix_mentions_shortcuts_and_a_home() -> None:
    assert [key for key in keys() if key.endswith("command_prefix")] == ["slack.command_prefix"]
    assert {"app_mention", "app_home_opened"} <= set(SLACK_EVENTS)
    assert [label for label, _ in SHORTCUTS.values()] == ["Find a resource", "Share a resource"]
