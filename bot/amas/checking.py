"""What can be agreed about an AMA: which words and numbers are taken, and what is said about others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.amas.values import Ama, AmaState, Session, Wish
from bot.errors import InvalidInput
from bot.identity import MemberId, TagId
from bot.typed import clean, clean_line

#: Characters of a title. Discord: 100 of a scheduled event.
TITLE_CHARACTERS = 100
ABOUT_CHARACTERS = 2_000
WHERE_CHARACTERS = 200
NAME_CHARACTERS = 80
WHY_CHARACTERS = 1_000
REASON_CHARACTERS = 500
#: Words of an announcement, placeholders included.
WORDS_CHARACTERS = 1_500
LEAST_MINUTES, MOST_MINUTES = 5, 24 * 60
MOST_SEATS = 100_000
LEAST_QUESTIONS, MOST_QUESTIONS = 1, 50
#: Hosts and helpers of one AMA, and channels in which it is announced.
HOSTS, PLACES = 10, 10


def changed(session: Session, changes: Mapping[str, Any]) -> Session:
    """What is agreed, with these changes, checked. Raises InvalidInput for the option that cannot be."""
    result = replace(session, **changes)
    title = line(result.title, "title", TITLE_CHARACTERS)
    if not title:
        raise InvalidInput("It needs a title.", "Say what it is about in a few words.", field="title")
    number(result.minutes, "minutes", LEAST_MINUTES, MOST_MINUTES)
    number(result.questions_each, "questions", LEAST_QUESTIONS, MOST_QUESTIONS)
    if result.capacity is not None:
        number(result.capacity, "capacity", 1, MOST_SEATS)
    return replace(
        result,
        title=title,
        about=clean(_within(result.about, "about", ABOUT_CHARACTERS)),
        meets_at=line(result.meets_at, "where", WHERE_CHARACTERS),
        announcement=within_words(result.announcement),
    )


def wish(topic: str, why: str, who: MemberId | None, who_name: str, tags: tuple[TagId, ...] = ()) -> Wish:
    """A proposal, checked. Raises InvalidInput."""
    said = line(topic, "topic", TITLE_CHARACTERS)
    if not said:
        raise InvalidInput("A proposal needs a topic.", "For example /ama propose Starting a guild", field="topic")
    return Wish(
        topic=said,
        why=clean(_within(why, "why", WHY_CHARACTERS)),
        who=who,
        who_name=line(who_name, "name", NAME_CHARACTERS),
        tags=tags,
    )


def reason(words: str) -> str:
    """Why something is cancelled or declined, as people read it. Raises InvalidInput where nothing is said."""
    said = line(words, "reason", REASON_CHARACTERS)
    if not said:
        raise InvalidInput("People want to know why.", "Say it in a sentence.", field="reason")
    return said


def within_words(words: str) -> str:
    """The words of an announcement, cleaned. Raises InvalidInput for too many."""
    return clean(_within(words, "words", WORDS_CHARACTERS))


def line(words: str, field: str, characters: int) -> str:
    """The words on one line. Raises InvalidInput for more characters than these."""
    return _within(clean_line(words), field, characters)


def number(value: int, field: str, least: int, most: int) -> None:
    """Raises InvalidInput for a number outside these borders."""
    if not least <= value <= most:
        message = f"{field} goes from {least:,} to {most:,}, not {value:,}."
        raise InvalidInput(message, f"Write for example {field}:{least}.", field=field)


def overlapping(ama: Ama, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether an AMA takes place in a part of this time; where one ends and the other begins they do not overlap."""
    return ama.session.starts_at < ends_at and starts_at < ama.session.ends_at


def is_ahead(ama: Ama, now: datetime) -> bool:
    """Whether it is still to come, or goes on: a live one until it is closed."""
    return ama.state is AmaState.LIVE or (ama.state is AmaState.SCHEDULED and ama.session.ends_at > now)


def _within(words: str, field: str, characters: int) -> str:
    if len(words) > characters:
        message = f"{field} is too long: {len(words):,} characters, at most {characters:,}."
        raise InvalidInput(message, "Please say it shorter.", field=field)
    return words
