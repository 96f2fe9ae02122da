"""The command line as a person uses it: what is typed in a shell, and what comes out with which exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.wiring.needs import permissions_number
from storage.schema import head
from tests.shell import Ended, Shell

ROOT = Path(__file__).parent.parent
#: What takes long to import, and nobody needs for a help text.
HEAVY = {
    *{"sqlalchemy", "alembic", "pydantic", "prompt_toolkit", "rich", "rapidfuzz", "psycopg", "selectolax"},
    *{"discord", "slack_bolt", "slack_sdk", "aiohttp", "prometheus_client"},
}

LIST = """\
Recommended books

- Cultivating Communities of Practice - Etienne Wenger, Harvard Business Review Press
- The Art of Community - Jono Bacon, O'Reilly

Podcasts

- Communities of Practice with Emily Webber - MadeTech
"""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A file with two books and a podcast."""
    file = tmp_path / "books.txt"
    file.write_text(LIST, encoding="utf-8")
    return file


def test_help_and_version_import_nothing_heavy() -> None:
    script = (
        "import sys\nfrom bot.cli import main\n"
        "for option in ('--help', '--version'):\n"
        "    sys.argv = ['commonplace', option]\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert not end.code\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ended.stdout.splitlines()[-1] == "[]"


def test_help_names_every_command_and_the_exit_codes(shell: Shell) -> None:
    text = shell("--help").out

    words = ("run", "console", "import", "export", "db", "config", "--config", "--database", "--version", "Exit codes")
    assert [word for word in words if word not in text] == []
    assert [word for word in ("upgrade", "check", "backup", "restore") if word not in shell("db", "--help").out] == []


def test_unknown_commands_and_choices_end_with_two(shell: Shell) -> None:
    assert shell("rum").code == 2
    assert shell("console", "--role", "king").code == 2
    assert shell("console", "--as", "").code == 2


def test_newcomer_finds_the_starter_library_at_once_and_only_once(shell: Shell, tmp_path: Path) -> None:
    first = shell("run", said="/resource find #community-practice kind:podcast\n")
    second = shell("run", said="/tag list\n")

    assert (first.code, first.err, second.code, second.err) == (0, "", 0, "")
    assert first.out.startswith("> /resource find #community-practice kind:podcast\n")
    assert "10 in all." in first.out
    assert "#community-practice · 47 resources" in second.out
    assert shell("db", "check").out.splitlines()[2] == "1 communities, 2 members, 1 tags, 47 resources."


def test_console_is_a_library_of_ones_own(shell: Shell) -> None:
    shell("run")

    assert shell("console", said="/tag list\n").out != shell("run", said="/tag list\n").out


def test_whoever_sits_at_the_console_is_an_organiser_and_whoever_is_played_a_member(shell: Shell, books: Path) -> None:
    shell("import", str(books), "--tag", "practice")
    line = "/tag describe name:practice description:Good\n"

    owner, played, curator = (
        shell("console", *options, said=line).out
        for options in ((), ("--as", "Ada"), ("--as", "Grace", "--role", "curator"))
    )

    assert played == f"> {line}/tag describe is for curators. Please ask one of them, or an organiser for the role.\n\n"
    assert [text for text in (owner, curator) if "is for curators" in text] == []


def test_import_says_what_came_of_it_and_adds_nothing_twice(shell: Shell, books: Path) -> None:
    where = "They are in the community Home; look at them with: commonplace console\n"

    assert shell("import", str(books), "--tag", "practice") == Ended(
        code=0, out=f"Added 3, merged 0 into existing ones, skipped 0.\n{where}"
    )
    assert shell("import", str(books), "--tag", "practice") == Ended(
        code=0, out=f"Added 0, merged 3 into existing ones, skipped 0.\n{where}"
    )


def test_import_into_another_community_says_how_to_get_there(shell: Shell, books: Path) -> None:
    ended = shell("import", str(books), "--community", "Book club", "--tag", "practice")

    command = 'commonplace console --community "Book club"'
    assert ended.out.splitlines()[-1] == f"They are in the community Book club; look at them with: {command}"
    found = shell("console", "--community", "Book club", said="/resource find #practice kind:podcast\n").out
    assert "Communities of Practice with Emily Webber" in found


def test_every_skip_is_told_with_line_and_reason_up_to_fifty(shell: Shell, tmp_path: Path) -> None:
    lines = [f'<DT><A HREF="javascript:void({number})">Script {number}</A>' for number in range(60)]
    header = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
    (tmp_path / "bookmarks.html").write_text(
        header + "\n".join(lines) + '\n<DT><A HREF="https://example.org/">One</A>\n</DL>'
    )

    told = shell("import", "bookmarks.html").out.splitlines()

    assert told[0] == "Added 1, merged 0 into existing ones, skipped 60."
    assert told[1].startswith("line 3: ")
    assert told[1].endswith(": “Script 0”")
    assert told[51] == "… and 10 more."


def test_dry_run_writes_nothing(shell: Shell, books: Path, tmp_path: Path) -> None:
    ended = shell("import", "--dry-run", str(books))

    assert ended == Ended(
        code=0, out="Nothing was written. Would have added 3, merged 0 into existing ones, skipped 0.\n"
    )
    assert list(tmp_path.iterdir()) == [books]


def test_file_that_is_missing_or_no_text_is_refused_with_a_sentence(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    assert shell("import", "none.txt") == Ended(
        code=1, out="", err="There is no file none.txt. Check the path and the spelling.\n"
    )
    picture = shell("import", "picture.png")
    assert (picture.code, picture.out) == (1, "")
    assert picture.err.startswith("picture.png is a binary file, not text.")


def test_of_a_file_that_breaks_off_everything_before_is_kept(shell: Shell, books: Path, tmp_path: Path) -> None:
    shell("import", str(books))
    shell("export", "-o", "library.json")
    whole = (tmp_path / "library.json").read_text(encoding="utf-8")
    (tmp_path / "half.json").write_text(whole[: whole.rindex("Emily") - 60], encoding="utf-8")

    ended = shell("--database", "sqlite:///other.db", "import", "half.json")

    assert ended.code == 1
    assert ended.err.startswith("The file was not read to its end. ")
    added = re.match(r"Added ([12]), merged 0 ", ended.out)
    assert added
    again = shell("--database", "sqlite:///other.db", "import", "library.json")
    assert again.out.startswith(f"Added {3 - int(added[1])}, merged {added[1]} ")


def test_what_is_exported_and_imported_elsewhere_is_exported_alike(shell: Shell, books: Path, tmp_path: Path) -> None:
    shell("import", str(books), "--tag", "practice")
    shell("console", said="/tag alias practice guilds\n/tag describe practice How we learn\n")

    exported = shell("export", "-o", "one.json")
    shell("import", "one.json", "--database", "sqlite:///other.db")
    shell("export", "-o", "other.json", "--database", "sqlite:///other.db")

    assert exported == Ended(code=0, out="", err="Wrote 3 resources of the community Home to one.json.\n")
    one, other = ((tmp_path / name).read_text(encoding="utf-8") for name in ("one.json", "other.json"))
    assert one == other
    assert json.loads(one)["tags"][0]["synonyms"] == ["guilds"]


def test_export_of_a_tag_has_only_what_is_under_it(shell: Shell, books: Path) -> None:
    shell("import", str(books), "--tag", "practice")
    shell("console", said="/resource add https://example.org/ title:Else kind:article tags:other\n")

    titles = [
        line for line in shell("export", "--format", "csv", "--tag", "practice").out.splitlines() if "Else" in line
    ]

    assert titles == []
    assert "Else" in shell("export", "--format", "csv").out


def test_export_that_cannot_be_written_or_found_is_refused(shell: Shell, books: Path, tmp_path: Path) -> None:
    shell("import", str(books))

    assert shell("export", "-o", "none/library.json") == Ended(
        code=1, out="", err="none/library.json: No such file or directory.\n"
    )
    assert shell("export", "--community", "Nobody") == Ended(
        code=1, out="", err="There is no community called Nobody. Name another with --community.\n"
    )
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_whoever_reads_only_the_beginning_ends_it_quietly(shell: Shell, tmp_path: Path) -> None:
    shell("db", "upgrade")
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "console"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"/help\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"> /help\n"
        process.stdout.close()
        process.stdin.write(b"/help\n" * 50)
        process.stdin.close()

        assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_interrupted_import_says_that_it_can_be_repeated(shell: Shell, tmp_path: Path) -> None:
    rows = "".join(f"https://example.org/{number},Title {number}\n" for number in range(100_000))
    (tmp_path / "many.csv").write_text(f"address,title\n{rows}")
    shell("db", "upgrade")

    with subprocess.Popen(
        [sys.executable, "-m", "bot", "import", "many.csv"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, text=True,
        preexec_fn=heeding_interrupts,  # noqa: PLW1509  # one short program, and no thread of the tests is in a lock
    ) as process:  # fmt: skip
        while not resources_in(tmp_path / "commonplace.db"):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()

    said = "Interrupted. Say the same again to go on: nothing is added twice."
    assert (process.returncode, out, err.strip()) == (130, "", said)
    assert shell("db", "check").code == 0


def heeding_interrupts() -> None:
    """Undo what a shell does to programs in the background, and what they hand on: ignoring Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def resources_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM resource").fetchone()[0])


def test_five_mistakes_in_the_configuration_are_five_lines(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        'databas = 1\n[database]\nurl = "x"\n[console]\nname = ""\nplace = 1\n[log]\nlevel = "loud"\n'
    )

    ended = shell("run")

    assert (ended.code, ended.out) == (2, "")
    assert [line.split(": ")[:2] for line in ended.err.splitlines()] == [
        ["config.toml", "database.url"],
        ["config.toml", "console.name"],
        ["config.toml", "console.place"],
        ["config.toml", "log.level"],
        ["config.toml", "databas"],
    ]


def test_options_may_stand_before_or_behind_the_command(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[console]\nname = "Ada"\n')

    for arguments in (
        ("--config", "mine.toml", "--database", "sqlite:///x.db", "config", "check"),
        ("config", "check", "--config", "mine.toml", "--database", "sqlite:///x.db"),
        ("config", "--config", "mine.toml", "check", "--database", "sqlite:///x.db"),
    ):
        assert shell(*arguments) == Ended(
            code=0,
            out="The configuration is in order.\ndatabase sqlite:///x.db\nconsole  Ada in the community Home\n",
        )


def test_what_is_configured_of_platforms_is_shown_without_tokens(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[discord]\ntoken = "MTIz.canary.x"\n'
        '[slack]\nmode = "http"\nbot_token = "xapp-canary"\nsigning_secret = "canary"\n'
    )

    assert shell("config", "check") == Ended(
        code=0,
        out="The configuration is in order.\n"
        "database sqlite:///commonplace.db\n"
        "console  Owner in the community Home\n"
        "discord  at https://discord.com/api/v10\n"
        "slack    in http mode at https://slack.com/api/\n"
        "web      on 127.0.0.1, port 8420\n"
        "slack.bot_token does not begin with xoxb-, as such tokens of Slack do.\n",
    )


def test_manifests_are_printed_before_there_is_any_token(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[slack]\ncommand_prefix = "cp"\n')

    slack, discord = shell("manifest", "slack"), shell("manifest", "discord", "--application", "123")

    assert json.loads(slack.out)["features"]["slash_commands"][0]["command"] == "/cp-help"
    assert (slack.code, "Delayed Events" in slack.err) == (0, True)
    invitation = "https://discord.com/oauth2/authorize?client_id=123&scope=bot+applications.commands&permissions="
    assert discord.out == f"{invitation}{permissions_number()}\n"
    assert (discord.code, "Message Content is never needed" in discord.err) == (0, True)
    assert shell("manifest", "discord", "--application", "x").code == 2
    assert shell("run").code == 2


def test_database_of_the_environment_is_used(shell: Shell, tmp_path: Path) -> None:
    shell("db", "upgrade", COMMONPLACE_DATABASE="sqlite:///elsewhere.db")

    assert [path.name for path in tmp_path.iterdir()] == ["elsewhere.db"]


def test_password_is_neither_printed_nor_logged(shell: Shell, tmp_path: Path) -> None:
    canary = "canary-77ab"
    (tmp_path / "config.toml").write_text('[log]\nlevel = "debug"\n')
    url = f"postgresql://ada:{canary}@/name?host={tmp_path}"

    ended = [shell(*command, "--database", url) for command in (("run",), ("db", "check"), ("config", "check"))]

    assert [one.code for one in ended] == [2, 2, 0]
    assert [one for one in ended if canary in one.out + one.err] == []


def test_database_that_cannot_be_used_ends_with_two_and_a_sentence(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be looked at " * 9)
    shell("db", "upgrade", "--database", "sqlite:///newer.db")
    with closing(sqlite3.connect(tmp_path / "newer.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    for url, beginning in (
        ("sqlite:///notes.txt", "notes.txt is not a SQLite database"),
        ("sqlite:///newer.db", "The database newer.db was written by a newer version of Commonplace"),
        ("sqlite:///none/x.db", "There is no folder"),
        ("sqlite:///.", "The database . is a folder."),
    ):
        ended = shell("console", "--database", url)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert ended.err.startswith(beginning)


def test_database_is_made_checked_copied_and_put_back(shell: Shell, books: Path, tmp_path: Path) -> None:
    assert shell("db", "check").code == 1
    assert shell("db", "upgrade").out == f"The database was made, at revision {head()}.\n"
    assert shell("db", "upgrade").out == f"The database is at revision {head()} already.\n"

    assert shell("db", "backup", "backup.db") == Ended(code=0, out="The database was copied to backup.db.\n")
    assert shell("db", "backup", "backup.db").code == 1
    shell("import", str(books))
    assert shell("db", "restore", "backup.db").code == 0

    assert shell("db", "check") == Ended(
        code=0,
        out="Database sqlite:///commonplace.db\n"
        f"Revision {head()}, the one of this version.\n"
        "0 communities, 0 members, 0 tags, 0 resources.\n"
        "Nothing is wrong with it.\n",
    )
    assert (tmp_path / "commonplace.db.before-restore").exists()
    assert shell("db", "backup", "x.db", "--database", "postgresql://host/name").code == 1


def test_export_of_a_library_that_is_not_there_makes_no_database(shell: Shell, tmp_path: Path) -> None:
    assert shell("export", "--database", "sqlite:///mistyped.db") == Ended(
        code=2, out="", err="There is no library there yet. `commonplace run` or `commonplace db upgrade` makes it.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_import_goes_into_the_community_of_that_name_wherever_it_lives(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    shell("db", "upgrade")
    with closing(sqlite3.connect(tmp_path / "commonplace.db")) as connection, connection:
        connection.execute(
            "INSERT INTO community (id, name, created_at, members_make_tags, resources_made) "
            "VALUES (7, 'Makers', '2026-01-01 00:00:00', 1, 0)"
        )
        connection.execute("INSERT INTO workspace (platform, workspace, community_id) VALUES ('discord', '1', 7)")

    imported = shell("import", "list.txt", "--community", "Makers")

    assert imported.code == 0
    with closing(sqlite3.connect(tmp_path / "commonplace.db")) as connection:
        assert connection.execute("SELECT community_id, count(*) FROM resource").fetchall() == [(7, 3)]


def test_import_asks_which_community_is_meant_where_two_have_that_name(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    shell("db", "upgrade")
    with closing(sqlite3.connect(tmp_path / "commonplace.db")) as connection, connection:
        for _ in range(2):
            connection.execute(
                "INSERT INTO community (name, created_at, members_make_tags, resources_made) "
                "VALUES ('Makers', '2026-01-01 00:00:00', 1, 0)"
            )

    assert shell("import", "list.txt", "--community", "Makers") == Ended(
        code=1,
        out="",
        err="There are 2 communities called Makers. Give them different names with /community setup name:… first.\n",
    )
