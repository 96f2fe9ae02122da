"""What somebody gets who asks for everything that is kept about them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Engine, ForeignKeyConstraint, Table, create_engine, insert, select

from bot.communities import Kept, Person
from bot.identity import Member, MemberId
from bot.persons import told
from bot.replies import DOCUMENT_CHARACTERS, Document
from storage.kept import ROWS
from storage.tables import account, member, metadata, useful
from storage.tables.columns import UtcDateTime
from tests.talk import Talk

SOON = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)


async def exported(talk: Talk) -> dict[str, Any]:
    """What is in the file that somebody gets."""
    reply = (await talk.dispatcher.run(talk.request("me export"))).reply
    assert isinstance(reply, Document)
    content: dict[str, Any] = json.loads(reply.content)
    return content


@pytest.fixture
def engine(sqlite_address: str) -> Engine:
    """A way around the bot into its database. Foreign keys are not in force there."""
    return create_engine(sqlite_address)


def references() -> list[tuple[Table, Column[Any]]]:
    """The columns of all tables that name a member."""
    keys = [(table, key) for table in metadata.tables.values() for key in table.foreign_key_constraints]
    return [(table, _last(key)) for table, key in keys if key.referred_table is member]


def _last(key: ForeignKeyConstraint) -> Column[Any]:
    return list(key.columns)[-1]


def row_of(table: Table, column: Column[Any], community: int, who: int, mark: str) -> dict[str, Any]:
    """A row in which everything is filled in, with a mark in each text; another one for each column of a table."""
    number = 7_000 * (1 + table.columns.keys().index(column.name)) + who

    def value(one: Column[Any]) -> object:
        if one.name == "community_id":
            return community
        if one is column or isinstance(one.type, UtcDateTime):
            return who if one is column else SOON
        return f"{mark} {column.name} {one.name}" if one.type.python_type is str else one.type.python_type(number)

    return {one.name: value(one) for one in table.columns}


def secret_of_others(table: Table, column: Column[Any]) -> list[str]:
    """What is in a row and is told to another member alone, see :mod:`storage.tables.newcomers`."""
    return [one.name for one in table.columns if one.info.get("of", column.name) != column.name]


async def test_export_has_every_row_of_every_table_that_refers_to_the_member(ada: Talk, engine: Engine) -> None:
    await ada("/help")
    await ada.as_("Bob")("/help")
    expected: dict[str, Any] = {}
    with engine.begin() as connection:
        mine, other = connection.execute(select(member).order_by(member.c.name)).all()
        for table, column in references():
            for who, mark in ((mine, "of Ada"), (other, "of Bob")):
                row = row_of(table, column, who.community_id, who.id, mark)
                connection.execute(insert(table).values(row))
                for name in {"community_id", column.name, *secret_of_others(table, column)}:
                    del row[name]
                if who is mine and "of" not in column.info:
                    expected[f"{table.name}.{column.name}"] = json.loads(json.dumps(row, default=datetime.isoformat))

    content = await exported(ada)

    assert len(expected) >= 10
    assert {place: row for place, row in expected.items() if row not in content["kept"].get(place, [])} == {}
    assert "2026-11-24T11:30:00+00:00" in json.dumps(content)
    assert "Bob" not in json.dumps(content)
    assert "Bob" in json.dumps(await exported(ada.as_("Bob")))


async def test_export_names_the_person_their_role_and_their_settings(ada: Talk) -> None:
    await ada("/me zone berlin", "/me language en")

    content = await exported(ada)

    kept = content.pop("kept")
    assert content == {
        "community": "Guild",
        "name": "Ada",
        "role": "member",
        "time_zone": "Europe/Berlin",
        "language": "en",
        "platforms": ["console"],
        "left_out": {},
    }
    assert [row["platform"] for row in kept["account.member_id"]] == ["console"]
    assert [row["joined_at"] for row in kept["member.id"]] == ["2026-11-24T12:00:00+00:00"]


async def test_forgotten_person_who_comes_back_has_a_name_and_an_account_and_nothing_else(ada: Talk) -> None:
    await ada("/resource add A book kind:book tags:books", "/resource useful 1", "/tag follow books", "/me zone berlin")
    await ada("/conversation tag books link:https://chat.example/m/1 text:Beginning", "/me link")
    assert len((await exported(ada))["kept"]) > 5

    await ada("/me forget sure:yes")
    content = await exported(ada)

    assert set(content["kept"]) == {"member.id", "account.member_id"}
    assert (content["name"], content["time_zone"], content["language"]) == ("Ada", None, None)


async def test_members_of_other_communities_are_not_in_the_export(ada: Talk) -> None:
    elsewhere = ada.as_("Ada", community="Elsewhere")
    await elsewhere("/resource add A secret book kind:book tags:books")

    content = await exported(ada)

    assert set(content["kept"]) == {"member.id", "account.member_id"}


async def test_what_has_no_room_is_counted_and_said(ada: Talk, engine: Engine) -> None:
    await ada("/help")
    with engine.begin() as connection:
        mine = connection.execute(select(account)).one()
        row = {"community_id": mine.community_id, "member_id": mine.member_id, "at": SOON}
        connection.execute(insert(useful), [{**row, "resource_id": number} for number in range(1, ROWS + 11)])

    content = await exported(ada)

    assert content["left_out"] == {"useful.member_id": 10}
    assert len(content["kept"]["useful.member_id"]) == ROWS
    assert "but for 10 rows" in await ada("/me export")


def test_file_never_has_more_characters_than_it_may_and_small_things_are_whole() -> None:
    person = Person(member=Member(id=MemberId(1), name="Ada"))
    many = Kept(place="many", rows=tuple({"text": "x" * number} for number in range(1_500)), total=1_500)
    few = Kept(place="few", rows=({"text": "y"},), total=1)

    content, left_out = told("Guild", person, [many, few])

    read = json.loads(content)
    assert len(content) <= DOCUMENT_CHARACTERS
    assert read["kept"]["few"] == [{"text": "y"}]
    assert left_out == read["left_out"]["many"] == 1_500 - len(read["kept"]["many"]) > 0


async def test_export_is_printed_below_its_sentence_in_the_console(ada: Talk) -> None:
    sentence, name, *rest = (await ada("/me export")).split("\n")

    assert sentence == "This is everything that is kept about you in this community. Only you get it."
    assert name == "about-you.json"
    assert all(line.startswith("  ") for line in rest)
    assert json.loads("\n".join(rest))["name"] == "Ada"


@pytest.mark.parametrize("name", ["", "About.json", "a b", "../a", "a/b", "-a", "ü.json", "a" * 81])
def test_name_of_a_file_that_a_system_might_refuse_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="a file's name"):
        Document(name=name, content="{}", text=())


@pytest.mark.parametrize("characters", [0, DOCUMENT_CHARACTERS + 1])
def test_file_is_neither_empty_nor_too_long(characters: int) -> None:
    with pytest.raises(ValueError, match="a file has 1 to"):
        Document(name="a.json", content="x" * characters, text=())


@pytest.mark.parametrize("characters", [1, DOCUMENT_CHARACTERS])
def test_file_may_have_as_many_characters_as_it_may(characters: int) -> None:
    made = Document(name="a.json", content="x" * characters, text=())

    assert len(made.content) == characters
