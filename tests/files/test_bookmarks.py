"""Bookmark files of browsers and services: folders, tags, dates, and what is no bookmark for us."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.files import read
from bot.resources.values import Draft, Skip
from tests.files.drafts import INPUTS, example, in_file

SAVED = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_nested_folders_attributes_and_descriptions_are_read() -> None:
    assert example("bookmarks-nested.html") == [
        Draft(
            title="Worms <3 – all",
            address="https://worms.example/?a=1&copy=2&b=3",
            description='First line\nSecond line\nThird "line"',
            tags=("compost", "worm farm", "Garden & Soil"),
            added_at=SAVED,
        ),
        Draft(title="Seeds", address="https://seeds.example/", tags=("Garden & Soil", "Seeds"), added_at=SAVED),
        Draft(title="micro", address="https://milli.example/", tags=("Garden & Soil",), added_at=SAVED),
        Draft(title="https://untitled.example/path", address="https://untitled.example/path"),
        Skip(line=26, what="Bookmarklet", reason="not a web address (javascript:)"),
        Skip(line=27, what="Most visited", reason="not a web address (place:)"),
        Skip(line=28, what="Data", reason="not a web address (data:)"),
        Skip(line=29, what="About", reason="not a web address (about:)"),
        Skip(line=30, what="Settings", reason="not a web address (chrome:)"),
        Skip(line=31, what="File", reason="not a web address (file:)"),
        Skip(line=32, what="Relative", reason="a relative address"),
        Skip(line=33, what="Nothing", reason="no address"),
        Skip(line=34, what="A feed", reason="a feed, not a page"),
        Draft(title="Last", address="https://last.example/"),
    ]


def test_export_of_a_reading_service_is_read() -> None:
    assert example("bookmarks-pocket.html") == [
        Draft(title="One", address="https://one.example/", tags=("soil", "garden"), added_at=SAVED),
        Draft(title="Two", address="https://two.example/", added_at=SAVED.replace(second=41)),
        Draft(title="Three", address="https://three.example/", tags=("x",), added_at=SAVED.replace(second=42)),
    ]


@pytest.mark.parametrize(("name", "bookmarks"), [("small", 3), ("chromium_flat", 9), ("firefox_flat", 21)])
def test_real_exports_are_read(name: str, bookmarks: int) -> None:
    path = INPUTS / f"bookmarks-{name}.html"
    if not path.exists():
        pytest.skip("the real exports are not beside the repository")

    found = list(read(path))

    assert sum(isinstance(each, Draft) for each in found) == bookmarks
    assert {each.reason for each in found if isinstance(each, Skip)} <= {"not a web address (place:)"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1600000000", SAVED),
        ("1600000000000", SAVED),
        ("1600000000000000", SAVED),
        ("1600000000000000000", SAVED),
        ("13244473600000000", SAVED),
        ("1600000000.5", SAVED),
        ("2020-09-13T14:26:40+02:00", SAVED),
        ("Sun, 13 Sep 2020 12:26:40 GMT", SAVED),
        ("0", None),
        ("-1", None),
        ("1", None),
        ("99999999999999999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_date_is_read_in_every_unit_and_nonsense_is_ignored(
    written: str, expected: datetime | None, tmp_path: Path
) -> None:
    text = f'<DL><DT><A HREF="https://x.example/" ADD_DATE="{written}">x</A></DL>'

    assert in_file(text, tmp_path) == [Draft(title="x", address="https://x.example/", added_at=expected)]


@pytest.mark.parametrize(
    "folder",
    [
        "Bookmarks bar",
        "OTHER BOOKMARKS",
        "Lesezeichenleiste",
        "Barre de favoris",
        "お気に入り",
        "com.apple.ReadingList",
    ],
)
def test_folder_that_everybody_has_is_no_tag(folder: str, tmp_path: Path) -> None:
    text = f'<DL><DT><H3>{folder}</H3><DL><DT><A HREF="https://x.example/">x</A></DL></DL>'

    assert in_file(text, tmp_path) == [Draft(title="x", address="https://x.example/")]


def test_unclosed_tags_of_any_case_are_understood(tmp_path: Path) -> None:
    text = (
        "<!doctype netscape-bookmark-file-1>\n<h1>x</h1>\n<dl>\n<dt><h3>Soil</h3><dd>About soil\n<dl>\n"
        "<dt><a href=https://one.example/ tags=a,b>One\n<dt><a href='https://two.example/'>Two</a><dd>Words\n</dl>\n</dl>\n</dl>"
    )

    assert in_file(text, tmp_path) == [
        Draft(title="One", address="https://one.example/", tags=("a", "b", "Soil")),
        Draft(title="Two", address="https://two.example/", description="Words", tags=("Soil",)),
    ]


def test_file_that_ends_within_its_folders_says_so(tmp_path: Path) -> None:
    text = '<DL>\n<DT><H3>Soil</H3>\n<DL>\n<DT><A HREF="https://x.example/">x</A>\n'

    assert in_file(text, tmp_path) == [
        Draft(title="x", address="https://x.example/", tags=("Soil",)),
        Skip(line=5, what="Soil", reason="the file ends before its folders do; it may be cut off"),
    ]


def test_many_bookmarks_with_icons_need_little_memory(tmp_path: Path) -> None:
    icon = "data:image/png;base64," + "iVBORw0KGgo" * 100
    with (tmp_path / "large.html").open("w") as file:
        file.write("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n")
        for number in range(3_000):
            file.write(f'<DT><A HREF="https://x.example/{number}" ICON="{icon}" TAGS="a,b">Title {number}</A>\n')
        file.write("</DL><p>\n")
    told: list[tuple[int, int]] = []

    tracemalloc.start()
    found = sum(
        isinstance(each, Draft)
        for each in read(tmp_path / "large.html", progress=lambda done, in_all: told.append((done, in_all)))
    )
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found == 3_000
    assert peak_bytes < 8 * 1024 * 1024
    size = (tmp_path / "large.html").stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 5
