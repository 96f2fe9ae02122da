"""CSV: columns by many names, rows with faults, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files import write
from adapters.files.moments import minutes, moment, year
from adapters.files.table import protected, unprotected
from bot.errors import InvalidInput
from bot.resources.values import Cost, Draft, Kind, Level, Skip
from tests.files.drafts import example, in_file

SAVED = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_columns_of_other_names_and_faulty_rows_are_understood() -> None:
    assert example("table.csv") == [
        Draft(
            title='Worms; a "life"',
            kind=Kind.BOOK,
            address="https://worms.example/",
            authors=("Ada Loam", "Bo Clay"),
            publisher="Acme Press",
            year=2019,
            language="en-gb",
            minutes=80,
            level=Level.BEGINNER,
            cost=Cost.FREE,
            description="About worms",
            why="Two\nlines",
            tags=("soil", "garden"),
            added_at=SAVED,
        ),
        Skip(line=4, what=";https://untitled.example/;;;;;;;;;;;;;", reason="no title"),
        Draft(title="Short row", address="https://short.example/"),
        Skip(line=7, what="Too;https://long.example/;;;;;;;;;;;;;;;extra", reason="17 cells where the header has 15"),
        Skip(
            line=8,
            what='"never closed;https://open.example/',
            reason="a quotation mark is never closed, or a cell is too long",
        ),
        Draft(
            title="Only a title",
            kind=Kind.PODCAST,
            authors=("Ada Loam",),
            minutes=45,
            level=Level.ADVANCED,
            cost=Cost.PAID,
            tags=("a",),
            added_at=SAVED,
        ),
        Skip(line=10, what="Bad;ftp://files.example/;;;;;;;;;;;;;", reason="not a web address (ftp:)"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_told_by_the_header(delimiter: str, tmp_path: Path) -> None:
    rows = [["TITLE", "Web Address", "tags"], ["Worms", "https://w.example/", "soil"]]
    text = "\n".join(delimiter.join(row) for row in rows)

    assert in_file(text, tmp_path) == [Draft(title="Worms", address="https://w.example/", tags=("soil",))]


def test_line_that_names_the_separator_is_understood(tmp_path: Path) -> None:
    assert in_file("sep=|\ntitle|url\nWorms|https://w.example/\n", tmp_path) == [
        Draft(title="Worms", address="https://w.example/")
    ]


def test_file_of_addresses_alone_gives_each_its_address_as_title(tmp_path: Path) -> None:
    assert in_file("url\nhttps://w.example/\nwww.x.example\n", tmp_path) == [
        Draft(title="https://w.example/", address="https://w.example/"),
        Draft(title="https://www.x.example", address="https://www.x.example"),
    ]


def test_quotation_mark_within_words_is_only_a_mark(tmp_path: Path) -> None:
    assert in_file('title,tags\n5" disk,a\n"x"y,b\n', tmp_path) == [
        Draft(title='5" disk', tags=("a",)),
        Draft(title="xy", tags=("b",)),
    ]


def test_column_called_like_the_field_goes_before_one_that_only_means_it(tmp_path: Path) -> None:
    assert in_file("name,title,notes,why\nWrong,Worms,wrong,good\n", tmp_path) == [Draft(title="Worms", why="good")]


def test_table_without_titles_or_addresses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="has no column for titles or addresses"):
        in_file("a,b\n1,2\n", tmp_path, form="csv")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("a; b", ("a", "b")),
        ("a, b", ("a", "b")),
        (r"a\, b; c\;d; e\\f", ("a, b", "c;d", r"e\f")),
        (r"C:\soil, a", (r"C:\soil", "a")),
        ("a, a,, ", ("a",)),
    ],
)
def test_cell_of_tags_is_parted(cell: str, names: tuple[str, ...], tmp_path: Path) -> None:
    assert in_file(f'title,tags\nx,"{cell}"\n', tmp_path) == [Draft(title="x", tags=names)]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ada Loam", ("Ada Loam",)),
        ("Ada Loam, Bo Clay", ("Ada Loam", "Bo Clay")),
        ("Loam, Ada; Clay, Bo", ("Ada Loam", "Bo Clay")),
        ("Loam, Jr., Ada; Clay, PhD", ("Ada Loam, Jr.", "Clay, PhD")),
        ("Ada and Bo Loam", ("Ada Loam", "Bo Loam")),
        ("acme; Bo", ("acme", "Bo")),
        ("acme & co", ("acme", "co")),
    ],
)
def test_cell_of_authors_is_parted(cell: str, names: tuple[str, ...], tmp_path: Path) -> None:
    assert in_file(f'title,authors\nx,"{cell}"\n', tmp_path) == [Draft(title="x", authors=names)]


@given(cell=st.text() | st.text("='+-@ \t\"a", max_size=5))
def test_protection_is_undone_exactly(cell: str) -> None:
    assert unprotected(protected(cell)) == cell


@given(cell=st.text("=+-@\t\r\0 '\"a1＝", max_size=6))
def test_protected_cell_never_begins_like_a_formula(cell: str) -> None:
    assert protected(cell).lstrip(' "\u00a0')[:1] not in set("=+-@\t\r\0＝")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", '"=', "'=", "\u00a0-"])
def test_no_exported_cell_is_a_formula(start: str) -> None:
    words = start + "SUM(A1)"
    out = io.StringIO()
    draft = Draft(title=words, publisher=words, description=words, why=words, tags=(words,), authors=(words,))

    write("csv", community="x", tags=[], resources=[draft], out=out)

    cells = [cell for row in csv.reader(io.StringIO(out.getvalue())) for cell in row if "SUM" in cell]
    assert [cell[0] for cell in cells] == ["'"] * 6


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("15", 15),
        ("15 min", 15),
        ("1h 20m", 80),
        ("1 hour and 5 minutes", 65),
        ("1.5 h", 90),
        ("0:45:00", 45),
        ("12:30", 13),
        ("PT1H20M30S", 81),
        ("45s", 1),
        ("0", 0),
        ("", None),
        ("long", None),
        ("min", None),
    ],
)
def test_minutes_are_read(written: str, expected: int | None) -> None:
    assert minutes(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"), [("2019", 2019), ("May 2019", 2019), ("1.5.2019", 2019), ("12345", None), ("", None)]
)
def test_year_is_read(written: str, expected: int | None) -> None:
    assert year(written) == expected


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+14:00", "9999-12-31", "1e5", "٢٠٢٠-٠١-٠١"])
def test_date_that_makes_no_sense_is_not_said(written: str) -> None:
    assert moment(written) is None


def test_words_for_level_cost_and_language_that_nobody_knows_say_nothing(tmp_path: Path) -> None:
    assert in_file("title,level,cost,language,kind\nx,hardish,some,klingon,thing\n", tmp_path) == [Draft(title="x")]
