"""What a fake platform remembers of its callers: every request, and everything a real platform would not have liked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.shapes import UNKNOWN_FIELD, Json, Problem


@dataclass(slots=True)
class Records:
    """Requests in the order of their arrival, and violations beside them."""

    requests: list[Json] = field(default_factory=list)
    violations: list[Json] = field(default_factory=list)
    #: Bodies are kept only while this is on: a benchmark turns it off.
    is_recording: bool = True

    def request(self, **facts: object) -> Json:
        entry: Json = dict(facts)
        if self.is_recording:
            self.requests.append(entry)
        return entry

    def violation(self, kind: str, where: str, text: str) -> None:
        self.violations.append({"kind": kind, "where": where, "text": text})

    def problems(self, where: str, found: Iterable[Problem]) -> None:
        """Note what is wrong with a body; a field nobody knows is told apart from a value out of bounds."""
        for one in found:
            kind = "unknown_field" if one.code == UNKNOWN_FIELD else "invalid"
            self.violation(kind, where, f"{one.path}: {one.text}")
