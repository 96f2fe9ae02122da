"""Whether the data set is what the bot itself would have made: communities are added anew through the real code."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.identity import AccountKey, CommunityId, MemberId, ResourceId, TagId
from bot.resources import new
from bot.tags import Change
from storage.database import Database
from storage.schema import prepare
from storage.store import SqlStore, SqlUnit
from tests.benchmarks.communities import BEGAN, MadeCommunity, MadeResource
from tests.benchmarks.rows import PLATFORM, meanings

#: What is compared, with every number of a term or a tag replaced by its text or name, as those depend on the order.
_TERM = "CASE WHEN t.text LIKE '#%' THEN '#' || (SELECT name FROM tag WHERE id = substr(t.text, 2)) ELSE t.text END"
_OF = f"SELECT {_TERM}, {{columns}} FROM {{table}} x JOIN term t ON t.id = x.term_id WHERE x.community_id = :c"
DERIVED = {
    "term": f"SELECT {_TERM}, t.n, t.is_common FROM term t WHERE t.community_id = :c",
    "posting": _OF.format(table="posting", columns="x.rel, x.votes, x.resource_id"),
    "term_member": _OF.format(table="term_member", columns="x.resource_id, x.rel"),
    "term_block": _OF.format(table="term_block", columns="x.block, x.bits"),
    "tag_under": "SELECT o.name, t.name FROM tag_under x JOIN tag o ON o.id = x.over_id JOIN tag t ON t.id = x.tag_id "
    "WHERE x.community_id = :c",
    "tag_word": "SELECT x.word, t.name FROM tag_word x JOIN tag t ON t.id = x.tag_id WHERE x.community_id = :c",
    "tag_name": "SELECT x.name, t.name FROM tag_name x JOIN tag t ON t.id = x.tag_id WHERE x.community_id = :c",
    "shown as": "SELECT t.name, s.name, t.is_merged FROM tag t JOIN tag s ON s.id = t.shown_as_id "
    "WHERE t.community_id = :c",
    "votes": "SELECT id, votes, retired_at IS NULL FROM resource WHERE community_id = :c",
}


async def differences(file: Path, made: MadeCommunity) -> list[str]:
    """The derived tables in which the file differs from what the bot makes of the same community."""
    with TemporaryDirectory() as folder:
        anew = Path(folder) / "anew.db"
        prepare(f"sqlite:///{anew}")
        await _add(f"sqlite:///{anew}", made)
        expected, loaded = _derived(anew, made), _derived(file, made)
    return [table for table in expected if expected[table] != loaded[table]]


def _derived(file: Path, made: MadeCommunity) -> dict[str, object]:
    with closing(sqlite3.connect(file)) as connection:
        (number,) = connection.execute("SELECT id FROM community WHERE name = ?", (made.key,)).fetchone()
        result: dict[str, object] = {
            name: sorted(connection.execute(query, {"c": number}).fetchall()) for name, query in DERIVED.items()
        }
        texts = dict(connection.execute(f"SELECT t.id, {_TERM} FROM term t WHERE t.community_id = ?", (number,)))
        query = "SELECT resource_id, terms, words FROM resource_index WHERE community_id = ?"
        result["resource_index"] = {
            row[0]: ({texts[int(term)]: weight for term, weight in json.loads(row[1]).items()}, row[2])
            for row in connection.execute(query, (number,))
        }
    return result


async def _add(url: str, made: MadeCommunity) -> None:
    database = Database(url)
    try:
        async with SqlStore(database).write() as unit:
            accounts = [AccountKey(platform=PLATFORM, workspace=made.key, user=f"m{n}") for n in range(made.members)]
            welcomed = [await unit.people.welcome(one, one.user, made.key, BEGAN) for one in accounts]
            home, members = welcomed[0][0], [member.id for _, member in welcomed]
            tags = await _tags(unit, home.id, made, members[0])
            for one in made.resources():
                await _resource(unit, home.id, one, tags, members)
    finally:
        await database.close()


async def _tags(unit: SqlUnit, home: CommunityId, made: MadeCommunity, by: MemberId) -> list[TagId]:
    known = await unit.tags.make(home, [tag.name for tag in made.tags], by, BEGAN)
    tags = [known[tag.name].id for tag in made.tags]
    fields: dict[int, dict[str, str | int | bool | None]] = {
        tags[place]: {"parent_id": tags[tag.parent], "is_merged": tag.is_merged}
        for place, tag in enumerate(made.tags)
        if tag.parent is not None
    }
    await unit.tags.apply(
        home, Change(tags=fields, names={name: tags[place] for name, place in meanings(made).items()})
    )
    return tags


async def _resource(
    unit: SqlUnit, home: CommunityId, one: MadeResource, tags: list[TagId], members: list[MemberId]
) -> None:
    when: datetime = one.added_at
    made = new(one.facts, [tags[place] for place in one.tags])
    (added,) = await unit.resources.add(home, [made], members[one.added_by], when)
    number = ResourceId(added.id)
    for place in one.voters:
        await unit.resources.find_useful(home, number, members[place], when)
    if one.is_retired:
        await unit.resources.retire(home, number, "Gone.", None, when)
