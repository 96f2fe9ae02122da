"""What happens in Slack without anybody asking for something, as the core's events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack.origin import PLATFORM, Body
from bot.events import AnyEvent, ChannelGone, PersonJoined, WorkspaceLeft
from bot.identity import AccountKey, Place

#: Slack's names of all that is listened to beside mentions and the home tab.
HEARD = (
    "team_join",
    "member_joined_channel",
    "channel_deleted",
    "channel_archive",
    "group_deleted",
    "group_archive",
    "app_uninstalled",
    "tokens_revoked",
)


def happened(body: Body, workspace: str) -> AnyEvent | None:
    """The event in the core's words; None for what nothing can be said about."""
    event = body.get("event") or {}
    event_id = body.get("event_id")
    match event.get("type"):
        case "team_join":
            user = event.get("user") or {}
            return _joined(user.get("id"), workspace, event_id, user=user)
        case "member_joined_channel":
            return _joined(event.get("user"), workspace, event_id, user={})
        case "channel_deleted" | "channel_archive" | "group_deleted" | "group_archive":
            place = Place(platform=PLATFORM, workspace=workspace, channel=str(event.get("channel")))
            return ChannelGone(platform=PLATFORM, workspace=workspace, event_id=event_id, place=place)
        case "app_uninstalled":
            return WorkspaceLeft(platform=PLATFORM, workspace=workspace, event_id=event_id)
        case "tokens_revoked" if (event.get("tokens") or {}).get("bot"):
            return WorkspaceLeft(platform=PLATFORM, workspace=workspace, event_id=event_id)
        case _:
            return None


def _joined(who: object, workspace: str, event_id: str | None, *, user: Mapping[str, Any]) -> PersonJoined | None:
    if not isinstance(who, str) or not who:
        return None
    profile = user.get("profile") or {}
    return PersonJoined(
        platform=PLATFORM,
        workspace=workspace,
        event_id=event_id,
        account=AccountKey(platform=PLATFORM, workspace=workspace, user=who),
        name=profile.get("display_name") or profile.get("real_name") or user.get("name") or who,
        is_bot=bool(user.get("is_bot")),
    )
