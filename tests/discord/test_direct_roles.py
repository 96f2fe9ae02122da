"""What people may do from a direct message: what they may in the server at that moment, and no more."""

from __future__ import annotations

import pytest

import commands
from bot.identity import Role
from tests.discord.fake import Discord
from tests.discord.letters import Town, ada_of, discord, letters, process, town

__all__ = ["discord", "process", "town"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_administrator_may_as_long_as_discord_says_so(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        crew = await town.guild.role("crew", "manage_guild")
        olga = await town.guild.member("Olga", crew)
        await olga.slash(town.channel, "seen")
        message = await post.write(town.guild, olga)

        may = await olga.press(message, "Rule")
        vouched = await post.role(town.guild, olga)
        await town.guild.give(olga)
        may_not = await olga.press(message, "Rule")
        await olga.press(message, "Seen")

        assert may.text == "Olga rules Guild."
        assert vouched == (Role.MEMBER, Role.ORGANISER)
        assert may_not.text.startswith("/rule is for organisers.")
        assert await post.role(town.guild, olga) == (Role.MEMBER, Role.MEMBER)


async def test_granted_role_counts_for_who_is_still_there(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        await post.grant(town.guild, ada, Role.ORGANISER)
        message = await post.write(town.guild, ada)

        may = await ada.press(message, "Rule")
        await town.guild.leave(ada)
        may_not = await ada.press(message, "Rule")

        assert may.text == "Ada rules Guild."
        assert may_not.text == "You are not in the server from which this came. Join it to go on."


async def test_nobody_rules_a_server_that_the_bot_has_left(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        await post.grant(town.guild, ada, Role.ORGANISER)
        message = await post.write(town.guild, ada)
        await town.guild.kick_bot()

        answer = await ada.press(message, "Rule")

        assert answer.text == "You are not in the server from which this came. Join it to go on."


async def test_nothing_is_asked_about_a_plain_member(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)

        await ada.press(await post.write(town.guild, ada), "Seen")

        assert [one["path"] for one in await discord.requests() if "/members/" in one.get("path", "")] == []


@pytest.mark.parametrize("fault", ["refuse", "hang"])
async def test_who_cannot_be_asked_about_is_told_so_in_time(
    discord: Discord, town: Town, sqlite_address: str, fault: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        await post.grant(town.guild, ada, Role.ORGANISER)
        message = await post.write(town.guild, ada)
        await discord.fault(fault, f"/guilds/{town.guild.id}/members", times=None, seconds=5)

        answer = await ada.press(message, "Rule")

        assert answer.text == "That could not be found out just now. Please try again in a moment."


async def test_host_answers_an_invitation_where_it_came(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address, commands=commands.COMMANDS, posts=commands.POSTS) as post:
        crew = await town.guild.role("crew", "manage_guild")
        olga, bea = await town.guild.member("Olga", crew), await town.guild.member("Bea")
        await bea.slash(town.channel, "help")
        asked = await olga.slash(town.channel, "ama schedule", title="Loops", when="2026-12-03 18:00", host=bea)
        await olga.press(asked, "Confirm")
        [invitation] = [one for one in await post.posted(bea) if "Accept" in one.buttons]

        window = await bea.press(invitation, "Other times")
        told = await bea.fill(window, times="Mondays")
        await bea.press(invitation, "Accept")

        [shown, *_] = await discord.messages(await bea.dms())
        assert told.text == "Olga is told which times suit you for AMA 1 “Loops” and can move it."
        assert shown.text == "Thank you. You host AMA 1 “Loops” and can change it with /ama edit 1."
        assert "Bea hosts AMA 1" in "".join(one.text for one in await post.posted(olga))


async def test_organiser_decides_in_a_direct_message_what_nobody_can_know(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address, commands=commands.COMMANDS, posts=commands.POSTS) as post:
        crew = await town.guild.role("crew", "manage_guild")
        olga = await town.guild.member("Olga", crew)
        await olga.slash(town.channel, "community role", who=olga, role="member")
        await post.leave_unsure(town.guild, town.channel)
        [question] = [one for one in await post.posted(olga) if "It arrived" in one.buttons]

        answer = await olga.press(question, "It arrived")
        await town.guild.give(olga)
        again = await olga.press(question, "Send again")

        assert answer.text == "Message 1 has arrived."
        assert again.text.startswith("/delivery retry is for organisers.")
