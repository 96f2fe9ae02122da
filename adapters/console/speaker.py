"""Who speaks at the console, where, and in which community; as the dispatcher wants to know it."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from bot.dispatch import Filled, Pressed, Request, Typed
from bot.identity import AccountKey, Place, Role

PLATFORM = "console"
#: The channel one is in at first.
CHANNEL = "general"
#: Longest part of a name that is kept in a key as it is.
_KEY_CHARACTERS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """A person in a channel of a community. On a console everybody is who they say they are."""

    name: str
    community: str
    role: Role = Role.MEMBER
    channel: str = CHANNEL

    @property
    def account(self) -> AccountKey:
        """The key under which the person is known: the same name is the same person."""
        return AccountKey(platform=PLATFORM, workspace=slug(self.community), user=slug(self.name))

    @property
    def place(self) -> Place:
        """The channel."""
        return Place(platform=PLATFORM, workspace=slug(self.community), channel=self.channel)

    def request(self, said: Typed | Pressed | Filled) -> Request:
        """What the person has said, for the dispatcher."""
        return Request(
            account=self.account,
            name=self.name,
            place=self.place,
            said=said,
            role=self.role,
            community_name=self.community,
        )


def slug(name: str) -> str:
    """The name as a key: ``Ada Lovelace`` and ``ada-lovelace`` are one; never empty, in any script."""
    composed = unicodedata.normalize("NFKC", name).casefold()
    words = "".join(
        char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in composed
    ).split()
    key = "-".join(words)
    if 1 <= len(key) <= _KEY_CHARACTERS:
        return key
    digest = hashlib.blake2b(composed.encode("utf-8", "replace"), digest_size=6).hexdigest()
    return f"{key[:_KEY_CHARACTERS]}-{digest}".lstrip("-")
