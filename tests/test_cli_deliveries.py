"""The command line about what the bot posts on its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.config import Config
from bot.wiring.application import running, tidied
from tests.shell import Shell


def test_deliveries_of_a_restored_backup_are_held_for_perhaps_sent(shell: Shell, tmp_path: Path) -> None:
    shell("db", "upgrade")
    order(tmp_path / "commonplace.db", "due long ago", "2026-01-01 00:00:00")
    order(tmp_path / "commonplace.db", "far ahead", "2999-01-01 00:00:00")
    shell("db", "backup", "backup.db")

    assert shell("deliveries").code == 1
    assert "overdue    1, the oldest since 2026-01-01 00:00 UTC" in shell("deliveries").out
    restored = shell("db", "restore", "backup.db")

    assert restored.out.splitlines()[1].startswith("1 message was due. Each is looked for on its platform first")
    with closing(sqlite3.connect(tmp_path / "commonplace.db")) as connection:
        found = connection.execute("SELECT key, state, is_doubtful FROM delivery ORDER BY id").fetchall()
    assert found == [("due long ago", "sending", 1), ("far ahead", "due", 0)]
    assert shell("deliveries", "--restored").out == "No message was due, so none could be sent twice.\n"


def order(file: Path, key: str, due_at: str) -> None:
    """Have a message sent in a community of its own."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "INSERT OR IGNORE INTO community (id, name, created_at, members_make_tags, resources_made) "
            "VALUES (1, 'Guild', '2026-01-01 00:00:00', 1, 0)"
        )
        connection.execute(
            "INSERT INTO delivery (community_id, key, topic, kind, subject, platform, workspace, channel, user_id, "
            "lane, due_at, ready_at, state, attempts, is_doubtful, is_plain, is_unasked, generation, fence, reason, "
            "made_at) VALUES (1, ?, 'x', 'x', '{}', 'slack', 'T1', 'C1', '', 'slack', ?, ?, 'due', 0, 0, 0, 0, 0, 0, "
            "'', '2026-01-01 00:00:00')",
            (key, due_at, due_at),
        )


async def test_what_was_posted_long_ago_is_forgotten_and_what_is_due_is_not(
    sqlite_address: str, tmp_path: Path
) -> None:
    file = tmp_path / "commonplace.db"
    for key in ("long ago", "due"):
        order(file, key, "2020-01-01 00:00:00")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE delivery SET state = 'sent', ready_at = NULL, settled_at = '2020-01-01 00:00:00' "
            "WHERE key = 'long ago'"
        )

    config = Config.model_validate({"database": {"url": sqlite_address}})
    async with running(config) as application:
        await tidied(application)

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT key FROM delivery").fetchall() == [("due",)]
