"""A strict reader of calendar files, written from RFC 5545 alone and not from our writer.

It takes what the grammar takes and nothing else: an unknown property, a bare line feed, a line that is too long or a
comma that is not escaped is an error. So a text that only looks right to a patient program is not right here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

#: RFC 5545, 3.1: a line is at most 75 octets without its break.
OCTETS = 75
_LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[A-Z0-9-]+)*):(?P<value>.*)", re.DOTALL)
_UTC = re.compile(r"\d{8}T\d{6}Z")
#: What is left of a value of type TEXT once every escape is taken out may hold none of these.
_ESCAPE = re.compile(r"\\[\\;,nN]")
_NEVER_BARE = re.compile(r"[\\;,\x00-\x08\x0a-\x1f\x7f]")


class Wrong(ValueError):
    """Not as RFC 5545 has it."""


@dataclass(kw_only=True)
class Component:
    """A calendar or an event: its properties in order, and what is in it."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)
    inside: list[Component] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A property of type TEXT, as a person reads it."""
        return unescaped(self.properties[name])

    def instant(self, name: str) -> datetime:
        """A property that is an instant in UTC."""
        value = self.properties[name]
        expect(bool(_UTC.fullmatch(value)), f"{name} is no instant in UTC: {value}")
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def texts(self, name: str) -> list[str]:
        """A property of several TEXT values."""
        return [unescaped(one) for one in re.split(r"(?<!\\)(?:\\\\)*,", self.properties[name])]


def expect(condition: bool, what: str) -> None:
    if not condition:
        raise Wrong(what)


def read(content: bytes) -> Component:
    """The one calendar in a file."""
    expect(content.endswith(b"\r\n"), "the last line is not ended")
    lines = unfolded(content)
    stack: list[Component] = [Component(name="")]
    for line in lines:
        found = _LINE.fullmatch(line)
        expect(found is not None, f"no line of content: {line!r}")
        assert found
        name, value = found["name"] + found["parameters"], found["value"]
        if name == "BEGIN":
            stack.append(Component(name=value))
        elif name == "END":
            done = stack.pop()
            expect(done.name == value, f"{value} ends inside of {done.name}")
            stack[-1].inside.append(done)
        else:
            expect(name not in stack[-1].properties, f"{name} stands twice")
            stack[-1].properties[name] = value
    expect(len(stack) == 1, "something does not end")
    (calendar,) = stack[0].inside
    expect(not stack[0].properties, "a property outside of the calendar")
    return calendar


def unfolded(content: bytes) -> list[str]:
    raw = content.split(b"\r\n")[:-1]
    result: list[bytes] = []
    for line in raw:
        expect(b"\r" not in line and b"\n" not in line, f"a bare break in {line!r}")
        expect(0 < len(line) <= OCTETS, f"{len(line)} octets")
        # A reader that decodes each line by itself must not meet half a character.
        line.decode("utf-8")
        if line[:1] in {b" ", b"\t"}:
            expect(bool(result), "it begins with a folded line")
            result[-1] += line[1:]
        else:
            result.append(line)
    return [line.decode("utf-8") for line in result]


def unescaped(value: str) -> str:
    rest = _ESCAPE.sub("", value)
    expect(not _NEVER_BARE.search(rest), f"not escaped: {value!r}")
    return _ESCAPE.sub(lambda found: {"n": "\n", "N": "\n"}.get(found[0][1], found[0][1]), value)
