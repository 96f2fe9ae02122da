"""The recap of an AMA as Markdown: counts, answers, links, thanks. What people wrote stays text, whatever it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.questions.values import Feedback, Question, State, Tally, submitted
from bot.safe import safe

#: What Markdown (CommonMark, GitHub's too) could read as anything but a letter.
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&@:])")
#: Longest recap (bot/replies.py: a document has at most 1,000,000 characters).
_MOST = 900_000
_HEADINGS = {
    State.ANSWERED: "Answered",
    State.CARRIED: "Still open",
    State.DECLINED: "Declined",
}
_SCORES = {3: "great", 2: "good", 1: "not for me"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """What the recap says about the AMA itself."""

    number: int
    title: str
    held_at: datetime
    hosts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A question with who asked it, in words."""

    question: Question
    by: str


def recap(session: Session, tally: Tally, said: Sequence[Said], feedback: Sequence[Feedback]) -> str:
    """The file. What has no room in it is counted at its end."""
    hosts = ", ".join(map(plain, session.hosts)) or "its host"
    head = [
        f"# AMA {session.number}: {plain(session.title)}",
        f"Held on {session.held_at:%Y-%m-%d %H:%M} UTC. With thanks to {hosts}, and to everybody who asked.",
        _counts(tally),
    ]
    if feedback:
        head.append(_feedback(feedback))
    parts, left = list(head), _MOST - sum(map(len, head))
    left_out = 0
    for state, heading in _HEADINGS.items():
        of_state = [one for one in said if one.question.state is state]
        for index, one in enumerate(of_state):
            part = (f"## {heading}\n\n" if not index else "") + _told(one)
            left -= len(part)
            parts += [part] if left > 0 else []
            left_out += left <= 0
    if left_out:
        parts.append(f"{left_out:,} more have no room in this file.")
    return "\n\n".join(parts) + "\n"


def _counts(tally: Tally) -> str:
    rows = [f"| {state.value} | {tally[state]:,} |" for state in State if tally.get(state)]
    return "\n".join(["| fate | questions |", "|---|---|", *rows, f"| **asked** | **{submitted(tally):,}** |"])


def _feedback(feedback: Sequence[Feedback]) -> str:
    counts = [(words, sum(1 for one in feedback if one.score == score)) for score, words in _SCORES.items()]
    return "Feedback: " + ", ".join(f"{count} {words}" for words, count in counts if count) + "."


def _told(one: Said) -> str:
    question = one.question
    votes = f"{question.votes} vote{'' if question.votes == 1 else 's'}, " if question.votes else ""
    lines = [f"### {question.id}. {plain(question.words)}", f"{votes}{plain(one.by)}"]
    if question.answer:
        lines.append("> " + plain(question.answer))
    if question.answer_link:
        lines.append(f"<{_address(question.answer_link)}>")
    if question.state is State.ANSWERED and not question.answer and not question.answer_link:
        lines.append("Answered live.")
    if question.reason:
        lines.append(f"Why: {plain(question.reason)}")
    if question.carried_to is not None:
        lines.append(f"Taken along to AMA {question.carried_to}.")
    return "\n\n".join(lines)


def plain(text: str) -> str:
    """The text on one line, with every sign that means something to Markdown taken as itself."""
    return _SIGNS.sub(r"\\\1", " ".join(safe(text).split()))


def _address(link: str) -> str:
    return link.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
