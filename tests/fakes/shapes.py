"""Says what is wrong with a JSON value, by shapes put together from small functions.

A shape yields one :class:`Problem` for each thing wrong, with the path to it. Lengths count code points, which is
what both platforms call characters. A field that no shape names is a problem of its own kind, because a real platform
ignores it in silence and a strict fake must not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: What came over the wire, or will go over it.
Json = dict[str, Any]

UNKNOWN_FIELD = "UNKNOWN_FIELD"
REQUIRED = "BASE_TYPE_REQUIRED"
TYPE = "BASE_TYPE_BAD_TYPE"
TOO_LONG = "BASE_TYPE_MAX_LENGTH"
LENGTH = "BASE_TYPE_BAD_LENGTH"
CHOICE = "BASE_TYPE_CHOICES"
NUMBER = "NUMBER_TYPE_RANGE"
PATTERN = "STRING_TYPE_REGEX"
RULE = "RULE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong: where (``embeds.0.title``), a code, and a sentence."""

    path: str
    code: str
    text: str


Shape = Callable[[object, str], Iterator[Problem]]


def problem(path: str, code: str, text: str) -> Problem:
    return Problem(path=path, code=code, text=text)


def join(path: str, part: str | int) -> str:
    return f"{path}.{part}" if path else str(part)


def anything(_value: object, _path: str) -> Iterator[Problem]:
    """Whatever it is."""
    return iter(())


def text(low: int = 0, high: int | None = None, *, pattern: str | None = None) -> Shape:
    """A string of ``low`` to ``high`` characters, both allowed."""
    fits = re.compile(pattern) if pattern else None

    def check(value: object, path: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield problem(path, TYPE, f"Must be a string, not {type(value).__name__}.")
        elif high is not None and len(value) > high:
            yield problem(path, TOO_LONG, f"Must be {high} or fewer in length, has {len(value)}.")
        elif len(value) < low:
            yield problem(path, REQUIRED if not value else LENGTH, f"Must be {low} or more in length.")
        elif fits and not fits.fullmatch(value):
            yield problem(path, PATTERN, f"{value[:80]!r} does not match {fits.pattern}.")

    return check


def whole(low: int | None = None, high: int | None = None) -> Shape:
    """An integer of ``low`` to ``high``, both allowed; true and false are none."""

    def check(value: object, path: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem(path, TYPE, f"Must be an integer, not {value!r}.")
        elif (low is not None and value < low) or (high is not None and value > high):
            yield problem(path, NUMBER, f"{value} is not between {low} and {high}.")

    return check


def number(value: object, path: str) -> Iterator[Problem]:
    """An integer or a fraction."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield problem(path, TYPE, f"Must be a number, not {value!r}.")


def yes_no(value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield problem(path, TYPE, f"Must be true or false, not {value!r}.")


def one_of(*allowed: object) -> Shape:
    """One of the values named, of the same type (1 is not true)."""

    def check(value: object, path: str) -> Iterator[Problem]:
        if not any(value == one and type(value) is type(one) for one in allowed):
            yield problem(path, CHOICE, f"{value!r} is none of {list(allowed)}.")

    return check


def maybe(shape: Shape) -> Shape:
    """The shape, or null."""

    def check(value: object, path: str) -> Iterator[Problem]:
        if value is not None:
            yield from shape(value, path)

    return check


def list_of(shape: Shape, low: int = 0, high: int | None = None) -> Shape:
    """A list of ``low`` to ``high`` things of one shape."""

    def check(value: object, path: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield problem(path, TYPE, f"Must be a list, not {type(value).__name__}.")
            return
        if len(value) < low or (high is not None and len(value) > high):
            yield problem(path, LENGTH, f"Must have between {low} and {high} entries, has {len(value)}.")
        for index, entry in enumerate(value):
            yield from shape(entry, join(path, index))

    return check


def mapping_of(shape: Shape, *, high: int | None = None) -> Shape:
    """An object with any keys whose values are of one shape."""

    def check(value: object, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield problem(path, TYPE, f"Must be an object, not {type(value).__name__}.")
            return
        if high is not None and len(value) > high:
            yield problem(path, LENGTH, f"Must have at most {high} keys, has {len(value)}.")
        for key, entry in value.items():
            yield from shape(entry, join(path, key))

    return check


def record(required: Mapping[str, Shape] | None = None, optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these fields and no others."""
    must, may = dict(required or {}), dict(optional or {})

    def check(value: object, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield problem(path, TYPE, f"Must be an object, not {type(value).__name__}.")
            return
        for name in must.keys() - value.keys():
            yield problem(join(path, name), REQUIRED, "This field is required.")
        for name, entry in value.items():
            shape = must.get(name) or may.get(name)
            if shape is None:
                yield problem(join(path, name), UNKNOWN_FIELD, f"No field is called {name!r} here.")
            else:
                yield from shape(entry, join(path, name))

    return check


def variants(field: str, shapes: Mapping[Any, Shape]) -> Shape:
    """An object whose ``field`` says which of the shapes it has."""

    def check(value: object, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield problem(path, TYPE, f"Must be an object, not {type(value).__name__}.")
            return
        shape = shapes.get(value.get(field))
        if shape is None:
            yield problem(join(path, field), CHOICE, f"{value.get(field)!r} is none of {list(shapes)}.")
        else:
            yield from shape(value, path)

    return check


def all_of(*shapes: Shape) -> Shape:
    """A value that fits each of the shapes; rules across fields go last."""

    def check(value: object, path: str) -> Iterator[Problem]:
        for shape in shapes:
            yield from shape(value, path)

    return check


def rule(holds: Callable[[Any], bool], sentence: str) -> Shape:
    """A condition across the fields of an object; ``sentence`` is said when it does not hold."""

    def check(value: object, path: str) -> Iterator[Problem]:
        if isinstance(value, dict | list) and not holds(value):
            yield problem(path, RULE, sentence)

    return check


def later(find: Callable[[], Shape]) -> Shape:
    """A shape looked up when it is used, for shapes that contain themselves."""

    def check(value: object, path: str) -> Iterator[Problem]:
        yield from find()(value, path)

    return check
