"""What each format looks like in its first lines, in the order in which the questions are safe to ask."""

from __future__ import annotations

import re
from collections.abc import Callable

from adapters.files import plain, table

_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+.*", re.MULTILINE)
_MARKDOWN_LINK = re.compile(r"\]\(|\]\[|<https?:")
_MARKED_HEADING = re.compile(r"^#{1,6}\s|^(?:=|-){3,}\s*$", re.MULTILINE)
_TABLE_RULE = re.compile(r"^\s*\|?[ :]*-{3,}[-| :]*\|[-| :]*$", re.MULTILINE)
_BOOKMARK = re.compile(r"<dt>\s*<(?:a|h3)\b", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)


def _is_json(text: str, suffix: str) -> bool:
    if suffix == ".json" and text[0] in "[{":
        return True
    return bool(re.match(r"\{\s*(?:\"|\}|$)|\[\s*(?:[{\]]|$)", text))


def _is_bookmarks(text: str, _suffix: str) -> bool:
    if re.match(r"<!doctype netscape-bookmark", text, re.IGNORECASE) or _BOOKMARK.search(text):
        return True
    is_html = re.match(r"<!doctype html|<html|<title|<dl|<ul|<h1|<meta|<a\s", text, re.IGNORECASE) is not None
    return is_html and bool(re.search(r"<a\s[^>]*href", text, re.IGNORECASE))


def _is_opml(text: str, _suffix: str) -> bool:
    return bool(re.search(r"<(?:\w+:)?opml\b", text[:5000], re.IGNORECASE)) or text.startswith("<?xml")


def _is_bibtex(text: str, suffix: str) -> bool:
    if _ENTRY.search(text) is None:
        return False
    return suffix in (".bib", ".bibtex") or _MARKDOWN_LINK.search(text) is None


def _is_csv(text: str, _suffix: str) -> bool:
    return table.is_table(text)


def _is_markdown(text: str, suffix: str) -> bool:
    """Links in most items, or in a table, under marked headings; a plain list has no such headings, or few links."""
    items = _ITEM.findall(text)
    linked = sum(_MARKDOWN_LINK.search(item) is not None for item in items)
    if not linked:
        return bool(_TABLE_RULE.search(text)) and bool(_MARKDOWN_LINK.search(text))
    if suffix in (".md", ".markdown", ".mkd"):
        return True
    return (2 * linked >= len(items) and bool(_MARKED_HEADING.search(text))) or not plain.is_list(text)


def _is_list(text: str, _suffix: str) -> bool:
    return plain.is_list(text)


LOOKS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("json", _is_json),
    ("bookmarks", _is_bookmarks),
    ("opml", _is_opml),
    ("bibtex", _is_bibtex),
    ("csv", _is_csv),
    ("markdown", _is_markdown),
    ("list", _is_list),
)
