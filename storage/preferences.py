"""How people learn and what they are interested in, in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BindParameter,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.identity import CommunityId, MemberId, TagId
from bot.preferences import Company, Interest, InterestKind, Learning, kept_formats
from storage.prepared import InOrder, Prepared, Within
from storage.session import Row, Session
from storage.tables import account, interest, journey, learning, member, tag, tag_under

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")
#: No member has this number.
_NOBODY = 0
_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
_LEARNING = tuple(column for column in learning.columns if column.name not in {"community_id", "member_id"})

GET = Prepared("learning", select(*_LEARNING).where(learning.c.community_id == _C, learning.c.member_id == _M))
LEARNER = Prepared(
    "learning and language",
    select(*_LEARNING, member.c.language)
    .select_from(
        member.outerjoin(
            learning, and_(learning.c.community_id == member.c.community_id, learning.c.member_id == member.c.id)
        )
    )
    .where(member.c.community_id == _C, member.c.id == _M),
)


def _save(dialect: str) -> Prepared:
    values = {column.name: bindparam(f"new_{column.name}", type_=column.type) for column in _LEARNING}
    made = _DIALECTS[dialect].insert(learning).values({"community_id": _C, "member_id": _M, **values})
    again = {name: made.excluded[name] for name in values}
    statement = made.on_conflict_do_update(index_elements=["community_id", "member_id"], set_=again)
    return Prepared(f"save learning on {dialect}", statement, only=dialect)


SAVE = {dialect: _save(dialect) for dialect in _DIALECTS}
_mine = and_(interest.c.community_id == _C, interest.c.member_id == _M)
SHOW_INTERESTS = Prepared(
    "show interests",
    update(interest).where(_mine).values(is_public=bindparam("shown", type_=interest.c.is_public.type)),
)
_shown = tag.alias("shown")
INTERESTS = Prepared(
    "interests",
    select(_shown.c.id, _shown.c.name, interest.c.kind)
    .distinct()
    .select_from(
        interest.join(tag, and_(tag.c.community_id == interest.c.community_id, tag.c.id == interest.c.tag_id)).join(
            _shown, and_(_shown.c.community_id == tag.c.community_id, _shown.c.id == tag.c.shown_as_id)
        )
    )
    .where(_mine, tag.c.is_deleted.is_(False), _shown.c.is_deleted.is_(False)),
)
DROP = Prepared("drop interests", delete(interest).where(_mine, interest.c.kind == bindparam("kind")))
ADD = Prepared(
    "add interest",
    insert(interest).values(
        community_id=_C,
        member_id=_M,
        tag_id=bindparam("t"),
        kind=bindparam("kind"),
        is_public=func.coalesce(
            select(learning.c.is_public)
            .where(learning.c.community_id == _C, learning.c.member_id == _M)
            .scalar_subquery(),
            false(),
        ),
    ),
)


_is_there = exists().where(account.c.community_id == interest.c.community_id, account.c.member_id == member.c.id)
_has_left = exists().where(
    journey.c.community_id == interest.c.community_id,
    journey.c.member_id == interest.c.member_id,
    journey.c.left_at.is_not(None),
)
_is_seen = (
    interest.c.is_public.is_(true()),
    exists().where(
        learning.c.community_id == interest.c.community_id,
        learning.c.member_id == interest.c.member_id,
        learning.c.is_public.is_(true()),
    ),
)


def _people(*, only_public: bool) -> Select[int, str]:
    """Who has an interest in one of the tags or in what counts as one, each once, so many at most."""
    under = and_(interest.c.community_id == tag_under.c.community_id, interest.c.tag_id == tag_under.c.tag_id)
    person = and_(member.c.community_id == interest.c.community_id, member.c.id == interest.c.member_id)
    return (
        select(interest.c.member_id, member.c.name)
        .distinct()
        .select_from(InOrder(InOrder(tag_under, interest, under), member, person))
        .where(
            tag_under.c.community_id == _C,
            Within(tag_under.c.over_id, "tags"),
            interest.c.kind == bindparam("kind"),
            interest.c.member_id != bindparam("but"),
            _is_there,
            ~_has_left,
            *(_is_seen if only_public else ()),
        )
        .limit(bindparam("count"))
    )


PUBLIC = Prepared("public people with tags", _people(only_public=True))
ALL = Prepared("people with tags", _people(only_public=False))
COUNT = Prepared(
    "count public people with tags", select(func.count()).select_from(_people(only_public=True).subquery())
)
#: From what was said there to whoever it belongs to here, in this order, and to the tags of the same name.
BRING = (
    Prepared(
        "bring learning",
        text(
            "INSERT INTO learning (community_id, member_id, formats, minutes, level, company, hours) "
            "SELECT :c, k.id, l.formats, l.minutes, l.level, l.company, l.hours FROM learning l CROSS JOIN member k "
            "WHERE l.community_id = :other AND k.community_id = :c AND k.copied_from = l.member_id "
            "ON CONFLICT DO NOTHING"
        ),
    ),
    Prepared(
        "bring interests",
        text(
            "INSERT INTO interest (community_id, member_id, tag_id, kind, is_public) "
            "SELECT :c, k.id, n.tag_id, i.kind, coalesce((SELECT l.is_public FROM learning l WHERE l.community_id = :c "
            "AND l.member_id = k.id), false) FROM interest i CROSS JOIN tag t CROSS JOIN tag s CROSS JOIN tag_name n "
            "CROSS JOIN member k WHERE i.community_id = :other AND t.community_id = :other AND t.id = i.tag_id "
            "AND NOT t.is_deleted AND s.community_id = :other AND s.id = t.shown_as_id AND n.community_id = :c "
            "AND n.name = s.name AND k.community_id = :c AND k.copied_from = i.member_id ON CONFLICT DO NOTHING"
        ),
    ),
)


class Preferences:
    """Preferences in one unit of work. See :class:`bot.preferences.PreferenceStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def learning(self, community: CommunityId, member_id: MemberId) -> Learning:
        """How somebody learns."""
        row = await self._session.row(GET, c=community, m=member_id)
        return _learning(row) if row else Learning()

    async def learner(self, community: CommunityId, member_id: MemberId) -> tuple[Learning, str | None]:
        """How somebody learns, and the language that they have chosen."""
        row = await self._session.row(LEARNER, c=community, m=member_id)
        if row is None:
            return Learning(), None
        return Learning() if row[0] is None else _learning(row), row[-1]

    async def save_learning(self, community: CommunityId, member_id: MemberId, said: Learning) -> None:
        """Keep how somebody learns, and whether their interests are seen."""
        await self._session.run(
            SAVE[self._session.dialect.name],
            c=community,
            m=member_id,
            new_formats=" ".join(said.formats),
            new_minutes=said.minutes,
            new_level=said.level,
            new_company=said.company,
            new_hours=said.hours,
            new_is_public=said.is_public,
        )
        await self._session.run(SHOW_INTERESTS, c=community, m=member_id, shown=said.is_public)

    async def interests(self, community: CommunityId, member_id: MemberId) -> list[Interest]:
        """The tags that stand at somebody, by name."""
        rows = await self._session.rows(INTERESTS, c=community, m=member_id)
        found = [Interest(tag=TagId(row[0]), name=row[1], kind=InterestKind(row[2])) for row in rows]
        return sorted(found, key=lambda one: (one.name, one.kind))

    async def put_interests(
        self, community: CommunityId, member_id: MemberId, kind: InterestKind, tags: Sequence[TagId]
    ) -> None:
        """Let these tags, and no others of this kind, stand at somebody."""
        await self._session.run(DROP, c=community, m=member_id, kind=kind.value)
        rows = [{"c": community, "m": member_id, "t": one, "kind": kind.value} for one in dict.fromkeys(tags)]
        await self._session.run_many(ADD, rows)

    async def people_with(
        self,
        community: CommunityId,
        tags: Sequence[TagId],
        kind: InterestKind,
        count: int,
        *,
        only_public: bool = True,
        but: MemberId | None = None,
    ) -> list[tuple[MemberId, str]]:
        """People at whom one of these tags stands, with their names."""
        statement = PUBLIC if only_public else ALL
        rows = await self._session.rows(
            statement, c=community, tags=list(tags), kind=kind.value, but=but or _NOBODY, count=count
        )
        people = [(MemberId(row[0]), str(row[1])) for row in rows]
        return sorted(people, key=lambda person: (person[1].casefold(), person[0]))

    async def count_with(
        self,
        community: CommunityId,
        tags: Sequence[TagId],
        kind: InterestKind,
        most: int,
        *,
        but: MemberId | None = None,
    ) -> int:
        """How many people have one of these tags and want to be seen."""
        rows = await self._session.rows(
            COUNT, c=community, tags=list(tags), kind=kind.value, but=but or _NOBODY, count=most
        )
        return int(rows[0][0])

    async def bring(self, community: CommunityId, joined: CommunityId) -> None:
        """Let people of a joined community keep here what they said there."""
        for statement in BRING:
            await self._session.run(statement, c=community, other=joined)


def _learning(row: Row) -> Learning:
    formats, minutes, level, company, hours, is_public = row[:6]
    return Learning(
        formats=kept_formats(formats),
        minutes=minutes,
        level=level,
        company=Company(company) if company else None,
        hours=hours,
        is_public=is_public,
    )
