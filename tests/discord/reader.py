"""A reader of Discord's markdown for tests: says what of a text is alive. Errs on the side of calling it alive."""

from __future__ import annotations

import re

_ESCAPE = r"\\[^0-9A-Za-z\s]"
_LIVE = re.compile(
    rf"(?P<escape>{_ESCAPE})"
    r"|(?P<code>(?P<tick>`+)(?:[\s\S]*?[^`])(?P=tick)(?!`))"
    rf"|(?P<link>\[(?:{_ESCAPE}|[^\]\\])*\]\([^)]*\))"
    r"|(?P<angle><(?:@[!&]?\d+|#\d+|a?:\w+:\d+|/[^>:]+:\d+|t:-?\d+(?::\w)?|id:\w+|(?:https?|mailto|tel|discord):[^\s>]*)>)"
    r"|(?P<address>(?:https?|discord)://[^\s<]+)"
    r"|(?P<invite>(?:discord\.gg|discord(?:app)?\.com/invite)/\w+)"
    r"|(?P<ping>@(?:everyone|here))"
    r"|(?P<emoji>:[\w+-]+(?:::skin-tone-\d)?:)"
    r"|(?P<bold>\*\*(?=\S)(?:\\[\s\S]|[^\\])+?\*\*(?!\*))"
    r"|(?P<italic>\*(?=\S)(?:\\[\s\S]|[^\\*])+?\*(?!\*))"
    r"|(?P<under>_(?:\\[\s\S]|[^\\_])+?_)"
    r"|(?P<strike>~~(?:\\[\s\S]|[^\\])+?~~)"
    r"|(?P<spoiler>\|\|(?:\\[\s\S]|[^\\])+?\|\|)"
    r"|(?P<line>^[ \t]*(?:#{1,3}\s|-#\s|>{1,3}\s?|[-*+]\s|\d+[.)]\s))",
    re.MULTILINE,
)


def live_parts(markdown: str) -> list[tuple[str, str]]:
    """Everything in the text that Discord shows otherwise than as letters: what it is, and how it is written."""
    found = ((one.lastgroup or "", one) for one in _LIVE.finditer(markdown))
    return [(_kind(one), one.group()) for _, one in found if _kind(one) != "escape"]


def _kind(found: re.Match[str]) -> str:
    return next(name for name, value in found.groupdict().items() if value is not None and name != "tick")
