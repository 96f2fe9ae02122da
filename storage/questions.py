"""Questions in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.identity import AmaId, CommunityId, MemberId, QuestionId, ResourceId, TagId
from bot.questions import SEEN, Feedback, Merged, NewQuestion, Question, State, Tally, group_of
from storage import questionsql as sql
from storage.prepared import Prepared
from storage.session import Row, Session

#: What counts as asked already: what everybody sees, and is no other question's.
_WORDS_OF = [state.value for state in SEEN if state is not State.MERGED]


class Questions:
    """Questions in one unit of work. See :class:`bot.questions.store.QuestionStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def count(self, community: CommunityId, ama: AmaId) -> int:
        """How many were asked in an AMA, whatever became of them."""
        return int((await self._session.rows(sql.COUNT, c=community, a=ama))[0][0])

    async def add(self, community: CommunityId, ama: AmaId, new: NewQuestion) -> QuestionId:
        """Keep a question; its number."""
        number = int((await self._session.rows(sql.NEWEST, c=community, a=ama))[0][0]) + 1
        given = {
            "community_id": community, "ama_id": ama, "id": number, "words": new.words, "member_id": new.member,
            "mailbox": new.mailbox, "state": new.state.value, "votes": 0, "asked_at": new.asked_at,
            "merged_into": None, "is_later": False, "answer": "", "answer_link": "", "answered_by": None,
            "settled_at": None, "reason": "", "carried_to": None, "resource_id": None,
        }  # fmt: skip
        await self._session.run(sql.ADD, **{f"new_{name}": value for name, value in given.items()})
        return QuestionId(number)

    async def get(self, community: CommunityId, ama: AmaId, number: QuestionId) -> Question | None:
        """The question with this number."""
        found = await self._read(sql.GET, community, ama, q=number)
        return found[0] if found else None

    async def of_mailbox(self, community: CommunityId, mailbox: str) -> Question | None:
        """The question that a hash belongs to; where it was carried along, the one there."""
        rows = await self._session.rows(sql.OF_MAILBOX, c=community, mailbox=mailbox)
        if not rows:
            return None
        last = max((_question(row, ()) for row in rows), key=lambda one: one.ama)
        return await self.get(community, last.ama, last.id)

    async def save(self, community: CommunityId, question: Question) -> None:
        """Keep all that may change of a question but its votes and tags."""
        given: dict[str, Any] = {
            "words": question.words, "state": question.state.value, "merged_into": question.merged_into,
            "is_later": question.is_later, "answer": question.answer, "answer_link": question.answer_link,
            "answered_by": question.answered_by, "settled_at": question.settled_at, "reason": question.reason,
            "carried_to": question.carried_to, "resource_id": question.resource,
        }  # fmt: skip
        changed = {f"new_{name}": value for name, value in given.items()}
        await self._session.run(sql.SAVE, c=community, a=question.ama, q=question.id, **changed)

    async def ranked(
        self, community: CommunityId, ama: AmaId, states: Sequence[State], *, skip: int = 0, count: int
    ) -> list[Question]:
        """Questions in these states: those not put off first, then by votes, then by age."""
        named = [state.value for state in states]
        return await self._read(sql.RANKED, community, ama, states=named, skip=skip, count=count)

    async def tagged(
        self, community: CommunityId, ama: AmaId, states: Sequence[State], tag: TagId, *, skip: int = 0, count: int
    ) -> list[Question]:
        """The same, only those under a tag."""
        named = [state.value for state in states]
        return await self._read(sql.TAGGED, community, ama, states=named, t=tag, skip=skip, count=count)

    async def asked_by(self, community: CommunityId, ama: AmaId, member: MemberId) -> list[Question]:
        """What somebody has asked by name, the oldest first."""
        return await self._read(sql.ASKED_BY, community, ama, m=member)

    async def settled(self, community: CommunityId, ama: AmaId, state: State, count: int) -> list[Question]:
        """Questions in a state, those that came into it last first."""
        return await self._read(sql.SETTLED, community, ama, state=state.value, count=count)

    async def tally(self, community: CommunityId, ama: AmaId) -> Tally:
        """How many are in each state; states without any are left out."""
        return {State(row[0]): row[1] for row in await self._session.rows(sql.TALLY, c=community, a=ama)}

    async def words(self, community: CommunityId, ama: AmaId) -> list[tuple[QuestionId, str]]:
        """The words of all questions that everybody sees and that are no other one's."""
        rows = await self._session.rows(sql.WORDS, c=community, a=ama, states=_WORDS_OF)
        return [(QuestionId(row[0]), row[1]) for row in rows]

    async def anonymous_since(self, community: CommunityId, ama: AmaId, hour: datetime) -> int:
        """How many were asked anonymously in the hour that begins then, or later."""
        return int((await self._session.rows(sql.ANONYMOUS, c=community, a=ama, hour=hour))[0][0])

    async def merged(self, community: CommunityId, ama: AmaId) -> list[Merged]:
        """All questions that were found to be others, the oldest first."""
        rows = await self._session.rows(sql.MERGED, c=community, a=ama)
        return [
            Merged(id=QuestionId(row[0]), into=QuestionId(row[1]), member=_member(row[2]), asker=row[3] or "")
            for row in rows
        ]

    async def vote(self, community: CommunityId, ama: AmaId, number: QuestionId, member: MemberId) -> None:
        """Keep a vote; the same again changes nothing."""
        await self._session.run(sql.VOTE, c=community, a=ama, q=number, m=member)

    async def unvote(self, community: CommunityId, ama: AmaId, numbers: Sequence[QuestionId], member: MemberId) -> bool:
        """Take back what a member voted for among these; whether there was anything."""
        return await self._session.run(sql.UNVOTE, c=community, a=ama, group=list(numbers), m=member) > 0

    async def voted(self, community: CommunityId, ama: AmaId, member: MemberId) -> list[QuestionId]:
        """What a member has voted for."""
        return [QuestionId(row[0]) for row in await self._session.rows(sql.VOTED, c=community, a=ama, m=member)]

    async def recount(
        self, community: CommunityId, ama: AmaId, number: QuestionId, merged: Sequence[QuestionId]
    ) -> int:
        """Count the votes of a question anew, and keep the count."""
        given = {"c": community, "a": ama, "q": number}
        group = list({number, *merged})
        people = {row[0] for row in await self._session.rows(sql.VOTERS, **given, group=group)}
        asked = await self.get(community, ama, number)
        counted = len(people - {asked.member if asked else None})
        await self._session.run(sql.SET_VOTES, **given, counted=counted)
        return counted

    async def copy_votes(
        self, community: CommunityId, ama: AmaId, number: QuestionId, to_ama: AmaId, to: QuestionId
    ) -> None:
        """Let the votes for one question be votes for another one as well."""
        await self._session.run(sql.COPY_VOTES, c=community, a=ama, q=number, to_ama=to_ama, to=to)

    async def set_tags(self, community: CommunityId, ama: AmaId, number: QuestionId, tags: Sequence[TagId]) -> None:
        """Let a question carry these tags and no others."""
        given = {"c": community, "a": ama, "q": number}
        await self._session.run(sql.CLEAR_TAGS, **given)
        await self._session.run_many(sql.TAG, [{**given, "t": tag} for tag in dict.fromkeys(tags)])

    async def give_feedback(
        self, community: CommunityId, ama: AmaId, member: MemberId, score: int, words: str | None
    ) -> None:
        """Keep what a member says about an AMA, instead of what they said; ``None`` leaves their words."""
        given = {"c": community, "a": ama, "m": member}
        if words is None:
            before = await self._session.row(sql.SAID, **given)
            words = before[0] if before else ""
        await self._session.run(sql.FEEDBACK, **given, score=score, words=words)

    async def feedback(self, community: CommunityId, ama: AmaId) -> list[Feedback]:
        """What was said about an AMA, the best first."""
        rows = await self._session.rows(sql.ALL_SAID, c=community, a=ama)
        return [Feedback(score=row[0], words=row[1]) for row in rows]

    async def _read(self, statement: Prepared, community: CommunityId, ama: AmaId, **given: Any) -> list[Question]:
        rows = await self._session.rows(statement, c=community, a=ama, **given)
        if not rows:
            return []
        tags: dict[int, list[tuple[TagId, str]]] = {}
        numbers = [row[1] for row in rows]
        for number, tag, name in await self._session.rows(sql.TAGS, c=community, a=ama, group=numbers):
            tags.setdefault(number, []).append((TagId(tag), name))
        return [_question(row, tuple(dict.fromkeys(tags.get(row[1], ())))) for row in rows]


async def touched_by(session: Session, community: CommunityId, *members: MemberId) -> set[tuple[int, int]]:
    """Every question that these have asked or voted for, by AMA and number: their votes may have to be counted anew."""
    found: set[tuple[int, int]] = set()
    for member in members:
        for statement in (sql.VOTED_ANYWHERE, sql.ASKED_ANYWHERE):
            found |= {(row[0], row[1]) for row in await session.rows(statement, c=community, m=member)}
    return found


async def recounted(session: Session, community: CommunityId, touched: set[tuple[int, int]]) -> None:
    """Count the votes of these questions anew, and of those that they were merged into."""
    questions = Questions(session)
    for ama in {AmaId(one) for one, _number in touched}:
        merged = await questions.merged(community, ama)
        into = {one.id: one.into for one in merged}
        for number in {QuestionId(one) for where, one in touched if where == ama}:
            root = number
            while root in into:
                root = into[root]
            for one in {number, root}:
                await questions.recount(community, ama, one, group_of(one, merged))


def _question(row: Row, tags: tuple[tuple[TagId, str], ...]) -> Question:
    return Question(
        ama=AmaId(row[0]),
        id=QuestionId(row[1]),
        words=row[2],
        member=_member(row[3]),
        mailbox=row[4],
        state=State(row[5]),
        votes=row[6],
        asked_at=row[7],
        merged_into=None if row[8] is None else QuestionId(row[8]),
        is_later=row[9],
        answer=row[10],
        answer_link=row[11],
        answered_by=_member(row[12]),
        settled_at=row[13],
        reason=row[14],
        carried_to=None if row[15] is None else AmaId(row[15]),
        resource=None if row[16] is None else ResourceId(row[16]),
        asker=row[17] or "",
        tags=tags,
    )


def _member(number: int | None) -> MemberId | None:
    return None if number is None else MemberId(number)
