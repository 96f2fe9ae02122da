"""Units of work on a database: the store that the core is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from storage.actions import Actions
from storage.amas import Amas
from storage.buddies import Buddies
from storage.calendars import Calendars
from storage.chores import ChoreRows
from storage.communities import Communities
from storage.conversations import Conversations
from storage.database import Database, Session
from storage.deliveries import Deliveries
from storage.funnel import FunnelRows
from storage.guests import Guests
from storage.joining import Joining
from storage.journeys import Journeys
from storage.onboarding import OnboardingRows
from storage.people import People
from storage.preferences import Preferences
from storage.questions import Questions
from storage.resources import Resources
from storage.series import SeriesRows
from storage.tags import Tags
from storage.welcomes import Welcomes


class SqlUnit:
    """One unit of work with one repository for each capability."""

    def __init__(self, session: Session) -> None:
        self.people = People(session)
        self.actions = Actions(session)
        self.tags = Tags(session)
        self.communities = Communities(session)
        self.conversations = Conversations(session)
        self.chores = ChoreRows(session)
        self.joining = Joining(session)
        self.deliveries = Deliveries(session)
        self.amas = Amas(session)
        self.series = SeriesRows(session)
        self.calendars = Calendars(session)
        self.guests = Guests(session)
        self.questions = Questions(session)
        self.preferences = Preferences(session)
        self.buddies = Buddies(session)
        self.funnel = FunnelRows(session)
        self.resources = Resources(session)
        self.welcomes = Welcomes(session)
        self.journeys = Journeys(session)
        self.onboarding = OnboardingRows(session)


class SqlStore:
    """Opens units of work. See :class:`bot.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: Told of each delivery that was committed, by the moment at which it is due.
        self.on_due: Callable[[datetime], None] = lambda _moment: None

    async def tidy(self, heard_before: datetime) -> None:
        """Leave nothing behind of what was erased, and forget events that were heard before this moment."""
        async with self._database.write() as session:
            await Actions(session).forget_heard(heard_before)
        await self._database.tidy()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnit]:
        """A unit that only reads."""
        async with self._database.read() as session:
            yield SqlUnit(session)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnit]:
        """A unit that is committed when its block ends, and rolled back if the block raises."""
        async with self._database.write() as session:
            unit = SqlUnit(session)
            yield unit
        if unit.deliveries.soonest:
            self.on_due(unit.deliveries.soonest)
