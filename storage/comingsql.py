"""The statements about what is proposed, and about who comes."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, delete, func, select, text, update

from storage.amasql import tags_of
from storage.prepared import InOrder, Prepared, Within
from storage.tables import account, ama, ama_coming, ama_person, ama_proposal, ama_proposal_tag, ama_support, member

_C: BindParameter[int] = bindparam("c")
_N: BindParameter[int] = bindparam("n")
_M: BindParameter[int] = bindparam("m")

_by = member.alias("by_member")
_supporters = (
    select(func.count())
    .select_from(ama_support)
    .where(ama_support.c.community_id == ama_proposal.c.community_id, ama_support.c.proposal_id == ama_proposal.c.id)
    .scalar_subquery()
)
_who = member.alias("who_member")
#: A member by the name that they have now, which is none of theirs once they have left.
_who_name = (
    select(_who.c.name)
    .where(_who.c.community_id == ama_proposal.c.community_id, _who.c.id == ama_proposal.c.who_id)
    .scalar_subquery()
)
_proposal = select(
    ama_proposal.c.id,
    ama_proposal.c.topic,
    ama_proposal.c.why,
    ama_proposal.c.who_id,
    func.coalesce(_who_name, ama_proposal.c.who_name),
    ama_proposal.c.made_at,
    ama_proposal.c.state,
    _by.c.id,
    _by.c.name,
    _by.c.role,
    _supporters.label("support"),
).select_from(
    InOrder(
        ama_proposal, _by, and_(_by.c.community_id == ama_proposal.c.community_id, _by.c.id == ama_proposal.c.made_by)
    )
)
PROPOSAL = Prepared("ama proposal", _proposal.where(ama_proposal.c.community_id == _C, ama_proposal.c.id == _N))
PROPOSALS = Prepared(
    "open ama proposals",
    _proposal.where(ama_proposal.c.community_id == _C, ama_proposal.c.state == bindparam("state"))
    .order_by(text("support DESC"), ama_proposal.c.id)
    .limit(bindparam("count"))
    .offset(bindparam("skip")),
)
LAST_PROPOSAL = Prepared(
    "last ama proposal",
    select(ama_proposal.c.id)
    .where(ama_proposal.c.community_id == _C, ama_proposal.c.id > bindparam("none"))
    .order_by(ama_proposal.c.id.desc())
    .limit(1),
)
PROPOSE = Prepared(
    "propose ama",
    text(
        "INSERT INTO ama_proposal (community_id, id, topic, why, who_id, who_name, made_by, made_at, state) "
        "VALUES (:c, :n, :topic, :why, :who, :who_name, :m, :now, 'open')"
    ).bindparams(bindparam("now", type_=ama_proposal.c.made_at.type)),
)
SETTLE_PROPOSAL = Prepared(
    "settle ama proposal",
    update(ama_proposal)
    .where(ama_proposal.c.community_id == _C, ama_proposal.c.id == _N)
    .values(state=bindparam("new_state")),
)
PROPOSAL_TAGS = tags_of(ama_proposal_tag, "tags of ama proposal", "proposal_id")
PUT_PROPOSAL_TAG = Prepared(
    "put tag of ama proposal",
    text("INSERT INTO ama_proposal_tag (community_id, proposal_id, tag_id) VALUES (:c, :n, :t) ON CONFLICT DO NOTHING"),
)
SILENCE = (
    Prepared(
        "silence proposals",
        update(ama_proposal)
        .where(ama_proposal.c.community_id == _C, ama_proposal.c.made_by == _M)
        .values(why=bindparam("nothing")),
    ),
    Prepared(
        "silence other times",
        update(ama_person)
        .where(ama_person.c.community_id == _C, ama_person.c.member_id == _M)
        .values(other_times=bindparam("nothing")),
    ),
)
SUPPORT = Prepared(
    "support ama proposal",
    text("INSERT INTO ama_support (community_id, proposal_id, member_id) VALUES (:c, :n, :m) ON CONFLICT DO NOTHING"),
)
WITHDRAW_SUPPORT = Prepared(
    "take support back",
    delete(ama_support).where(
        ama_support.c.community_id == _C, ama_support.c.proposal_id == _N, ama_support.c.member_id == _M
    ),
)

_attending = select(
    member.c.id,
    member.c.name,
    member.c.role,
    ama_coming.c.answer,
    ama_coming.c.answered_at,
    ama_coming.c.reminders,
).select_from(
    InOrder(
        ama_coming,
        member,
        and_(member.c.community_id == ama_coming.c.community_id, member.c.id == ama_coming.c.member_id),
    )
)
_of_ama = and_(ama_coming.c.community_id == _C, ama_coming.c.ama_id == _N)
ATTENDANCE = Prepared("attendance of member", _attending.where(_of_ama, ama_coming.c.member_id == _M))
ATTENDANCES = Prepared(
    "attendances of ama", _attending.where(_of_ama).order_by(ama_coming.c.answered_at, ama_coming.c.member_id)
)
WAITING = Prepared(
    "waiting for ama",
    _attending.where(_of_ama, ama_coming.c.answer == bindparam("answer"))
    .order_by(ama_coming.c.answered_at, ama_coming.c.member_id)
    .limit(bindparam("count")),
)
HOSTED_BY = Prepared(
    "amas of host",
    select(ama_person.c.ama_id).where(ama_person.c.community_id == _C, ama_person.c.member_id == _M),
)
SEATS_OF = Prepared(
    "seats of member",
    select(ama.c.id)
    .select_from(
        InOrder(ama_coming, ama, and_(ama.c.community_id == ama_coming.c.community_id, ama.c.id == ama_coming.c.ama_id))
    )
    .where(
        ama_coming.c.community_id == _C,
        ama_coming.c.member_id == _M,
        ama_coming.c.answer == bindparam("answer"),
        Within(ama.c.state, "states"),
    )
    .order_by(ama.c.id),
)
REACH = Prepared(
    "accounts of those who come",
    select(account.c.member_id, account.c.platform, account.c.workspace, account.c.user_id)
    .select_from(
        InOrder(
            ama_coming,
            account,
            and_(account.c.community_id == ama_coming.c.community_id, account.c.member_id == ama_coming.c.member_id),
        )
    )
    .where(_of_ama),
)
ATTENDING_TALLY = Prepared(
    "tally of ama", select(ama_coming.c.answer, func.count()).where(_of_ama).group_by(ama_coming.c.answer)
)
ANSWER = Prepared(
    "answer about coming",
    text(
        "INSERT INTO ama_coming (community_id, ama_id, member_id, answer, answered_at, reminders) "
        "VALUES (:c, :n, :m, :answer, :answered_at, '') ON CONFLICT (community_id, ama_id, member_id) "
        "DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at"
    ).bindparams(bindparam("answered_at", type_=ama_coming.c.answered_at.type)),
)
REMIND = Prepared(
    "remind of ama",
    update(ama_coming).where(_of_ama, ama_coming.c.member_id == _M).values(reminders=bindparam("chosen")),
)
