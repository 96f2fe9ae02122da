"""What people are told of what was refused or broke, and what may be written about it: where, but not what was said."""

from __future__ import annotations

import traceback
from pathlib import Path

from bot.errors import BotError, NotAllowed
from bot.identity import Role
from bot.replies import Notice, Tone, text
from bot.requests import Request
from bot.spec import AnyCommand

#: The innermost calls that are named.
_CALLS = 8


def where_it_broke(error: BaseException) -> dict[str, str]:
    """The kind of an error, and the calls that led to it, the innermost first."""
    calls = traceback.extract_tb(error.__traceback__)[-_CALLS:]
    chain = " < ".join(f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in reversed(calls))
    return {"broken": type(error).__name__, "at": chain}


def facts_of(reference: str, request: Request, command: str, outcome: str) -> dict[str, str]:
    """What a line of the log says about a call: where, but neither who nor what was said."""
    community = f"{request.account.platform}:{request.account.workspace}"
    return {"reference": reference, "command": command, "community": community, "outcome": outcome}


def expect_role(role: Role, command: AnyCommand) -> None:
    """Raises NotAllowed for a role that may not run this command."""
    if role < command.allow:
        # Organisers give every role, so of their own there is nobody else to ask.
        hint = "" if command.allow is Role.ORGANISER else ", or an organiser for the role"
        raise NotAllowed(f"/{command.name} is for {command.allow.label}s.", f"Please ask one of them{hint}.")


def refused(refusal: BotError) -> Notice:
    """The sentence of a refusal, with its hint."""
    sentence = refusal.message if not refusal.hint else f"{refusal.message} {refusal.hint}"
    return Notice(text=text(sentence), tone=Tone.REFUSED)


def broken(reference: str) -> Notice:
    """What people are told when something broke: nothing but the reference of the line in the log."""
    sentence = (
        f"Something went wrong here, and nothing was changed. If you tell an organiser, name the reference {reference}."
    )
    return Notice(text=text(sentence), tone=Tone.REFUSED)
