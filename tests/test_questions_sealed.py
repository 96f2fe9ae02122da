"""Anonymous questions: nothing that is written down anywhere tells who asked, and the asker has a way back."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.actions import CUSTOM_ID_CHARACTERS, pack
from bot.amas.values import Host, Invitation, NewAma, Session
from bot.buttons import buttons_of
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, AmaId, Place, Role
from bot.questions import ANONYMOUS_AN_HOUR, State
from bot.replies import Reply, said
from bot.requests import Answer, Call, Filled, Pressed
from bot.sealing import ALWAYS
from bot.spec import Text, YesNo, command
from commands import COMMANDS
from storage.database import Database
from storage.prepared import Prepared
from storage.store import SqlStore
from storage.tables import metadata
from tests.asking import Said, ask, request, shown
from tests.postgres import CreateDatabase
from tests.talk import TestClock

WORDS = "Why is the board so slow?"
PEOPLE = ("ada", "bob", "cleo")
STARTS = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
LOBBY = Place(platform="test", workspace="guild", channel="general")
ASK = Filled(("ama", "ask"), {"question": WORDS, "number": 1, "anonymous": "yes"})

#: Opens an empty database of this test's own.
Open = Callable[[], Awaitable[Database]]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def open_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Open]:
    """Opens empty databases, all of one kind."""
    opened: list[Database] = []

    async def new() -> Database:
        if request.param == "sqlite":
            file = tmp_path_factory.mktemp("sealed") / "commonplace.db"
            file.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
            opened.append(Database(f"sqlite:///{file}"))
        else:
            create: CreateDatabase = request.getfixturevalue("create_postgres_database")
            opened.append(Database(create(request.getfixturevalue("postgres_template"))))
        return opened[-1]

    yield new
    for one in opened:
        await one.close()


class World:
    """A community with an AMA in it, the people of PEOPLE, and Olga, who organises."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.store = SqlStore(database)
        self.clock = TestClock()
        self.dispatcher = Dispatcher(commands=COMMANDS, store=self.store, clock=self.clock)
        self._events = 0

    async def settle(self) -> None:
        """Let everybody be known, and schedule the AMA."""
        for person in (*PEOPLE, "olga"):
            await ask(self.dispatcher, Filled(("help",), {}), user=person)
        await self.schedule()

    async def schedule(self) -> None:
        """Schedule an AMA."""
        async with self.store.write() as unit:
            known = await unit.people.who(AccountKey(platform="test", workspace="guild", user="olga"))
            assert known, "she has said something"
            host = Host(name="Hana", state=Invitation.ACCEPTED)
            new = NewAma(session=Session(title="Boards", starts_at=STARTS, zone="UTC"), hosts=(host,), places=(LOBBY,))
            await unit.amas.add(known[0].id, new, known[1].id, datetime(2026, 11, 24, 12, 0, tzinfo=UTC))

    async def say(self, said: Said, user: str, role: Role = Role.MEMBER) -> Answer:
        """What somebody is answered. Each time it is another event, the same in every world."""
        self._events += 1
        return await self.dispatcher.run(request(said, user=user, role=role, event_id=f"event-{self._events}"))

    async def dump(self) -> dict[str, list[str]]:
        """Every row of every table as text, in the order in which the database gives them."""
        rows = {}
        async with self.database.read() as session:
            for table in metadata.sorted_tables:
                found = await session.rows(Prepared(table.name, table.select(), is_known=False))
                rows[table.name] = [_without_hash(str(row)) for row in found]
        return rows


def _without_hash(row: str) -> str:
    return re.sub(r"'[0-9a-f]{48}'", "'HASH'", row)


def token_of(answer: Answer) -> str:
    """The token in the buttons of a receipt."""
    (token,) = {str(one.args["token"]) for one in buttons_of(answer.reply) if "token" in one.args}
    return token


async def asked_by(database: Database, person: str, *, is_live: bool = False) -> World:
    """A world in which somebody has asked anonymously, looked after it, changed it and voted for nothing."""
    world = World(database)
    await world.settle()
    if is_live:
        await world.say(Filled(("ama", "begin"), {"number": 1}), "olga", Role.ORGANISER)
    receipt = await world.say(ASK, person)
    token = token_of(receipt)
    for path, args in (
        (("ama", "mailbox"), {"token": token}),
        (("ama", "mailbox-reword"), {"token": token}),
        (("ama", "mailbox-reword"), {"token": token, "words": "Why is that board slow?"}),
        (("ama", "mailbox"), {"token": token}),
    ):
        answer = await world.say(Pressed(pack(path, args)), person)
        assert "question 1" in shown(answer).lower(), shown(answer)
    return world


async def test_dumps_are_equal_whoever_asked(open_database: Open) -> None:
    dumps = [await (await asked_by(await open_database(), person)).dump() for person in PEOPLE]

    assert dumps[0]["ama_question"] != []
    assert dumps[0] == dumps[1] == dumps[2]


async def test_dumps_are_equal_whoever_asked_while_a_board_is_drawn(open_database: Open) -> None:
    dumps = [await (await asked_by(await open_database(), person, is_live=True)).dump() for person in PEOPLE[:2]]

    assert dumps[0]["delivery"] != []
    assert dumps[0] == dumps[1]


async def test_named_question_makes_the_dumps_differ(open_database: Open) -> None:
    """The comparison above would see it if anything were kept."""
    dumps = []
    for person in PEOPLE[:2]:
        world = World(await open_database())
        await world.settle()
        await world.say(Filled(("ama", "ask"), {"question": WORDS, "number": 1}), person)
        dumps.append(await world.dump())

    assert {name for name in dumps[0] if dumps[0][name] != dumps[1][name]} == {"ama_question"}


async def test_who_asks_as_the_first_thing_they_do_leaves_no_row(open_database: Open) -> None:
    world = World(await open_database())
    await world.settle()
    before = await world.dump()

    await world.say(Filled(("ama", "ask-form"), {"number": 1}), "stranger")
    receipt = await world.say(ASK, "stranger")
    await world.say(Pressed(pack(("ama", "mailbox"), {"token": token_of(receipt)})), "stranger")
    after = await world.dump()

    assert {name for name in after if after[name] != before[name]} == {"ama_question"}
    assert len(after["ama_question"]) == 1


async def test_who_asks_by_name_as_the_first_thing_they_do_is_known(open_database: Open) -> None:
    """The comparison above would see it if somebody were made known."""
    world = World(await open_database())
    await world.settle()
    before = await world.dump()

    await world.say(Filled(("ama", "ask"), {"question": WORDS, "number": 1}), "stranger")

    after = await world.dump()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"member", "account", "inbox", "ama_question"}


@pytest.mark.postgres
async def test_no_other_row_was_written_in_the_same_transaction(
    create_postgres_database: CreateDatabase, postgres_template: str
) -> None:
    """PostgreSQL keeps the number of the transaction with each row: it must lead to nobody."""
    database = Database(create_postgres_database(postgres_template))
    world = World(database)
    await world.settle()
    await world.say(ASK, "ada")

    together = []
    async with database.read() as session:
        for table in metadata.sorted_tables:
            statement = text(
                f"SELECT count(*) FROM {table.name} WHERE xmin::text = (SELECT xmin::text FROM ama_question)"
            )
            ((count,),) = await session.rows(Prepared("x", statement, is_known=False))
            together += [table.name] * count
    await database.close()

    assert together == ["ama_question"]


async def test_log_is_the_same_whoever_asked(open_database: Open, caplog: pytest.LogCaptureFixture) -> None:
    logs = []
    for person in PEOPLE[:2]:
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            await asked_by(await open_database(), person)
        logs.append([_told(record) for record in caplog.records if record.name.startswith(("bot", "commands"))])
        everything = "\n".join(str(record.__dict__) for record in caplog.records)
        assert "board" not in everything, "no words"
        assert not re.search(r"[A-Za-z0-9_-]{22}\"?}", everything), "no token"

    assert len(logs[0]) > 5
    assert logs[0] == logs[1]


def _told(record: logging.LogRecord) -> tuple[str, ...]:
    names = ("command", "community", "outcome")
    return (record.name, record.getMessage(), *(str(record.__dict__.get(name)) for name in names))


async def test_buttons_of_the_receipt_are_never_parked(open_database: Open) -> None:
    world = World(await open_database())
    await world.settle()
    receipt = await world.say(ASK, "ada")

    packed = [pack(one.command, one.args) for one in buttons_of(receipt.reply)]

    assert len(packed) == 3
    assert max(map(len, packed)) <= CUSTOM_ID_CHARACTERS
    # The longest form that Discord would have to carry, with what it asks for.
    form = pack(("form:", "ama", "mailbox-reword"), {"token": token_of(receipt), "?": "words"})
    assert len(form) <= CUSTOM_ID_CHARACTERS
    assert (await world.dump())["parked_action"] == []


async def test_draft_with_a_token_is_not_kept_and_a_draft_makes_nobody_known(open_database: Open) -> None:
    world = World(await open_database())
    await world.settle()
    before = await world.dump()
    stranger = request(ASK, user="stranger")

    await world.dispatcher.park(stranger, pack(("form:", "ama", "mailbox-reword"), {"token": "x" * 22, "words": WORDS}))
    kept = await world.dispatcher.park(stranger, pack(("form:", "ama", "ask"), {"question": WORDS, "anonymous": "yes"}))

    after = await world.dump()
    assert {name for name in after if after[name] != before[name]} == {"parked_action"}
    assert len(after["parked_action"]) == 1
    assert (await world.dispatcher.parked(stranger, kept))[0] == ("form:", "ama", "ask")


async def test_draft_in_a_place_where_nobody_is_known_is_kept(dispatcher: Dispatcher) -> None:
    first = request(ASK, workspace="new")
    draft = pack(("form:", "resource", "add"), {"what": "x" * 200})

    key = await dispatcher.park(first, draft)

    assert await dispatcher.parked(first, key) == (("form:", "resource", "add"), {"what": "x" * 200})


@command(
    "probe", about="Tells who speaks", options=[YesNo(name="anonymous", about="Or not")], sealed_by="anonymous",
    is_typed=False,
)  # fmt: skip
async def probe(call: Call, anonymous: bool = False) -> Reply:
    return said(f"{call.member.id} {call.member.name}")


@command("sealed", about="Is never told", options=[Text(name="x", about="x")], sealed_by=ALWAYS, is_typed=False)
async def sealed(call: Call, x: str = "") -> Reply:
    return said(f"{call.member.id} {call.member.name}")


async def test_sealed_command_is_not_told_who_speaks(dispatcher: Dispatcher, clock: TestClock) -> None:
    probing = Dispatcher(commands=[probe, sealed], store=dispatcher.store, clock=clock)
    await ask(probing, Filled(("probe",), {}))

    assert await ask(probing, Filled(("probe",), {})) == "1 Ada"
    assert await ask(probing, Filled(("probe",), {"anonymous": "no"})) == "1 Ada"
    assert await ask(probing, Filled(("probe",), {"anonymous": "yes"})) == "0 Somebody"
    assert await ask(probing, Filled(("sealed",), {})) == "0 Somebody"


async def test_sealed_command_needs_a_community(dispatcher: Dispatcher) -> None:
    assert await ask(dispatcher, ASK, workspace="elsewhere") == (
        "I do not know this place yet. Somebody has to say /help here first."
    )


async def test_no_question_says_when_in_the_hour_it_was_asked(open_database: Open) -> None:
    """Those before and after an anonymous one would tell when that was."""
    world = World(await open_database())
    await world.settle()
    world.clock.advance(minutes=17, seconds=5)
    for one in (ASK, Filled(("ama", "ask"), {"question": "Who pays for it?", "number": 1})):
        await world.say(one, "ada")

    async with world.store.read() as unit:
        home = await unit.people.of_workspace("test", "guild")
        assert home
        asked = [one.asked_at for one in await unit.questions.ranked(home.id, AmaId(1), [State.OPEN], count=9)]

    assert asked == [datetime(2026, 11, 24, 12, 0, tzinfo=UTC)] * 2


async def test_anonymous_questions_are_capped_by_the_hour(open_database: Open) -> None:
    world = World(await open_database())
    await world.settle()

    answers = [shown(await world.say(asking(f"What of {number}?"), "ada")) for number in range(ANONYMOUS_AN_HOUR + 1)]
    world.clock.advance(hours=1)
    next_hour = shown(await world.say(asking("And now?"), "ada"))

    assert [answer.startswith("Asked") for answer in answers] == [True] * ANONYMOUS_AN_HOUR + [False]
    assert answers[-1] == (
        "AMA 1 takes no more anonymous questions in this hour. Please ask in the next one, or by name."
    )
    assert next_hour.startswith("Asked")


async def test_nothing_but_the_token_opens_the_mailbox(open_database: Open) -> None:
    world = World(await open_database())
    await world.settle()
    token = token_of(await world.say(ASK, "ada"))
    await ask(world.dispatcher, Filled(("help",), {}), workspace="elsewhere")
    nowhere = "This leads to no question. Use the button or the code of the receipt you were given."

    for tried, workspace in ((token[::-1], "guild"), ("x", "guild"), ("é" * 22, "guild"), (token, "elsewhere")):
        opened = await ask(world.dispatcher, Filled(("ama", "mailbox"), {"token": tried}), workspace=workspace)
        assert opened == nowhere


async def test_asker_reads_each_fate_in_the_mailbox(open_database: Open) -> None:
    world = World(await open_database())
    await world.settle()
    tokens = [token_of(await world.say(asking(words), "ada")) for words in ("Why A?", "Why B?", "Why C?", "Why D?")]
    for path, args in (
        ("answer", {"question": 1, "answer": "Because"}),
        ("refuse", {"question": 2, "reason": "Not here"}),
        ("merge", {"question": 3, "into": 1}),
        ("close", {"rest": "open"}),
    ):
        await world.say(Filled(("ama", path), {"number": 1, **args}), "olga", Role.ORGANISER)

    told = [shown(await world.say(Filled(("ama", "mailbox"), {"token": token}), "ada")) for token in tokens]

    assert "asked anonymously, also by 1 anonymously · answered\nBecause" in told[0]
    assert "declined\nWhy: Not here" in told[1]
    assert told[2].endswith("merged\nIt is the same as question 1: Why A?\nBecause")
    assert "carried over" in told[3]


async def test_token_follows_a_question_to_the_next_ama(open_database: Open) -> None:
    world = World(await open_database())
    await world.settle()
    await world.schedule()
    token = token_of(await world.say(ASK, "ada"))
    await world.say(Filled(("ama", "close"), {"number": 1, "to": 2}), "olga", Role.ORGANISER)

    there = shown(await world.say(Filled(("ama", "mailbox"), {"token": token}), "ada"))
    withdrawn = shown(await world.say(Filled(("ama", "mailbox-withdraw"), {"token": token}), "ada"))

    assert there.startswith("AMA 2: Boards · question 1\n\nWhy is the board so slow?")
    assert withdrawn == "Question 1 is withdrawn, and its words are gone."


def asking(words: str) -> Filled:
    """An anonymous question."""
    return Filled(("ama", "ask"), {"question": words, "number": 1, "anonymous": "yes"})
