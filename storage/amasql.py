"""The statements about AMAs themselves: their rows, hosts, places and tags."""

from __future__ import annotations

from sqlalchemy import BindParameter, Column, Table, and_, bindparam, delete, func, insert, select, text, update

from storage.prepared import InOrder, Prepared, Within
from storage.tables import (
    ama,
    ama_guest,
    ama_person,
    ama_place,
    ama_tag,
    ama_usual,
    member,
    tag,
)

_C: BindParameter[int] = bindparam("c")
_N: BindParameter[int] = bindparam("n")
_M: BindParameter[int] = bindparam("m")


def _new(column: Column[object]) -> BindParameter[object]:
    return bindparam(f"new_{column.name}", type_=column.type)


_by = member.alias("by_member")
#: In the order in which an AMA is read from a row.
COLUMNS = (
    ama.c.id,
    ama.c.title,
    ama.c.about,
    ama.c.state,
    ama.c.starts_at,
    ama.c.zone,
    ama.c.minutes,
    ama.c.language,
    ama.c.capacity,
    ama.c.meets_at,
    ama.c.questions_each,
    ama.c.is_reviewed,
    ama.c.plan,
    ama.c.announcement,
    ama.c.sequence,
    ama.c.keeps_answers,
    ama.c.changed_at,
    ama.c.began_at,
    ama.c.closed_at,
    ama.c.reason,
    ama.c.proposal_id,
    ama.c.series_id,
    ama.c.occurrence,
    _by.c.id,
    _by.c.name,
    _by.c.role,
)
_whole = ama.join(_by, and_(_by.c.community_id == ama.c.community_id, _by.c.id == ama.c.made_by))
GET = Prepared("ama", select(*COLUMNS).select_from(_whole).where(ama.c.community_id == _C, ama.c.id == _N))
#: With a border that all have passed, so that the index serves.
LAST = Prepared(
    "last ama",
    select(ama.c.id).where(ama.c.community_id == _C, ama.c.id > bindparam("none")).order_by(ama.c.id.desc()).limit(1),
)
ADD = Prepared(
    "add ama",
    insert(ama).values({column.name: _new(column) for column in ama.columns}),
)
#: What a change may touch; by whom and when it was made stays.
CHANGING = tuple(
    column
    for column in ama.columns
    if column.name not in {"community_id", "id", "made_by", "made_at", "proposal_id", "series_id", "occurrence"}
)
SAVE = Prepared(
    "save ama",
    update(ama)
    .where(ama.c.community_id == _C, ama.c.id == _N, ama.c.sequence == bindparam("expected"))
    .values({column.name: _new(column) for column in CHANGING}),
)
_between = (
    ama.c.community_id == _C,
    ama.c.starts_at > bindparam("since", type_=ama.c.starts_at.type),
    ama.c.starts_at < bindparam("until", type_=ama.c.starts_at.type),
    Within(ama.c.state, "states"),
)
# SQLite is told where to begin, or it might read all members first.
_listed = select(*COLUMNS).select_from(
    InOrder(ama, _by, and_(_by.c.community_id == ama.c.community_id, _by.c.id == ama.c.made_by))
)
BETWEEN = Prepared(
    "amas between",
    _listed.where(*_between).order_by(ama.c.starts_at, ama.c.id).limit(bindparam("count")).offset(bindparam("skip")),
)
BETWEEN_BACK = Prepared(
    "amas between, newest first",
    _listed.where(*_between)
    .order_by(ama.c.starts_at.desc(), ama.c.id.desc())
    .limit(bindparam("count"))
    .offset(bindparam("skip")),
)
STARTS = Prepared(
    "starts of amas",
    select(ama.c.starts_at).where(*_between).order_by(ama.c.starts_at.desc()).limit(bindparam("count")),
)
PERSONS = Prepared(
    "persons of ama",
    select(member.c.name, member.c.id, ama_person.c.part, ama_person.c.state, ama_person.c.other_times)
    .select_from(
        InOrder(
            ama_person,
            member,
            and_(member.c.community_id == ama_person.c.community_id, member.c.id == ama_person.c.member_id),
        )
    )
    .where(ama_person.c.community_id == _C, ama_person.c.ama_id == _N)
    .order_by(ama_person.c.part.desc(), member.c.id),
)
GUESTS = Prepared(
    "guests of ama",
    select(ama_guest.c.name).where(ama_guest.c.community_id == _C, ama_guest.c.ama_id == _N).order_by(ama_guest.c.name),
)
PUT_PERSON = Prepared(
    "put person of ama",
    text(
        "INSERT INTO ama_person (community_id, ama_id, member_id, part, state, other_times) "
        "VALUES (:c, :n, :m, :part, :state, :times) ON CONFLICT (community_id, ama_id, member_id) "
        "DO UPDATE SET part = excluded.part, state = excluded.state, other_times = excluded.other_times"
    ),
)
DROP_PERSON = Prepared(
    "drop person of ama",
    delete(ama_person).where(ama_person.c.community_id == _C, ama_person.c.ama_id == _N, ama_person.c.member_id == _M),
)
PUT_GUEST = Prepared(
    "put guest of ama",
    text("INSERT INTO ama_guest (community_id, ama_id, name) VALUES (:c, :n, :name) ON CONFLICT DO NOTHING"),
)
DROP_GUEST = Prepared(
    "drop guest of ama",
    delete(ama_guest).where(
        ama_guest.c.community_id == _C, ama_guest.c.ama_id == _N, ama_guest.c.name == bindparam("name")
    ),
)
PLACES = Prepared(
    "places of ama",
    select(ama_place.c.platform, ama_place.c.workspace, ama_place.c.channel)
    .where(ama_place.c.community_id == _C, ama_place.c.ama_id == _N)
    .order_by(ama_place.c.platform, ama_place.c.workspace, ama_place.c.channel),
)
PUT_PLACE = Prepared(
    "put place of ama",
    text(
        "INSERT INTO ama_place (community_id, ama_id, platform, workspace, channel) "
        "VALUES (:c, :n, :platform, :workspace, :channel) ON CONFLICT DO NOTHING"
    ),
)
DROP_PLACE = Prepared(
    "drop place of ama",
    delete(ama_place).where(
        ama_place.c.community_id == _C,
        ama_place.c.ama_id == _N,
        ama_place.c.platform == bindparam("platform"),
        ama_place.c.workspace == bindparam("workspace"),
        ama_place.c.channel == bindparam("channel"),
    ),
)
own, shown = tag.alias("own"), tag.alias("shown")


def tags_of(table: Table, name: str, number: str) -> Prepared:
    """The tags that rows of a table carry, each as it is shown now: merged ones as what they were merged into."""
    carried = table.alias("carried")
    first = InOrder(carried, own, and_(own.c.community_id == carried.c.community_id, own.c.id == carried.c.tag_id))
    both = InOrder(
        first,
        shown,
        and_(shown.c.community_id == own.c.community_id, shown.c.id == func.coalesce(own.c.shown_as_id, own.c.id)),
    )
    return Prepared(
        name,
        select(shown.c.id, shown.c.name)
        .select_from(both)
        .where(carried.c.community_id == _C, carried.c[number] == _N, shown.c.is_deleted.is_(False))
        .order_by(shown.c.name),
    )


TAGS = tags_of(ama_tag, "tags of ama", "ama_id")
PUT_TAG = Prepared(
    "put tag of ama",
    text("INSERT INTO ama_tag (community_id, ama_id, tag_id) VALUES (:c, :n, :t) ON CONFLICT DO NOTHING"),
)
DROP_TAGS = Prepared("drop tags of ama", delete(ama_tag).where(ama_tag.c.community_id == _C, ama_tag.c.ama_id == _N))
ZONES = Prepared(
    "zones of members",
    select(member.c.time_zone, func.count())
    .where(member.c.community_id == _C, member.c.time_zone > bindparam("nothing"))
    .group_by(member.c.time_zone)
    .order_by(member.c.time_zone),
)
USUAL = Prepared(
    "usual announcements",
    select(ama_usual.c.part, ama_usual.c.is_made, ama_usual.c.words).where(
        ama_usual.c.community_id == _C, ama_usual.c.part > bindparam("nothing")
    ),
)
SET_USUAL = Prepared(
    "set usual announcement",
    text(
        "INSERT INTO ama_usual (community_id, part, is_made, words) VALUES (:c, :part, :made, :words) "
        "ON CONFLICT (community_id, part) DO UPDATE SET is_made = excluded.is_made, words = excluded.words"
    ).bindparams(bindparam("made", type_=ama_usual.c.is_made.type)),
)
