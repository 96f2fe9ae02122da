"""Markdown lists of links ("awesome lists"): headings become tags, items and table rows become resources.

What an item's line cannot show (more tags than its heading, authors, dates) stands behind it in an HTML comment that no
renderer displays, so that our own export comes back whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TextIO

from adapters.files import columns, facts, kinds
from adapters.files.markdownlist import inferred, read
from adapters.files.words import tidy
from bot.resources.values import Draft

__all__ = ["read", "write"]

#: The heading over resources without a tag or kind that could stand there; the reader makes no tag of it.
_NEITHER = "Other"
_PUNCTUATION = re.compile(r"[\\`*_\[\]<>&~|!#]")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9:/?#@!$',;=.~%+\-]+")
#: What could end a comment or a line early.
_UNSAFE_IN_COMMENTS = re.compile("[->\u2028\u2029\x85]")
#: White space that Markdown would trim or take for the end of a line.
_OTHER_SPACE = re.compile(r"[^\S \n]")


def write(community: str, resources: Iterable[Draft], out: TextIO) -> None:
    """An awesome list with a heading wherever the first tag changes."""
    out.write(f"# {_escaped(tidy(community) or 'Resources')}\n")
    last = None
    for resource in resources:
        title = _heading(resource)
        if title != last:
            out.write(f"\n## {_escaped(title)}\n\n")
            last = title
        out.write(f"- {_line(resource)}{_comment(resource, under=title)}\n")


def _heading(resource: Draft) -> str:
    wanted = next(iter(resource.tags), None) or (kinds.plural(resource.kind) if resource.kind else _NEITHER)
    return wanted if inferred(Draft(title="x"), headings=(wanted,)).tags == (wanted,) else _NEITHER


def _line(resource: Draft) -> str:
    title = _escaped(resource.title)
    shown = f"**{title}**" if resource.address is None else f"[{title}]({_destination(resource.address)})"
    return f"{shown} - {_escaped(resource.description)}" if resource.description else shown


def _comment(resource: Draft, *, under: str) -> str:
    """The fields that the reader would not find in the line and its heading."""
    shown = Draft(title=resource.title, address=resource.address, description=resource.description)
    guess, truth = facts.of_resource(inferred(shown, headings=(under,))), facts.of_resource(resource)
    hidden = {field: truth.get(field) for field in columns.FIELDS if truth.get(field) != guess.get(field)}
    if not hidden and resource.address is not None:
        return ""
    as_json = json.dumps(hidden, ensure_ascii=False)
    return f" <!-- {_UNSAFE_IN_COMMENTS.sub(_by_number, as_json)} -->"


def _by_number(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _escaped(text: str) -> str:
    text = _PUNCTUATION.sub(r"\\\g<0>", text)
    return _OTHER_SPACE.sub(lambda found: f"&#{ord(found[0])};", text).replace("\n", "<br>")


def _destination(address: str) -> str:
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    inside = re.sub(r"[\\<>&]", r"\\\g<0>", address)
    return f"<{inside}>"
