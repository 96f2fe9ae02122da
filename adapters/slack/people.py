"""Who somebody is in Slack: their name, and whether the workspace's administrators count them among themselves.

Kept for some minutes. What cannot be found out is denied: a person of whom Slack tells nothing is a member.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.calls import RATE_LIMITED, CallFailed, Calls
from bot.identity import Role

log = logging.getLogger(__name__)

#: How long somebody is taken for who they were, and how long nobody is asked again after a failure.
KEPT_SECONDS = 5 * 60
FAILURE_SECONDS = 30
#: Slack has this long to tell: the person is waiting, and a form has to be opened within three seconds.
PATIENCE_SECONDS = 1.5
#: People that are kept at a time.
KEPT = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A person as the dispatcher wants to know them."""

    name: str
    role: Role = Role.MEMBER


class People:
    """The people of all workspaces, asked for when they say something."""

    def __init__(self, calls: Calls, monotonic: Callable[[], float]) -> None:
        self._calls = calls
        self._monotonic = monotonic
        self._known: dict[tuple[str, str], tuple[float, Person]] = {}
        self._asking: dict[tuple[str, str], asyncio.Lock] = {}

    async def who(self, token: str, workspace: str, user: str, *, called: str = "") -> Person:
        """The person behind a user id; ``called`` is their name if Slack does not tell a better one."""
        key = (workspace, user)
        if found := self._fresh(key):
            return found
        async with self._asking.setdefault(key, asyncio.Lock()):
            if found := self._fresh(key):
                return found
            person, seconds = await self._asked(token, key, called)
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[key] = (self._monotonic() + seconds, person)
        self._asking.pop(key, None)
        return person

    def _fresh(self, key: tuple[str, str]) -> Person | None:
        until, person = self._known.get(key, (0.0, None))
        return person if until > self._monotonic() else None

    async def _asked(self, token: str, key: tuple[str, str], called: str) -> tuple[Person, float]:
        try:
            if self._calls.held_up(token, "users.info") > PATIENCE_SECONDS:
                # A workspace is told of about a hundred people a minute; whoever comes then need not wait in vain.
                raise CallFailed("users.info", RATE_LIMITED)
            async with asyncio.timeout(PATIENCE_SECONDS):
                told = await self._calls.read(token, "users.info", user=key[1])
            return person_in(told.get("user", {}), key[0], called), KEPT_SECONDS
        except (CallFailed, TimeoutError, TypeError, AttributeError) as error:
            log.warning("somebody is taken for a member", extra={"reason": type(error).__name__})
            before = self._known.get(key, (0.0, Person(name=called or key[1])))[1]
            return replace(before, role=Role.MEMBER), FAILURE_SECONDS


def person_in(user: Mapping[str, Any], workspace: str, called: str = "") -> Person:
    """The person in an answer of ``users.info``."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), called, user.get("name"))
    name = next((name for name in names if name), "Someone")
    return Person(name=name, role=Role.ORGANISER if _administers(user, workspace) else Role.MEMBER)


def _administers(user: Mapping[str, Any], workspace: str) -> bool:
    """Guests, people of another workspace in a shared channel, bots and former members never do."""
    is_outside = any(
        user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted", "is_bot")
    )
    own = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    if is_outside or workspace not in own:
        return False
    return any(user.get(flag) is True for flag in ("is_admin", "is_owner", "is_primary_owner"))
