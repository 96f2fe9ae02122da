"""What each platform has to grant, and what breaks without it: one table, for the manifests and for the doctor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One thing to be granted."""

    name: str
    #: What it is for, as the end of "so that …".
    reason: str
    #: Without it the bot is of no use, and not just less.
    is_essential: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission(Need):
    """A permission in channels of Discord."""

    bit: int
    #: As Discord's own settings call it.
    label: str
    #: What is done with it is done to the server, so that only roles count, and not what a channel changes.
    is_of_server: bool = False


#: Slack has no narrower scope in which a bot finds its own messages again.
_PASSED_OVER = "; other people's messages in the answer are passed over unread"
_SEES_ARRIVED = "the bot sees whether an announcement of its own arrived when Slack did not say"
#: Scopes of the bot's token in Slack; a test compares them with those that the adapter names.
SLACK_SCOPES = (
    Need(name="app_mentions:read", reason="a mention of the bot with words is looked up"),
    Need(name="channels:history", reason=f"{_SEES_ARRIVED}, in public channels{_PASSED_OVER}"),
    Need(name="channels:read", reason="a public channel that is gone is no longer posted to"),
    Need(
        name="channels:write.invites",
        reason="newcomers are let into public channels that follow from their answers, by rules of the organisers",
    ),
    Need(name="chat:write", reason="AMAs are announced, answers can be shown to everybody", is_essential=True),
    Need(name="commands", reason="slash commands and shortcuts are there at all", is_essential=True),
    Need(name="files:write", reason="people get what is kept about them as a file"),
    Need(name="groups:history", reason=f"{_SEES_ARRIVED}, in private channels that it was invited to{_PASSED_OVER}"),
    Need(name="groups:read", reason="a private channel that is gone is no longer posted to"),
    Need(name="groups:write.invites", reason="the same into private channels that the bot was invited to"),
    Need(name="im:history", reason=f"{_SEES_ARRIVED}, in its own direct messages with somebody"),
    Need(name="im:write", reason="direct messages of its own are found, to see whether one arrived"),
    Need(name="mpim:history", reason=f"{_SEES_ARRIVED}, in conversations that it opened for two people{_PASSED_OVER}"),
    Need(name="mpim:write", reason="two buddies are introduced in one conversation, instead of each alone"),
    Need(name="users:read", reason="people have names, and administrators are organisers", is_essential=True),
)

#: Events in Slack, and the scopes that each needs.
SLACK_EVENTS = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}

DISCORD_SCOPES = (
    Need(name="bot", reason="the bot is a member of the server", is_essential=True),
    Need(name="applications.commands", reason="its commands and menus are there", is_essential=True),
)

DISCORD_PERMISSIONS = (
    Permission(
        name="view_channel", bit=10, label="View Channels", reason="new posts in forums become tagged conversations"
    ),
    Permission(
        name="send_messages",
        bit=11,
        label="Send Messages",
        reason="AMAs are announced, and answers that come late reach the channel",
    ),
    Permission(name="send_messages_in_threads", bit=38, label="Send Messages in Threads", reason="the same in threads"),
    Permission(name="embed_links", bit=14, label="Embed Links", reason="cards in such messages are shown"),
    Permission(
        name="read_message_history",
        bit=16,
        label="Read Message History",
        reason="a message of its own that may or may not have arrived is looked for instead of being posted twice",
    ),
    Permission(
        name="create_events",
        bit=44,
        label="Create Events",
        reason="AMAs stand among the server's events; it lets the bot change and cancel those that it made",
    ),
    Permission(
        name="manage_roles",
        bit=28,
        label="Manage Roles",
        reason="newcomers are given roles that follow from their answers, by rules of organisers, below the bot's own",
        is_of_server=True,
    ),
)

DISCORD_INTENTS = (
    Need(name="guilds", reason="the bot knows servers, channels and threads; it needs no approval", is_essential=True),
    Need(
        name="members",
        reason="the bot is told who joins and leaves; only with members_intent = true, and to be switched on in the "
        "developer portal as Server Members Intent",
    ),
)


def permissions_number() -> int:
    """The permissions as the number that an invitation carries."""
    return sum(1 << permission.bit for permission in DISCORD_PERMISSIONS)
