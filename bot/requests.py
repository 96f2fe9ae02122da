"""What a platform has heard, what it shall show, and what a command is given to work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.charts import Draw
from bot.grammar import Commands
from bot.identity import AccountKey, AmaId, Community, Member, Place, Role
from bot.ports import Unit
from bot.replies import Reply


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as a person typed it, without the slash."""

    line: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that was pressed, as it was packed."""

    packed: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A command with options that the platform has asked for itself, or a form that was sent."""

    command: tuple[str, ...]
    args: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a platform has heard."""

    account: AccountKey
    #: How the person is called there.
    name: str
    place: Place
    said: Typed | Pressed | Filled
    #: What the platform itself vouches for: its administrators are organisers always.
    role: Role = Role.MEMBER
    #: Whether the platform says that they are a guest, who belongs to somebody else and sees only some of it.
    is_guest: bool = False
    #: The one AMA whose console is in the hands of a host from outside; see :mod:`bot.guests`.
    guest_of: AmaId | None = None
    #: How a community that is not known yet is called.
    community_name: str = ""
    #: The platform's own number of this event; the same number twice is the same event.
    event_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the platform shall show, and whether only to the person who asked."""

    reply: Reply
    is_private: bool = True
    #: The option that a refusal is about, where it is about one.
    field: str | None = None
    #: Whether this was heard before and is done already: nobody needs to be told again.
    is_repeat: bool = False


@dataclass(kw_only=True, slots=True)
class Call:
    """What a handler is given: who asks, where, when, and the unit of work."""

    community: Community
    member: Member
    role: Role
    place: Place
    now: datetime
    unit: Unit
    commands: Commands
    #: Whether whoever asks is a guest of the platform.
    is_guest: bool = False
    #: The AMA that whoever asks hosts from outside.
    guest_of: AmaId | None = None
    #: Where the web server is reached from outside; empty: nowhere.
    web_address: str = ""
    #: Draws charts; None where nobody does, so that answers have words only.
    draw: Draw | None = None
    #: Written after a command that only reads has been answered: a look-up itself writes nothing.
    afterwards: list[Callable[[Unit], Awaitable[None]]] = field(default_factory=list)
