"""The application's commands, for everywhere and for one guild."""

from __future__ import annotations

from tests.discord.fake.errors import MISSING_ACCESS, UNKNOWN_COMMAND, UNKNOWN_GUILD, ApiError
from tests.discord.fake.rest.call import Call, Route
from tests.discord.fake.validation.commands import CHAT_INPUT, COMMAND, command_list
from tests.fakes.shapes import Json


def _commands(call: Call) -> dict[str, Json]:
    """The commands the path names: those of a guild, or those for everywhere."""
    if call.part("application_id") != call.world.application_id:
        raise ApiError(MISSING_ACCESS)
    if "guild_id" not in call.request.match_info:
        return call.world.commands
    guild = call.world.guilds.get(call.part("guild_id"))
    if guild is None:
        raise ApiError(UNKNOWN_GUILD)
    return guild.commands


def _saved(call: Call, body: Json) -> Json:
    """A command as Discord gives it back; the same name and type keep their id."""
    kind = body.get("type") or CHAT_INPUT
    same = [one for one in _commands(call).values() if (one["name"], one["type"]) == (body["name"], kind)]
    permissions = body.get("default_member_permissions")
    defaults = {
        "id": same[0]["id"] if same else call.world.new_id(), "application_id": call.world.application_id,
        "version": call.world.new_id(), "type": kind, "description": "", "nsfw": False, "dm_permission": True,
        "contexts": None, "integration_types": [0], "options": [],
    }  # fmt: skip
    given = {name: value for name, value in body.items() if value is not None and name not in {"id", "type"}}
    guild = {"guild_id": call.part("guild_id")} if "guild_id" in call.request.match_info else {}
    wanted = None if permissions is None else str(permissions)
    return {**defaults, **given, **guild, "default_member_permissions": wanted}


async def listed(call: Call) -> object:
    return list(_commands(call).values())


async def overwrite(call: Call) -> object:
    commands = _commands(call)
    call.check(command_list, call.body)
    assert isinstance(call.body, list)
    saved = [_saved(call, one) for one in call.body]
    commands.clear()
    commands.update({one["id"]: one for one in saved})
    return saved


async def create(call: Call) -> object:
    commands = _commands(call)
    saved = _saved(call, call.valid(COMMAND))
    rest = [one for one in commands.values() if one["id"] != saved["id"]]
    call.check(command_list, [_declared(one) for one in [*rest, saved]])
    commands[saved["id"]] = saved
    return saved


async def show(call: Call) -> object:
    found = _commands(call).get(call.part("command_id"))
    if found is None:
        raise ApiError(UNKNOWN_COMMAND)
    return found


async def remove(call: Call) -> object:
    if _commands(call).pop(call.part("command_id"), None) is None:
        raise ApiError(UNKNOWN_COMMAND)
    return None


def _declared(command: Json) -> Json:
    """What an application says of a command, without what Discord adds."""
    added = {"application_id", "version", "guild_id"}
    return {name: value for name, value in command.items() if name not in added and value not in (None, [])}


_QUERY = frozenset({"with_localizations"})
_EVERYWHERE = "/applications/{application_id}/commands"
_IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = tuple(
    Route(method=method, path=base + path, handler=handler, query=_QUERY)
    for base in (_EVERYWHERE, _IN_GUILD)
    for method, path, handler in (
        ("GET", "", listed),
        ("PUT", "", overwrite),
        ("POST", "", create),
        ("GET", "/{command_id}", show),
        ("DELETE", "/{command_id}", remove),
    )
)
