"""An address taken apart, every part percent-encoded in the one usual way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The parts of an address that tell it from others; http and https are the same, so there is no scheme."""

    host: str
    port: int | None = None
    path: str = ""
    #: ``name=value`` or ``name`` alone, as they stand between the ``&``.
    query: tuple[str, ...] = ()
    fragment: str = ""

    def value(self, name: str) -> str:
        """The first value under that name in the query; empty when there is none."""
        return next((part.partition("=")[2] for part in self.query if part.partition("=")[0] == name), "")
