"""Buttons and windows in direct messages: they belong to the server that sent the message, for its reader alone."""

from __future__ import annotations

import asyncio

import pytest

from bot.identity import Role
from bot.replies import Button, Reply, said
from bot.requests import Call
from bot.spec import command
from tests.direct import COMMANDS
from tests.discord.fake import Discord
from tests.discord.letters import REFUSED, Town, ada_of, discord, letters, member, process, town

__all__ = ["discord", "process", "town"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_button_acts_in_the_server_of_its_message_and_changes_the_message(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        first, second = await post.write(town.guild, ada), await post.write(town.other, ada)

        await ada.press(first, "Seen")
        await ada.press(second, "Seen")

        shown = await discord.messages(await ada.dms())
        assert [one.text for one in shown] == ["Ada of Guild has seen it.", "Ada of Other has seen it."]
        assert [one.buttons for one in shown] == [[], []]


async def test_answer_and_its_buttons_stay_with_the_server_however_far_they_lead(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        message = await post.write(town.guild, ada)
        await post.write(town.other, ada)

        answer = await ada.press(message, "More")
        further = await ada.press(answer, "More")
        furthest = await ada.press(further, "More")

        assert [answer.text, further.text, furthest.text] == ["More of Guild."] * 3
        assert (answer.is_ephemeral, furthest.is_ephemeral) == (True, True)


async def test_window_from_a_direct_message_is_filled_in_refused_and_mended(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        message = await post.write(town.other, ada)

        window = await ada.press(message, "Tell")
        refused = await ada.fill(window, what="nothing")
        again = await ada.press(refused, "Fix it")
        told = await ada.fill(again, what="tales")
        further = await ada.press(told, "More")

        assert again.form
        assert again.form.values == {"What there is to tell": "nothing"}
        assert [refused.text, told.text] == ["That is nothing. Tell something.", "Ada of Other tells tales."]
        assert further.text == "More of Other."


async def test_place_is_the_conversation(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)

        answer = await ada.press(await post.write(town.guild, ada), "Where")

        assert answer.text == f"{town.guild.id}: {(await ada.dms()).id}"


async def test_message_and_its_answer_work_after_a_restart(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        message = await post.write(town.guild, ada)
        answer = await ada.press(message, "More")
        told = await ada.fill(await ada.press(message, "Tell"), what="tales")
        further = await ada.press(answer, "More")

    async with letters(discord, sqlite_address):
        assert (await ada.press(message, "More")).text == "More of Guild."
        assert (await ada.press(answer, "More")).text == "More of Guild."
        assert (await ada.press(told, "More")).text == "More of Guild."
        # By what this was caused, only the run knew that is over.
        assert (await ada.press(further, "More")).text == REFUSED


async def test_button_that_is_pressed_before_it_is_known_where_its_message_went_works(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        await post.order(town.guild, ada)
        await post.deliverer.turn()
        message = await discord.wait_for_message(await ada.dms())

        pressing = asyncio.create_task(ada.press(message, "Seen"))
        await asyncio.sleep(0.5)
        await post.deliverer.drain()
        await pressing

        assert [one.text for one in await discord.messages(await ada.dms())] == ["Ada of Guild has seen it."]


async def test_new_message_that_is_not_known_in_time_may_be_tried_again(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        await post.order(town.guild, ada)
        await post.deliverer.turn()
        message = await discord.wait_for_message(await ada.dms())

        too_soon = await ada.press(message, "More")
        await post.deliverer.drain()

        assert too_soon.text == "That could not be found out just now. Please try again in a moment."
        assert (await ada.press(message, "More")).text == "More of Guild."


async def test_button_of_an_answer_that_came_late_as_a_direct_message_works(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    gate = asyncio.Event()

    @command("slow", about="Slow", reads=True)
    async def slow(call: Call) -> Reply:
        await gate.wait()
        return said("At last.", actions=(Button(label="More", command=("more",)),))

    async with letters(discord, sqlite_address, commands=(*COMMANDS, slow)):
        ada = await ada_of(town)
        await ada.slash(town.channel, "slow", patience_seconds=2)
        await discord.travel(minutes=16)
        gate.set()
        message = await discord.wait_for_message(await ada.dms(), "At last.")

        assert (await ada.press(message, "More")).text == "More of Guild."


async def test_message_of_somebody_else_leads_nowhere(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        ada, bea = await ada_of(town), await member(town.guild, town.channel, "Bea")
        message = await post.write(town.guild, ada)
        await discord.travel(minutes=1)

        answer = await bea.forge(message, "more")

        assert answer.text == REFUSED


async def test_message_that_no_delivery_was_leads_nowhere(discord: Discord, town: Town, sqlite_address: str) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        await post.write(town.guild, ada)
        other = await ada.say(await ada.dms(), "Hello")
        await discord.travel(minutes=1)

        assert (await ada.forge(other, "more")).text == REFUSED


async def test_nobody_gets_into_a_community_by_a_direct_message(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        await member(town.guild, town.channel, "Ada")
        bea = await member(town.other, town.elsewhere, "Bea")
        message = await post.write(town.guild, bea)

        answer = await bea.press(message, "Seen")

        assert answer.text == REFUSED
        assert await post.role(town.guild, bea) is None


@pytest.mark.parametrize("forged", ["rule", "rule{}", 'parked{"key":"0"}', "nonsense", "form/tell"])
async def test_forged_button_does_no_more_than_a_member_may(
    discord: Discord, town: Town, sqlite_address: str, forged: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        await post.grant(town.other, ada, Role.ORGANISER)

        answer = await ada.forge(await post.write(town.guild, ada), forged)

        assert "rules" not in answer.text
        assert answer.text.startswith(("/rule is for organisers.", "This button is from another time"))


async def test_what_is_parked_in_one_community_is_not_found_from_a_message_of_another(
    discord: Discord, town: Town, sqlite_address: str
) -> None:
    async with letters(discord, sqlite_address) as post:
        ada = await ada_of(town)
        async with post.dispatcher.store.write() as unit:
            home = await unit.people.of_workspace("discord", town.other.id)
            assert home
            await unit.actions.park(home.id, "k1", "more", post.clock.now())
        here, there = await post.write(town.guild, ada), await post.write(town.other, ada)

        assert (await ada.forge(here, 'parked{"key":"k1"}')).text.startswith("This button is from another time")
        assert (await ada.forge(there, 'parked{"key":"k1"}')).text == "More of Other."
