"""Asking the interface of a platform one question, and making nothing of the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.wiring.doctor.findings import Finding, essential, missing, ok

#: How long one question may take.
ASK_SECONDS = 5.0
#: A clock that differs by more is worth a word; by more than Slack's limit, signed requests are refused.
SKEW_SECONDS, SIGNED_SECONDS = 30, 300
#: Largest answer that is read.
ANSWER_BYTES = 8_000_000


class NoAnswer(Exception):
    """The platform did not answer; the message says how."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """An answer: its status, its headers, and the JSON in it (empty, if it is something else)."""

    status: int
    headers: Mapping[str, str]
    content: Any

    def get(self, key: str) -> Any:
        """What the answer has under this key."""
        return self.content.get(key) if isinstance(self.content, dict) else None


async def ask(
    session: aiohttp.ClientSession, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] = {}
) -> Said:
    """The answer to one question, with the fields of a form if it needs any. Raises NoAnswer."""
    bound = aiohttp.ClientTimeout(total=ASK_SECONDS)
    asking = session.request(method, url, headers=headers, data=form or None, timeout=bound, allow_redirects=False)
    try:
        async with asking as answer:
            content = await _json(answer)
            return Said(status=answer.status, headers=dict(answer.headers), content=content)
    except TimeoutError as error:
        raise NoAnswer(f"no answer in {ASK_SECONDS:.0f} seconds") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error


async def _json(answer: aiohttp.ClientResponse) -> Any:
    body = b""
    async for chunk in answer.content.iter_chunked(65_536):
        body += chunk
        if len(body) > ANSWER_BYTES:
            return {}
    try:
        return json.loads(body)
    except ValueError:
        return {}


def clock(name: str, said: Said, *, is_signed: bool = False) -> Finding | None:
    """How far our clock is from the platform's, which every answer of it carries; None if it does not."""
    try:
        theirs = parsedate_to_datetime(said.headers["Date"])
    except (KeyError, ValueError, TypeError):
        return None
    seconds = round((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())
    seen = f"{abs(seconds)} seconds {'ahead of' if seconds > 0 else 'behind'} {name}"
    remedy = "Let the machine set its clock by itself (for example: timedatectl set-ntp true)."
    if is_signed and abs(seconds) >= SIGNED_SECONDS:
        breaks = "everything that Slack sends is taken for old and refused"
        return essential(f"{name} clock", seen, breaks=breaks, remedy=remedy)
    if abs(seconds) > SKEW_SECONDS:
        breaks = "times that the bot shows and keeps are wrong by as much"
        return missing(f"{name} clock", seen, breaks=breaks, remedy=remedy)
    return ok(f"{name} clock", "right")


def out_of_reach(name: str, address: str, error: NoAnswer) -> Finding:
    """The finding for a platform that does not answer."""
    return essential(
        f"{name} connection",
        f"{address} does not answer ({error})",
        breaks=f"the bot cannot be on {name}",
        remedy="Check the network, and api_base if it is configured.",
    )
