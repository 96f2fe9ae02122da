"""Files into a library and out of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from adapters.console.speaker import Speaker
from adapters.files import read, write
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import BotError, NotFound
from bot.exporting import draft_of, tag_drafts
from bot.identity import Community
from bot.intake import Item, Tally, dry_run, take_in
from bot.resources import Draft, Resource
from bot.tags import find
from bot.wiring.application import known, running
from storage.people import People

#: Resources that are handed to a writing thread at a time.
_EXPORT_CHUNK = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A file to be imported, and how."""

    file: Path
    format: str
    tags: tuple[str, ...]
    community: str
    progress: Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """What is to be exported."""

    format: str
    tag: str | None
    community: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of an import; ``broken`` says why it ended before the end of the file."""

    tally: Tally
    broken: BotError | None = None


async def import_file(config: Config, incoming: Incoming) -> Outcome:
    """Take a file into the library. Raises a sentence if nothing in it could be read."""
    reading = Reading(read(incoming.file, format=incoming.format, progress=incoming.progress))
    items = reading.begun()
    async with running(config) as application:
        speaker = Speaker(name=config.console.name, community=incoming.community)
        community, member = await known(application, speaker)
        now = application.clock.now()
        tally = await take_in(application.store, community, member, items, incoming.tags, now)
    return Outcome(tally=tally, broken=reading.broken)


def look_through(incoming: Incoming) -> Outcome:
    """What would become of a file in an empty library; nothing is written. Raises a sentence."""
    reading = Reading(read(incoming.file, format=incoming.format, progress=incoming.progress))
    return Outcome(tally=dry_run(reading.begun(), SystemClock().now()), broken=reading.broken)


async def export(config: Config, outgoing: Outgoing, out: TextIO) -> int:
    """Write the library, or what is under a tag; how many resources it had. Raises what ``out`` raises, too."""
    problem: OSError | None = None
    async with running(config) as application, application.store.read() as unit:
        community = await _existing(unit.people, config, outgoing)
        tag = (await find(unit.tags, community.id, outgoing.tag)).id if outgoing.tag else None
        tags = await tag_drafts(unit.tags, community.id, tag)
        drafts = Pulled(unit.resources.all(community.id, tag), asyncio.get_running_loop())
        try:
            # Writers take their time over a file; the loop meanwhile fetches the next resources for them.
            await asyncio.to_thread(
                write, outgoing.format, community=community.name, tags=tags, resources=drafts, out=out
            )
        except OSError as error:
            # Raised outside the unit, which would take it for a failure of the database.
            problem = error
    if problem:
        raise problem
    return drafts.count


async def _existing(people: People, config: Config, outgoing: Outgoing) -> Community:
    speaker = Speaker(name=config.console.name, community=outgoing.community)
    met = await people.who(speaker.account)
    named = [met[0]] if met else await people.named(outgoing.community)
    if not named:
        raise NotFound(f"There is no community called {outgoing.community}.", "Name another with --community.")
    return named[0]


class Reading:
    """What a reader finds; a file that breaks off ends it quietly, so that what was before it still counts."""

    def __init__(self, found: Iterable[Item]) -> None:
        self._found = found
        self.broken: BotError | None = None

    def __iter__(self) -> Iterator[Item]:
        """Everything, as it is read."""
        try:
            yield from self._found
        except BotError as error:
            self.broken = error

    def begun(self) -> Iterator[Item]:
        """The same. Raises the sentence at once if the file breaks off before anything was found in it."""
        items = iter(self)
        first = list(islice(items, 1))
        if self.broken:
            raise self.broken
        return chain(first, items)


class Pulled:
    """Resources of an asynchronous store as drafts for a writer that runs in a thread beside its loop."""

    def __init__(self, resources: AsyncIterator[Resource], loop: asyncio.AbstractEventLoop) -> None:
        self._resources = resources
        self._loop = loop
        self.count = 0

    def __iter__(self) -> Iterator[Draft]:
        """The drafts, in the order of the store."""
        while drafts := asyncio.run_coroutine_threadsafe(self._next(), self._loop).result():
            self.count += len(drafts)
            yield from drafts

    async def _next(self) -> list[Draft]:
        drafts: list[Draft] = []
        async for resource in self._resources:
            drafts.append(draft_of(resource))
            if len(drafts) == _EXPORT_CHUNK:
                break
        return drafts
