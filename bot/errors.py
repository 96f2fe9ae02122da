"""Everything that can be refused, as sentences to the person who asked.

An error is written where it is raised: what happened, then (as the hint) what to do next. The dispatcher shows
both; nothing else is ever shown. Configuration errors live in ``config``, because nobody is there to be answered.
"""

from __future__ import annotations


class BotError(Exception):
    """A refusal with a sentence for the person who asked, and a hint that says what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotFound(BotError):
    """What was named does not exist in this community (or belongs to another, which is the same answer)."""


class NotAllowed(BotError):
    """The person may not do this."""


class InvalidInput(BotError):
    """Something typed cannot be used; ``field`` names the option it was typed into, where one is known."""

    def __init__(self, message: str, hint: str = "", *, field: str | None = None) -> None:
        super().__init__(message, hint)
        self.field = field


class AlreadyExists(BotError):
    """What was to be made is there already."""


class TooSoon(BotError):
    """The person has done this too often or too recently."""


class Unavailable(BotError):
    """The bot cannot do it now (disk full, database locked or out of reach); trying later may work."""


class Busy(Unavailable):
    """Others keep the database from being written to; trying again soon will work."""
