"""Which arguments each Web API method takes, which it needs, and of what kind.

Our own table says what the methods take today; where the published specification of 2021 lies beside the repository,
what it names is allowed as well. ``!`` marks what is needed, a letter after the colon the kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.fakes.shapes import Json, Problem, problem

SPECIFICATION = Path(__file__).parents[4] / "shared" / "specs" / "slack-web-openapi-2021.json"
_POST = (
    "channel! text blocks:json attachments:json thread_ts unfurl_links:bool unfurl_media:bool metadata:json "
    "mrkdwn:bool link_names:bool parse username icon_emoji icon_url as_user:bool markdown_text"
)
_PAGE = "cursor limit:int"
TABLE = {
    "api.test": "error foo",
    "auth.test": "",
    "auth.revoke": "test:bool",
    "apps.connections.open": "",
    "apps.uninstall": "client_id! client_secret!",
    "bots.info": "bot team_id",
    "chat.postMessage": f"{_POST} reply_broadcast:bool client_msg_id",
    "chat.postEphemeral": f"{_POST} user!",
    "chat.update": (
        "channel! ts! text blocks:json attachments:json metadata:json as_user:bool link_names:bool parse "
        "reply_broadcast:bool markdown_text"
    ),
    "chat.delete": "channel! ts! as_user:bool",
    "chat.getPermalink": "channel! message_ts!",
    "conversations.info": "channel! include_locale:bool include_num_members:bool",
    "conversations.history": f"channel! latest oldest inclusive:bool include_all_metadata:bool {_PAGE}",
    "conversations.replies": f"channel! ts! latest oldest inclusive:bool include_all_metadata:bool {_PAGE}",
    "conversations.invite": "channel! users! force:bool",
    "conversations.members": f"channel! {_PAGE}",
    "conversations.join": "channel!",
    "conversations.leave": "channel!",
    "conversations.list": f"types team_id exclude_archived:bool {_PAGE}",
    "conversations.open": "channel users return_im:bool prevent_creation:bool",
    "files.getUploadURLExternal": "filename! length!:int snippet_type alt_txt",
    "files.completeUploadExternal": "files!:json channel_id channels thread_ts initial_comment blocks:json",
    "oauth.v2.access": "client_id client_secret code redirect_uri grant_type refresh_token",
    "reactions.add": "channel! name! timestamp!",
    "reactions.get": "channel timestamp full:bool",
    "reactions.remove": "channel name! timestamp",
    "team.info": "team domain",
    "users.info": "user! include_locale:bool",
    "users.list": f"team_id include_locale:bool {_PAGE}",
    "users.conversations": f"user types team_id exclude_archived:bool {_PAGE}",
    "users.lookupByEmail": "email!",
    "users.profile.get": "user include_labels:bool",
    "views.open": "view!:json trigger_id interactivity_pointer",
    "views.push": "view!:json trigger_id interactivity_pointer",
    "views.update": "view!:json view_id external_id hash",
    "views.publish": "view!:json user_id! hash",
}
#: slack-bolt sends it with every call.
EVERYWHERE = ("team_id",)
_TRUE, _FALSE = {"1", "true", "True"}, {"0", "false", "False"}


@cache
def takes(method: str) -> dict[str, tuple[str, bool]]:
    """The method's arguments: the kind of each, and whether it is needed."""
    found: dict[str, tuple[str, bool]] = dict.fromkeys(_published(method), ("text", False))
    for word in [*TABLE[method].split(), *EVERYWHERE]:
        name, _, kind = word.partition(":")
        found[name.rstrip("!")] = (kind or "text", name.endswith("!"))
    return found


@cache
def _specification() -> Json:
    if not SPECIFICATION.is_file():
        return {}
    return dict(json.loads(SPECIFICATION.read_text(encoding="utf-8"))["paths"])


def _published(method: str) -> list[str]:
    """The names in the published specification."""
    verbs: Mapping[str, Json] = _specification().get(f"/{method}", {})
    names = [one["name"] for verb in verbs.values() for one in verb.get("parameters", [])]
    return [name for name in names if name != "token"]


def read(method: str, given: Mapping[str, object]) -> tuple[Json, list[Problem]]:
    """The arguments as values, and what is wrong with them."""
    known = takes(method)
    values: Json = {}
    problems: list[Problem] = []
    for name, value in given.items():
        if name not in known:
            problems.append(problem(name, "UNKNOWN_FIELD", f"{method} takes no {name}"))
            continue
        problems += _read_one(known[name][0], name, value, values)
    missing = [name for name, (_, needed) in known.items() if needed and values.get(name) in (None, "")]
    problems += [problem(name, "BASE_TYPE_REQUIRED", f"missing required field: {name}") for name in missing]
    return values, problems


def _read_one(kind: str, name: str, value: object, values: Json) -> Iterator[Problem]:
    try:
        values[name] = _value(kind, value)
    except ValueError as refusal:
        yield problem(name, "BASE_TYPE_BAD_TYPE", str(refusal))


def _value(kind: str, value: object) -> object:
    """The value of an argument: a form carries only text, a JSON body carries it as it is."""
    if kind == "json":
        return json.loads(value) if isinstance(value, str) else value
    if kind == "bool":
        if isinstance(value, bool) or value in _TRUE or value in _FALSE:
            return value is True or value in _TRUE
        raise ValueError(f"{value!r} is neither true nor false")
    if kind == "int":
        return int(str(value))
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")  # noqa: TRY004 - one kind of refusal for all
    return value
