"""Files that cannot be used get one sentence, whatever is in them, and never anything but that."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.files import FORMATS, detect, read, write
from bot.errors import BotError, InvalidInput
from bot.resources.values import Cost, Draft, Kind, Level, Skip, TagDraft
from tests.files.drafts import in_file

anything_goes = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FULL = Draft(
    title='The "Worm" Bõok – 日本',
    kind=Kind.BOOK,
    address="https://worms.example/?a=1&b=2",
    authors=("Ada Loam", "Bo Clay"),
    publisher="Acme Press",
    year=2019,
    language="en",
    minutes=80,
    level=Level.BEGINNER,
    cost=Cost.FREE,
    description="Two\nlines <b>bold</b>",
    why="It's = good",
    tags=("soil", "worm farm"),
    added_at=datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC),
)
#: What broken files are made of: marks that begin something in one of the formats.
MARKS = "{}[]\",:;<>!-='\\@&#%()*/? \n\tabAB12$~^_|`+.é"


def refusal(path: Path, *, form: str = "auto") -> str:
    with pytest.raises(InvalidInput) as refused:
        list(read(path, format=form))
    assert refused.value.hint
    return refused.value.message


def exported(form: str) -> bytes:
    out = io.StringIO()
    tags = [TagDraft(name="soil", synonyms=("earth",))]
    write(form, community="Village", tags=tags, resources=[FULL, Draft(title="Only a title")], out=out)
    return out.getvalue().encode("utf-8")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.md") == f"There is no file {tmp_path / 'gone.md'}."


def test_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} is a folder, not a file."


def test_name_that_no_file_can_have_is_refused() -> None:
    assert "cannot be read" in refusal(Path("a\0b")) or "no file" in refusal(Path("a\0b"))


def test_pipe_is_refused_instead_of_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert refusal(tmp_path / "pipe") == f"{tmp_path / 'pipe'} is not an ordinary file."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.md"
    path.write_text("# x")
    path.chmod(0)

    assert refusal(path) == "locked.md cannot be read: Permission denied."


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(content)

    assert refusal(tmp_path / "empty.csv") == "empty.csv is empty."


def test_file_over_200_mib_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(200 * 1024 * 1024 + 1)

    assert refusal(tmp_path / "huge.html") == "huge.html is larger than 200 MiB."


def test_format_that_needs_the_whole_file_has_a_smaller_limit(tmp_path: Path) -> None:
    (tmp_path / "large.md").write_bytes(b"- [x](https://example.org/)\n" * 800_000)

    assert refusal(tmp_path / "large.md") == "large.md is larger than 20 MiB, the most for this format."


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04 text",
        b"%PDF-1.7 text",
        bytes(range(256)) * 20,
        b"\x1f\x8b\x08" + b"a" * 99,
        b"text\0\0\0\0\0\0text",
    ],
)
def test_binary_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "some.file").write_bytes(content)

    assert refusal(tmp_path / "some.file") == "some.file is a binary file, not text."


def test_unknown_format_is_refused_with_those_there_are(tmp_path: Path) -> None:
    assert refusal(tmp_path, form="excel") == "There is no format 'excel'."
    with pytest.raises(InvalidInput):
        write("excel", community="", tags=[], resources=[], out=io.StringIO())


def test_text_in_no_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ada,\n\nall is well here. Yours, Bo\n")

    assert refusal(tmp_path / "letter.txt") == "It is not clear what format letter.txt has."


def test_entity_bomb_is_refused(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declarations = f'<!DOCTYPE opml [<!ENTITY e0 "ha">{levels}]>'
    bomb = f'<?xml version="1.0"?>{declarations}<opml><body><outline text="&e9;"/></body></opml>'
    (tmp_path / "bomb.opml").write_text(bomb)

    assert refusal(tmp_path / "bomb.opml") == "bomb.opml defines XML entities, which can blow up a small file."


def test_deeply_nested_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text("[" * 200_000)

    assert refusal(tmp_path / "deep.json") == "deep.json is not usable JSON: it is nested too deeply (line 1)."


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("bookmarks", '<DL><A HREF="' + "x" * 6_000_000),
        ("opml", '<opml><outline text="' + "x" * 6_000_000),
        ("csv", "title\n" + "x" * 3_000_000),
        ("list", "Books\n- " + "x" * 3_000_000),
        ("json", '[{"title": "' + "x" * 6_000_000),
    ],
)
def test_something_that_never_ends_is_refused_soon(form: str, content: str, tmp_path: Path) -> None:
    (tmp_path / "endless").write_text(content)

    assert refusal(tmp_path / "endless", form=form)


@pytest.mark.parametrize("form", [*FORMATS, "auto"])
@anything_goes
@given(content=st.binary(max_size=300) | st.text(MARKS, max_size=300).map(str.encode))
@example(content=b"<![(")
def test_random_bytes_raise_nothing_but_our_error(form: str, content: bytes, tmp_path: Path) -> None:
    with suppress(BotError):
        in_file(content, tmp_path, form=form)


@pytest.mark.parametrize("form", FORMATS)
def test_file_cut_off_anywhere_raises_nothing_but_our_error(form: str, tmp_path: Path) -> None:
    whole = exported(form)

    for end in range(len(whole)):
        try:
            found = in_file(whole[:end], tmp_path, form=form)
        except InvalidInput:
            continue
        assert len(found) <= 4


@pytest.mark.parametrize("form", FORMATS)
@anything_goes
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_file_with_damaged_bytes_raises_nothing_but_our_error(
    form: str, changes: list[tuple[int, int]], tmp_path: Path
) -> None:
    content = bytearray(exported(form))
    for position, byte in changes:
        content[position % len(content)] = byte

    with suppress(InvalidInput):
        in_file(bytes(content), tmp_path, form=form)


@pytest.mark.parametrize("form", ["json", "opml"])
def test_cut_off_file_hands_over_what_was_whole_and_then_says_so(form: str, tmp_path: Path) -> None:
    (tmp_path / "cut").write_bytes(exported(form)[:-3])
    found: list[Draft | TagDraft | Skip] = []

    with pytest.raises(InvalidInput, match="cut off"):
        found.extend(read(tmp_path / "cut", format=form))

    assert [each.title for each in found if isinstance(each, Draft)] == [FULL.title, "Only a title"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_export_is_recognised(form: str, tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(exported(form))

    assert detect(tmp_path / "export") == form
