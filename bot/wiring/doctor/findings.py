"""What the doctor has found, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class State(StrEnum):
    """How a finding is."""

    OK = "ok"
    #: Something does not work without it.
    MISSING = "missing"
    #: Nothing works without it.
    ESSENTIAL = "essential"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at: what was seen; where something is missing, what breaks and what to do."""

    name: str
    state: State
    seen: str
    breaks: str = ""
    remedy: str = ""


def ok(name: str, seen: str) -> Finding:
    """It is as it should be."""
    return Finding(name=name, state=State.OK, seen=seen)


def missing(name: str, seen: str, *, breaks: str, remedy: str) -> Finding:
    """Something does not work without it."""
    return Finding(name=name, state=State.MISSING, seen=seen, breaks=breaks, remedy=remedy)


def essential(name: str, seen: str, *, breaks: str, remedy: str) -> Finding:
    """Nothing works without it."""
    return Finding(name=name, state=State.ESSENTIAL, seen=seen, breaks=breaks, remedy=remedy)


def is_fit(findings: Sequence[Finding]) -> bool:
    """Whether nothing essential is missing."""
    return all(finding.state is not State.ESSENTIAL for finding in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """The findings for a program."""
    content = {"ok": is_fit(findings), "findings": [asdict(finding) for finding in findings]}
    return json.dumps(content, indent=2, ensure_ascii=False)


def as_text(findings: Sequence[Finding]) -> Iterator[str]:
    """The findings for a person, line by line, and a sentence at the end."""
    for finding in findings:
        yield f"{finding.state.value:<9} {finding.name}: {finding.seen}"
        if finding.state is not State.OK:
            yield f"{'':<9} What breaks: {finding.breaks}"
            yield f"{'':<9} What to do: {finding.remedy}"
    lacking = sum(finding.state is State.ESSENTIAL for finding in findings)
    lesser = sum(finding.state is State.MISSING for finding in findings)
    if lacking:
        yield f"Not ready: {lacking} essential, {lesser} more."
    else:
        yield f"Ready; {lesser} could be better." if lesser else "Ready."
