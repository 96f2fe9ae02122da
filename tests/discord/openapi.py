"""Discord's own description of its interface, where it is at hand: every request that a test makes is held to it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_FILE = Path(__file__).parents[3] / "shared" / "specs" / "discord-openapi.json"
_HERE = "urn:discord"


def is_there() -> bool:
    """Whether the description is at hand."""
    return _FILE.is_file()


def expect_valid(method: str, path: str, body: object) -> None:
    """Raise AssertionError with what is wrong, if Discord's description refuses this body. What it lacks passes."""
    if body is None or not is_there():
        return
    validator = _validator(method.lower(), path)
    if validator is None:
        return
    problems = [
        f"{'/'.join(map(str, one.absolute_path))}: {one.message[:500]}"
        for one in validator.iter_errors(_ids_as_text(body))
    ]
    assert problems == [], f"{method} {path}: {problems}"


def _ids_as_text(body: Any) -> Any:
    """The body with ids as text: discord.py writes some as numbers, which Discord takes as well.

    Those of attachments count the files beside the body, and are numbers in Discord's own examples.
    """
    if isinstance(body, dict):
        files = [{**one, "id": str(one["id"])} for one in body.get("attachments") or []]
        return {key: _ids_as_text(value) for key, value in body.items()} | ({"attachments": files} if files else {})
    if isinstance(body, list):
        return [_ids_as_text(value) for value in body]
    return str(body) if isinstance(body, int) and body > 1 << 53 else body


@cache
def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return spec


@cache
def _registry() -> Registry[Any]:
    resource: Resource[Any] = Resource.from_contents(_spec(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_HERE, resource)
    return registry


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    # Fixed paths first: "@original" is not the id of a message.
    names = sorted(_spec()["paths"], key=lambda name: name.count("{"))
    return [(re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(name))), name) for name in names]


def _validator(method: str, path: str) -> Draft202012Validator | None:
    name = next((name for pattern, name in _paths() if pattern.fullmatch(path)), None)
    return _validator_for(method, name) if name else None


@cache
def _validator_for(method: str, name: str) -> Draft202012Validator | None:
    operation = _spec()["paths"][name].get(method) or {}
    if "application/json" not in operation.get("requestBody", {}).get("content", {}):
        return None
    where = "/".join(("", "paths", name.replace("/", "~1"), method, "requestBody/content/application~1json/schema"))
    return Draft202012Validator({"$ref": f"{_HERE}#{where}"}, registry=_registry())
