"""What Discord says about the bot: its token, its application, its starts, and the servers that it is in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import aiohttp

from bot.config import Config, secret_of
from bot.errors import BotError
from bot.wiring.application import url_of
from bot.wiring.doctor.asking import NoAnswer, Said, ask, clock, out_of_reach
from bot.wiring.doctor.discordservers import SERVERS, server
from bot.wiring.doctor.findings import Finding, essential, missing, ok
from bot.wiring.manifests import discord_invitation
from storage.places import UsedChannels, used_channels

#: Flags of an application: the members intent, granted to bots in few and in many servers.
_MEMBERS_FLAGS = 1 << 14 | 1 << 15
#: The bot does not start below this; each start is one of 1,000 a day.
LEAST_STARTS = 100
#: How long all servers together may take.
SERVERS_SECONDS = 20.0

_BREAKS = "the bot cannot be on Discord"


class Asker:
    """Asks Discord as the bot."""

    def __init__(self, config: Config, session: aiohttp.ClientSession) -> None:
        self._base = config.discord.api_base
        self._session = session
        # Discord refuses agents that do not call themselves so.
        agent = "DiscordBot (https://example.org/commonplace, 0.1)"
        self._headers = {"Authorization": f"Bot {secret_of(config.discord.token)}", "User-Agent": agent}

    async def get(self, path: str) -> Said:
        """The answer. Raises NoAnswer, also for an error of the server and where there were too many questions."""
        said = await ask(self._session, "GET", f"{self._base}{path}", self._headers)
        if said.status >= 500 or said.status == 429:
            raise NoAnswer(f"status {said.status}")
        return said


async def findings(config: Config, session: aiohttp.ClientSession) -> list[Finding]:
    """Everything that Discord can be asked about."""
    if not config.discord.is_configured:
        return []
    asker = Asker(config, session)
    try:
        me = await asker.get("/users/@me")
        if me.status != 200:
            return [_refused(me)]
        application, gateway = await asyncio.gather(asker.get("/applications/@me"), asker.get("/gateway/bot"))
        guilds = await asker.get("/users/@me/guilds")
    except NoAnswer as error:
        return [out_of_reach("Discord", config.discord.api_base, error)]
    found = [ok("Discord token", f"it is {me.get('username')}'s"), *_application(config, application), _starts(gateway)]
    found += await _servers(config, asker, str(me.get("id")), guilds)
    time = clock("Discord", me)
    return [*found, time] if time else found


def _refused(said: Said) -> Finding:
    return essential(
        "Discord token",
        f"Discord refuses it (status {said.status})",
        breaks=_BREAKS,
        remedy="Reset it on the page Bot of your application (discord.com/developers), and configure the new one.",
    )


def _application(config: Config, said: Said) -> Iterator[Finding]:
    flags = said.get("flags")
    is_granted = isinstance(flags, int) and bool(flags & _MEMBERS_FLAGS)
    yield _members(is_wanted=config.discord.members_intent, is_granted=is_granted)
    if said.get("interactions_endpoint_url"):
        yield essential(
            "Discord interactions",
            "the application has an Interactions Endpoint URL",
            breaks="Discord sends commands and buttons there, and the bot hears of none",
            remedy="Empty that field on the page General Information of your application.",
        )
    if said.get("bot_require_code_grant") is True:
        yield missing(
            "Discord invitation",
            "the application requires an OAuth2 code grant",
            breaks="nobody can add the bot to a server with the invitation",
            remedy="Switch Requires OAuth2 Code Grant off on the page Bot of your application.",
        )


def _members(*, is_wanted: bool, is_granted: bool) -> Finding:
    name = "Discord members intent"
    switch = "switch on Server Members Intent on the page Bot of your application"
    breaks = "the bot is not told who joins, so that nobody is welcomed"
    match is_wanted, is_granted:
        case True, True:
            return ok(name, "granted")
        case True, False:
            remedy = f"{switch[0].upper()}{switch[1:]}, or configure members_intent = false."
            return essential(name, "not granted", breaks="Discord ends the connection at once", remedy=remedy)
        case False, True:
            remedy = "Configure members_intent = true."
            return missing(name, "granted, but not asked for", breaks=breaks, remedy=remedy)
        case _:
            remedy = f"If you want that, {switch} and configure members_intent = true."
            return missing(name, "not asked for", breaks=breaks, remedy=remedy)


def _starts(said: Said) -> Finding:
    limit = said.get("session_start_limit") or {}
    left, total = limit.get("remaining"), limit.get("total")
    if not isinstance(left, int):
        breaks = "perhaps nothing"
        return missing("Discord starts", "Discord did not say how many are left", breaks=breaks, remedy="Try later.")
    if left < LEAST_STARTS:
        return essential(
            "Discord starts",
            f"{left} of {total} are left today",
            breaks="the bot does not start: whoever uses them up has the token reset",
            remedy="Find out what restarts the bot again and again, and wait until tomorrow.",
        )
    return ok("Discord starts", f"{left} of {total} are left today")


async def _servers(config: Config, asker: Asker, bot_id: str, said: Said) -> list[Finding]:
    guilds = {str(guild["id"]): str(guild.get("name", "")) for guild in said.content if isinstance(guild, dict)}
    if not guilds:
        remedy = f"Add it: {discord_invitation(config, None)}"
        return [essential("Discord servers", "the bot is in none", breaks="nobody can talk to it", remedy=remedy)]
    found = [
        missing(
            "Discord servers",
            f"the bot is not in the server {guild}, which discord.guilds names",
            breaks="the commands cannot be told there",
            remedy="Add the bot to it, or take it out of discord.guilds.",
        )
        for guild in config.discord.guilds
        if guild not in guilds
    ]
    chosen = list(guilds.items())[:SERVERS]
    try:
        async with asyncio.timeout(SERVERS_SECONDS):
            looked_at = await asyncio.gather(*(_server(config, asker, bot_id, *one) for one in chosen))
    except TimeoutError:
        breaks = "perhaps nothing"
        late = missing("Discord servers", "Discord was too slow to look at them", breaks=breaks, remedy="Try later.")
        return [*found, late]
    number = f"{len(guilds)}" if len(guilds) <= SERVERS else f"{len(guilds)}, of which {SERVERS} were looked at"
    return [*found, ok("Discord servers", number), *(finding for one in looked_at for finding in one)]


async def _server(config: Config, asker: Asker, bot_id: str, guild: str, name: str) -> list[Finding]:
    try:
        used = await asyncio.to_thread(used_channels, url_of(config), "discord", guild)
    except BotError:
        # The database has a finding of its own.
        used = UsedChannels()
    return await server(asker.get, bot_id, guild, name, used)
