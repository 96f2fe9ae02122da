"""The terminal: a real one, with a real keyboard at the other end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.console.conversation import Conversation
from adapters.console.greeting import Greeting
from adapters.console.render import rendered
from adapters.console.styled import styled
from adapters.console.terminal import Terminal, history_in
from bot.replies import Button, Card, Link, Section, said, text

GREETING = (
    "This is Guild, channel #general. You are Ada (member). Try:\n  /who\nTab completes, Ctrl-D leaves. Have fun.\n\n"
)
CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\r"


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    """Keys to be pressed at the terminal."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


async def shown(conversation: Conversation, keyboard: PipeInput, *keys: str) -> str:
    """What the terminal shows after its greeting when these keys are pressed."""
    out = StringIO()
    keyboard.send_text("".join(keys))
    terminal = Terminal(conversation, Console(file=out, width=60), InMemoryHistory())

    await terminal.run(Greeting(tries=("/who",), hint="Have fun."))

    assert out.getvalue().startswith(GREETING[:50])
    return re.sub(r"\A.*?Have\s+fun\.\n\n", "", out.getvalue(), flags=re.DOTALL)


async def test_lines_are_answered_until_one_leaves(conversation: Conversation, keyboard: PipeInput) -> None:
    assert await shown(conversation, keyboard, "/who\r", "\r", "# note\r", CTRL_D) == (
        "Ada, member, in #general of Guild\n\n"
    )


async def test_quit_leaves(conversation: Conversation, keyboard: PipeInput) -> None:
    assert await shown(conversation, keyboard, "/quit\r") == "Goodbye.\n\n"


async def test_interrupt_clears_the_line_and_on_an_empty_one_leaves(
    conversation: Conversation, keyboard: PipeInput
) -> None:
    assert await shown(conversation, keyboard, "/quit", CTRL_C, "/who\r", CTRL_C) == (
        "Ada, member, in #general of Guild\n\n"
    )


async def test_form_is_asked_field_by_field_and_again_for_what_is_required(
    conversation: Conversation, keyboard: PipeInput
) -> None:
    assert await shown(conversation, keyboard, "/book add\r", "Loops\r", "\r", "free\r", CTRL_D) == (
        "Add a book\n  What it is called\n  What it costs — free, paid\nAdded Loops (free, None).\n\n"
    )


async def test_form_that_is_broken_off_or_refused_can_be_filled_in_later(
    conversation: Conversation, keyboard: PipeInput
) -> None:
    keys = ("/book add\r", CTRL_C, "/book add\r", "Loops\r", "fre\r", "/fill cost:free\r", CTRL_D)

    assert await shown(conversation, keyboard, *keys) == (
        "Add a book\n  What it is called\nNothing was sent. /fill goes on with this form.\n\n"
        "Add a book\n  What it is called\n  What it costs — free, paid\n"
        "cost cannot be “fre”. Did you mean free? It is one of free, \npaid.\n\n"
        "Your answers are kept; mend them with /fill option:value.\n\n"
        "Added Loops (free, None).\n\n"
    )


def test_buttons_are_numbered_and_nothing_is_read_as_markup() -> None:
    useful = Button(label="Useful", command=("useful",))
    section = Section(text=text("[red]Loops[/red] :smile:"), actions=(useful, useful))

    shown = styled(rendered(Card(title="Books", sections=(section,)), channel="general"))

    assert shown.plain == "Books\n\n[red]Loops[/red] :smile:\n1[Useful] 2[Useful]\n"


def test_coloured_text_has_no_escape_sequence_but_ours() -> None:
    out = StringIO()
    hostile = "\x1b]8;;https://evil.example\x07here\x1b[2J"
    console = Console(file=out, force_terminal=True, color_system="truecolor", width=200)

    console.print(styled(rendered(said(hostile, Link(hostile, f"https://example.org/{hostile}")), channel="x")))

    ours = r"\x1b\[[0-9;]*m|\x1b\]8;id=[0-9]+;https://example\.org/[^\x1b]*\x1b\\|\x1b\]8;;\x1b\\"
    assert [char for char in re.sub(ours, "", out.getvalue()) if char in "\x1b\x07"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions work otherwise there")
def test_history_is_for_its_owner_only_and_in_memory_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    assert isinstance(history_in(tmp_path / "state"), FileHistory)
    assert (tmp_path / "state" / "console-history").stat().st_mode & 0o777 == 0o600
    assert isinstance(history_in(tmp_path / "taken"), InMemoryHistory)
