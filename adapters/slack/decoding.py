"""What people typed in Slack as they meant it: links, mentions and escapes of its markup turned back into words."""

from __future__ import annotations

import re

#: Slack escapes these three and no others, and what it has escaped is decoded once only.
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ESCAPE = re.compile("|".join(_ESCAPES))
_TOKEN = re.compile(r"<([^<>\n]+)>")


def decoded(text: str, *, keeps_ids: bool = False) -> str:
    """The text without markup. With ``keeps_ids`` people and channels stay ``<@U1>`` and ``<#C1>``, as options take."""

    def meant(token: re.Match[str]) -> str:
        return _meant(token.group(1), keeps_ids=keeps_ids)

    # The escapes in one go with the tokens: decoding them afterwards would decode the inside of a token twice.
    pieces: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        pieces += [unescaped(text[end : token.start()]), meant(token)]
        end = token.end()
    return "".join([*pieces, unescaped(text[end:])])


def unescaped(text: str) -> str:
    """The text with Slack's three escapes decoded, once."""
    return _ESCAPE.sub(lambda found: _ESCAPES[found.group()], text) if "&" in text else text


def without_mention(text: str, user: str) -> str:
    """The text of a message without the mentions of this user."""
    return re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", " ", text).strip()


def _meant(token: str, *, keeps_ids: bool) -> str:
    target, bar, label = token.partition("|")
    match target[:1]:
        case "@" | "#":
            return f"<{target}>" if keeps_ids else f"{target[0]}{unescaped(label) or target[1:]}"
        case "!":
            return _special(target, unescaped(label))
        case _:
            is_mail = target.startswith(("mailto:", "tel:"))
            return unescaped(label) if bar and is_mail else unescaped(target)


def _special(target: str, label: str) -> str:
    """``<!here>`` and the like, as the words that a reader saw."""
    name = target[1:].partition("^")[0]
    return label or f"@{name}"


__all__ = ["decoded", "unescaped", "without_mention"]
