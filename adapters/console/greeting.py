"""What a terminal says first: where one is, who one is, and what to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.console.speaker import Speaker
from bot.replies import Bold, Code, Notice, said


@dataclass(frozen=True, kw_only=True, slots=True)
class Greeting:
    """Lines that a newcomer might say first, and one more sentence."""

    tries: Sequence[str]
    hint: str = ""


def greeted(greeting: Greeting, speaker: Speaker) -> Notice:
    """The greeting for this person in this place."""
    return said(
        *("This is ", Bold(speaker.community), f", channel #{speaker.channel}. You are "),
        *(Bold(speaker.name), f" ({speaker.role.label}). Try:\n"),
        *(part for line in greeting.tries for part in ("  ", Code(line), "\n")),
        f"Tab completes, Ctrl-D leaves. {greeting.hint}".rstrip(),
    )
