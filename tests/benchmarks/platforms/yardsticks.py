"""The least that a program on each platform can be: it answers "ok" to every look-up.

``python -m tests.benchmarks.platforms.yardsticks discord API TOKEN`` or ``… slack API BOT_TOKEN APP_TOKEN``. Only this
module of the benchmark knows the platforms' libraries.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

#: Written to standard output once it can be talked to.
READY = "ready"


async def on_discord(api: str, token: str) -> None:
    """A bare discord.py: its own command tree, no cache of members, no message content."""
    import discord
    from discord.http import Route

    Route.BASE = api
    # It has one server, so there are no more to wait for.
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True), chunk_guilds_at_startup=False, guild_ready_timeout=0.1
    )
    tree = discord.app_commands.CommandTree(client)
    group = discord.app_commands.Group(name="resource", description="Things")

    @group.command(name="find", description="Find one")
    async def find(interaction: discord.Interaction[Any], line: str) -> None:
        await interaction.response.send_message("ok", ephemeral=True)

    @client.event
    async def setup_hook() -> None:
        await tree.sync()

    @client.event
    async def on_ready() -> None:
        print(READY, flush=True)

    tree.add_command(group)
    await client.login(token)
    await client.connect()


async def on_slack(api: str, bot_token: str, app_token: str) -> None:
    """A bare slack-bolt in Socket Mode, answering in the acknowledgement, which is the quickest that there is."""
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(token=bot_token, base_url=api)
    client.proxy = None
    # Without this, the library looks every 10 ms whether there is an acknowledgement.
    app = AsyncApp(client=client, process_before_response=True)

    @app.command("/resource")
    async def find(ack: AsyncAck) -> None:
        await ack("ok")

    handler = AsyncSocketModeHandler(app, app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # the library gives it no types
    print(READY, flush=True)
    await asyncio.Event().wait()


def main(platform: str, *given: str) -> None:
    """Run on this platform, with the addresses and tokens that it takes."""
    asyncio.run(on_discord(*given) if platform == "discord" else on_slack(*given))


if __name__ == "__main__":
    main(*sys.argv[1:])
