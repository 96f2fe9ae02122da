"""What a resource is: its kinds, levels and costs, and the draft that a member, a file or a form fills in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing a resource is. ``LINK`` is for an address of which nobody has said more."""

    ARTICLE = "article"
    RESEARCH = "research"
    PODCAST = "podcast"
    VIDEO = "video"
    BOOK = "book"
    COURSE = "course"
    TOOL = "tool"
    COMMUNITY = "community"
    RECORDING = "recording"
    EXAMPLE = "example"
    #: What was answered to a question of an AMA.
    ANSWER = "answer"
    LINK = "link"


class Level(StrEnum):
    """Whom a resource is for."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Cost(StrEnum):
    """What a resource costs."""

    FREE = "free"
    PAID = "paid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A resource as somebody hands it in: nothing is normalised or checked yet, and ``None`` means "not said"."""

    title: str
    kind: Kind | None = None
    address: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    #: A BCP 47 language tag, lower case: ``en``, ``pt-br``.
    language: str | None = None
    #: How long it takes to read, watch or hear, in whole minutes.
    minutes: int | None = None
    level: Level | None = None
    cost: Cost | None = None
    #: What it is: the file's or the page's own words.
    description: str = ""
    #: Why it is good: the words of the person who shares it.
    why: str = ""
    tags: tuple[str, ...] = ()
    #: When it was saved at its source (a bookmark's date), aware UTC.
    added_at: datetime | None = None
    #: The reason why it was retired; ``None`` while it is in use.
    retired: str | None = None
    #: Line in its file, counted from 1; 0 where that is not known. Drafts are the same wherever they stood.
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class TagDraft:
    """A tag's own facts as a file carries them (our JSON only)."""

    name: str
    description: str = ""
    parent: str | None = None
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Skip:
    """Something in a file that is not taken over, with the reason as half a sentence ("no title")."""

    #: Line number in the file, counted from 1; 0 where the format has no lines.
    line: int
    #: A short quotation of what was skipped, at most 80 characters.
    what: str
    reason: str
