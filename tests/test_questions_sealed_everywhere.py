"""Anonymous questions through each platform, forms and buttons included: the database learns nothing of who asked."""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

import pytest

from storage.tables import metadata
from tests.everywhere.console import on_console
from tests.everywhere.discord import on_discord
from tests.everywhere.language import Line, Platform
from tests.everywhere.slack import on_slack

Opens = Callable[[str], AbstractAsyncContextManager[Platform]]
PLATFORMS: Mapping[str, Opens] = {"console": on_console, "discord": on_discord, "slack": on_slack}
#: The hashes of tokens, which are made by chance.
_HASH = re.compile(r"'[0-9a-f]{48}'")


@pytest.mark.parametrize("opens", PLATFORMS.values(), ids=PLATFORMS)
async def test_first_words_of_somebody_being_anonymous_leave_one_row_without_them(
    opens: Opens, sqlite_template: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    written = []
    for person in ("Ada", "Cory"):
        file = Path(shutil.copy(sqlite_template, tmp_path / f"{person}.db"))
        async with opens(f"sqlite:///{file}") as platform:
            before, after = await asked_by(platform, person, file, caplog)
        assert {name for name in before if before[name] != after[name]} - {"parked_action"} == {"ama_question"}
        assert len(after["ama_question"]) == 2
        written.append((after["ama_question"], after["parked_action"][len(before["parked_action"]) :]))

    assert written[0] == written[1]


async def asked_by(
    platform: Platform, person: str, file: Path, caplog: pytest.LogCaptureFixture
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What the database holds before and after somebody has asked, looked, changed, and had a question refused."""
    await platform.hears(Line(who="Olga", channel="general", said='/ama schedule Boards "2026-12-03 18:00" host:@Olga'))
    await platform.hears(Line(who="Olga", channel="general", said="/press Confirm"))
    await platform.posted()
    before = dump(file)
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        for said in (
            '/menu "Ask this in the AMA" "Why is the board so slow?"',
            "/fill anonymous:yes",
            "/press What became of it?",
            "/press Change it",
            '/fill words:"Why is that board slow?"',
            '/menu "Ask this in the AMA" "Who pays?"',
            "/fill anonymous:yes",
            # Refused, because it was asked already: Discord brings such a draft back, and has to keep it for that.
            '/menu "Ask this in the AMA" "Who pays?"',
            "/fill anonymous:yes",
        ):
            shown = await platform.hears(Line(who=person, channel="general", said=said))
            assert "this button" not in shown.lower(), shown
    # What the libraries log below INFO is never written (bot/logs.py): it says all that they hear.
    ours = [one for one in caplog.records if one.name.partition(".")[0] in {"bot", "commands", "adapters", "storage"}]
    told = "\n".join(str(one.__dict__) for one in ours)
    assert "ama ask" in told
    assert "board" not in told
    assert person.lower() not in told.lower()
    return before, dump(file)


def dump(file: Path) -> dict[str, list[str]]:
    """Every row of every table, in the order in which they were written."""
    with closing(sqlite3.connect(file)) as connection:
        return {
            table.name: [_HASH.sub("HASH", str(row)) for row in connection.execute(f"SELECT * FROM {table.name}")]
            for table in metadata.sorted_tables
        }
