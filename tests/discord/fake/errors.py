"""Discord's refusals: a status, a code of its own, and where a form was wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aiohttp import web

from tests.fakes.shapes import Json, Problem

# Source: Discord's "Opcodes and Status Codes", as far as this fake needs them.
UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_ROLE = (404, 10011, "Unknown Role")
UNKNOWN_USER = (404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
UNKNOWN_EVENT = (404, 10070, "Unknown Guild Scheduled Event")
TOO_MANY_EVENTS = (400, 30038, "Maximum number of uncompleted guild scheduled events reached (100)")
ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
TAG_REQUIRED = (400, 40067, "A tag is required to create a forum post in this channel")
MISSING_ACCESS = (403, 50001, "Missing Access")
CANNOT_EDIT = (403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
DM_REFUSED = (403, 50007, "Cannot send messages to this user")
WRONG_CHANNEL_TYPE = (400, 50024, "Cannot execute action on this channel type")
INVALID_ROLE = (400, 50028, "Invalid Role")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
TOKEN_EXPIRED = (401, 50027, "Invalid Webhook Token")
INVALID_FORM = (400, 50035, "Invalid Form Body")
NO_MUTUAL_GUILD = (403, 50278, "Cannot send messages to this user due to having no mutual guilds")
FINISHED_EVENT = (400, 180000, "Cannot update a finished event")
INVALID_JSON = (400, 50109, "The request body contains invalid JSON.")
UNAUTHORIZED = (401, 0, "401: Unauthorized")
NO_SUCH_ROUTE = (404, 0, "404: Not Found")


def json_answer(body: object, status: int = 200) -> web.Response:
    """JSON without a charset, as Discord writes it: discord.py reads nothing else as JSON."""
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


class ApiError(Exception):
    """A request that Discord refuses."""

    def __init__(self, what: tuple[int, int, str], problems: Sequence[Problem] = ()) -> None:
        self.status, self.code, self.text = what
        self.problems = list(problems)
        super().__init__(self.text)

    def response(self) -> web.Response:
        body: Json = {"message": self.text, "code": self.code}
        if self.problems:
            body["errors"] = _tree(self.problems)
        return json_answer(body, self.status)


def _tree(problems: Sequence[Problem]) -> Json:
    root: Json = {}
    for one in problems:
        node = root
        for part in filter(None, one.path.split(".")):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": one.code, "message": one.text})
    return root
