"""JSON read in pieces: the members of the outermost object, and the entries of its arrays one by one.

The standard library reads a JSON text only as a whole; here the outermost level is walked by hand and each entry
is given to the standard library, so that memory follows the largest entry and not the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from adapters.files.reading import Source
from bot.errors import InvalidInput

#: Largest single tag or resource; a file with a larger one is broken or hostile.
LARGEST_ENTRY_CHARACTERS = 1024 * 1024
_CUT_OFF = "it ends too early, it may be cut off"
_SPACE = re.compile("[ \t\n\r]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A value and where it stands: ``"version"``, ``"resources[]"``, or ``"[]"`` in an outermost array."""

    place: str
    line: int
    value: object


def entries(source: Source) -> Iterator[Entry]:
    """Every value on the outermost two levels, in order. Raises InvalidInput where the file is not JSON."""
    reader = _Reader(source)
    match reader.next_character():
        case "{":
            yield from _members(reader)
        case "[":
            yield from _elements(reader, place="[]")
        case _:
            reader.fail("it does not begin with { or [")
    if reader.next_character():
        reader.fail("something follows after its end")


def _members(reader: _Reader) -> Iterator[Entry]:
    reader.skip(1)
    if reader.next_character() == "}":
        reader.skip(1)
        return
    while True:
        line, name = reader.line, reader.value()
        if not isinstance(name, str):
            reader.fail("a name is missing")
        reader.expect(":")
        if reader.next_character() == "[":
            yield from _elements(reader, place=f"{name}[]")
        else:
            yield Entry(place=name, line=line, value=reader.value())
        if reader.expect(",}") == "}":
            return


def _elements(reader: _Reader, *, place: str) -> Iterator[Entry]:
    reader.skip(1)
    if reader.next_character() == "]":
        reader.skip(1)
        return
    while True:
        reader.next_character()
        yield Entry(place=place, line=reader.line, value=reader.value())
        if reader.expect(",]") == "]":
            return


class _Reader:
    """The text still to be read, filled up from the file as far as the next value needs."""

    def __init__(self, source: Source) -> None:
        self.line = 1
        self._name = source.path.name
        self._pieces = source.pieces()
        self._text = ""
        self._at = 0
        self._is_at_end = False
        self._decoder = json.JSONDecoder(parse_constant=self._refuse_constant)

    def next_character(self) -> str:
        """The next character that is not white space, without taking it; ``""`` at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self.skip(space.end() - self._at if space else 0)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def skip(self, characters: int) -> None:
        self.line += self._text.count("\n", self._at, self._at + characters)
        self._at += characters

    def expect(self, characters: str) -> str:
        """Take the next character, which must be one of these."""
        found = self.next_character()
        if not found or found not in characters:
            self.fail(f"{' or '.join(characters)} was expected" if found else _CUT_OFF)
        self.skip(1)
        return found

    def value(self) -> object:
        """Take the next value, whatever its type."""
        self.next_character()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
                # A number at the end of the text may go on in the next piece.
                if end < len(self._text) or not self._fill():
                    self.skip(end - self._at)
                    return value
            except RecursionError:
                self.fail("it is nested too deeply")
            except ValueError as problem:
                if self._may_go_on() and self._fill():
                    continue
                self.fail(_CUT_OFF if self._is_cut_off(problem) else "a value is not JSON")

    def fail(self, reason: str) -> NoReturn:
        raise InvalidInput(
            f"{self._name} is not usable JSON: {reason} (line {self.line}).", "Export it again, or repair that line."
        )

    def _may_go_on(self) -> bool:
        return len(self._text) - self._at <= LARGEST_ENTRY_CHARACTERS

    def _is_cut_off(self, problem: ValueError) -> bool:
        return (
            self._is_at_end
            and isinstance(problem, json.JSONDecodeError)
            and (problem.pos >= len(self._text.rstrip()) or "Unterminated" in problem.msg)
        )

    def _fill(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            self._is_at_end = True
            return False
        self._text = self._text[self._at :] + piece
        self._at = 0
        return True

    def _refuse_constant(self, name: str) -> NoReturn:
        raise ValueError(f"{name} is not JSON")
