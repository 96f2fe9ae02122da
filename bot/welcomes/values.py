"""Who says hello to newcomers, and how far the welcome of somebody is: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.identity import MemberId


class WelcomeState(StrEnum):
    """How far the welcome of a newcomer is."""

    #: A greeter has it in hand.
    OFFERED = "offered"
    #: No greeter has taken it: it is with the organisers.
    UNTAKEN = "untaken"
    SENT = "sent"
    #: An organiser has decided that there is none.
    DECLINED = "declined"
    #: The newcomer has left, or wants no more of it; if they come back, it begins anew.
    VOID = "void"

    @property
    def is_open(self) -> bool:
        """Whether somebody may still send it."""
        return self in {WelcomeState.OFFERED, WelcomeState.UNTAKEN}


class OfferOutcome(StrEnum):
    """What became of asking one greeter."""

    OPEN = ""
    SENT = "sent"
    PASSED = "passed"
    #: Not taken in time.
    LATE = "late"
    #: Greeter or newcomer have left, or somebody else was quicker.
    GONE = "gone"
    #: They take no direct messages.
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Greeter:
    """A member who says hello to newcomers."""

    member: MemberId
    name: str
    is_off_duty: bool = False
    #: How often they are asked in seven days at most.
    per_week: int
    #: When they can be asked, by their own clock, like ``09:00-18:00``; None: whenever it is not quiet.
    hours: str | None = None
    #: When it was their turn last; whoever sleeps then is asked in the morning.
    turned_at: datetime | None = None
    #: How often they were asked in the seven days that were looked at.
    asked: int = 0
    #: The hours in which they want to be left alone; None: the usual ones.
    quiet: str | None = None
    zone: str = "UTC"
    #: What they speak, where they have said so.
    language: str | None = None
    #: Whether they are still here, by any account.
    is_here: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Welcome:
    """The welcome of a newcomer."""

    newcomer: MemberId
    #: How the newcomer is called.
    name: str
    state: WelcomeState
    ordered_at: datetime
    #: Who has it in hand; once it is sent, in whose name. None: nobody, or the bot itself.
    greeter: MemberId | None = None
    greeter_name: str = ""
    offered_at: datetime | None = None
    #: Until when the greeter may take it; once it is with the organisers, since when.
    offered_until: datetime | None = None
    #: The words of a person; "": the bot's draft. Once it is sent, what was sent.
    words: str = ""
    sent_at: datetime | None = None


#: What messages to organisers are about: all whom nobody has welcomed, so that several stand in one.
UNTAKEN_TOPIC = "welcomes:untaken"


def topic_of(newcomer: MemberId) -> str:
    """What all messages about the welcome of somebody are about."""
    return f"welcome:{newcomer}"


def volunteer_topic(member: MemberId) -> str:
    """What messages are about that ask whether somebody may greet newcomers."""
    return f"welcomes:volunteer:{member}"


def rota_topic(by: MemberId) -> str:
    """What messages are about that tell people whom ``by`` has put on the rota."""
    return f"welcomes:rota:{by}"


def topics_about(member: MemberId) -> tuple[str, ...]:
    """What all messages are about in which somebody is named as newcomer, as volunteer, or as who has said so."""
    return topic_of(member), volunteer_topic(member), rota_topic(member)
