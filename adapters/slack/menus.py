"""Menu entries of messages, as the commands that declare them: the message fills in what they ask for."""

from __future__ import annotations

from adapters.slack.calls import CallFailed, Calls
from adapters.slack.decoding import decoded
from adapters.slack.origin import Body, Origin
from bot.grammar import Commands
from bot.requests import Filled
from bot.spec import FILLED_BY, AnyCommand, Surface, Text

#: Begins the name of a menu entry; the command's path comes after it.
MENU = "menu:"


def name_of(command: AnyCommand) -> str:
    """The name under which Slack knows a command's menu entry."""
    return f"{MENU}{'/'.join(command.path)}"


def entry(commands: Commands, name: str) -> AnyCommand | None:
    """The command behind a menu entry of a message; None if this version has none of that name."""
    return next((command for command in of_messages(commands) if name_of(command) == name), None)


def of_messages(commands: Commands) -> list[AnyCommand]:
    """The commands that have an entry in the menu of messages; Slack has no menu of people."""
    return [command for command in commands.menus if command.menu and command.menu.on is Surface.MESSAGE]


async def chosen(calls: Calls, origin: Origin, body: Body, command: AnyCommand) -> Filled:
    """The command with what the message says about its options."""
    message = body.get("message") or {}
    known = {
        "text": decoded(str(message.get("text") or "")),
        "link": await _link(calls, origin, body),
        "author": str(message.get("user") or ""),
    }
    args: dict[str, object] = {}
    for name in FILLED_BY[Surface.MESSAGE]:
        option = command.option(name)
        if option and known[name]:
            most = option.max_characters if isinstance(option, Text) else len(known[name])
            args[name] = known[name][:most]
    return Filled(command.path, args)


async def _link(calls: Calls, origin: Origin, body: Body) -> str:
    stamp = str(body.get("message_ts") or (body.get("message") or {}).get("ts") or "")
    try:
        where = {"channel": origin.channel, "message_ts": stamp}
        return str((await calls.read(origin.workspace.token, "chat.getPermalink", **where))["permalink"])
    except (CallFailed, KeyError):
        domain = (body.get("team") or {}).get("domain")
        return f"https://{domain}.slack.com/archives/{origin.channel}/p{stamp.replace('.', '')}" if domain else ""
