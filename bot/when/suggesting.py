"""What somebody may mean who is still writing a time: whole times in words, each of which can be read again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.errors import InvalidInput
from bot.when.grammar import MONTHS, WEEKDAYS, plain, read
from bot.when.reading import Reading, Unclear, parse
from bot.when.zones import cities_like

#: Discord: choices of an autocompletion.
CANDIDATES = 25
_DAYS = ("today", "tomorrow", *WEEKDAYS)
# In the order in which they are offered: when people meet first, the night never.
_CLOCKS = ("18:00", "09:00", "12:00", "15:00", "20:00", "17:00", "19:00", "10:00", "14:00", "16:00", "11:00", "13:00")
_MINUTES = ("00", "15", "30", "45")
_PART_OF_CLOCK = re.compile(r"([0-9]{1,2})(?:(:)([0-5]?))?")
_HALVES = re.compile(r"([0-9]{1,2}) ?([ap])")
_FROM_NOW_BEGUN = re.compile(r"i|in(?: [0-9]+(?: [a-z]*)?)?")
_FROM_NOW = ("hours", "days 18:00", "days 09:00", "weeks 18:00", "minutes")


def suggest(typed: str, zone: str, now: datetime) -> list[str]:
    """Up to 25 times that the words so far can become, as :func:`bot.when.spoken` tells them.

    What the words mean as they are comes first, then the others in the order of time. Each can be read again by
    :func:`bot.when.parse`. Of a time that comes twice both are there, of one that is skipped its neighbours; nothing
    for words that can become no time.
    """
    text = plain(typed)
    meant = {reading.spoken: reading.at for reading in _readings(text, zone, now)}
    others: dict[str, datetime] = {}
    for words in _guesses(text):
        if len(meant) + len(others) >= CANDIDATES:
            break
        others |= {reading.spoken: reading.at for reading in _readings(words, zone, now) if reading.spoken not in meant}
    return [*meant, *sorted(others, key=others.__getitem__)][:CANDIDATES]


def _readings(words: str, zone: str, now: datetime) -> Sequence[Reading]:
    try:
        return [parse(words, zone, now)]
    except Unclear as refusal:
        return [offer for offer in refusal.offers if offer.at > now]
    except InvalidInput:
        return []


def _guesses(text: str) -> Iterator[str]:
    """Texts that begin like this one, the likeliest first; many of them are no times, and some are the same."""
    if _FROM_NOW_BEGUN.fullmatch(text):
        yield from _from_now(text)
    head, _, last = text.rpartition(" ")
    # A number alone may be a day of the month as well.
    for day in [head] if head else _DAYS[:2] if last.isdecimal() else _DAYS:
        yield from (f"{day} {clock}" for clock in _clocks(last))
    if text.isdecimal():
        yield from (f"{text} {month} 18:00" for month in MONTHS)
    days = _days(text)
    for clock in _CLOCKS[: max(2, CANDIDATES // len(days))]:
        yield from (f"{day} {clock}" for day in days)
    yield from _with_cities(text)


def _from_now(text: str) -> Iterator[str]:
    """``in`` and a number with all that can be counted."""
    number = re.search(r"[0-9]+", text)
    for count in [number[0]] if number else ["1", "2", "3"]:
        yield from (whole for unit in _FROM_NOW if (whole := f"in {count} {unit}").startswith(text))


def _clocks(text: str) -> list[str]:
    """The times of day that begin so: ``18`` and ``18:``, ``6`` and ``6p``."""
    if half := _HALVES.fullmatch(text):
        return [f"{half[1]}{half[2]}m"]
    found = _PART_OF_CLOCK.fullmatch(text)
    if not found:
        return [text] if text[:1].isdecimal() and ":" in text else []
    if found[2]:
        return [f"{found[1]}:{minutes}" for minutes in _MINUTES if minutes.startswith(found[3])] or [f"{text}0"]
    return [f"{text}:00", f"{text}pm"] if 1 <= int(text) <= 12 else [f"{text}:00"]


def _days(text: str) -> Sequence[str]:
    """The text with its last word made a whole day or month; as it is where it has no word at its end."""
    head, _, last = text.rpartition(" ")
    if not text or not last.isalpha():
        return [text] if text else _DAYS
    names = MONTHS if head else (*_DAYS, *(f"{month} 1" for month in MONTHS))
    return [f"{head} {name}".strip() for name in names if name.startswith(last)] or [text]


def _with_cities(text: str) -> Iterator[str]:
    """The text with a city that begins like the words behind the time."""
    try:
        rest = read(text).rest
    except InvalidInput:
        return
    if rest:
        yield from (f"{text.removesuffix(rest)}{city}" for city in cities_like(rest))
