"""What everybody has on their screens, so that they can press what they see and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Message = TypeVar("Message")


@dataclass(frozen=True, slots=True)
class _Shown(Generic[Message]):
    message: Message
    #: Who alone sees it; empty for everybody.
    to: str
    key: str


class Screen(Generic[Message]):
    """All messages of a platform, the newest last."""

    def __init__(self) -> None:
        self._shown: list[_Shown[Message]] = []

    def shows(self, message: Message, *, to: str, key: str = "") -> None:
        """Something is shown, to one person or to everybody; with the key of another, in its place."""
        at = next((at for at, one in enumerate(self._shown) if key and one.key == key), None)
        shown = _Shown(message, to, key)
        if at is None:
            self._shown.append(shown)
        else:
            self._shown[at] = shown

    def newest(self, who: str, fits: Callable[[Message], bool]) -> Message:
        """The newest message that this person sees, and that fits."""
        found = (one.message for one in reversed(self._shown) if one.to in {"", who} and fits(one.message))
        message = next(found, None)
        assert message is not None, f"{who} sees no such button"
        return message
