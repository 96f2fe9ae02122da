"""The tables of a database: made at the first start, upgraded, refused when they are not ours, and copied."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import BotError
from storage import schema
from storage.copies import backup, restore
from storage.health import Health, checked
from storage.schema import REVISIONS, Change, Origin, State, Unusable, connected, head, prepare, state
from storage.tables import metadata
from tests.postgres import CreateDatabase

Url = Callable[[], str]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/commonplace.db"
    else:
        create: CreateDatabase = request.getfixturevalue("create_postgres_database")
        yield create()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite database that is ready, with one community in it."""
    file = tmp_path / "commonplace.db"
    prepare(url_of(file))
    name(file, "Guild")
    return file


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def run(url: str, statement: str) -> None:
    with connected(url) as connection, connection.begin():
        connection.exec_driver_sql(statement)


def name(file: Path, community: str) -> None:
    run(
        url_of(file),
        "INSERT INTO community (name, created_at, members_make_tags, resources_made) "
        f"VALUES ('{community}', '2026-01-01 00:00:00', 1, 0)",
    )


def names(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM community ORDER BY id")]


def sentence(error: pytest.ExceptionInfo[BotError], folder: Path) -> str:
    return str(error.value).replace(str(folder), "FOLDER")


def test_revisions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")

    steps = list(ScriptDirectory.from_config(config).walk_revisions())

    assert tuple(step.revision for step in reversed(steps)) == REVISIONS


def test_first_start_makes_every_table_as_the_code_declares_it(url: str) -> None:
    assert state(url) == State(origin=Origin.EMPTY)

    assert prepare(url) == Change(before=None, after=head())

    assert state(url) == State(origin=Origin.OURS, revision=head())
    with connected(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_second_start_changes_nothing(url: str) -> None:
    prepare(url)

    assert prepare(url) == Change(before=head(), after=head())


def test_asking_for_the_state_makes_no_file(tmp_path: Path) -> None:
    state(url_of(tmp_path / "none.db"))

    assert list(tmp_path.iterdir()) == []


def test_database_of_a_newer_version_is_refused(url: str) -> None:
    prepare(url)
    run(url, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(Unusable, match=r"written by a newer version of Commonplace \(revision 9999; this version"):
        prepare(url)

    assert state(url) == State(origin=Origin.NEWER, revision="9999")


def test_database_of_another_program_is_refused(url: str) -> None:
    run(url, "CREATE TABLE song (title TEXT)")

    with pytest.raises(Unusable, match="belongs to another program"):
        prepare(url)


def test_failed_step_leaves_nothing_behind(url: str) -> None:
    run(url, "CREATE VIEW useful AS SELECT 1 AS one")

    with pytest.raises(Unusable):
        prepare(url)

    assert state(url) == State(origin=Origin.EMPTY)


def test_upgrade_lays_a_copy_beside_the_database(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, "9000"))
    monkeypatch.setattr(schema, "migrate", lambda url: run(url, "UPDATE alembic_version SET version_num = '9000'"))

    change = prepare(url_of(file))

    copy = file.with_name("commonplace.db.before-9000")
    assert change == Change(before=REVISIONS[-1], after="9000", copy=copy)
    assert names(copy) == ["Guild"]
    assert schema.state_of_file(copy).revision == REVISIONS[-1]


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        prepare(url_of(tmp_path / "none" / "commonplace.db"))

    assert sentence(refused, tmp_path) == (
        "There is no folder FOLDER/none for the database commonplace.db. "
        "Make it, or name another place with --database."
    )


def test_folder_is_not_taken_for_a_database(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        prepare(url_of(tmp_path))

    assert sentence(refused, tmp_path).startswith("The database FOLDER is a folder. ")


@pytest.mark.parametrize(
    "content", [b"a text that is long enough to be looked at" * 9, b"SQLite format 3\x00" + b"\xff" * 600]
)
def test_other_files_are_not_taken_for_a_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)

    with pytest.raises(Unusable) as refused:
        prepare(url_of(file))

    assert sentence(refused, tmp_path) == (
        "FOLDER/notes.txt is not a SQLite database, or is damaged. Name another file, or restore a backup."
    )
    assert file.read_bytes() == content


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_read_only_file_is_refused(file: Path) -> None:
    file.chmod(0o400)

    with pytest.raises(Unusable, match="may not be written to"):
        prepare(url_of(file))


def test_server_that_does_not_answer_is_out_of_reach_and_its_password_untold(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        prepare(f"postgresql://ada:canary@/name?host={tmp_path}")

    assert str(refused.value) == "PostgreSQL cannot be reached. Check the address, and that the server runs."


@pytest.mark.postgres
def test_postgresql_without_this_database_says_so(create_postgres_database: CreateDatabase) -> None:
    with pytest.raises(Unusable) as refused:
        prepare(create_postgres_database().replace("/test_", "/none_"))

    assert str(refused.value) == "PostgreSQL has no database of the name in the address. Make it with createdb."


def test_health_counts_what_is_there(url: str) -> None:
    prepare(url)

    facts = (f"Revision {head()}, the one of this version.", "0 communities, 0 members, 0 tags, 0 resources.")
    assert checked(url) == Health(facts=facts)


def test_health_of_nothing_is_a_fault_and_makes_no_file(tmp_path: Path) -> None:
    assert checked(url_of(tmp_path / "none.db")) == Health(
        faults=("There is no library there yet. `commonplace run` or `commonplace db upgrade` makes it.",)
    )
    assert list(tmp_path.iterdir()) == []


def test_health_finds_rows_that_point_to_nothing(file: Path) -> None:
    run(url_of(file), "INSERT INTO gap (community_id, line, times, last_at) VALUES (77, 'x', 1, '2026-01-01 00:00:00')")

    assert checked(url_of(file)).faults == ("A row of gap (1) points to nothing in community.",)


def test_backup_is_one_file_with_everything_even_while_the_database_is_open(file: Path, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        name(file, "Later")

        backup(url_of(file), copies / "backup.db")

    assert names(copies / "backup.db") == ["Guild", "Later"]
    assert [path.name for path in copies.iterdir()] == ["backup.db"]


def test_backup_overwrites_nothing(file: Path, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")

    with pytest.raises(BotError) as refused:
        backup(url_of(file), tmp_path / "notes")

    assert sentence(refused, tmp_path) == "FOLDER/notes exists already and is not overwritten. Name a new file."
    assert (tmp_path / "notes").read_text() == "mine"


def test_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BotError) as refused:
        backup(url_of(tmp_path / "none.db"), tmp_path / "backup.db")

    assert sentence(refused, tmp_path) == (
        "There is no database of Commonplace at FOLDER/none.db. Name it with --database."
    )
    assert list(tmp_path.iterdir()) == []


def test_restore_brings_the_backup_back_and_keeps_the_database_that_was_there(file: Path, tmp_path: Path) -> None:
    backup(url_of(file), tmp_path / "backup.db")
    name(file, "Later")

    kept = restore(url_of(file), tmp_path / "backup.db")

    assert kept == tmp_path / "commonplace.db.before-restore"
    assert names(file) == ["Guild"]
    assert names(kept) == ["Guild", "Later"]
    assert restore(url_of(file), tmp_path / "backup.db") == tmp_path / "commonplace.db.before-restore-2"


def test_restore_works_where_no_database_is_and_where_it_is_damaged(file: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\xff" * 600)

    assert restore(url_of(tmp_path / "new.db"), file) is None
    assert restore(url_of(damaged), file) == tmp_path / "damaged.db.before-restore"

    assert (names(tmp_path / "new.db"), names(damaged)) == (["Guild"], ["Guild"])


def test_restore_is_refused_while_the_database_is_open(file: Path, tmp_path: Path) -> None:
    backup(url_of(file), tmp_path / "backup.db")
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT * FROM community").fetchall()

        with pytest.raises(BotError) as refused:
            restore(url_of(file), tmp_path / "backup.db")

    assert sentence(refused, tmp_path) == (
        "The database FOLDER/commonplace.db is in use, so nothing was restored. Stop the bot first."
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db", "commonplace.db"]


@pytest.mark.parametrize(
    ("revision", "reason"),
    [("9999", "was written by a newer version of Commonplace"), ("c0ffee", "is not a database of Commonplace")],
)
def test_only_backups_that_this_version_knows_are_restored(
    file: Path, tmp_path: Path, revision: str, reason: str
) -> None:
    backup(url_of(file), tmp_path / "backup.db")
    run(url_of(tmp_path / "backup.db"), f"UPDATE alembic_version SET version_num = '{revision}'")

    with pytest.raises(BotError, match=reason):
        restore(url_of(file), tmp_path / "backup.db")

    assert names(file) == ["Guild"]


def test_missing_and_identical_files_are_not_restored(file: Path, tmp_path: Path) -> None:
    with pytest.raises(BotError, match="There is no file"):
        restore(url_of(file), tmp_path / "none.db")
    with pytest.raises(BotError, match="is the database itself"):
        restore(url_of(file), file)


def test_postgresql_is_copied_by_its_own_tools(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="pg_dump"):
        backup("postgresql://host/name", tmp_path / "backup.db")
    with pytest.raises(BotError, match="pg_restore"):
        restore("postgresql://host/name", tmp_path / "backup.db")


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_upgrade_from_each_earlier_revision_keeps_what_is_there(url: str, revision: str) -> None:
    schema.migrate(url, revision)
    allowed = "1" if url.startswith("sqlite") else "true"
    run(
        url,
        "INSERT INTO community (id, name, created_at, members_make_tags, resources_made) "
        f"VALUES (1, 'Guild', '2026-01-01 00:00:00', {allowed}, 7)",
    )
    run(
        url,
        "INSERT INTO member (id, community_id, name, role, joined_at) VALUES (1, 1, 'Ada', 1, '2026-01-01 00:00:00')",
    )
    run(url, "INSERT INTO account VALUES ('console', 'guild', 'ada', 1, 1)")

    prepare(url)

    with connected(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        rows = connection.exec_driver_sql(
            "SELECT c.name, c.resources_made, c.kind, c.time_zone, m.name, a.user_id FROM community c "
            "JOIN member m ON m.community_id = c.id JOIN account a ON a.member_id = m.id"
        ).fetchall()
    assert [tuple(row) for row in rows] == [("Guild", 7, "open", "UTC", "Ada", "ada")]
