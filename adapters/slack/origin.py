"""Where something was said in Slack, by whom, and how it can be answered: the same value for every kind of payload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from bot.identity import AccountKey, Place

PLATFORM = "slack"

Body = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """A workspace that the app is installed in."""

    id: str
    token: str
    name: str = ""
    bot_user: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Who said something, where, and the ways to answer that came with it."""

    workspace: Workspace
    user: str
    name: str = ""
    #: Empty where there is none: in the home tab and for shortcuts without a message.
    channel: str = ""
    thread: str | None = None
    event_id: str | None = None
    #: Takes up to five answers within 30 minutes.
    response_url: str = ""
    #: Opens one form within three seconds.
    trigger_id: str = ""
    #: The message whose button was pressed.
    message: str = ""
    is_ephemeral: bool = False
    #: The form, or the home tab, that it was said in.
    view: str = ""
    is_home: bool = False
    #: Whether everybody in the channel has seen the question, and shall see the answer.
    is_public: bool = False
    heard_at: float = 0.0

    @property
    def account(self) -> AccountKey:
        """The key under which the person is known."""
        return AccountKey(platform=PLATFORM, workspace=self.workspace.id, user=self.user)

    @property
    def place(self) -> Place:
        """The channel; a conversation with the bot alone where there is none."""
        return Place(
            platform=PLATFORM, workspace=self.workspace.id, channel=self.channel or self.user, thread=self.thread
        )


def of_command(body: Body, workspace: Workspace) -> Origin:
    """Of a slash command."""
    return Origin(
        workspace=workspace,
        user=_text(body, "user_id"),
        name=_text(body, "user_name"),
        channel=_text(body, "channel_id"),
        thread=_text(body, "thread_ts") or None,
        event_id=_text(body, "trigger_id") or None,
        response_url=_text(body, "response_url"),
        trigger_id=_text(body, "trigger_id"),
        heard_at=monotonic(),
    )


def of_interaction(body: Body, workspace: Workspace) -> Origin:
    """Of a pressed button, a shortcut, or a form that was sent or asks for suggestions."""
    user, channel, message = _part(body, "user"), _part(body, "channel"), _part(body, "message")
    container, view = _part(body, "container"), _part(body, "view")
    trigger = _text(body, "trigger_id")
    return Origin(
        workspace=workspace,
        user=_text(user, "id"),
        name=_text(user, "username") or _text(user, "name"),
        channel=_text(channel, "id") or _text(container, "channel_id"),
        thread=_text(message, "thread_ts") or _text(container, "thread_ts") or None,
        event_id=trigger or None,
        response_url=_text(body, "response_url"),
        trigger_id=trigger,
        message=_text(container, "message_ts"),
        is_ephemeral=container.get("is_ephemeral") is True,
        view=_text(view, "id"),
        is_home=_text(view, "type") == "home",
        heard_at=monotonic(),
    )


def of_mention(body: Body, workspace: Workspace) -> Origin:
    """Of a message that mentions the bot: the answer goes into its thread."""
    event = _part(body, "event")
    return Origin(
        workspace=workspace,
        user=_text(event, "user"),
        channel=_text(event, "channel"),
        thread=_text(event, "thread_ts") or _text(event, "ts") or None,
        event_id=_text(body, "event_id") or None,
        is_public=True,
        heard_at=monotonic(),
    )


def of_home(body: Body, workspace: Workspace) -> Origin:
    """Of somebody who opened the home tab."""
    event = _part(body, "event")
    return Origin(workspace=workspace, user=_text(event, "user"), is_home=True, heard_at=monotonic())


def _part(body: Body, name: str) -> Body:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(body: Body, name: str) -> str:
    found = body.get(name)
    return found if isinstance(found, str) else ""
