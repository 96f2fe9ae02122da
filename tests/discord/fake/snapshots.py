"""What a bot is shown of the world: at READY, when it enters a guild, in an interaction, in its own application."""

from __future__ import annotations

from collections.abc import Iterable

from tests.discord.fake.world import Guild, World
from tests.fakes.shapes import Json


def ready(world: World, session_id: str, shard: tuple[int, int], guilds: Iterable[Guild], url: str) -> Json:
    return {
        "v": 10, "user": {**world.bot, "verified": True, "mfa_enabled": True, "email": None, "flags": 0},
        "guilds": [{"id": one.id, "unavailable": True} for one in guilds], "session_id": session_id,
        "resume_gateway_url": url, "shard": list(shard), "session_type": "normal", "private_channels": [],
        "relationships": [], "presences": [], "guild_join_requests": [], "geo_ordered_rtc_regions": [], "_trace": [],
        "application": {"id": world.application_id, "flags": world.application_flags},
    }  # fmt: skip


def guild_create(world: World, guild: Guild) -> Json:
    """A guild as the gateway shows it: of the members only the bot itself, for want of the presences intent."""
    return {
        **guild_object(guild), "joined_at": guild.joined_at, "large": len(guild.members) > 250, "unavailable": False,
        "member_count": len(guild.members), "voice_states": [], "members": [guild.members[world.bot["id"]]],
        "channels": [one.wire for one in world.channels_of(guild.id, threads=False)],
        "threads": [one.wire for one in world.channels_of(guild.id, threads=True)], "presences": [],
        "stage_instances": [], "guild_scheduled_events": list(guild.events.values()), "soundboard_sounds": [],
    }  # fmt: skip


def guild_object(guild: Guild) -> Json:
    return {
        "id": guild.id, "name": guild.name, "icon": None, "icon_hash": None, "splash": None, "discovery_splash": None,
        "owner_id": guild.owner_id, "region": None, "afk_channel_id": None, "afk_timeout": 300,
        "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0,
        "roles": guild.roles, "emojis": [], "stickers": [], "features": [], "mfa_level": 0, "application_id": None,
        "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None, "max_members": 500000,
        "vanity_url_code": None, "description": None, "banner": None, "premium_tier": 0,
        "premium_subscription_count": 0, "preferred_locale": guild.locale, "public_updates_channel_id": None,
        "nsfw_level": 0, "nsfw": False, "premium_progress_bar_enabled": False, "safety_alerts_channel_id": None,
        "incidents_data": None, "max_video_channel_users": 25, "max_stage_video_channel_users": 50,
    }  # fmt: skip


def application(world: World) -> Json:
    """The application as it sees itself; the owner is a person of its own."""
    owner = {"id": "100000000000000001", "username": "owner", "discriminator": "0", "avatar": None, "global_name": None}
    return {
        "id": world.application_id, "name": "Commonplace", "icon": None, "description": "", "summary": "",
        "bot_public": True, "bot_require_code_grant": False, "owner": owner, "verify_key": "0" * 64, "team": None,
        "flags": world.application_flags, "rpc_origins": [], "redirect_uris": [], "hook": True, "bot": world.bot,
        "interactions_endpoint_url": None, "role_connections_verification_url": None, "tags": [],
        "approximate_guild_count": len(world.guilds), "approximate_user_install_count": 0,
        "integration_types_config": {"0": {}},
    }  # fmt: skip
