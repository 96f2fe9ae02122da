"""Whether the bot is in those channels of a workspace of Slack that its community uses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from typing import Protocol

from bot.config import Config
from bot.errors import BotError
from bot.wiring.application import url_of
from bot.wiring.doctor.asking import NoAnswer, Said
from bot.wiring.doctor.findings import Finding, missing, ok
from storage.places import UsedChannels, used_channels

#: So many channels are looked at. Slack answers this question about 50 times a minute (tier 3).
CHANNELS = 20
_NAME = "Slack channels"


class Call(Protocol):
    """Asks Slack as the bot. Raises NoAnswer."""

    def __call__(self, method: str, /, **arguments: str) -> Awaitable[Said]:
        """The answer of this method."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Use:
    """What a channel is used for: what breaks without it, and what to do where it cannot be mended."""

    breaks: str
    instead: str
    #: Whether organisers have chosen this channel by its name, so that it may be gone or private.
    is_named: bool = True


async def channels(config: Config, call: Call, workspace: str) -> list[Finding]:
    """What is missing in the channels that are used; nothing where none are."""
    try:
        used = await asyncio.to_thread(used_channels, url_of(config), "slack", workspace)
    except BotError:
        # The database has a finding of its own.
        return []
    slash = f"/{config.slack.command_prefix}-" if config.slack.command_prefix else "/"
    uses: dict[str, _Use] = {}
    for channel, use in _uses(used, slash):
        uses.setdefault(channel, use)
    chosen = list(uses.items())[:CHANNELS]
    try:
        looked_at = [_judged(await call("conversations.info", channel=one), one, use) for one, use in chosen]
    except NoAnswer as error:
        return [missing(_NAME, f"no answer ({error})", breaks="perhaps nothing", remedy="Try later.")]
    lacking = [finding for finding in looked_at if finding]
    if lacking or not chosen:
        return lacking
    return [ok(_NAME, f"the bot is in all {len(chosen)} that are used")]


def _uses(used: UsedChannels, slash: str) -> Iterator[tuple[str, _Use]]:
    """Every channel with what it is used for; what weighs most comes first."""
    another = f"name another one with {slash}community setup"
    for one in used.announced:
        yield one, _Use(breaks="announcements do not reach it", instead=another)
    another = f"name another one with {slash}onboarding settings"
    for one in used.introduced:
        yield one, _Use(breaks="introductions and welcomes do not reach it", instead=another)
    another = f"take its rule away with {slash}onboarding unrule"
    for one in used.let_into:
        yield one, _Use(breaks="newcomers are not let into it", instead=another)
    another = f"say {slash}tag channel - there"
    for one in used.tagged:
        yield one, _Use(breaks="mentions and late answers do not reach it", instead=another, is_named=False)


def _judged(said: Said, channel: str, use: _Use) -> Finding | None:
    if said.get("error") == "missing_scope":
        # The scope has a finding of its own.
        return None
    breaks, instead = use.breaks, use.instead
    found = said.get("channel")
    if not isinstance(found, dict):
        seen = f"Slack does not show the channel {channel} to the bot"
        remedy = f"Say /invite @commonplace there, or {instead}."
        if use.is_named:
            remedy = f"If it is private, say /invite @commonplace there; if it is gone, {instead}."
        return missing(_NAME, seen, breaks=breaks, remedy=remedy)
    name = f"#{found.get('name') or channel}"
    if found.get("is_archived") is True:
        return missing(_NAME, f"{name} is archived", breaks=breaks, remedy=f"Unarchive it, or {instead}.")
    if found.get("is_member") is not True:
        remedy = f"Say /invite @commonplace in {name}, or {instead}."
        return missing(_NAME, f"the bot is not in {name}", breaks=breaks, remedy=remedy)
    return None
