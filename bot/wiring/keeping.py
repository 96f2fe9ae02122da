"""Keeping a platform there: started, tried again while it is out of reach, and given up where that is of no use."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from enum import Enum, auto

from bot.errors import BotError
from bot.messenger import Messenger
from bot.vitals import Vital
from bot.wiring.platforms import SILENT_SECONDS, Make, OutOfReach, Platform

log = logging.getLogger(__name__)

#: Pauses in seconds before the second, third, … try; the last one is repeated.
PAUSES = (5.0, 15.0, 60.0, 300.0)
#: How long a platform may take to leave: what is under way is finished in this time.
LEAVE_SECONDS = 4.0

Tell = Callable[[str], None]


class State(Enum):
    """What became of a platform."""

    TRYING = auto()
    LEFT = auto()
    GIVEN_UP = auto()


class Kept:
    """One platform, as long as the program runs."""

    def __init__(self, name: str, make: Make, tell: Tell) -> None:
        self.name = name
        self.platform: Platform | None = None
        self.state = State.TRYING
        self._make = make
        self._tell = tell

    async def run(self) -> None:
        """Keep it there. Ends when it was told to leave, or when trying again is of no use; never raises."""
        tries = 0
        while self.state is State.TRYING:
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            tries += 1
            if await self._try(pause):
                # Out of reach, it hears nothing; what it is to post may get through all the same.
                await asyncio.sleep(pause)
                await self._dropped()

    async def _try(self, pause: float) -> bool:
        """Be there as long as it goes; whether to try again after a pause of so many seconds."""
        try:
            self.platform = self._make()
            await self.platform.run()
            self._ended(State.LEFT)
        except OutOfReach as error:
            self._say(f"{self.name} is out of reach ({error}). It is tried again in {pause:.0f} seconds.")
        except BotError as refusal:
            self._give_up(str(refusal))
        except Exception:
            log.exception("platform broke", extra={"platform": self.name})
            self._give_up("It broke; the log has the reason.")
        if self.state is not State.TRYING:
            await self._dropped()
        return self.state is State.TRYING

    async def leave(self) -> None:
        """Let it finish what is under way, and leave, in bounded time."""
        self._ended(State.LEFT)
        await self._dropped()

    async def vital(self) -> Vital:
        """How the platform is; one that is not there is as good as dead."""
        if self.platform is None:
            return Vital(name=self.name.lower(), age_seconds=None, limit_seconds=SILENT_SECONDS)
        return await self.platform.vital()

    def is_ready(self) -> bool:
        """Whether what is said there would be heard."""
        return self.platform is not None and self.state is State.TRYING and self.platform.is_ready

    def messenger(self) -> Messenger | None:
        """Who posts there; None while nobody can."""
        return self.platform.messenger() if self.platform else None

    async def _dropped(self) -> None:
        platform, self.platform = self.platform, None
        if platform is None:
            return
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await platform.close()
        except TimeoutError:
            log.warning("platform left in a hurry", extra={"platform": self.name})
        except Exception:
            log.exception("platform broke while leaving", extra={"platform": self.name})

    def _ended(self, state: State) -> None:
        if self.state is State.TRYING:
            self.state = state

    def _give_up(self, reason: str) -> None:
        self._ended(State.GIVEN_UP)
        self._say(f"{self.name} did not start. {reason}")

    def _say(self, sentence: str) -> None:
        if self.state is not State.LEFT:
            self._tell(sentence)
