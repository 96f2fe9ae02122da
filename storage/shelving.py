"""Putting resources into the search and taking them out: terms, postings, probes and bits change together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from storage import blocks, terms
from storage.database import Session
from storage.prepared import Prepared, Within
from storage.tables import posting, resource_index, resource_tag, tag, term, term_member


def _inserting(name: str, table: Any, *columns: str) -> Prepared:
    return Prepared(name, insert(table).values({column: bindparam(column) for column in columns}))


_POST = _inserting("post", posting, "community_id", "term_id", "rel", "votes", "resource_id")
_PROBE = _inserting("probe", term_member, "community_id", "term_id", "resource_id", "rel")
_KEEP = _inserting("keep index", resource_index, "community_id", "resource_id", "terms", "words")
_POSTING = and_(
    posting.c.community_id == bindparam("c"),
    posting.c.term_id == bindparam("t"),
    posting.c.rel == bindparam("weight"),
    posting.c.votes == bindparam("old"),
    posting.c.resource_id == bindparam("r"),
)
_UNPOST = Prepared("unpost", delete(posting).where(_POSTING))
_MOVE = Prepared("move posting", update(posting).where(_POSTING).values(votes=bindparam("new")))
_UNPROBE = Prepared(
    "unprobe",
    delete(term_member).where(
        term_member.c.community_id == bindparam("c"),
        term_member.c.term_id == bindparam("t"),
        term_member.c.resource_id == bindparam("r"),
    ),
)
_OF_RESOURCE = and_(resource_index.c.community_id == bindparam("c"), resource_index.c.resource_id == bindparam("r"))
_KEPT = Prepared("kept index", select(resource_index.c.terms).where(_OF_RESOURCE))
_REKEEP = Prepared(
    "change index", update(resource_index).where(_OF_RESOURCE).values(terms=bindparam("kept"), words=bindparam("line"))
)
_REKEEP_TERMS = Prepared("change terms", update(resource_index).where(_OF_RESOURCE).values(terms=bindparam("kept")))
_TAG_TERMS = Prepared(
    "terms of tags",
    select(tag.c.id, tag.c.term_id).where(tag.c.community_id == bindparam("c"), Within(tag.c.id, "tags")),
)
_TERMS_OF_RESOURCE = Prepared(
    "terms of a resource's tags",
    select(tag.c.term_id)
    .select_from(
        resource_tag.join(
            tag, and_(tag.c.community_id == resource_tag.c.community_id, tag.c.id == resource_tag.c.tag_id)
        )
    )
    .where(resource_tag.c.community_id == bindparam("c"), resource_tag.c.resource_id == bindparam("r")),
)
_COMMON = Prepared("which are common", select(term.c.id).where(Within(term.c.id, "terms"), term.c.is_common.is_(True)))

#: Weight of a tag where it stands for a word: less than a word of the title, more than one of the description.
TAG_WEIGHT = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """A resource as the search keeps it: weights by number of term, its words, its votes."""

    resource: int
    weights: Mapping[int, int]
    words: str
    votes: int = 0


async def shelve(session: Session, community: int, shelves: Sequence[Shelf]) -> None:
    """Put new resources into the search."""
    await session.run_many(
        _KEEP,
        [
            {"community_id": community, "resource_id": one.resource, "terms": _json(one.weights), "words": one.words}
            for one in shelves
        ],
    )
    await _post(session, community, shelves)


async def reshelve(session: Session, community: int, shelf: Shelf) -> None:
    """Give a resource other terms and words, or put a retired one back."""
    await unshelve(session, community, shelf.resource, shelf.votes)
    await session.run(_REKEEP, c=community, r=shelf.resource, kept=_json(shelf.weights), line=shelf.words)
    await _post(session, community, [shelf])


async def unshelve(session: Session, community: int, resource: int, votes: int) -> None:
    """Take a resource out of the search."""
    weights = await _kept(session, community, resource)
    await session.run(_REKEEP_TERMS, c=community, r=resource, kept="{}")
    await _unpost(session, community, resource, votes, weights)


async def retag(
    session: Session, community: int, resource: int, votes: int, *, add: Iterable[int], remove: Iterable[int]
) -> None:
    """Add terms of tags to a shelved resource and take others away."""
    weights = await _kept(session, community, resource)
    gone = {term_id: weights[term_id] for term_id in remove if term_id in weights}
    new = {term_id: TAG_WEIGHT for term_id in add if term_id not in weights}
    kept = {term_id: weight for term_id, weight in weights.items() if term_id not in gone} | new
    await session.run(_REKEEP_TERMS, c=community, r=resource, kept=_json(kept))
    await _unpost(session, community, resource, votes, gone)
    await _post(session, community, [Shelf(resource=resource, weights=new, words="", votes=votes)])


async def move(session: Session, community: int, resource: int, old: int, new: int) -> None:
    """Move a resource to the place in every list that its votes give it now."""
    weights = await _kept(session, community, resource)
    await session.run_many(
        _MOVE,
        [
            {"c": community, "t": term_id, "weight": weight, "old": old, "r": resource, "new": new}
            for term_id, weight in weights.items()
        ],
    )


async def numbers_of(session: Session, community: int, texts: Sequence[str]) -> list[int]:
    """The number of the term of each text; new terms are made."""
    known = await terms.ids(session, community, texts)
    return [known[text][0] for text in texts]


async def weights_of(session: Session, community: int, indexed: Mapping[str, int]) -> dict[int, int]:
    """Weights by number of term for weights by text."""
    known = await terms.ids(session, community, indexed)
    return {known[text][0]: weight for text, weight in indexed.items()}


async def weights_of_tags(session: Session, community: int, resource: int) -> dict[int, int]:
    """The terms of the tags that a resource carries."""
    return {row[0]: TAG_WEIGHT for row in await session.rows(_TERMS_OF_RESOURCE, c=community, r=resource)}


async def terms_of_tags(session: Session, community: int, tags: Iterable[int]) -> dict[int, int]:
    """The number of the term of each tag."""
    rows = await session.rows(_TAG_TERMS, c=community, tags=sorted(set(tags)))
    return {row[0]: row[1] for row in rows}


async def _kept(session: Session, community: int, resource: int) -> dict[int, int]:
    row = await session.row(_KEPT, c=community, r=resource)
    return {int(term_id): weight for term_id, weight in json.loads(row[0]).items()} if row else {}


async def _post(session: Session, community: int, shelves: Sequence[Shelf]) -> None:
    added: dict[int, list[int]] = {}
    rows = []
    for shelf in shelves:
        for term_id, weight in shelf.weights.items():
            added.setdefault(term_id, []).append(shelf.resource)
            rows.append(
                {
                    "community_id": community,
                    "term_id": term_id,
                    "rel": weight,
                    "votes": shelf.votes,
                    "resource_id": shelf.resource,
                }
            )
    rows.sort(key=lambda row: (row["term_id"], row["rel"], row["votes"], row["resource_id"]))
    await session.run_many(_POST, rows)
    await session.run_many(_PROBE, [{key: value for key, value in row.items() if key != "votes"} for row in rows])
    await terms.count(session, {term_id: len(resources) for term_id, resources in added.items()})
    await _bits(session, community, added, {})
    await blocks.promote(session, community, added)


async def _unpost(session: Session, community: int, resource: int, votes: int, weights: Mapping[int, int]) -> None:
    await session.run_many(
        _UNPOST,
        [
            {"c": community, "t": term_id, "weight": weight, "old": votes, "r": resource}
            for term_id, weight in weights.items()
        ],
    )
    await session.run_many(_UNPROBE, [{"c": community, "t": term_id, "r": resource} for term_id in weights])
    await terms.count(session, dict.fromkeys(weights, -1))
    await _bits(session, community, {}, {term_id: [resource] for term_id in weights})


async def _bits(
    session: Session, community: int, added: Mapping[int, list[int]], removed: Mapping[int, list[int]]
) -> None:
    rows = await session.rows(_COMMON, terms=sorted({*added, *removed}))
    common = {row[0] for row in rows}
    if common:
        await blocks.change(
            session,
            community,
            {term_id: resources for term_id, resources in added.items() if term_id in common},
            {term_id: resources for term_id, resources in removed.items() if term_id in common},
        )


def _json(weights: Mapping[int, int]) -> str:
    return json.dumps(dict(weights), separators=(",", ":"))
