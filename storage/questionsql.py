"""The statements of the questions, each built once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Column, Select, and_, bindparam, delete, func, insert, select, text, update

from storage.prepared import Prepared, Within
from storage.tables import ama_feedback, ama_question, ama_question_tag, ama_vote, member, tag, tag_under

_C: BindParameter[int] = bindparam("c")
_A: BindParameter[int] = bindparam("a")
_Q: BindParameter[int] = bindparam("q")
_M: BindParameter[int] = bindparam("m")
_question = ama_question.c
#: What may change of a question, in the order in which it is given.
CHANGING = (
    "words", "state", "merged_into", "is_later", "answer", "answer_link", "answered_by", "settled_at", "reason",
    "carried_to", "resource_id",
)  # fmt: skip
COLUMNS = (
    _question.ama_id, _question.id, _question.words, _question.member_id, _question.mailbox, _question.state,
    _question.votes, _question.asked_at, _question.merged_into, _question.is_later, _question.answer,
    _question.answer_link, _question.answered_by, _question.settled_at, _question.reason, _question.carried_to,
    _question.resource_id, member.c.name,
)  # fmt: skip


def _bound(column: Column[Any]) -> BindParameter[Any]:
    return bindparam(f"new_{column.name}", type_=column.type)


def _whole() -> Select[Any]:
    """Questions with the names of their askers."""
    asker = and_(member.c.community_id == _question.community_id, member.c.id == _question.member_id)
    return select(*COLUMNS).select_from(ama_question.outerjoin(member, asker))


_here = and_(_question.community_id == _C, _question.ama_id == _A)
_one = and_(_here, _question.id == _Q)

COUNT = Prepared("count questions", select(func.count()).select_from(ama_question).where(_here))
NEWEST = Prepared("newest question", select(func.coalesce(func.max(_question.id), 0)).where(_here))
ADD = Prepared(
    "add question",
    insert(ama_question).values({column.name: _bound(column) for column in ama_question.columns}),
)
GET = Prepared("question", _whole().where(_one))
OF_MAILBOX = Prepared(
    "question of mailbox",
    _whole().where(_question.community_id == _C, _question.mailbox == bindparam("mailbox")),
)
SAVE = Prepared(
    "save question", update(ama_question).where(_one).values({name: _bound(_question[name]) for name in CHANGING})
)
_best_first = (_question.is_later, _question.votes.desc(), _question.id)
_in_states = and_(_here, Within(_question.state, "states"))
RANKED = Prepared(
    "ranked questions",
    _whole().where(_in_states).order_by(*_best_first).limit(bindparam("count")).offset(bindparam("skip")),
)
_under = (
    select(ama_question_tag.c.question_id)
    .select_from(
        ama_question_tag.join(
            tag_under,
            and_(
                tag_under.c.community_id == ama_question_tag.c.community_id,
                tag_under.c.tag_id == ama_question_tag.c.tag_id,
            ),
        )
    )
    .where(
        ama_question_tag.c.community_id == _C,
        ama_question_tag.c.ama_id == _A,
        tag_under.c.community_id == _C,
        tag_under.c.over_id == bindparam("t"),
    )
)
TAGGED = Prepared(
    "ranked questions under tag",
    _whole()
    .where(_in_states, _question.id.in_(_under))
    .order_by(*_best_first)
    .limit(bindparam("count"))
    .offset(bindparam("skip")),
)
ASKED_BY = Prepared(
    "questions of member",
    _whole()
    .where(_question.community_id == _C, _question.member_id == _M, _question.ama_id == _A)
    .order_by(_question.id),
)
SETTLED = Prepared(
    "questions settled last",
    _whole()
    .where(_here, _question.state == bindparam("state"))
    .order_by(_question.settled_at.desc(), _question.id.desc())
    .limit(bindparam("count")),
)
TALLY = Prepared("tally of questions", select(_question.state, func.count()).where(_here).group_by(_question.state))
WORDS = Prepared("words of questions", select(_question.id, _question.words).where(_in_states).order_by(_question.id))
ANONYMOUS = Prepared(
    "anonymous questions since",
    select(func.count())
    .select_from(ama_question)
    .where(
        _here, _question.member_id.is_(None), _question.asked_at >= bindparam("hour", type_=_question.asked_at.type)
    ),
)
MERGED = Prepared(
    "merged questions",
    select(_question.id, _question.merged_into, _question.member_id, member.c.name)
    .select_from(
        ama_question.outerjoin(
            member, and_(member.c.community_id == _question.community_id, member.c.id == _question.member_id)
        )
    )
    .where(_here, _question.state == "merged")
    .order_by(_question.id),
)
VOTE = Prepared(
    "vote for question",
    text(
        "INSERT INTO ama_vote (community_id, ama_id, question_id, member_id) VALUES (:c, :a, :q, :m) "
        "ON CONFLICT DO NOTHING"
    ),
)
UNVOTE = Prepared(
    "take vote from question",
    delete(ama_vote).where(
        ama_vote.c.community_id == _C,
        ama_vote.c.ama_id == _A,
        Within(ama_vote.c.question_id, "group"),
        ama_vote.c.member_id == _M,
    ),
)
VOTED = Prepared(
    "questions voted for",
    select(ama_vote.c.question_id).where(
        ama_vote.c.community_id == _C, ama_vote.c.member_id == _M, ama_vote.c.ama_id == _A
    ),
)
_voters = select(ama_vote.c.member_id).where(
    ama_vote.c.community_id == _C, ama_vote.c.ama_id == _A, Within(ama_vote.c.question_id, "group")
)
_askers = select(_question.member_id).where(
    _here, Within(_question.id, "group"), _question.id != _Q, _question.member_id.is_not(None)
)
_people = _voters.union(_askers).subquery()
VOTERS = Prepared("people who want to know", select(_people.c.member_id))
SET_VOTES = Prepared("keep votes", update(ama_question).where(_one).values(votes=bindparam("counted")))
COPY_VOTES = Prepared(
    "copy votes",
    text(
        "INSERT INTO ama_vote (community_id, ama_id, question_id, member_id) "
        "SELECT community_id, :to_ama, :to, member_id FROM ama_vote "
        "WHERE community_id = :c AND ama_id = :a AND question_id = :q ON CONFLICT DO NOTHING"
    ),
)
CLEAR_TAGS = Prepared(
    "clear tags of question",
    delete(ama_question_tag).where(
        ama_question_tag.c.community_id == _C, ama_question_tag.c.ama_id == _A, ama_question_tag.c.question_id == _Q
    ),
)
TAG = Prepared(
    "tag question",
    text(
        "INSERT INTO ama_question_tag (community_id, ama_id, question_id, tag_id) VALUES (:c, :a, :q, :t) "
        "ON CONFLICT DO NOTHING"
    ),
)
_shown = tag.alias("shown")
TAGS = Prepared(
    "tags of questions",
    select(ama_question_tag.c.question_id, _shown.c.id, _shown.c.name)
    .select_from(
        ama_question_tag.join(
            tag, and_(tag.c.community_id == ama_question_tag.c.community_id, tag.c.id == ama_question_tag.c.tag_id)
        ).join(_shown, and_(_shown.c.community_id == tag.c.community_id, _shown.c.id == tag.c.shown_as_id))
    )
    .where(
        ama_question_tag.c.community_id == _C,
        ama_question_tag.c.ama_id == _A,
        Within(ama_question_tag.c.question_id, "group"),
        tag.c.is_deleted.is_(False),
    )
    .order_by(ama_question_tag.c.question_id, _shown.c.name),
)
FEEDBACK = Prepared(
    "give feedback",
    text(
        "INSERT INTO ama_feedback (community_id, ama_id, member_id, score, words) VALUES (:c, :a, :m, :score, :words) "
        "ON CONFLICT (community_id, ama_id, member_id) DO UPDATE SET score = excluded.score, words = excluded.words"
    ),
)
SAID = Prepared(
    "feedback of member",
    select(ama_feedback.c.words).where(
        ama_feedback.c.community_id == _C, ama_feedback.c.ama_id == _A, ama_feedback.c.member_id == _M
    ),
)
ALL_SAID = Prepared(
    "all feedback",
    select(ama_feedback.c.score, ama_feedback.c.words)
    .where(ama_feedback.c.community_id == _C, ama_feedback.c.ama_id == _A)
    .order_by(ama_feedback.c.score.desc(), ama_feedback.c.words),
)
VOTED_ANYWHERE = Prepared(
    "everything voted for",
    select(ama_vote.c.ama_id, ama_vote.c.question_id).where(ama_vote.c.community_id == _C, ama_vote.c.member_id == _M),
)
ASKED_ANYWHERE = Prepared(
    "everything asked",
    select(_question.ama_id, _question.id).where(_question.community_id == _C, _question.member_id == _M),
)
