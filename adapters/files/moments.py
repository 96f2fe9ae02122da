"""When something was saved, and how long it takes, as files write them.

Browsers count seconds, milliseconds or microseconds since 1970 (one of them since 1601); other programs write ISO
dates. What makes no sense as a date of a saved web page is treated as not said.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Seconds between 1601, where Windows and Chromium count from, and 1970.
_SECONDS_BEFORE_1970 = 11_644_473_600
#: Nobody saved a web page before there was a web; a later year than this is a counting error.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def moment(text: str) -> datetime | None:
    """The instant that ``text`` means, aware UTC; ``None`` for nonsense. Dates without a zone count as UTC."""
    text = text.strip()
    if re.fullmatch(r"\d{9,20}(\.\d+)?", text):
        return _plausible(_from_count(int(text.partition(".")[0])))
    for read in (_from_iso, _from_mail):
        if (found := read(text)) is not None:
            return _plausible(found)
    return None


def minutes(text: str) -> int | None:
    """Whole minutes out of ``15``, ``15 min``, ``1h 20m``, ``PT1H20M``, ``0:45:00`` or ``12:30`` (minutes:seconds).

    Seconds round up, so a video of 30 seconds takes 1 minute. ``None`` where it says nothing.
    """
    text = text.strip().lower()
    if clock := re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})", text):
        first, second, third = (int(part or 0) for part in clock.groups())
        return first * 60 + second + (third > 0)
    if re.fullmatch(r"\d{1,6}", text):
        return int(text)
    spans = re.fullmatch(
        r"(?:pt)?(?:(\d{1,4}(?:[.,]\d+)?)\s*h(?:ou)?r?s?)?[\s,]*(?:and\s+)?"
        r"(?:(\d{1,6}(?:[.,]\d+)?)\s*(?:m|mins?|minutes?)\.?)?[\s,]*(?:(\d{1,6})\s*s(?:ec(?:ond)?s?)?)?",
        text,
    )
    if spans is None or not any(spans.groups()):
        return None
    hours, whole, seconds = (float((part or "0").replace(",", ".")) for part in spans.groups())
    return -int(-(hours * 60 + whole + seconds / 60) // 1)


def year(text: str) -> int | None:
    """The year in a year or a date (``2019``, ``2019-05-01``, ``May 2019``); ``None`` when there is none."""
    found = re.search(r"(?<!\d)(1[0-9]{3}|20[0-9]{2}|21[0-9]{2})(?!\d)", text)
    return int(found[1]) if found else None


def _from_count(count: int) -> datetime | None:
    if count >= 10**18:
        count //= 1000
    if count >= 10**16:
        count -= _SECONDS_BEFORE_1970 * 10**6
    ticks_a_second = 1 if count < 10**11 else 1000 if count < 10**14 else 10**6
    try:
        return _EPOCH + timedelta(microseconds=count * 10**6 // ticks_a_second)
    except OverflowError:
        return None


def _from_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _plausible(found: datetime | None) -> datetime | None:
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
