"""What happens on a platform without anybody asking for something: small frozen values that listeners are told."""

from __future__ import annotations

from dataclasses import dataclass

from bot.identity import AccountKey, Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What all events have: where, and the platform's own number, so that hearing it twice does it once."""

    platform: str
    workspace: str
    event_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkspaceJoined(Event):
    """The bot was added to a workspace."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkspaceLeft(Event):
    """The bot was removed from a workspace, or its token was revoked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonJoined(Event):
    """Somebody has joined the workspace, or a channel of it."""

    account: AccountKey
    name: str
    is_bot: bool = False
    #: Whether the platform lets them see only some of the workspace: guests, people of another workspace.
    is_guest: bool = False
    #: The channel that was joined, where the platform tells of one; "": the workspace.
    channel: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLeft(Event):
    """Somebody has left the workspace."""

    account: AccountKey


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreadOpened(Event):
    """A post in a forum channel, with the forum's own labels on it."""

    place: Place
    title: str
    link: str
    author: AccountKey
    author_name: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelGone(Event):
    """A channel was deleted or archived."""

    place: Place


AnyEvent = WorkspaceJoined | WorkspaceLeft | PersonJoined | PersonLeft | ThreadOpened | ChannelGone
