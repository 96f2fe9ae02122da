"""Hosts from outside: a page of their own for one AMA, the key that leads to it once, and what may be done there.

The key is exchanged for a session on the first visit and is worth nothing from then on. Both are random, and only
their hashes are kept. A guest is a member of the community by an account on the platform :data:`PLATFORM`, so that
what they do is theirs in every row; that account can do nothing but what is listed here, and only in its one AMA.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.errors import NotAllowed, NotFound
from bot.identity import AccountKey, AmaId, CommunityId

PLATFORM = "guest"
#: How long after the planned end of an AMA its guests still get in.
OPEN_AFTER = timedelta(hours=12)
#: Bytes of chance in a key and in a session: 192 bits.
_SECRET_BYTES = 24
#: As :func:`secrets.token_urlsafe` writes them.
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
#: Where a page stands below the address of the web server.
PATH = "/guest"
#: The console of a guest, and what can be done from it.
VIEW = ("ama", "guest-console")
_WORDS = (
    "begin", "console", "take", "later", "answer", "said", "refuse", "hide", "question", "review", "approve", "close",
    "close-declining", "keep", "recap",
)  # fmt: skip
_MAY = frozenset({VIEW, *(("ama", word) for word in _WORDS)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """A host from outside who has opened their page, or has the key to it."""

    community: CommunityId
    ama: AmaId
    name: str
    #: The zone in which the time of the AMA was given.
    zone: str

    @property
    def account(self) -> AccountKey:
        """By which the dispatcher knows them: one for each AMA."""
        return account_of(self.community, self.ama, self.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What an organiser may know about the page of a guest."""

    until: datetime
    #: Whether the key was used.
    is_opened: bool


class GuestStore(Protocol):
    """Pages of guests."""

    async def page(self, community: CommunityId, ama: AmaId, name: str) -> Page | None:
        """The page that a guest has, also one that has ended."""
        ...

    async def make(
        self, community: CommunityId, ama: AmaId, name: str, kept: str, until: datetime, now: datetime
    ) -> bool:
        """Let a guest in by a secret whose hash this is, and by none from before; False where there is no such guest.

        Who has no account for it yet gets one.
        """
        ...

    async def revoke(self, community: CommunityId, ama: AmaId, name: str) -> bool:
        """Let a guest in no longer; whether they could come in before."""
        ...

    async def find(self, kept: str, now: datetime) -> Guest | None:
        """Who comes in by a secret whose hash this is; None once that has ended, or the AMA lost its guest."""
        ...

    async def exchange(self, kept: str, instead: str) -> bool:
        """Let one secret take the place of another; False where somebody was quicker."""
        ...


def fresh_secret() -> str:
    """A key or a session that nobody can guess: 32 characters of 192 bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def kept_of_key(key: str) -> str:
    """What is kept of a key; never the same as what is kept of a session, so that neither stands for the other."""
    return f"key:{_hashed('key', key)}"


def kept_of_session(session: str) -> str:
    """What is kept of a session."""
    return f"session:{_hashed('session', session)}"


def page_of(session: str) -> str:
    """The name of the page of a session in its address, which gives nothing away."""
    return _hashed("page", session)[:16]


def token_of(session: str) -> str:
    """What every form of a session carries, and no other page can know."""
    return _hashed("form", session)


def is_token_of(session: str, token: str) -> bool:
    """Whether a form was made for this session; it takes as long whatever is wrong."""
    return hmac.compare_digest(token_of(session).encode(), token.encode("utf-8", "backslashreplace"))


def address_of(web_address: str, key: str) -> str:
    """Where a guest begins."""
    return f"{web_address}{PATH}/{key}"


def account_of(community: CommunityId, ama: AmaId, name: str) -> AccountKey:
    """The account of a guest in one AMA."""
    return AccountKey(platform=PLATFORM, workspace=str(community), user=f"{ama}:{name}")


def until_of(ends_at: datetime, now: datetime) -> datetime:
    """How long a page is open that is made now; one of an AMA that is late, as long as if it ended now."""
    return max(ends_at, now) + OPEN_AFTER


def open_until(made_until: datetime, ends_at: datetime) -> datetime:
    """How long a page is open of an AMA that may have been moved since: a later one takes it along."""
    return max(made_until, ends_at + OPEN_AFTER)


async def invited(store: GuestStore, key: str, now: datetime) -> Guest | None:
    """Who may open their page by a key, which stays as it is; None for a key that is unknown, used or over."""
    return await store.find(kept_of_key(key), now) if _SECRET.fullmatch(key) else None


async def opened(store: GuestStore, key: str, now: datetime) -> str | None:
    """The session that a key is exchanged for, once; None for a key that is unknown, used or over."""
    if await invited(store, key, now) is None:
        return None
    session = fresh_secret()
    return session if await store.exchange(kept_of_key(key), kept_of_session(session)) else None


async def entered(store: GuestStore, session: str, page: str, now: datetime) -> Guest | None:
    """Whose session this is; None for one that is unknown, over, or of another page."""
    if not _SECRET.fullmatch(session) or page_of(session) != page:
        return None
    return await store.find(kept_of_session(session), now)


def may(ama: AmaId, path: tuple[str, ...], args: Mapping[str, object]) -> bool:
    """Whether a guest of this AMA may do that: what belongs to the console, and in no other AMA."""
    return path in _MAY and args.get("number") == ama and "to" not in args


def expect_may(ama: AmaId | None, path: tuple[str, ...], args: Mapping[str, object]) -> None:
    """Raises NotAllowed for what a guest of this AMA may not do; of none: whoever asks is no guest."""
    if ama is not None and not may(ama, path, args):
        raise NotAllowed("That cannot be done from this page.", "Please ask the organiser.")


def expect_none(ama: AmaId | None) -> None:
    """Raises NotFound for a guest: one without an account any more is not made known as somebody new."""
    if ama is not None:
        raise NotFound("This page has ended.", "Please ask the organiser.")


def _hashed(purpose: str, secret: str) -> str:
    """One round: there is nothing to guess in 192 random bits."""
    return hmac.new(secret.encode("utf-8", "backslashreplace"), purpose.encode(), hashlib.sha256).hexdigest()
