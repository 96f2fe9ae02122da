"""What receiving newcomers needs of the platforms, the doctor looks at: roles, channels, where the bot may write."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.identity import AccountKey, Place, Role
from bot.onboarding import OnboardingSettings, Rule, Version
from bot.requests import Request, Typed
from tests.test_planted_faults import Bot, bot, doctor, not_in_order

__all__ = ["bot"]


async def receives(bot: Bot, platform: str, **settings: Any) -> None:
    """Let the community of a workspace receive people so."""
    workspace = bot.guild.id if platform == "discord" else bot.team.id
    account = AccountKey(platform=platform, workspace=workspace, user="1")
    place = Place(platform=platform, workspace=workspace, channel="1")
    said = Request(account=account, name="Olga", place=place, said=Typed("help"), role=Role.ORGANISER)
    await bot.dispatcher.run(said)
    async with bot.dispatcher.store.write() as unit:
        known = await unit.people.who(account)
        assert known
        now = bot.dispatcher._clock.now()
        # An older version that is no longer so is passed over.
        older = OnboardingSettings(rules=(rule(platform, workspace, role="404"),))
        for number, chosen in enumerate((older, OnboardingSettings(**settings)), 1):
            version = Version(number=number, made_by=known[1].id, made_at=now, note="", settings=chosen)
            await unit.onboarding.add(known[0].id, version, now)


def rule(platform: str, workspace: str, **room: str) -> Rule:
    return Rule(when="tag:loops", platform=platform, workspace=workspace, **room)


async def role_above_the_bots_own(bot: Bot) -> None:
    above = await bot.guild.role("Founders", above_bot=True)
    await receives(bot, "discord", rules=(rule("discord", bot.guild.id, role=above.id),))


async def role_that_is_gone(bot: Bot) -> None:
    await receives(bot, "discord", rules=(rule("discord", bot.guild.id, role="77", label="Listeners"),))


async def role_of_an_integration(bot: Bot) -> None:
    managed = await bot.guild.role("Another bot", managed=True)
    await receives(bot, "discord", rules=(rule("discord", bot.guild.id, role=managed.id),))


async def role_of_everyone(bot: Bot) -> None:
    await receives(bot, "discord", rules=(rule("discord", bot.guild.id, role=bot.guild.id),))


async def introductions_on_discord_that_are_gone(bot: Bot) -> None:
    place = Place(platform="discord", workspace=bot.guild.id, channel="78")
    await receives(bot, "discord", hello_in=(place,))


async def introductions_on_discord_where_the_bot_is_mute(bot: Bot) -> None:
    hello = await bot.guild.channel("hello")
    await bot.guild.overwrite(hello, bot.guild, deny=["send_messages"])
    await receives(bot, "discord", hello_in=(Place(platform="discord", workspace=bot.guild.id, channel=hello.id),))


async def introductions_on_slack_without_the_bot(bot: Bot) -> None:
    hello = await bot.team.channel("hello", with_bot=False)
    await receives(bot, "slack", hello_in=(Place(platform="slack", workspace=bot.team.id, channel=hello.id),))


async def room_on_slack_without_the_bot(bot: Bot) -> None:
    room = await bot.team.channel("podcasts", with_bot=False)
    await receives(bot, "slack", rules=(rule("slack", bot.team.id, channel=room.id),))


async def room_on_slack_that_is_gone(bot: Bot) -> None:
    await receives(bot, "slack", rules=(rule("slack", bot.team.id, channel="C0GONE"),))


#: What is planted; the finding, what was seen, what breaks, and how it is mended (parts of each).
FAULTS: tuple[tuple[Callable[[Bot], Awaitable[None]], str, str, str, str], ...] = (
    (role_above_the_bots_own, "Discord roles in Guild", "Founders is not below", "nobody is given", "Draw the"),
    (role_that_is_gone, "Discord roles in Guild", "Listeners is gone", "nobody is given it", "/onboarding unrule"),
    (role_of_an_integration, "Discord roles in Guild", "Another bot can be given to nobody", "", "/onboarding rule"),
    (role_of_everyone, "Discord roles in Guild", "@everyone can be given to nobody", "", "/onboarding rule"),
    (
        introductions_on_discord_that_are_gone, "Discord channels in Guild", "78 is gone", "introductions",
        "/onboarding settings",
    ),
    (
        introductions_on_slack_without_the_bot, "Slack channels", "not in #hello", "introductions and welcomes",
        "/onboarding settings",
    ),
    (room_on_slack_without_the_bot, "Slack channels", "not in #podcasts", "newcomers are not let", "/invite"),
    (room_on_slack_that_is_gone, "Slack channels", "C0GONE", "newcomers are not let", "/onboarding unrule"),
)  # fmt: skip


@pytest.mark.parametrize(("plant", "name", "seen", "breaks", "remedy"), FAULTS, ids=[row[0].__name__ for row in FAULTS])
async def test_planted_fault_is_named_with_what_breaks_and_how_to_mend_it(
    bot: Bot, plant: Callable[[Bot], Awaitable[None]], name: str, seen: str, breaks: str, remedy: str
) -> None:
    await plant(bot)

    code, output = await doctor(bot, "--json")

    [finding] = not_in_order(json.loads(output))
    assert (finding["name"], finding["state"], code) == (name, "missing", 0)
    assert seen in finding["seen"]
    assert breaks in finding["breaks"]
    assert remedy in finding["remedy"]


async def test_introductions_where_the_bot_may_not_write_are_named_as_such(bot: Bot) -> None:
    await introductions_on_discord_where_the_bot_is_mute(bot)

    _, output = await doctor(bot, "--json")

    found = {one["name"]: one["seen"] for one in not_in_order(json.loads(output))}
    assert found == {
        "Discord permissions in Guild": "not Send Messages in #hello",
        "Discord channels in Guild": "the bot may not write in #hello",
    }


async def test_rules_that_can_be_followed_are_left_in_peace(bot: Bot) -> None:
    role, room = await bot.guild.role("Listeners"), await bot.team.channel("podcasts")
    hello = Place(platform="discord", workspace=bot.guild.id, channel=bot.general.id)
    await receives(bot, "discord", rules=(rule("discord", bot.guild.id, role=role.id),), hello_in=(hello,))
    await receives(bot, "slack", rules=(rule("slack", bot.team.id, channel=room.id),))

    code, text = await doctor(bot)

    assert (code, text.splitlines()[-1]) == (0, "Ready."), text


async def test_bot_that_may_not_manage_roles_is_told_so_though_a_channel_allows_it(bot: Bot) -> None:
    """In a channel the same bit lets the permissions of that channel be managed, which is another matter."""
    guild = await bot.discord.guild("Careful", bot_permissions=["view_channel", "send_messages"])
    channel = await guild.channel("general")
    await guild.overwrite(channel, guild, allow=["manage_roles"])

    _, output = await doctor(bot, "--json")

    seen = [one["seen"] for one in not_in_order(json.loads(output)) if one["name"] == "Discord permissions in Careful"]
    assert "not Manage Roles in the server" in seen
