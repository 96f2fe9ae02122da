"""Buttons as text: a command with its arguments on one line that a platform hands back when the button is pressed.

Discord gives a button 100 characters (``custom_id``), so that is the length on every platform. What is longer is
parked in the database by the dispatcher and the button carries its key.
"""

from __future__ import annotations

import hashlib
import json

from bot.errors import NotFound
from bot.replies import Arguments

#: Discord: ``custom_id`` of a component, 1-100 characters.
CUSTOM_ID_CHARACTERS = 100
#: The command that stands for a parked one.
PARKED = ("parked",)
# Made once: `json.dumps` makes one for each of the ten buttons under an answer.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def pack(command: tuple[str, ...], args: Arguments) -> str:
    """The button as text; it may be longer than a platform takes."""
    if not args:
        return "/".join(command)
    return "/".join(command) + _JSON.encode(dict(args))


def unpack(packed: str) -> tuple[tuple[str, ...], dict[str, str | int | bool]]:
    """The command and the arguments of a packed button. Raises NotFound for what no version of ours has packed."""
    path, brace, rest = packed.partition("{")
    try:
        args = json.loads(brace + rest) if brace else {}
    except (ValueError, RecursionError):
        args = None
    if not path or not isinstance(args, dict) or not all(isinstance(one, str | int) for one in args.values()):
        raise outdated()
    return tuple(path.split("/")), args


def outdated() -> NotFound:
    """The refusal of a button that this version does not know."""
    return NotFound("This button is from another time and no longer works.", "Please ask again with the command.")


def key_of(packed: str) -> str:
    """The short key under which a long button is parked: the same text always has the same key."""
    return hashlib.blake2b(packed.encode(), digest_size=12).hexdigest()
