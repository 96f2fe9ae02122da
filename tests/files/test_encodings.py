"""Text in other encodings is read as what it says, marked, declared or neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.resources.values import Draft, Kind
from tests.files.drafts import in_file

WESTERN = "Books\n- Café Übermut “für alle” – Zoë Müller\n- Le château de la fée - Æsa Ørn\n"
JAPANESE = "Books\n- 実践コミュニティの本 - 山田太郎\n- 学びのコミュニティをつくる\n"
RUSSIAN = "Books\n- Сообщества практики - Иван Петров\n- Книга о людях и земле\n"
WESTERN_BOOKS = [
    Draft(title="Café Übermut “für alle”", kind=Kind.BOOK, authors=("Zoë Müller",)),
    Draft(title="Le château de la fée", kind=Kind.BOOK, authors=("Æsa Ørn",)),
]
JAPANESE_BOOKS = [
    Draft(title="実践コミュニティの本", kind=Kind.BOOK, publisher="山田太郎"),
    Draft(title="学びのコミュニティをつくる", kind=Kind.BOOK),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_text_is_read_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    assert in_file(WESTERN.encode(encoding), tmp_path) == WESTERN_BOOKS


def test_latin_1_is_read(tmp_path: Path) -> None:
    text = "Books\n- Un été à la campagne - Zoë Müller\n"

    assert in_file(text.encode("latin-1"), tmp_path) == [
        Draft(title="Un été à la campagne", kind=Kind.BOOK, authors=("Zoë Müller",))
    ]


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "utf-8", "utf-16"])
def test_japanese_text_is_read_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    assert in_file(JAPANESE.encode(encoding), tmp_path) == JAPANESE_BOOKS


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r"])
def test_russian_text_is_read_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    first, second = in_file(RUSSIAN.encode(encoding), tmp_path)

    assert first == Draft(title="Сообщества практики", kind=Kind.BOOK, authors=("Иван Петров",))
    assert second == Draft(title="Книга о людях и земле", kind=Kind.BOOK)


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "windows-1251", "ISO-8859-1", "gb2312"])
def test_declared_encoding_goes_before_any_guess(encoding: str, tmp_path: Path) -> None:
    title = {"windows-1251": "Земля", "ISO-8859-1": "Erdäpfel", "gb2312": "土"}.get(encoding, "土")
    bookmarks = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n"
        f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={encoding}">\n'
        f'<DL><DT><A HREF="https://soil.example/">{title}</A></DL>'
    )
    opml = (
        f'<?xml version="1.0" encoding="{encoding}"?><opml><body>'
        f'<outline text="{title}" htmlUrl="https://soil.example/"/></body></opml>'
    )

    soil = [Draft(title=title, address="https://soil.example/")]
    assert in_file(bookmarks.encode(encoding), tmp_path) == soil
    assert in_file(opml.encode(encoding), tmp_path) == soil


@pytest.mark.parametrize("declared", ["utf-16", "unicode_escape", "no-such-thing", "punycode"])
def test_declaration_that_cannot_be_true_is_ignored(declared: str, tmp_path: Path) -> None:
    outline = '<outline text="Erdäpfel" url="https://e.example/"/>'
    opml = f'<?xml version="1.0" encoding="{declared}"?><opml><body>{outline}</body></opml>'

    assert in_file(opml, tmp_path) == [Draft(title="Erdäpfel", address="https://e.example/")]
    assert in_file(opml.encode("cp1252"), tmp_path) == [Draft(title="Erdäpfel", address="https://e.example/")]


def test_utf_8_with_a_few_broken_bytes_stays_utf_8(tmp_path: Path) -> None:
    text = WESTERN.encode() * 3 + b"- Broken \xff byte - Ada Loam\n"

    assert in_file(text, tmp_path)[-1] == Draft(title="Broken \ufffd byte", kind=Kind.BOOK, authors=("Ada Loam",))


def test_file_that_ends_within_a_character_loses_only_that(tmp_path: Path) -> None:
    assert in_file("Books\n- Soil\n- Erde und Pferdeäpfel ä".encode()[:-1], tmp_path)[0] == Draft(
        title="Soil", kind=Kind.BOOK
    )


def test_line_ends_of_old_and_new_machines_are_the_same(tmp_path: Path) -> None:
    for text in (WESTERN, WESTERN.replace("\n", "\r\n"), WESTERN.replace("\n", "\r")):
        assert in_file(text, tmp_path) == WESTERN_BOOKS
