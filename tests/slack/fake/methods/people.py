"""users.*, team.*, bots.*, auth.*: who people are, and who the bot is."""

from __future__ import annotations

from tests.fakes.shapes import Json
from tests.slack.fake.errors import SlackError
from tests.slack.fake.methods.call import Call, Method


async def test(call: Call) -> Json:
    return {
        "url": f"https://{call.team.name.lower()}.slack.example/", "team": call.team.name, "team_id": call.team.id,
        "user": "commonplace", "user_id": call.team.bot_user_id, "bot_id": call.team.bot_id,
        "is_enterprise_install": False,
    }  # fmt: skip


async def revoke(call: Call) -> Json:
    if not call.arguments.get("test"):
        call.token.refusal = "token_revoked"
    return {"revoked": not call.arguments.get("test")}


async def api_test(call: Call) -> Json:
    return {"args": call.arguments}


async def info(call: Call) -> Json:
    call.needs("users:read")
    return {"user": _user(call, "include_locale")}


def _user(call: Call, locale: str) -> Json:
    user = call.team.users.get(call.get("user"))
    if user is None:
        raise SlackError("user_not_found")
    return _shown(call, user, with_locale=bool(call.arguments.get(locale)))


def _shown(call: Call, user: Json, *, with_locale: bool) -> Json:
    """A user as this token may see them: the address only with its own scope."""
    shown = {key: value for key, value in user.items() if with_locale or key != "locale"}
    if "users:read.email" not in call.team.scopes:
        shown["profile"] = {key: value for key, value in user["profile"].items() if key != "email"}
    return shown


async def listed(call: Call) -> Json:
    call.needs("users:read")
    with_locale = bool(call.arguments.get("include_locale"))
    found = [_shown(call, one, with_locale=with_locale) for one in call.team.users.values()]
    return {**call.page(found, "members"), "cache_ts": int(call.world.clock.now())}


async def by_email(call: Call) -> Json:
    call.needs("users:read.email")
    for user in call.team.users.values():
        if user["profile"]["email"] == call.get("email"):
            return {"user": user}
    raise SlackError("users_not_found")


async def profile(call: Call) -> Json:
    call.needs("users.profile:read")
    return {"profile": _user(call, "include_labels")["profile"]}


async def team_info(call: Call) -> Json:
    call.needs("team:read")
    domain = call.team.name.lower()
    return {"team": {"id": call.team.id, "name": call.team.name, "domain": domain, "email_domain": "", "icon": {}}}


async def bot_info(call: Call) -> Json:
    call.needs("users:read")
    bot = {"id": call.team.bot_id, "deleted": False, "name": "commonplace", "updated": 1700000000}
    return {"bot": {**bot, "app_id": call.world.app.id, "user_id": call.team.bot_user_id, "icons": {}}}


METHODS: dict[str, Method] = {
    "api.test": api_test,
    "auth.test": test,
    "auth.revoke": revoke,
    "users.info": info,
    "users.list": listed,
    "users.lookupByEmail": by_email,
    "users.profile.get": profile,
    "team.info": team_info,
    "bots.info": bot_info,
}
