"""Log lines: one line each, with their facts, and without secrets."""

from __future__ import annotations

import logging
import re
import time

import pytest

from bot.clock import SystemClock
from bot.dispatch import Dispatcher
from bot.logs import Formatter, Seldom, redacted
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.talk import Talk


def test_line_has_its_facts_and_is_one_line_whatever_is_in_them() -> None:
    record = logging.makeLogRecord(
        {"name": "bot", "levelname": "INFO", "msg": "ran", "command": "a\nb\x1b[31m", "n": 3}
    )

    line = Formatter().format(record)

    assert line.split(" ", 1)[1] == "info bot: ran command=a b  n=3"


def test_traceback_follows_in_lines_of_its_own() -> None:
    try:
        raise ValueError("postgresql://ada:canary@host/name")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)

    first, *rest = Formatter().format(logging.makeLogRecord({"msg": "broke", "exc_info": info})).split("\n")

    assert first.endswith("broke")
    assert rest[-1] == "  ValueError: postgresql://ada:***@host/name"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://ada:canary@host/name", "postgresql://ada:***@host/name"),
        ("postgresql://ada:ca@nary@host/name", "postgresql://ada:***@host/name"),
        ("xoxb-canary-1 and xapp-1-canary", "*** and ***"),
        ("https://discord.com/api/webhooks/1/canary", "https://discord.com/api/webhooks/***"),
        ("https://hooks.slack.com/commands/T0/canary", "https://hooks.slack.com/commands/***"),
        ("password=canary&x=1", "password=***&x=1"),
        ('{"token": "canary"}', '{"token": "***"}'),
        ("MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs", "***"),
        ("nothing to hide: 12:30 https://example.org/a", "nothing to hide: 12:30 https://example.org/a"),
    ],
)
def test_secrets_are_not_written(text: str, shown: str) -> None:
    assert redacted(text) == shown


def test_same_trouble_is_written_once_a_minute_with_how_often_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """R9: an error in a loop wrote 30 GB of log until the disk was full."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    seldom = Seldom()

    def written(level: int, msg: str, error: Exception | None = None, **facts: object) -> bool:
        info = (type(error), error, None) if error else None
        return seldom.filter(logging.makeLogRecord({"levelno": level, "msg": msg, "exc_info": info, **facts}))

    storm = [written(logging.ERROR, "broke", ValueError("x"), reference=number) for number in range(1_000)]
    others = [written(logging.ERROR, "broke", ValueError("y")), written(logging.WARNING, "else")]
    calls = [written(logging.INFO, "command ran") for _ in range(3)]
    now[0] = 60.0
    later = logging.makeLogRecord(
        {"levelno": logging.ERROR, "msg": "broke", "exc_info": (ValueError, ValueError("x"), None)}
    )

    assert (storm.count(True), others, calls) == (1, [True, True], [True, True, True])
    assert seldom.filter(later)
    assert "held_back=999" in Formatter().format(later)


def test_trouble_that_differs_in_numbers_only_is_the_same_trouble() -> None:
    """R9: discord.py says with each reconnect how long it waits, asyncio which task it was that nobody looked after."""
    seldom = Seldom()
    words = (
        ("Attempting a reconnect in %.2fs", lambda number: (number * 1.7,)),
        ("Attempting a reconnect for shard ID %s in %.2fs", lambda number: (0, number * 0.3)),
        ("Task exception was never retrieved: <Task name='Task-%s' at %s>", lambda number: (number, hex(number))),
        ("%(seconds)s seconds behind", lambda number: {"seconds": number}),
    )

    def passes(msg: str, args: object, error: Exception) -> bool:
        record = logging.LogRecord("discord.client", logging.ERROR, "", 0, msg, None, (type(error), error, None))
        record.args = args  # type: ignore[assignment]  # a mapping is what the logging module makes of one, too
        return seldom.filter(record)

    passed = [passes(msg, args(number), OSError(f"port {number}")) for number in range(100) for msg, args in words]
    other = passes(words[0][0], words[0][1](1), ConnectionResetError("port 1"))

    assert (passed, other) == ([True] * 4 + [False] * 396, True)


async def test_each_call_is_one_line_that_says_where_but_neither_who_nor_what(
    ada: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.dispatch")

    await ada("/resource find canary")
    await ada("/resource show 999")

    lines = [Formatter().format(record) for record in caplog.records]
    shape = re.compile(r".* info bot\.dispatch: command ran reference=\w+-\w+ (.*) milliseconds=[\d.]+")
    assert [shape.sub(r"\1", line) for line in lines] == [
        "command=resource find community=console:guild outcome=done",
        "command=resource show community=console:guild outcome=NotFound",
    ]
    assert [line for line in lines if "canary" in line or "Ada" in line] == []


async def test_whoever_watches_is_told_how_each_call_ended(sqlite_address: str) -> None:
    seen: list[tuple[str, str, bool]] = []
    database = Database(sqlite_address)
    dispatcher = Dispatcher(
        commands=COMMANDS,
        store=SqlStore(database),
        clock=SystemClock(),
        watch=lambda command, outcome, milliseconds: seen.append((command, outcome, milliseconds > 0)),
    )

    await Talk(dispatcher, name="Ada").all(["/help", "/resource show 999", "/nonsense"])
    await database.close()

    assert seen == [("help", "done", True), ("resource show", "NotFound", True), ("unknown", "NotFound", True)]
