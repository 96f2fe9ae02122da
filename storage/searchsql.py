"""The SQL of a search, one statement for each shape, the same shapes for both databases.

A group is a set of terms of which one is enough: a tag with its synonyms and all below it, ``tag:a|b``, a word with the
tags named like it. The leading group's lists of postings are merged in page order, lazily; each candidate is probed for
the other groups. Where several words are looked for no list has their order, so a window of candidates is scored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import bindparam, text
from sqlalchemy.types import Float

from storage.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement depends on. Sizes of groups are padded to powers of two, so that there are few shapes."""

    #: Lists of the leading group; 0 where candidates are given by number.
    lead: int
    #: Of each other group, how many lists it has and whether it counts for the score.
    others: tuple[tuple[int, bool], ...] = ()
    without: int = 0
    phrases: int = 0
    is_scored: bool = False
    is_backwards: bool = False
    #: In the order in which they were added, instead of the order of a page.
    by_age: bool = False
    #: Only the keys of the order and no cards; in the order of a page, no conditions either.
    keys_only: bool = False


def padded(size: int) -> int:
    """The next size that has a statement of its own: 1, 2, 4, 8, …"""
    return 1 << (size - 1).bit_length() if size > 1 else size


@lru_cache(maxsize=2_000)
def statement(shape: Shape, dialect: str) -> Prepared:
    """The statement of this shape for ``sqlite`` or ``postgresql``."""
    made = text(_cards(shape, dialect))
    floats = [bindparam(name, type_=Float()) for name in made._bindparams if name.startswith("f")]
    return Prepared(f"search {shape}", made.bindparams(*floats), is_known=False)


_COLUMNS = (
    "r.id, r.title, r.address, r.kind, r.authors, r.publisher, r.year, r.language, r.minutes, r.level, r.cost, "
    "substr(r.description, 1, 300), substr(r.why, 1, 300), r.votes, r.added_by"
)
_TAGGED = (
    "FROM resource_tag rt JOIN tag t ON t.community_id = rt.community_id AND t.id = rt.tag_id "
    "JOIN tag s ON s.community_id = t.community_id AND s.id = t.shown_as_id "
    "WHERE rt.community_id = r.community_id AND rt.resource_id = r.id"
)
_TAGS = {
    "sqlite": f"(SELECT group_concat(s.name, ' ') {_TAGGED} AND t.is_deleted = 0)",
    "postgresql": f"(SELECT string_agg(s.name, ' ') {_TAGGED} AND NOT t.is_deleted)",
}
#: A list, the columns that order it, and the values that a page starts from.
_BY_PAGE = ("posting", ("rel", "votes", "resource_id"), ":rel, :votes, :rid")
_BY_AGE = ("term_member", ("resource_id",), ":rid")


def _cards(shape: Shape, dialect: str) -> str:
    if shape.keys_only:
        return _marked(shape, dialect) if shape.is_scored else _stream(shape, dialect, ":page")
    inner = _scored(shape, dialect) if shape.is_scored else _stream(shape, dialect, ":page")
    rel, columns = ("0", _BY_AGE[1]) if shape.by_age else ("x.rel", _BY_PAGE[1])
    return (
        f"SELECT {_COLUMNS}, {_TAGS[dialect]}, {rel} FROM ({inner}) x "
        "JOIN resource r ON r.community_id = :c AND r.id = x.resource_id "
        f"ORDER BY {_ordered(shape, columns, 'x.')}"
    )


def _ordered(shape: Shape, columns: tuple[str, ...], prefix: str = "") -> str:
    direction = "ASC" if shape.is_backwards else "DESC"
    return ", ".join(f"{prefix}{column} {direction}" for column in columns)


def _stream(shape: Shape, dialect: str, limit: str) -> str:
    """The leading lists merged in page order, each candidate once, without those that miss a condition."""
    table, columns, start = _BY_AGE if shape.by_age else _BY_PAGE
    ordered = f"ORDER BY {_ordered(shape, columns)} LIMIT {limit}"
    key = ", ".join(f"p.{column}" for column in columns)
    compare = ">" if shape.is_backwards else "<"
    conditions = _conditions(shape)
    branches = [
        f"SELECT {key} FROM {table} p WHERE p.community_id = :c AND p.term_id = :l_{index} "
        f"AND ({key}) {compare} ({start}){conditions}"
        for index in range(shape.lead)
    ]
    if shape.lead == 1:
        return f"{branches[0]} {ordered}"
    if dialect == "sqlite":
        # A compound with ORDER BY is merged by SQLite without reading any branch to its end.
        return f"{' UNION '.join(branches)} {ordered}"
    # PostgreSQL merges sorted branches only under UNION ALL; DISTINCT over them is then a look at the row before.
    each = " UNION ALL ".join(f"({branch} {ordered})" for branch in branches)
    return f"SELECT DISTINCT {', '.join(columns)} FROM ({each}) u {ordered}"


def _conditions(shape: Shape) -> str:
    parts = [f"{_probe(f'g{index}', size)} IS NOT NULL" for index, (size, _) in enumerate(shape.others)]
    if shape.without:
        parts.append(f"{_probe('w', shape.without)} IS NULL")
    return "".join(f" AND {part}" for part in parts)


def _probe(prefix: str, size: int) -> str:
    """The weight of a group in a candidate. A scalar subquery: it can never become a join over the whole list."""
    of = "m.community_id = :c AND m.resource_id = p.resource_id"
    if size == 1:
        return f"(SELECT m.rel FROM term_member m WHERE {of} AND m.term_id = :{prefix}_0)"
    terms = ", ".join(f":{prefix}_{index}" for index in range(size))
    return f"(SELECT max(m.rel) FROM term_member m WHERE {of} AND m.term_id IN ({terms}))"


def _marked(shape: Shape, dialect: str) -> str:
    """Given candidates in no order, with what they are sorted by: the score, and what somebody may prefer."""
    return (
        f"SELECT p.resource_id, p.votes, {_score(shape)}, p.kind, p.minutes, p.level, p.language "
        f"FROM ({_given(dialect, 'g.kind, g.minutes, g.level, g.language, ')}) p{_phrases(shape)}"
    )


def _score(shape: Shape) -> str:
    """The sum of the weights of what was looked for, in a candidate."""
    counting = [index for index, (_, counts) in enumerate(shape.others) if counts]
    weights = [f"coalesce({_probe(f'g{index}', shape.others[index][0])}, 0) * :f{index}" for index in counting]
    return " + ".join([*(["p.rel * :f"] if shape.lead else []), *weights]) or "0"


def _scored(shape: Shape, dialect: str) -> str:
    """The best of a window of candidates, by the sum of the weights of what was looked for."""
    candidates = _stream(shape, dialect, ":window") if shape.lead else _given(dialect)
    # Materialized, because otherwise SQLite works out each score twice, for the order and for the answer.
    scored = f"SELECT p.resource_id, p.votes, {_score(shape)} AS score FROM ({candidates}) p{_phrases(shape)}"
    return (
        f"WITH q AS MATERIALIZED ({scored}) "
        "SELECT q.resource_id, max(q.votes) AS votes, max(q.score) AS rel FROM q "
        "GROUP BY q.resource_id ORDER BY rel DESC, votes DESC, resource_id DESC LIMIT :page OFFSET :skip"
    )


def _given(dialect: str, beside: str = "") -> str:
    numbers = (
        "SELECT value FROM json_each(:given)" if dialect == "sqlite" else "SELECT unnest(CAST(:given AS BIGINT[]))"
    )
    return (
        f"SELECT {beside}g.votes, g.id AS resource_id FROM resource g WHERE g.community_id = :c AND g.id IN ({numbers})"
    )


def _phrases(shape: Shape) -> str:
    conditions = [
        "(SELECT 1 FROM resource_index i WHERE i.community_id = :c AND i.resource_id = p.resource_id "
        f"AND i.words LIKE :phrase_{index} ESCAPE '!') IS NOT NULL"
        for index in range(shape.phrases)
    ]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
