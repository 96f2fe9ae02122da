"""Posts: what the bot says on its own. The third inbound shape beside commands and listeners, and declared like them.

A capability writes an order (:class:`bot.deliveries.Order`) that names a post and its subject; when it is due, the
post makes the words from what is true then, in the transaction that claims it. ``None`` means that there is nothing to
say any more, and the delivery is void.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.deliveries import Delivery, Late, is_late
from bot.identity import Community
from bot.ports import Unit
from bot.replies import Deed, Shown


class Fallback(Enum):
    """What happens instead where a message cannot be brought to its place."""

    NONE = auto()
    #: A direct message is said in the community's announcements channel, to its person by a mention.
    CHANNEL = auto()
    #: An announcement goes to the community's announcements channel instead, else to the organisers.
    COMMUNITY = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Writing:
    """What a post is given to make its words."""

    community: Community
    now: datetime
    unit: Unit
    delivery: Delivery

    @property
    def subject(self) -> Mapping[str, str | int | bool]:
        """What the order named."""
        return self.delivery.order.subject

    @property
    def is_late(self) -> bool:
        """Whether people should be told that it comes late."""
        return is_late(self.delivery, self.now)


Compose = Callable[[Writing], Awaitable[Shown | Deed | None]]
#: Does what follows from a direct message that could not be brought, in the transaction that gives it up.
Lost = Callable[[Unit, Delivery, datetime], Awaitable[None]]
#: When people are left alone who have not said otherwise.
USUAL_QUIET = "22:00-08:00"


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A kind of message, and how it behaves in bad weather."""

    kind: str
    #: What it is, in a few words for organisers: ``announcement a day before an AMA``.
    about: str
    compose: Compose
    late: Late = Late.NOTE
    fallback: Fallback = Fallback.COMMUNITY
    #: Whether the person did not ask for it: at most one of those a day, and none in quiet hours.
    is_unasked: bool = False
    #: Whether it waits for the end of the person's quiet hours.
    waits_for_morning: bool = False
    #: The quiet hours of people who have not named any.
    quiet: str = USUAL_QUIET
    #: What is done where a direct message could not be brought to its person in any way; None: organisers are told.
    lost: Lost | None = None


#: What each kind is, for people who look at a list of messages; and the kinds that only do something when they are due.
_ABOUT: dict[str, str] = {}
_SILENT: set[str] = set()
#: Kinds of which organisers are not told whom they are for.
_CONFIDENTIAL: set[str] = set()


def about(kind: str) -> str:
    """What a kind of message is; the kind itself where no post of this version makes it."""
    return _ABOUT.get(kind, kind)


def is_silent(kind: str) -> bool:
    """Whether nothing is posted by messages of this kind: what they are aimed at is then no place that people know."""
    return kind in _SILENT


def is_confidential(kind: str) -> bool:
    """Whether organisers do not learn whom messages of this kind are for."""
    return kind in _CONFIDENTIAL


def post(
    kind: str,
    *,
    about: str,
    late: Late = Late.NOTE,
    fallback: Fallback = Fallback.COMMUNITY,
    is_unasked: bool = False,
    waits_for_morning: bool = False,
    quiet: str = USUAL_QUIET,
    lost: Lost | None = None,
    says_nothing: bool = False,
    is_confidential: bool = False,
) -> Callable[[Compose], Post]:
    """Declare the function below as the one that makes the words of a kind of message.

    ``says_nothing``: it makes none, and only does something when it is due. ``is_confidential``: organisers do not
    learn whom it is for.
    """
    _ABOUT[kind] = about
    if says_nothing:
        _SILENT.add(kind)
    if is_confidential:
        _CONFIDENTIAL.add(kind)

    def declare(compose: Compose) -> Post:
        return Post(
            kind=kind,
            about=about,
            compose=compose,
            late=late,
            fallback=fallback,
            is_unasked=is_unasked,
            waits_for_morning=waits_for_morning,
            quiet=quiet,
            lost=lost,
        )

    return declare
