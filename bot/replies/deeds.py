"""What the bot does on its own besides saying something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: Discord: 1-100 and 0-1,000 characters of a scheduled event, 0-100 of its location (discord-api-docs).
HAPPENING_TITLE_CHARACTERS, HAPPENING_ABOUT_CHARACTERS, HAPPENING_WHERE_CHARACTERS = 100, 1_000, 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """An event that the platform itself keeps and shows, where it has such a thing (Discord: a scheduled event)."""

    title: str
    about: str
    starts_at: datetime
    ends_at: datetime
    #: Where it is, in words or as an address.
    where: str
    is_cancelled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """Somebody is let into a role, or into a channel: done, not said. Doing it twice is as good as once.

    Discord: into a role. Its channels are opened by roles; letting one person into a channel would leave a permission
    of their own there that nobody ever takes away, so a channel is refused. Slack: into a channel; it has no roles.
    """

    user: str
    #: Exactly one of the two: the platform's id of a role, or of a channel.
    role: str = ""
    channel: str = ""
    #: Why, for the record that the platform keeps of what is done, where it keeps one.
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.user or bool(self.role) == bool(self.channel):
            raise ValueError("one person is let into a role or into a channel, and into one of them")


#: What the bot does on its own besides saying something.
Deed = Happening | Admission
