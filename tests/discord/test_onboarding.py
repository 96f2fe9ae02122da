"""Organisers set up the way in on Discord: roles are picked, shown by their names, and nobody is told of them."""

from __future__ import annotations

from discord import Permissions

from tests.discord.stage import Stage


async def test_role_that_follows_from_an_answer_is_picked_and_named(stage: Stage) -> None:
    crew = stage.guild.create_role("crew", permissions=Permissions(manage_guild=True))
    olga = stage.guild.add_member(stage.env.create_user("olga", global_name="Olga"), roles=[crew])
    members = stage.guild.create_role("members")

    made = await stage.slash("onboarding rule", by=olga, when="finished", role=members)
    refused = await stage.slash("onboarding rule", by=olga, when="finished", channel=stage.channel)

    assert made.startswith(f"From now on, whoever has finished gets <@&{members.id}>.")
    assert refused == "Channels are opened by roles here. Give it a role, and name that: role:@…"
    assert [one["allowed_mentions"] for one in stage.sent()] == [{"parse": []}] * len(stage.sent())
