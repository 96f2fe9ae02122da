"""Several names in one cell or attribute, joined so that parting gives them back.

A separator inside a name gets a backslash before it; so does a backslash. In files of other programs a backslash
before anything else is just a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from adapters.files.words import tidy

_ESCAPED = re.compile(r"\\([\\,;/])")


def joined(names: Iterable[str], *, between: str = ", ") -> str:
    """The names in one line, with every separator inside a name escaped."""
    return between.join(re.sub(r"[\\,;/]", r"\\\g<0>", name) for name in names)


def parted(text: str, *, separators: str = ",") -> tuple[str, ...]:
    """The names out of one line, each once, in their order, empty ones left out."""
    names = (unescaped(part) for part in split(text, separators=separators))
    return tuple(dict.fromkeys(name for name in names if name))


def split(text: str, *, separators: str) -> list[str]:
    """The parts between separators that no backslash protects; the backslashes are still in."""
    return re.findall(rf"((?:\\.|[^{separators}\\]|\\$)*)(?:[{separators}]|$)", text, re.DOTALL)


def unescaped(part: str) -> str:
    """One name as it was before ``joined``."""
    return tidy(_ESCAPED.sub(r"\1", part))


def has_separator(text: str, separator: str) -> bool:
    """Whether ``separator`` stands somewhere without a backslash before it."""
    return len(split(text + " ", separators=separator)) > len(split(" ", separators=separator))
