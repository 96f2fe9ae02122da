"""Calendars of AMAs: which ones a feed holds, the keys by which feeds are fetched, and their text (RFC 5545).

Each AMA is one event with a start and an end in UTC. It is an instant that was agreed on, so that no calendar has to
know the rules of a zone to show it right, also on the nights on which clocks change. There is no METHOD: with one,
events need an ORGANIZER (RFC 5546, 3.2.1), and nobody is to be asked here whether they come.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot import when
from bot.identity import CommunityId, MemberId, TagId

#: Events in one feed, and how far they may be behind and ahead.
EVENTS = 500
BEHIND, AHEAD = timedelta(days=366), timedelta(days=366 * 6)
#: Bytes of chance in a key: 192 bits.
_KEY_BYTES = 24
#: Octets of a line without its line break (RFC 5545, 3.1).
LINE_OCTETS = 75
#: How often programs shall look for changes.
_REFRESH = "PT1H"
_PRODUCT = "-//Commonplace//Calendar of AMAs//EN"
_ADDRESS = re.compile(r"https?://[\x21-\x7e]+")
#: Breaks of a line besides "\n", for one program or another.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: All other control characters, and halves of characters, which no encoding has.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: The backslash first: what the others bring is not escaped again.
_ESCAPES = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


class Kind(StrEnum):
    """Which AMAs a feed holds."""

    ALL = "all"
    #: Those of one tag and of what is below it.
    TAG = "tag"
    #: Those that its maker comes to, may come to or hosts.
    MINE = "mine"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What a feed holds; a tag for a feed of one tag, and only for that."""

    kind: Kind
    tag: TagId | None = None

    def __post_init__(self) -> None:
        if (self.kind is Kind.TAG) != (self.tag is not None):
            raise ValueError("a tag for a feed of one tag, and only for that")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The community that a calendar is about."""

    community: CommunityId
    name: str
    #: Tells it from every other community, also of another installation, and says nothing about it.
    origin: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A calendar that programs fetch. Its key is known to nobody but who made it: only the hash is kept."""

    source: Source
    choice: Choice
    #: The name of the tag as it is now; empty for other kinds.
    tag_name: str
    made_by: MemberId
    made_at: datetime

    @property
    def title(self) -> str:
        """What programs call it: ``AMAs of Guild, #loops``."""
        match self.choice.kind:
            case Kind.ALL:
                return f"AMAs of {self.source.name}"
            case Kind.TAG:
                return f"AMAs of {self.source.name}, #{self.tag_name}"
            case Kind.MINE:
                return f"My AMAs in {self.source.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An AMA as a calendar shows it."""

    number: int
    title: str
    about: str
    starts_at: datetime
    #: The IANA zone in which its time was given.
    zone: str
    minutes: int
    #: Where people meet, in words or as an address; empty: in the channel of its announcement.
    where: str
    hosts: tuple[str, ...]
    tags: tuple[str, ...]
    #: Grows with every change (RFC 5545, 3.8.7.4).
    sequence: int
    changed_at: datetime
    is_cancelled: bool = False
    #: Why it was cancelled.
    reason: str = ""


class CalendarStore(Protocol):
    """Feeds, and what they hold."""

    async def make(self, community: CommunityId, choice: Choice, by: MemberId, key_hash: str, now: datetime) -> None:
        """Make a feed of a member, instead of the one of the same choice that they had."""
        ...

    async def find(self, key_hash: str) -> Feed | None:
        """The feed behind a key, in whichever community; None once it is revoked or its maker has left."""
        ...

    async def of_member(self, community: CommunityId, member: MemberId) -> list[Feed]:
        """The feeds that a member has made, the oldest first."""
        ...

    async def revoke(self, community: CommunityId, member: MemberId, choice: Choice | None = None) -> int:
        """Let feeds of a member be fetched no longer, those of one choice or all; how many those were."""
        ...

    async def entries(self, community: CommunityId, choice: Choice, member: MemberId, now: datetime) -> list[Entry]:
        """At most :data:`EVENTS` AMAs, in the order of their starts; if there are more, the oldest are left out."""
        ...

    async def source(self, community: CommunityId) -> Source:
        """The community as a calendar names it."""
        ...


def fresh_key() -> str:
    """A key that nobody can guess: 32 characters of 192 bits."""
    return secrets.token_urlsafe(_KEY_BYTES)


def hash_of(key: str) -> str:
    """What is kept of a key. It has more than enough chance in it, so one round is as good as many."""
    return hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()


def origin_of(community: CommunityId, made_at: datetime) -> str:
    """The part of an event's UID that tells communities apart: the same for ever, and after a backup."""
    named = f"{community}\n{made_at.astimezone(UTC).isoformat()}"
    return hashlib.blake2b(named.encode(), digest_size=8).hexdigest()


def address_of(web_address: str, key: str) -> str:
    """Where a feed is fetched."""
    return f"{web_address}/calendar/{key}.ics"


async def fetched(store: CalendarStore, key: str, now: datetime) -> str | None:
    """The calendar behind a key; None for one that is unknown, revoked or no key at all."""
    feed = await store.find(hash_of(key))
    if feed is None:
        return None
    entries = await store.entries(feed.source.community, feed.choice, feed.made_by, now)
    return written(feed.title, entries, feed.source.origin)


def written(title: str, entries: Sequence[Entry], origin: str) -> str:
    """A calendar of these entries as RFC 5545 has it. The same entries give the same text, to the letter."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        # RFC 7986, and what programs read that are older than it.
        f"NAME:{escaped(title)}",
        f"X-WR-CALNAME:{escaped(title)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}",
        f"X-PUBLISHED-TTL:{_REFRESH}",
        *(line for entry in entries for line in _event(entry, origin)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(entry: Entry, origin: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:ama-{entry.number}@{origin}.commonplace"
    # Without METHOD, DTSTAMP says when the entry was changed last (RFC 5545, 3.8.7.2), not when it was fetched.
    yield f"DTSTAMP:{_instant(entry.changed_at)}"
    yield f"LAST-MODIFIED:{_instant(entry.changed_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield f"DTSTART:{_instant(entry.starts_at)}"
    yield f"DTEND:{_instant(entry.starts_at + timedelta(minutes=entry.minutes))}"
    # Some programs show what is cancelled like everything else.
    yield f"SUMMARY:{escaped(f'Cancelled: {entry.title}' if entry.is_cancelled else entry.title)}"
    yield f"DESCRIPTION:{escaped(_description(entry))}"
    if entry.where:
        yield f"LOCATION:{escaped(entry.where)}"
    if _ADDRESS.fullmatch(entry.where):
        yield f"URL:{entry.where}"
    if entry.tags:
        yield f"CATEGORIES:{','.join(map(escaped, entry.tags))}"
    yield "END:VEVENT"


def _description(entry: Entry) -> str:
    hosts = list(entry.hosts)
    names = f"{', '.join(hosts[:-1])} and {hosts[-1]}" if len(hosts) > 1 else "".join(hosts)
    parts = [
        f"Cancelled: {entry.reason}" if entry.is_cancelled and entry.reason else "",
        f"AMA {entry.number}{f' with {names}' if names else ''}, {when.spoken(entry.starts_at, entry.zone)}",
        entry.about,
    ]
    return "\n\n".join(filter(None, parts))


def escaped(text: str) -> str:
    """Words as a value of type TEXT (RFC 5545, 3.3.11). What could end a line, and nobody can see, is not in it."""
    seen = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    # Faster than str.translate, which looks at each character.
    for plain, written_as in _ESCAPES:
        seen = seen.replace(plain, written_as)
    return seen


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character in two of them; each further one begins with a space."""
    octets = line.encode()
    start, room = 0, LINE_OCTETS
    while len(octets) - start > room:
        end = start + room
        # In UTF-8 these only ever stand inside of a character.
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        yield f"{' ' if start else ''}{octets[start:end].decode()}"
        start, room = end, LINE_OCTETS - 1
    yield f"{' ' if start else ''}{octets[start:].decode()}"
