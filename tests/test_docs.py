"""What README and the example configuration say is true."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from bot import when
from bot.cli.commands import commonplace
from bot.clock import SystemClock
from bot.config import keys
from bot.dispatch import Dispatcher
from bot.identity import Role
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.talk import Talk, starter_library

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")


def command_rows() -> list[str]:
    """The rows that the table of commands must have."""
    rows = []
    for command in COMMANDS:
        if command.is_typed:
            bare = "".join(f" {option.name.upper()}" for option in command.options if option.bare)
            allowed = "everyone" if command.allow is Role.MEMBER else f"{command.allow.label}s"
            rows.append(f"| `/{command.name}{bare}` | {command.about} | {allowed} |")
    return rows


def test_every_command_stands_in_the_table_as_it_is_declared() -> None:
    table = re.findall(r"^\| `/.*$", README, re.MULTILINE)

    assert table == command_rows()


def paths(group: click.Group, above: str = "commonplace") -> list[str]:
    """Every command of the command line, as it is typed."""
    found: list[str] = []
    for name, command in group.commands.items():
        path = f"{above} {name}"
        found += paths(command, path) if isinstance(command, click.Group) else [path]
    return found


def test_every_command_of_the_command_line_stands_in_the_table() -> None:
    table = re.findall(r"^\| `(commonplace [a-z ]+[a-z])[^`]*`", README, re.MULTILINE)

    assert sorted(table) == sorted(paths(commonplace))


def test_every_key_of_the_configuration_stands_in_the_table() -> None:
    rows = re.findall(r"^\| (`\w+\.\w+`.*?) \|", README, re.MULTILINE)

    table = [key for row in rows for key in re.findall(r"`([\w.]+)`", row)]
    assert table == [key for key in keys() if not key.endswith(("_env", "_file"))]


def test_every_option_that_is_named_exists() -> None:
    options = {option for command in _all(commonplace) for one in command.params for option in one.opts}

    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - {"--upgrade"}

    assert named <= options | {"--help", "--version"}, named - options


def _all(group: click.Group) -> list[click.Command]:
    found: list[click.Command] = [group]
    for command in group.commands.values():
        found += _all(command) if isinstance(command, click.Group) else [command]
    return found


def conversations() -> list[str]:
    """The conversations in README that begin with the starter library."""
    return re.findall(r"<!-- conversation: starter -->\n```text\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("told", conversations())
async def test_conversation_in_readme_is_word_for_word_what_is_said(told: str, sqlite_address: str) -> None:
    database = Database(sqlite_address)
    dispatcher = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=SystemClock())
    owner = Talk(dispatcher, name="Owner", role=Role.ORGANISER, community="Demo")
    await starter_library(owner)
    lines = re.findall(r"^> (.*)$", told, re.MULTILINE)

    answers = await owner.all(lines)
    await database.close()

    assert "".join(f"> {line}\n{answer}\n\n" for line, answer in zip(lines, answers, strict=True)) == told + "\n"


def test_every_time_in_readme_is_understood() -> None:
    table = README.partition("### Writing a time")[2].partition("\n### ")[0]
    cells = [row.split("|")[1] for row in re.findall(r"^\| `.*$", table, re.MULTILINE)]
    written = [words for cell in cells for words in re.findall(r"`([^`]+)`", cell)]

    now = datetime(2026, 9, 1, 12, tzinfo=UTC)
    read = [when.parse(words, "Europe/Berlin", now) for words in written]

    assert len(read) == 10


def test_readme_has_a_conversation() -> None:
    assert conversations()


def test_relative_links_lead_somewhere() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", (TOP / page).read_text(encoding="utf-8")):
            assert (TOP / target).exists(), f"{page} links to {target}"
