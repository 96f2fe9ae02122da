"""A console with a few commands of its own, on a real database."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC
from io import StringIO
from pathlib import Path

import pytest

from adapters.console.conversation import Conversation
from adapters.console.lines import lines_of
from adapters.console.speaker import Speaker
from adapters.console.transcript import transcribe
from bot.clock import SystemClock
from bot.dispatch import Call, Dispatcher
from bot.errors import NotFound
from bot.identity import Role
from bot.replies import Button, Card, LinkButton, Notice, Page, Section, Shared, Update, done, said, text
from bot.spec import Pick, Text, Whole, command
from storage.database import Database
from storage.schema import prepare
from storage.store import SqlStore


@command("who", about="Say who you are", reads=True)
async def who(call: Call) -> Notice:
    return said(f"{call.member.name}, {call.role.label}, in #{call.place.channel} of {call.community.name}")


@command("echo", about="Say it again", reads=True, options=[Text(name="words", about="What", required=True, bare=True)])
async def echo(call: Call, words: str) -> Notice:
    return said(words)


async def matching(call: Call, typed: str) -> list[str]:
    return [book for book in ("The Loop", "The Guild", "Emergence") if book.lower().startswith(typed.lower())]


@command(
    *("book", "add"),
    about="Add a book",
    options=[
        Text(name="title", about="What it is called", required=True, complete=matching),
        Pick(name="cost", about="What it costs", required=True, choices=("free", "paid")),
        Whole(name="year", about="When", least=1900, most=2100),
    ],
)
async def add(call: Call, title: str, cost: str, year: int | None = None) -> Notice:
    return done(f"Added {title} ({cost}, {year}).")


@command("book", "list", about="List the books", reads=True)
async def books(call: Call) -> Page:
    sections = tuple(
        Section(text=text(title), actions=(Button(label="Useful", command=("book", "useful"), args={"title": title}),))
        for title in ("Loops", "Guilds")
    )
    share = Button(label="Share here", command=("book", "share"))
    older = Button(label="Older", command=("book", "older"))
    site = LinkButton(label="Website", address="https://example.org/")
    return Page(card=Card(title="Books", sections=sections, actions=(share, site)), older=older)


@command(
    "book", "useful", about="Say it is useful", is_typed=False, options=[Text(name="title", about="It", required=True)]
)
async def useful(call: Call, title: str) -> Notice:
    return done(f"{call.member.name} finds {title} useful.")


@command("book", "share", about="Share the books", is_typed=False)
async def share(call: Call) -> Shared:
    return Shared(reply=said("Loops and Guilds"))


@command("book", "older", about="The older books", is_typed=False)
async def older(call: Call) -> Update:
    return Update(reply=said("Nothing older.", actions=(Button(label="Newer", command=("book", "list")),)))


@command("book", "burn", about="Burn it", allow=Role.CURATOR)
async def burn(call: Call) -> Notice:
    raise NotFound("There is nothing to burn.")


COMMANDS = (who, echo, add, books, useful, share, older, burn)

Script = Callable[..., Awaitable[str]]


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them."""
    file = tmp_path_factory.mktemp("library") / "library.db"
    prepare(f"sqlite:///{file}")
    return file


@pytest.fixture
def library(empty_library: Path, tmp_path: Path) -> Path:
    """An empty library of this test's own."""
    return Path(shutil.copy(empty_library, tmp_path / "library.db"))


@pytest.fixture
async def dispatcher(library: Path) -> AsyncIterator[Dispatcher]:
    """A dispatcher of the commands above, on a library of this test's own."""
    database = Database(f"sqlite:///{library}")
    made = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=SystemClock())
    yield made
    await made.settle()
    await database.close()


@pytest.fixture
def conversation(dispatcher: Dispatcher) -> Conversation:
    """A conversation with Ada, a member."""
    return Conversation(dispatcher, Speaker(name="Ada", community="Guild"))


@pytest.fixture
def script(conversation: Conversation) -> Script:
    """Says lines, or bytes, as a script does, and gives the transcript."""

    async def run(*lines: str, content: bytes | None = None) -> str:
        reading, writing = os.pipe()
        said = content if content is not None else "".join(f"{line}\n" for line in lines).encode()
        sender = asyncio.create_task(asyncio.to_thread(_send, writing, said))
        out = StringIO()
        await transcribe(conversation, lines_of(reading), out, UTC)
        os.close(reading)
        await sender
        return out.getvalue()

    return run


def _send(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
