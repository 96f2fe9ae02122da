"""CSV: a header row that names the columns, then one resource a row; comma, semicolon, tab or bar between cells.

Written cells cannot become formulas in a spreadsheet. ``protected`` says how, and the reader takes back exactly that.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TextIO

from adapters.files import columns
from adapters.files.reading import LONGEST_LINE_CHARACTERS, Source
from adapters.files.words import quotation
from bot.errors import InvalidInput
from bot.resources.values import Draft, Skip

_DELIMITERS = ",;\t|"
#: Where an unclosed quotation mark would swallow the file: a cell with more lines than this is taken for broken.
_LINES_IN_A_ROW = 500
#: What a spreadsheet takes for a formula, also behind spaces, quotation marks and our own protection.
_FORMULA = re.compile(r"['\"\s\x00]*[=+\-@\t\r\x00＝＋－＠]")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """One row of a table; ``line`` is where it begins. A broken one has no cells, only its text."""

    line: int
    text: str
    cells: list[str]
    is_broken: bool = False

    def skip(self, reason: str) -> Skip:
        return Skip(line=self.line, what=quotation(self.text), reason=reason)


def read(source: Source) -> Iterator[Draft | Skip]:
    """The resources of the table, row by row. Raises InvalidInput when no row names the columns."""
    rows = _rows(source)
    header = next(rows, None)
    if header is None or not columns.is_telling(header.cells):
        raise InvalidInput(
            f"{source.path.name} has no column for titles or addresses.",
            "The first row must name the columns: title, address, tags, authors and so on.",
        )
    fields = columns.assigned(header.cells)
    for row in rows:
        if row.is_broken:
            yield row.skip("a quotation mark is never closed, or a cell is too long")
        else:
            yield _resource(row, fields, len(header.cells))


def write(_community: str, resources: Iterable[Draft], out: TextIO) -> None:
    """All columns, a header row, lines ending as RFC 4180 says; tags' own facts have no place in a table."""
    rows = csv.writer(out)
    rows.writerow(columns.FIELDS)
    for resource in resources:
        texts = columns.texts(resource)
        rows.writerow([protected(texts.get(field, "")) for field in columns.FIELDS])


def is_table(text: str) -> bool:
    """Whether the text begins with a header row that names at least two columns we know, or just one column."""
    line = re.sub(r"\Asep=.\n", "", text.lstrip("\n")).partition("\n")[0]
    cells = _cells(line, _delimiter(line)) or []
    known = [columns.field_named(cell) for cell in cells]
    return columns.is_telling(cells) and len(cells) - known.count(None) >= min(2, len(cells))


def protected(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would see a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unprotected(cell: str) -> str:
    """The cell without the apostrophe that ``protected`` put there; any other apostrophe stays."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _resource(row: _Row, fields: dict[int, str], width: int) -> Draft | Skip:
    if any(cell for cell in row.cells[width:]):
        return row.skip(f"{len(row.cells)} cells where the header has {width}")
    texts = dict.fromkeys(fields.values(), "")
    texts |= {field: unprotected(row.cells[at]) for at, field in fields.items() if at < len(row.cells)}
    found = columns.draft(texts)
    return row.skip(found) if isinstance(found, str) else replace(found, line=row.line)


def _rows(source: Source) -> Iterator[_Row]:
    """Each row that is not empty. A quotation mark never closed costs its own line, not the rest."""
    lines = source.lines()
    ahead: deque[tuple[int, str]] = deque()
    delimiter = ""
    while first := ahead.popleft() if ahead else next(lines, None):
        number, text = first
        if not text.strip() or (not delimiter and re.fullmatch("sep=.", text)):
            continue
        delimiter = delimiter or _delimiter(text)
        cells, taken = _cells(text, delimiter), 0
        while cells is None and taken < _LINES_IN_A_ROW and len(text) < LONGEST_LINE_CHARACTERS:
            if taken == len(ahead) and not _fetched(lines, into=ahead):
                break
            text += "\n" + ahead[taken][1]
            taken += 1
            # Only a line with a quotation mark can close the cell.
            cells = _cells(text, delimiter) if '"' in ahead[taken - 1][1] else None
        if cells is None:
            yield _Row(line=number, text=first[1], cells=[], is_broken=True)
            continue
        for _ in range(taken):
            ahead.popleft()
        if any(cell.strip() for cell in cells):
            yield _Row(line=number, text=text, cells=cells)


def _fetched(lines: Iterator[tuple[int, str]], *, into: deque[tuple[int, str]]) -> bool:
    line = next(lines, None)
    if line is not None:
        into.append(line)
    return line is not None


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one row; ``None`` while a cell is still open at the end of the text."""
    for is_strict in (True, False):
        try:
            return next(csv.reader([text], delimiter=delimiter, strict=is_strict), [])
        except csv.Error as problem:
            if "unexpected end of data" in str(problem):
                return None
    return None


def _delimiter(header: str) -> str:
    """The character that parts the header into the most columns we know; the comma where none does."""

    def known(delimiter: str) -> int:
        cells = _cells(header, delimiter) or []
        return sum(columns.field_named(cell) is not None for cell in cells)

    return max(_DELIMITERS, key=lambda delimiter: (known(delimiter), header.count(delimiter)))
