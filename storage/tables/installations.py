"""Where Slack's library keeps the workspaces that have installed the app, as it declares these tables itself.

The library reads and writes them; here they stand so that they are made by a migration like every other table. A test
compares them with those of the library that is installed (slack_sdk.oauth, *installation_store* and *state_store*).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, String, Table

from storage.tables.columns import metadata


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _whose() -> tuple[Column[str], Column[str]]:
    return Column("client_id", String(32), nullable=False), Column("app_id", String(32), nullable=False)


#: The token of the bot in each workspace, or organisation: the newest row of one is in force.
slack_bots = Table(
    "slack_bots",
    metadata,
    _id(),
    *_whose(),
    Column("enterprise_id", String(32)),
    Column("enterprise_name", String(200)),
    Column("team_id", String(32)),
    Column("team_name", String(200)),
    Column("bot_token", String(200)),
    Column("bot_id", String(32)),
    Column("bot_user_id", String(32)),
    Column("bot_scopes", String(1000)),
    Column("bot_refresh_token", String(200)),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
)

#: The same with the person who installed it. Only the bot's rows are written, but all are deleted.
slack_installations = Table(
    "slack_installations",
    metadata,
    _id(),
    *_whose(),
    Column("enterprise_id", String(32)),
    Column("enterprise_name", String(200)),
    Column("enterprise_url", String(200)),
    Column("team_id", String(32)),
    Column("team_name", String(200)),
    Column("bot_token", String(200)),
    Column("bot_id", String(32)),
    Column("bot_user_id", String(32)),
    Column("bot_scopes", String(1000)),
    Column("bot_refresh_token", String(200)),
    Column("bot_token_expires_at", DateTime),
    Column("user_id", String(32), nullable=False),
    Column("user_token", String(200)),
    Column("user_scopes", String(1000)),
    Column("user_refresh_token", String(200)),
    Column("user_token_expires_at", DateTime),
    Column("incoming_webhook_url", String(200)),
    Column("incoming_webhook_channel", String(200)),
    Column("incoming_webhook_channel_id", String(200)),
    Column("incoming_webhook_configuration_url", String(200)),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("token_type", String(32)),
    Column("installed_at", DateTime, nullable=False),
    Index("slack_installations_idx", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
)

#: States that browsers carry to Slack and back, each good once and for ten minutes.
slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    _id(),
    Column("state", String(200), nullable=False),
    Column("expire_at", DateTime, nullable=False),
)
