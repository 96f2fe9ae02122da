"""What happens in Slack without anybody asking for something, as the core's events.

Of who joins a channel Slack tells no more than the id, and apps join channels as people do: who it is is asked for
before the core is told (see :mod:`adapters.slack.people`). Whoever leaves is told of by ``user_change``, which comes
whenever anything about anybody changes; all of those but that are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.origin import PLATFORM, Body
from adapters.slack.people import Person, is_a_bot
from bot.events import AnyEvent, ChannelGone, PersonJoined, PersonLeft, WorkspaceLeft
from bot.identity import AccountKey, Place

#: Slack's names of all that is listened to beside mentions and the home tab.
HEARD = (
    "team_join",
    "member_joined_channel",
    "user_change",
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
            return _joined(_user(event).get("id"), workspace, event_id)
        case "member_joined_channel":
            return _joined(event.get("user"), workspace, event_id, channel=event.get("channel"))
        case "user_change":
            return _left(_user(event), workspace, event_id)
        case "channel_deleted" | "channel_archive" | "group_deleted" | "group_archive":
            place = Place(platform=PLATFORM, workspace=workspace, channel=str(event.get("channel")))
            return ChannelGone(platform=PLATFORM, workspace=workspace, event_id=event_id, place=place)
        case "app_uninstalled":
            return WorkspaceLeft(platform=PLATFORM, workspace=workspace, event_id=event_id)
        case "tokens_revoked" if (event.get("tokens") or {}).get("bot"):
            return WorkspaceLeft(platform=PLATFORM, workspace=workspace, event_id=event_id)
        case _:
            return None


def named(event: PersonJoined, person: Person) -> PersonJoined:
    """The event with all that is known of who has joined."""
    return replace(event, name=person.name, is_bot=person.is_bot, is_guest=person.is_guest)


def user_in(body: Body) -> Mapping[str, Any]:
    """Who has joined the workspace or was changed, where the payload tells of them whole; else empty."""
    event = body.get("event") or {}
    return _user(event) if event.get("type") in {"team_join", "user_change"} else {}


def _user(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who a payload tells of whole."""
    user = event.get("user")
    return user if isinstance(user, Mapping) else {}


def _joined(who: object, workspace: str, event_id: str | None, *, channel: object = "") -> PersonJoined | None:
    if not isinstance(who, str) or not who:
        return None
    return PersonJoined(
        platform=PLATFORM,
        workspace=workspace,
        event_id=event_id,
        account=AccountKey(platform=PLATFORM, workspace=workspace, user=who),
        name=who,
        channel=channel if isinstance(channel, str) else "",
    )


def _left(user: Mapping[str, Any], workspace: str, event_id: str | None) -> PersonLeft | None:
    who = user.get("id")
    if user.get("deleted") is not True or not isinstance(who, str) or is_a_bot(user):
        return None
    account = AccountKey(platform=PLATFORM, workspace=workspace, user=who)
    return PersonLeft(platform=PLATFORM, workspace=workspace, event_id=event_id, account=account)
