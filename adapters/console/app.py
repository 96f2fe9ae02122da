"""The console as wiring starts it: a terminal where there is one, else a script in and a transcript out."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path

from adapters.console.conversation import Conversation
from adapters.console.greeting import Greeting
from adapters.console.lines import lines_of
from adapters.console.transcript import transcribe

__all__ = ["Conversation", "Greeting", "converse"]


async def converse(conversation: Conversation, greeting: Greeting) -> None:
    """Talk until the person leaves or the script ends. Only on a terminal there is a greeting."""
    stdin, stdout = sys.stdin, sys.stdout
    if stdin.isatty() and stdout.isatty():
        from rich.console import Console

        from adapters.console.terminal import Terminal, history_in

        await Terminal(conversation, Console(file=stdout), history_in(_state_folder())).run(greeting)
        return
    if isinstance(stdout, TextIOWrapper):
        stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    await transcribe(conversation, lines_of(stdin.fileno()), stdout)


def _state_folder() -> Path:
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "commonplace"
