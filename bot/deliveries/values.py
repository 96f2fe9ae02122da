"""One message that the bot posts on its own: what it is, where it goes, and what became of it.

A delivery is a row that is written in the transaction of whatever caused it. Its words are made when it is sent, from
what is true then, and kept in the row before anything leaves, so that every further try says the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.identity import CommunityId, MemberId, Place
from bot.replies import Deed, Shown

#: Discord takes up to 25 characters as a nonce (discord-api-docs, Create Message).
MARK_CHARACTERS = 24


#: What a post needs to make its words.
Subject = Mapping[str, str | int | bool]


class State(StrEnum):
    """How far a delivery is. Nothing is ever deleted instead of being marked."""

    #: Not sent, for certain.
    DUE = "due"
    #: A request may have left, and nobody knows yet what became of it.
    SENDING = "sending"
    SENT = "sent"
    #: Given up, with a reason, and told to the organisers.
    DEAD = "dead"
    #: It may have arrived; the platform gives no way to know, so an organiser decides.
    UNCERTAIN = "uncertain"
    #: No longer wanted: moved, cancelled, or there was nothing to say.
    VOID = "void"


class Late(StrEnum):
    """What becomes of a delivery whose time has passed."""

    #: Dropped and reported once it is no longer of use ("starts now").
    DROP = "drop"
    #: Sent with a note that it is late, as long as it is of use; then dropped and reported ("in 24 hours").
    NOTE = "note"
    #: Sent whenever it can be (a reminder to one person).
    ALWAYS = "always"
    #: Only the newest of its kind and place is sent (a digest, a board that is drawn anew).
    NEWEST = "newest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where a message goes: into a channel, or to one person alone, or to a few in one conversation. One of these."""

    platform: str
    workspace: str
    channel: str = ""
    thread: str | None = None
    #: An account; or several, parted by line breaks, for one conversation of all of them where a platform has that.
    user: str = ""

    def __post_init__(self) -> None:
        if bool(self.channel) == bool(self.user):
            raise ValueError("a message goes to a channel or to a person, and to one of them")

    @property
    def lane(self) -> str:
        """What is kept in order: messages of one channel, or to one person."""
        return "\n".join((self.platform, self.workspace, self.channel or f"@{self.user}"))

    @property
    def is_private(self) -> bool:
        """Whether it is a direct message."""
        return bool(self.user)

    @property
    def people(self) -> tuple[str, ...]:
        """The accounts that a direct message is for; none for a channel."""
        return tuple(self.user.split("\n")) if self.user else ()

    @property
    def is_group(self) -> bool:
        """Whether it is for several people in one conversation."""
        return len(self.people) > 1


def target_of(place: Place) -> Target:
    """The place as a target."""
    return Target(platform=place.platform, workspace=place.workspace, channel=place.channel, thread=place.thread)


#: Before the id of a role or of a channel, in the lanes of admissions.
_INTO = "into "


def into(platform: str, workspace: str, room: str) -> Target:
    """Where an admission to a role or channel goes: a lane of its own, so that one refused holds up nothing else.

    The post that makes it has no fallback: what was not done in one place is not done by saying it in another.
    """
    return Target(platform=platform, workspace=workspace, channel=f"{_INTO}{room}")


def room_of(target: Target) -> str:
    """The role or channel that somebody is let into there; empty where the target is for messages."""
    return target.channel.removeprefix(_INTO) if target.channel.startswith(_INTO) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A message that is to be sent: what a capability writes down."""

    #: Names the message for ever within its community, like ``ama:17:day-before``: written twice, it is sent once.
    key: str
    #: What it is about, like ``ama:17``: what is due about it is cancelled together.
    topic: str
    #: Which post makes its words (see :mod:`bot.posts`).
    kind: str
    target: Target
    due_at: datetime
    #: What the post needs to make its words.
    subject: Subject = field(default_factory=dict)
    #: From this moment on it is of no use any more; None: always of use.
    useful_until: datetime | None = None
    #: The member a direct message is for.
    member: MemberId | None = None
    #: The key of the delivery whose message is to be changed, instead of posting another.
    edits: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A message with all that is known about it."""

    id: int
    community: CommunityId
    order: Order
    state: State
    #: The words, once they are made; they do not change with a further try.
    shown: Shown | Deed | None = None
    #: Requests that may have left, of this generation.
    attempts: int = 0
    #: When the first request of this generation left.
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None
    #: Whether a request of this generation may have arrived without our knowing.
    is_doubtful: bool = False
    #: Counts how often it was posted anew after it was certain that the one before had not arrived.
    generation: int = 0
    #: Grows with every claim; what was found out under an older one is not written down.
    fence: int = 0
    #: The platform's own id of the message, once it is there.
    remote_ref: str | None = None
    reason: str = ""
    #: Whether it is posted as plain text, because the platform refused it as it was.
    is_plain: bool = False
    #: Whether its person had not asked for it.
    is_unasked: bool = False
    #: When something is to be done about it next; None once it is finished.
    ready_at: datetime | None = None
    settled_at: datetime | None = None

    @property
    def mark(self) -> str:
        """What the message carries so that it can be told from all others: 24 characters, the same after a restart.

        It depends on nothing that a restored backup would number otherwise, and is never shared by two contents.
        """
        named = f"{self.community}\n{self.order.key}\n{self.generation}\n{self.is_plain}"
        return hashlib.blake2b(named.encode(), digest_size=MARK_CHARACTERS // 2).hexdigest()
