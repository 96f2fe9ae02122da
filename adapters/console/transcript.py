"""A conversation as a script: one command a line in, a plain transcript out, the same on every machine.

The format, which scripts may rely on: each line that is said is echoed as ``> line``; then comes the answer, of which
no line begins with ``>``; then an empty line. What the bot says on its own meanwhile follows in the same way, below
``* `` and the place where it stands. Blank lines and lines that begin with ``#`` are passed over in silence.
Lines are never wrapped. A refusal is an answer like any other, and the script goes on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import tzinfo
from typing import TextIO

from adapters.console.conversation import Conversation
from adapters.console.render import plain, rendered
from bot.safe import safe_line

#: Of a longer line only so many characters are echoed.
ECHO_CHARACTERS = 500


async def transcribe(
    conversation: Conversation, lines: AsyncIterator[str], out: TextIO, zone: tzinfo | None = None
) -> None:
    """Say each line and write what is answered, until the lines end or one of them is ``/quit``."""
    async for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        out.write(f"> {_echo(line)}\n")
        reply = await conversation.say(line)
        answer = plain(rendered(reply, channel=conversation.speaker.channel, zone=zone))
        out.write(f"{answer}\n")
        for posted in conversation.take_posted():
            words = plain(rendered(posted.shown, channel=posted.target.channel, zone=zone))
            out.write(f"* {posted.heading}\n{words}\n")
        # Whoever reads along, or stops reading, shall not wait for the end.
        out.flush()
        if conversation.is_over:
            return


def _echo(line: str) -> str:
    said = safe_line(line).strip()
    return said if len(said) <= ECHO_CHARACTERS else f"{said[:ECHO_CHARACTERS]}…"
