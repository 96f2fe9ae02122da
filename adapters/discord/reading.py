"""What Discord tells, as the core wants to know it: who asks for what, where.

Interactions are read from the event as it came, not through discord.py's command tree and views: those need the
commands and the windows of this very process, while a button may be a year old and a command may still be the one of
the version before. Whether options are right is for the dispatcher to say, which says it in sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord.register import MENU_TYPES, SLASH, SUBCOMMAND
from bot.actions import outdated
from bot.cutting import cut
from bot.grammar import Commands
from bot.identity import AccountKey, Place, Role
from bot.requests import Filled, Pressed, Request, Typed
from bot.safe import safe
from bot.spec import AnyCommand, Someone, Surface, Text

PLATFORM = "discord"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A command as it was called, and the option that is being typed, if it is not finished."""

    path: tuple[str, ...]
    args: Mapping[str, object]
    option: str | None = None
    typed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """The server that an interaction belongs to, and what Discord vouches for there."""

    workspace: str
    role: Role
    #: Empty where Discord does not tell it.
    name: str = ""


def home_of(interaction: discord.Interaction[Any]) -> Home:
    """The server from which the interaction came. Not for direct messages."""
    guild = interaction.guild
    owns = guild is not None and guild.owner_id == interaction.user.id
    role = role_with(interaction.permissions, owns=owns)
    return Home(workspace=str(interaction.guild_id), role=role, name=(guild and guild.name) or "")


def role_with(may: discord.Permissions, *, owns: bool) -> Role:
    """Organiser for whoever owns, administers or manages the server: Discord itself vouches for that."""
    return Role.ORGANISER if owns or may.administrator or may.manage_guild else Role.MEMBER


def request_of(interaction: discord.Interaction[Any], home: Home, said: Typed | Pressed | Filled) -> Request:
    """What was said, with who said it where."""
    return Request(
        account=AccountKey(platform=PLATFORM, workspace=home.workspace, user=str(interaction.user.id)),
        name=interaction.user.display_name,
        place=place_of(interaction, home.workspace),
        said=said,
        role=home.role,
        community_name=home.name,
        event_id=str(interaction.id),
    )


def place_of(interaction: discord.Interaction[Any], workspace: str) -> Place:
    """The channel, and the thread in it; of a direct message, its conversation."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return thread_place(workspace, channel.parent_id, channel.id)
    return Place(platform=PLATFORM, workspace=workspace, channel=str(interaction.channel_id or 0))


def thread_place(workspace: str, parent: int | None, thread: int) -> Place:
    """The place of a thread."""
    return Place(platform=PLATFORM, workspace=workspace, channel=str(parent or thread), thread=str(thread))


def asked(interaction: discord.Interaction[Any], commands: Commands) -> Asked:
    """The command of a slash command, a completion or a menu. Raises NotFound for a menu that is no longer there."""
    data: Mapping[str, Any] = interaction.data or {}
    if data.get("type", SLASH) != SLASH:
        command = _menu_command(data, commands)
        return Asked(path=command.path, args=_menu_args(interaction, data, command))
    path: tuple[str, ...] = (str(data.get("name", "")),)
    options = list(data.get("options") or ())
    while options and options[0].get("type") in {SUBCOMMAND, SUBCOMMAND + 1}:
        path, options = (*path, str(options[0]["name"])), list(options[0].get("options") or ())
    focused = next((option for option in options if option.get("focused")), None)
    args = {str(option["name"]): option.get("value") for option in options if option is not focused}
    if focused is None:
        return Asked(path=path, args=args)
    return Asked(path=path, args=args, option=str(focused["name"]), typed=str(focused.get("value", "")))


def component_id(interaction: discord.Interaction[Any]) -> str:
    """What was packed into the button or the window."""
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id", ""))


def modal_components(interaction: discord.Interaction[Any]) -> Sequence[Mapping[str, Any]]:
    """The inputs of a window that was sent."""
    data: Mapping[str, Any] = interaction.data or {}
    return list(data.get("components") or ())


def _menu_command(data: Mapping[str, Any], commands: Commands) -> AnyCommand:
    for command in commands.every:
        menu = command.menu
        if menu and menu.label == data.get("name") and MENU_TYPES[menu.on] == data.get("type"):
            return command
    raise outdated()


def _menu_args(interaction: discord.Interaction[Any], data: Mapping[str, Any], command: AnyCommand) -> dict[str, str]:
    target, resolved = str(data.get("target_id", "")), data.get("resolved") or {}
    if command.menu and command.menu.on is Surface.PERSON:
        return {"who": target}
    message = (resolved.get("messages") or {}).get(target) or {}
    author = message.get("author") or {}
    channel = message.get("channel_id") or interaction.channel_id
    said = {
        "text": str(message.get("content") or ""),
        "link": f"https://discord.com/channels/{interaction.guild_id}/{channel}/{target}",
        "author": str(author.get("global_name") or author.get("username") or ""),
    }
    if isinstance(command.option("author"), Someone):
        said["author"] = str(author.get("id") or "")
    return {name: _fitting(command, name, value) for name, value in said.items() if command.option(name)}


def _fitting(command: AnyCommand, name: str, value: str) -> str:
    """Nobody typed this into the option, so what is too long for it is shortened instead of refused."""
    option = command.option(name)
    return cut(safe(value), option.max_characters) if isinstance(option, Text) else value
