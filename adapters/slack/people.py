"""Who somebody is in Slack: their name, whether they administer the workspace, and whether they are of it at all.

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
#: Slack's own helper, the same in every workspace.
SLACKBOT = "USLACKBOT"
#: People that are kept at a time.
KEPT = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A person as the dispatcher wants to know them."""

    name: str
    role: Role = Role.MEMBER
    #: A program: of an app, of a workflow, Slack's own.
    is_bot: bool = False
    #: Somebody who sees only some of the workspace: a guest of it, or one of another workspace in a shared channel.
    is_guest: bool = False
    #: Whether Slack has ever told who it is.
    is_known: bool = True


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
            self._keep(key, person, seconds)
        self._asking.pop(key, None)
        return person

    def told(self, workspace: str, user: Mapping[str, Any]) -> Person:
        """The person in a payload that tells of them whole: who joins need not be asked about."""
        person = person_in(user, workspace)
        self._keep((workspace, str(user.get("id", ""))), person, KEPT_SECONDS)
        return person

    def changed(self, workspace: str, user: Mapping[str, Any]) -> None:
        """Take note of a payload by which somebody is another than before, if they are kept."""
        if self._fresh((workspace, str(user.get("id", "")))):
            self.told(workspace, user)

    def _keep(self, key: tuple[str, str], person: Person, seconds: float) -> None:
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[key] = (self._monotonic() + seconds, person)

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
            before = self._known.get(key, (0.0, Person(name=called or key[1], is_known=False)))[1]
            return replace(before, role=Role.MEMBER), FAILURE_SECONDS


def person_in(user: Mapping[str, Any], workspace: str, called: str = "") -> Person:
    """The person in an answer of ``users.info``."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), called, user.get("name"))
    name = next((name for name in names if name), "Someone")
    is_bot, is_guest = is_a_bot(user), _is_guest(user, workspace)
    administers = any(user.get(flag) is True for flag in ("is_admin", "is_owner", "is_primary_owner"))
    is_inside = not (is_bot or is_guest or user.get("deleted"))
    role = Role.ORGANISER if administers and is_inside else Role.MEMBER
    return Person(name=name, role=role, is_bot=is_bot, is_guest=is_guest)


def is_a_bot(user: Mapping[str, Any]) -> bool:
    """Whether it is a program. Of Slack's own, Slack itself says that it is none (DOC:user object, "is_bot")."""
    return user.get("id") == SLACKBOT or any(user.get(flag) for flag in ("is_bot", "is_workflow_bot"))


def _is_guest(user: Mapping[str, Any], workspace: str) -> bool:
    """Multi- and single-channel guests, and people of another workspace: by Slack's flag, and by their own one."""
    if any(user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")):
        return True
    own = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    return workspace not in own
