"""People use the bot on Discord: commands, completions, buttons, windows and menus."""

from __future__ import annotations

from tests.discord.stage import Stage


async def test_slash_command_is_answered_privately(stage: Stage) -> None:
    result = await stage.ada.slash(stage.channel, "resource find", line="loops")

    assert result.ephemeral
    assert stage.read(result).startswith("Nothing here for “loops”.")
