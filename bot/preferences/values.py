"""How somebody learns and what they are interested in: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.identity import TagId


class Format(StrEnum):
    """What somebody likes to learn by."""

    READ = "read"
    LISTEN = "listen"
    WATCH = "watch"
    DO = "do"
    TALK = "talk"


def kept_formats(words: str) -> tuple[Format, ...]:
    """The formats that are kept as words; what another version of the bot has written is passed over."""
    return tuple(one for word in words.split() if (one := _FORMATS.get(word)) is not None)


_FORMATS = {one.value: one for one in Format}


class Company(StrEnum):
    """How much company somebody wants while learning."""

    QUIET = "quiet"
    SOCIAL = "social"


class InterestKind(StrEnum):
    """Why a tag stands at a person."""

    #: They want to learn about it.
    LEARN = "learn"
    #: They can help with it.
    HELP = "help"


@dataclass(frozen=True, kw_only=True, slots=True)
class Interest:
    """A tag that stands at a person."""

    tag: TagId
    name: str
    kind: InterestKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Learning:
    """How somebody learns; nothing of it has to be said. Zone and language are kept with the member."""

    #: The dearest first.
    formats: tuple[Format, ...] = ()
    #: Minutes at a time.
    minutes: int | None = None
    #: A level of resources, like ``beginner``; see :class:`bot.resources.Level`.
    level: str | None = None
    company: Company | None = None
    #: When they are best found, by their own clock, like ``18:00-21:00``.
    hours: str | None = None
    #: Whether others see their interests.
    is_public: bool = False


def as_one(one: Learning, other: Learning, *, is_public: bool) -> Learning:
    """What two members who become one have said: what the first has, and what only the other has."""
    return Learning(
        formats=one.formats or other.formats,
        minutes=one.minutes or other.minutes,
        level=one.level or other.level,
        company=one.company or other.company,
        hours=one.hours or other.hours,
        is_public=is_public,
    )
