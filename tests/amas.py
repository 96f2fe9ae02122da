"""What tests of AMAs fill in: one that is scheduled, and buttons of messages that the bot has sent."""

from __future__ import annotations

from bot.dispatch import Dispatcher, Filled
from bot.identity import CommunityId
from tests.talk import Talk

TITLE, WHEN = "Starting a guild", "2026-12-03 18:00"


async def scheduled(olga: Talk, more: str = "", *, title: str = TITLE, when: str = WHEN) -> str:
    """Have an AMA scheduled by Olga; the card of it."""
    return await olga(f'/ama schedule "{title}" "{when}" {more}', "/press Confirm")


async def press(talk: Talk, *command: str, **args: str | int | bool) -> str:
    """Press a button of a message that was sent some time ago; the answer."""
    return await talk.fill(Filled(command, args))


async def community_of(dispatcher: Dispatcher, talk: Talk) -> CommunityId:
    """The number of the community in which somebody talks."""
    async with dispatcher.store.read() as unit:
        known = await unit.people.who(talk.request("help").account)
    assert known, "who has said something is known"
    return known[0].id


def in_channels(told: list[str]) -> list[str]:
    """What was posted in channels, of all that the bot has said."""
    return [one for one in told if one.startswith("#")]


def leads(told: list[str]) -> list[str]:
    """What each announcement in a channel begins with, like ``A day to go``."""
    return [one.split("\n")[2] for one in in_channels(told)]
