"""Whether the bot is in those channels of a workspace of Slack that its community uses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from itertools import chain
from typing import Protocol

from bot.config import Config
from bot.errors import BotError
from bot.wiring.application import url_of
from bot.wiring.doctor.asking import NoAnswer, Said
from bot.wiring.doctor.findings import Finding, missing, ok
from storage.places import used_channels

#: So many channels are looked at. Slack answers this question about 50 times a minute (tier 3).
CHANNELS = 20
_NAME = "Slack channels"


class Call(Protocol):
    """Asks Slack as the bot. Raises NoAnswer."""

    def __call__(self, method: str, /, **arguments: str) -> Awaitable[Said]:
        """The answer of this method."""


async def channels(config: Config, call: Call, workspace: str) -> list[Finding]:
    """What is missing in the channels for announcements and in those with tags; nothing where there are none."""
    try:
        used = await asyncio.to_thread(used_channels, url_of(config), "slack", workspace)
    except BotError:
        # The database has a finding of its own.
        return []
    slash = f"/{config.slack.command_prefix}-" if config.slack.command_prefix else "/"
    chosen = list(dict.fromkeys(chain(used.announced, used.tagged)))[:CHANNELS]
    try:
        looked_at = [
            _judged(await call("conversations.info", channel=one), one, is_announced=one in used.announced, slash=slash)
            for one in chosen
        ]
    except NoAnswer as error:
        return [missing(_NAME, f"no answer ({error})", breaks="perhaps nothing", remedy="Try later.")]
    lacking = [finding for finding in looked_at if finding]
    if lacking or not chosen:
        return lacking
    return [ok(_NAME, f"the bot is in all {len(chosen)} for announcements or with tags")]


def _judged(said: Said, channel: str, *, is_announced: bool, slash: str) -> Finding | None:
    breaks = "announcements do not reach it" if is_announced else "mentions and late answers do not reach it"
    instead = f"name another one with {slash}community setup" if is_announced else f"say {slash}tag channel - there"
    if said.get("error") == "missing_scope":
        # The scope has a finding of its own.
        return None
    found = said.get("channel")
    if not isinstance(found, dict):
        seen = f"Slack does not show the channel {channel} to the bot"
        remedy = f"Say /invite @commonplace there, or {instead}."
        if is_announced:
            remedy = f"If it is private, say /invite @commonplace there; if it is gone, {instead}."
        return missing(_NAME, seen, breaks=breaks, remedy=remedy)
    name = f"#{found.get('name') or channel}"
    if found.get("is_archived") is True:
        return missing(_NAME, f"{name} is archived", breaks=breaks, remedy=f"Unarchive it, or {instead}.")
    if found.get("is_member") is not True:
        remedy = f"Say /invite @commonplace in {name}, or {instead}."
        return missing(_NAME, f"the bot is not in {name}", breaks=breaks, remedy=remedy)
    return None
