"""The statements about greeters and welcomes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, delete, func, null, select, text, update

from storage.prepared import InOrder, Prepared
from storage.tables import account, community, delivery, greeter, member, welcome, welcome_offer

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")
_G: BindParameter[int] = bindparam("g")
_since: BindParameter[datetime] = bindparam("since", type_=welcome_offer.c.offered_at.type)

_asked = (
    select(func.count())
    .select_from(welcome_offer)
    .where(
        welcome_offer.c.community_id == greeter.c.community_id,
        welcome_offer.c.greeter_id == greeter.c.member_id,
        welcome_offer.c.offered_at > _since,
    )
    .scalar_subquery()
)
#: Counted, because PostgreSQL would read all accounts to see which members have any.
_accounts = (
    select(func.count())
    .select_from(account)
    .where(
        account.c.community_id == greeter.c.community_id,
        account.c.member_id == greeter.c.member_id,
        account.c.left_at.is_(None),
    )
    .scalar_subquery()
)
#: With a border that all have passed, so that the index serves.
GREETERS = Prepared(
    "greeters",
    select(
        greeter.c.member_id,
        member.c.name,
        greeter.c.is_off_duty,
        greeter.c.per_week,
        greeter.c.hours,
        greeter.c.turned_at,
        _asked.label("asked"),
        member.c.quiet_hours,
        member.c.time_zone,
        community.c.time_zone.label("usual_zone"),
        member.c.language,
        _accounts.label("accounts"),
    )
    .select_from(
        InOrder(
            InOrder(
                greeter,
                member,
                and_(member.c.community_id == greeter.c.community_id, member.c.id == greeter.c.member_id),
            ),
            community,
            community.c.id == greeter.c.community_id,
        )
    )
    .where(greeter.c.community_id == _C, greeter.c.member_id > bindparam("none"))
    .order_by(greeter.c.member_id),
)
PUT_GREETER = Prepared(
    "put greeter",
    text(
        "INSERT INTO greeter (community_id, member_id, is_off_duty, per_week, hours) "
        "VALUES (:c, :m, :off, :per_week, :hours) ON CONFLICT (community_id, member_id) DO UPDATE "
        "SET is_off_duty = excluded.is_off_duty, per_week = excluded.per_week, hours = excluded.hours"
    ).bindparams(bindparam("off", type_=greeter.c.is_off_duty.type)),
)
DROP_GREETER = Prepared("drop greeter", delete(greeter).where(greeter.c.community_id == _C, greeter.c.member_id == _M))
TURNED = Prepared(
    "turn of greeter",
    update(greeter)
    .where(greeter.c.community_id == _C, greeter.c.member_id == _G)
    .values(turned_at=bindparam("at", type_=greeter.c.turned_at.type)),
)

_by = member.alias("by_greeter")
#: A greeter by the name that they have now.
_greeter_name = (
    select(_by.c.name)
    .where(_by.c.community_id == welcome.c.community_id, _by.c.id == welcome.c.greeter_id)
    .scalar_subquery()
)
_welcome = select(
    welcome.c.member_id,
    member.c.name,
    welcome.c.state,
    welcome.c.ordered_at,
    welcome.c.greeter_id,
    _greeter_name.label("greeter_name"),
    welcome.c.offered_at,
    welcome.c.offered_until,
    welcome.c.words,
    welcome.c.sent_at,
).select_from(
    InOrder(welcome, member, and_(member.c.community_id == welcome.c.community_id, member.c.id == welcome.c.member_id))
)
_this = and_(welcome.c.community_id == _C, welcome.c.member_id == _M)
_in_state = and_(welcome.c.community_id == _C, welcome.c.state == bindparam("state"))
WELCOME = Prepared("welcome", _welcome.where(_this))
IN_HAND = Prepared(
    "welcomes in hand",
    _welcome.where(_in_state, welcome.c.greeter_id == _G).order_by(welcome.c.offered_at, welcome.c.member_id),
)
LATE = Prepared(
    "late welcomes",
    _welcome.where(_in_state, welcome.c.offered_until <= bindparam("now", type_=welcome.c.offered_until.type))
    .order_by(welcome.c.offered_until, welcome.c.member_id)
    .limit(bindparam("count")),
)
WAITING = Prepared(
    "waiting welcomes",
    _welcome.where(_in_state).order_by(welcome.c.offered_until, welcome.c.member_id).limit(bindparam("count")),
)
HOW_MANY = Prepared("count of welcomes", select(func.count()).select_from(welcome).where(_in_state))
_KEPT = ("state", "ordered_at", "greeter_id", "offered_at", "offered_until", "words", "sent_at")
_NEW = {name: bindparam(f"new_{name}", type_=welcome.c[name].type) for name in _KEPT}
ADD_WELCOME = Prepared(
    "add welcome",
    text(
        f"INSERT INTO welcome (community_id, member_id, {', '.join(_KEPT)}) "
        f"VALUES (:c, :m, {', '.join(f':new_{name}' for name in _KEPT)}) ON CONFLICT DO NOTHING"
    ).bindparams(*_NEW.values()),
)
SAVE_WELCOME = Prepared("save welcome", update(welcome).where(_this, welcome.c.state == bindparam("old")).values(_NEW))
DROP_WELCOME = Prepared("drop welcome", delete(welcome).where(_this))

OFFER = Prepared(
    "offer welcome",
    text(
        "INSERT INTO welcome_offer (community_id, member_id, greeter_id, offered_at, outcome) "
        "VALUES (:c, :m, :g, :at, '') ON CONFLICT (community_id, member_id, greeter_id) "
        "DO UPDATE SET offered_at = excluded.offered_at, outcome = excluded.outcome"
    ).bindparams(bindparam("at", type_=welcome_offer.c.offered_at.type)),
)
SETTLE_OFFER = Prepared(
    "settle offer",
    update(welcome_offer)
    .where(welcome_offer.c.community_id == _C, welcome_offer.c.member_id == _M, welcome_offer.c.greeter_id == _G)
    .values(outcome=bindparam("outcome")),
)
#: With a border that all have passed, so that the key serves, and not the index of those who were asked.
ASKED = Prepared(
    "asked about newcomer",
    select(welcome_offer.c.greeter_id).where(
        welcome_offer.c.community_id == _C,
        welcome_offer.c.member_id == _M,
        welcome_offer.c.greeter_id > bindparam("none"),
        welcome_offer.c.offered_at >= _since,
    ),
)

_of_greeter = and_(welcome.c.community_id == _C, welcome.c.greeter_id == _G)
GREETED_BY = Prepared("greeted by", select(welcome.c.member_id).where(_of_greeter))
SILENCE = Prepared(
    "silence welcomes", update(welcome).where(_of_greeter).values(words=bindparam("nothing"), greeter_id=null())
)
#: Who was asked in vain may be named where somebody else was told so.
ASKED_FOR = Prepared(
    "asked to greet",
    select(welcome_offer.c.member_id).where(welcome_offer.c.community_id == _C, welcome_offer.c.greeter_id == _G),
)
_sent_about = and_(
    delivery.c.community_id == _C, delivery.c.topic == bindparam("topic"), delivery.c.settled_at.is_not(None)
)
UNSAY = Prepared("unsay what was sent about", update(delivery).where(_sent_about).values(payload=None))
HAND_OVER_SENT = Prepared(
    "hand over what was sent about", update(delivery).where(_sent_about).values(topic=bindparam("new"))
)
DROP_SENT = Prepared("drop what was sent about", delete(delivery).where(_sent_about))
DROP_MESSAGES = Prepared(
    "drop messages about",
    delete(delivery).where(delivery.c.community_id == _C, delivery.c.topic == bindparam("topic")),
)

#: Who greets there greets here; who was welcomed there is so here; whoever still waited is with the organisers.
BRING = (
    Prepared(
        "bring greeters",
        text(
            "INSERT INTO greeter (community_id, member_id, is_off_duty, per_week, hours, turned_at) "
            "SELECT :c, k.id, g.is_off_duty, g.per_week, g.hours, g.turned_at FROM greeter g CROSS JOIN member k "
            "WHERE g.community_id = :other AND k.community_id = :c AND k.copied_from = g.member_id "
            "ON CONFLICT DO NOTHING"
        ),
    ),
    Prepared(
        "bring welcomes",
        text(
            f"INSERT INTO welcome (community_id, member_id, {', '.join(_KEPT)}) "
            "SELECT :c, k.id, CASE WHEN w.state IN ('sent', 'declined') THEN w.state ELSE 'untaken' END, w.ordered_at, "
            "CASE WHEN w.state = 'sent' THEN (SELECT m.id FROM member m WHERE m.community_id = :c "
            "AND m.copied_from = w.greeter_id) END, w.offered_at, w.offered_until, "
            "CASE WHEN w.state = 'sent' THEN w.words ELSE '' END, w.sent_at FROM welcome w CROSS JOIN member k "
            "WHERE w.community_id = :other AND w.state <> 'void' AND k.community_id = :c "
            "AND k.copied_from = w.member_id ON CONFLICT DO NOTHING"
        ),
    ),
)
