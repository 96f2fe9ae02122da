"""What people write about how they learn, as values: ``podcasts, then books``, ``evenings``."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from bot import when
from bot.errors import InvalidInput
from bot.preferences.values import Format
from bot.typed import clean_line, quoted
from bot.words import folded

#: Parts of a day as people call them.
_PARTS = {
    "morning": "08:00-12:00",
    "lunch": "12:00-14:00",
    "afternoon": "13:00-17:00",
    "evening": "18:00-21:00",
    "night": "21:00-00:00",
    "office hour": "09:00-17:00",
    "working hour": "09:00-17:00",
    "daytime": "09:00-17:00",
}
_BEFORE_A_PART = re.compile(r"^(?:in the|in|at|during|around|the) |^(?:early|late) ")
#: Format by format, what people call it.
_WORDS = {
    Format.READ: "read reads reading article articles book books blog blogs text texts paper papers research",
    Format.LISTEN: "listen listens listening hear hearing podcast podcasts audio",
    Format.WATCH: "watch watches watching video videos see seeing recording recordings film films",
    Format.DO: "do doing practise practice practising practicing try trying exercise exercises course courses tools",
    Format.TALK: "talk talks talking discuss discussing discussion discussions conversation conversations people ask",
}
_FORMATS = {word: one for one, words in _WORDS.items() for word in words.split()}
_FILLERS = {"then", "and", "or", "first", "to", "i", "like", "by", "also", "maybe", "with", "hands", "on", "my", "some"}
_CLOSE = 75


def formats(words: str, *, field: str = "formats") -> tuple[Format, ...]:
    """The formats in what somebody wrote, each once, in its order. Raises InvalidInput for ``field``."""
    found: dict[Format, None] = {}
    for word in re.findall(r"[^\W_]+", folded(clean_line(words))):
        if word in _FILLERS:
            continue
        if word not in _FORMATS:
            close = process.extractOne(word, list(_FORMATS), scorer=fuzz.ratio, score_cutoff=_CLOSE)
            meant = f"Did you mean {_FORMATS[close[0]]}? " if close else ""
            raise InvalidInput(
                f"“{quoted(word)}” is no format that I know.",
                f"{meant}Name any of {', '.join(Format)}, the best first.",
                field=field,
            )
        found[_FORMATS[word]] = None
    if not found:
        raise InvalidInput(
            f"There is no format in “{quoted(words)}”.",
            f"Name any of {', '.join(Format)}, the best first.",
            field=field,
        )
    return tuple(found)


def hours(words: str, *, field: str = "hours") -> str:
    """The part of a day that somebody wrote, like ``18:00-21:00``. Raises InvalidInput for ``field``."""
    line = folded(clean_line(words))
    while (shorter := _BEFORE_A_PART.sub("", line)) != line:
        line = shorter
    part = _PARTS.get(line) or _PARTS.get(line.removesuffix("s"))
    if part:
        return part
    try:
        return str(when.hours(words, field=field))
    except InvalidInput as refused:
        raise InvalidInput(
            f"“{quoted(words)}” are no hours that I can read.",
            "Write for example 18:00-21:00, mornings or evenings.",
            field=field,
        ) from refused
