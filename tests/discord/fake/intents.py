"""Which events an intent lets through, and what of a message a bot without the content intent is told."""

from __future__ import annotations

from tests.fakes.shapes import Json

GUILDS, MEMBERS = 1 << 0, 1 << 1
GUILD_MESSAGES, GUILD_REACTIONS = 1 << 9, 1 << 10
DM_MESSAGES, DM_REACTIONS = 1 << 12, 1 << 13
MESSAGE_CONTENT, SCHEDULED_EVENTS = 1 << 15, 1 << 16

_BY_PREFIX = {
    "GUILD_MEMBERS_CHUNK": (0, 0),
    "GUILD_MEMBER_": (MEMBERS, MEMBERS),
    "GUILD_SCHEDULED_EVENT_": (SCHEDULED_EVENTS, SCHEDULED_EVENTS),
    "GUILD_": (GUILDS, GUILDS),
    "CHANNEL_": (GUILDS, GUILDS),
    "THREAD_": (GUILDS, GUILDS),
    "MESSAGE_REACTION_": (GUILD_REACTIONS, DM_REACTIONS),
    "MESSAGE_": (GUILD_MESSAGES, DM_MESSAGES),
}


def is_heard(event: str, intents: int, *, in_guild: bool) -> bool:
    """Whether a session with these intents is told of the event. Interactions need none."""
    for prefix, (guild_intent, dm_intent) in _BY_PREFIX.items():
        if event.startswith(prefix):
            needed = guild_intent if in_guild else dm_intent
            return needed == 0 or bool(intents & needed)
    return True


def known_to(event: str, data: Json, intents: int, bot_id: str) -> Json:
    """The event without what the content intent guards; the bot's own, mentions of it and direct messages are open."""
    if event not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"} or intents & MESSAGE_CONTENT:
        return data
    is_open = data["author"]["id"] == bot_id or "guild_id" not in data
    if is_open or any(one["id"] == bot_id for one in data["mentions"]):
        return data
    return {**data, "content": "", "embeds": [], "attachments": [], "components": []}
