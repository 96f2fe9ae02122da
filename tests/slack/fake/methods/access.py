"""Tokens: codes and refresh tokens become bot tokens; the app token opens sockets."""

from __future__ import annotations

import secrets

from tests.fakes.shapes import Json
from tests.slack.fake.errors import SlackError
from tests.slack.fake.world import Team, World

LIFETIME_SECONDS = 43_200


def exchange(world: World, arguments: Json) -> Json:
    """``oauth.v2.access``: a code, or a refresh token, for a bot token."""
    if (arguments.get("client_id"), arguments.get("client_secret")) != (world.app.client_id, world.app.client_secret):
        raise SlackError(
            "bad_client_secret" if arguments.get("client_id") == world.app.client_id else "invalid_client_id"
        )
    if arguments.get("grant_type") == "refresh_token":
        team_id = world.refresh_tokens.pop(str(arguments.get("refresh_token")), None)
        if team_id is None:
            raise SlackError("invalid_refresh_token")
    else:
        team_id = world.codes.pop(str(arguments.get("code")), None)
        if team_id is None:
            raise SlackError("invalid_code")
    return _granted(world, world.teams[team_id])


def _granted(world: World, team: Team) -> Json:
    answer: Json = {
        "access_token": world.add_token(team), "token_type": "bot", "scope": ",".join(sorted(team.scopes)),
        "bot_user_id": team.bot_user_id, "app_id": world.app.id, "team": {"id": team.id, "name": team.name},
        "enterprise": None, "is_enterprise_install": False,
        "authed_user": {"id": next((one for one in team.users if one != team.bot_user_id), "U0NOBODY")},
    }  # fmt: skip
    if world.rotates_tokens:
        refresh = f"xoxe-1-{secrets.token_hex(8)}"
        world.refresh_tokens[refresh] = team.id
        answer |= {"refresh_token": refresh, "expires_in": LIFETIME_SECONDS}
    return answer
