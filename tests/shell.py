"""The command line in a test: run in this process, because importing takes longer than most commands."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from bot import logs
from bot.cli import main


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """What a command has said, and how it ended."""

    code: int
    out: str
    err: str = ""


Shell = Callable[..., Ended]


def running_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    """Runs the command line in an empty folder: in this process, because importing takes longer than most commands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMMONPLACE_DATABASE", raising=False)
    monkeypatch.setattr(logs, "_hidden", [])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    handlers, level = logging.root.handlers[:], logging.root.level

    def run(*arguments: str, said: str = "", **environment: str) -> Ended:
        with monkeypatch.context() as now, TemporaryFile("w+", encoding="utf-8") as stdin:
            stdin.write(said)
            stdin.seek(0)
            now.setattr(sys, "stdin", stdin)
            now.setattr(sys, "argv", ["commonplace", *arguments])
            for name, value in environment.items():
                now.setenv(name, value)
            with pytest.raises(SystemExit) as end:
                main()
        captured = capfd.readouterr()
        return Ended(code=int(end.value.code or 0), out=captured.out, err=captured.err)

    yield run
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
