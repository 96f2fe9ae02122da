"""Newcomers: what they told about themselves, how far they are, who greets them, whom they were introduced to."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, number, within_community

#: Dropped with its person, instead of being kept by "someone who left".
_WITH_ITS_PERSON = {"forgotten": "drop"}

#: How somebody learns; words are parted by blanks, None and "" mean that they have not said.
learning = Table(
    "learning",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    #: read, listen, watch, do, talk: the dearest first.
    Column("formats", Text, nullable=False),
    #: Minutes at a time.
    Column("minutes", Integer),
    Column("level", Text),
    #: quiet or social.
    Column("company", Text),
    #: When they are best found, by their own clock, like ``18:00-21:00``.
    Column("hours", Text),
    #: Whether others see their interests.
    Column("is_public", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("community_id", "member_id"),
    within_community("member", "member_id"),
    info=_WITH_ITS_PERSON,
)

#: Tags that somebody wants to learn about, or can help with.
interest = Table(
    "interest",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    Column("tag_id", Id, nullable=False),
    #: learn or help.
    Column("kind", Text, nullable=False),
    #: As in ``learning``, which decides: here only so that those who want to be seen are found among many.
    Column("is_public", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("community_id", "member_id", "kind", "tag_id"),
    within_community("member", "member_id"),
    within_community("tag", "tag_id", ondelete="CASCADE"),
    Index(None, "community_id", "tag_id", "kind", "is_public", "member_id"),
    info=_WITH_ITS_PERSON,
)

#: How far a newcomer is. It stays when they leave, so that nothing is asked twice when they return.
journey = Table(
    "journey",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    #: held, invited, going, finished or stopped.
    Column("state", Text, nullable=False),
    #: Where they came in: a platform's name, and a channel behind a line break if it was one; "" by the command.
    Column("entry", Text, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("left_at", UtcDateTime),
    Column("guidelines_at", UtcDateTime),
    #: What brings them here, in their own words.
    Column("why", Text, nullable=False),
    #: What they asked for that no tag stands for, a line each.
    Column("unmatched", Text, nullable=False),
    #: How they introduced themselves, and when it was posted.
    Column("hello", Text, nullable=False),
    Column("hello_at", UtcDateTime),
    #: Whether the invitation could not be brought to them: they are told at their first command.
    Column("is_unheard", Boolean, nullable=False, server_default=false()),
    #: How often they were written to because they had stopped half-way.
    Column("nudged", Integer, nullable=False, server_default="0"),
    #: Whether they are a guest of the platform, who sees only some of it.
    Column("is_guest", Boolean, nullable=False, server_default=false()),
    #: Grows with each answer, so that of two devices the second one sees what the first did.
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id"),
    within_community("member", "member_id"),
    Index(None, "community_id", "state", "moved_at"),
    Index(None, "community_id", "joined_at"),
    info=_WITH_ITS_PERSON,
)

journey_step = Table(
    "journey_step",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    #: guidelines, interests, learning or hello.
    Column("step", Text, nullable=False),
    Column("shown_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    #: answered or skipped; "" while it is open.
    Column("outcome", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id", "step"),
    within_community("member", "member_id"),
    info=_WITH_ITS_PERSON,
)

#: Where very many have joined at once: from the first who is held until nobody is held any more.
rush = Table(
    "rush",
    metadata,
    community_id(),
    Column("began_at", UtcDateTime, nullable=False),
    #: Whether organisers have said that these are people.
    Column("is_let_in", Boolean, nullable=False),
    PrimaryKeyConstraint("community_id"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
)

#: How a community receives people, each version as a whole; the newest counts.
onboarding_settings = Table(
    "onboarding_settings",
    metadata,
    community_id(),
    Column("version", Integer, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    #: What was changed, in words.
    Column("note", Text, nullable=False),
    #: JSON.
    Column("document", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "version"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "made_by"),
    Index(None, "community_id", "made_by"),
)

#: Members who say hello to newcomers.
greeter = Table(
    "greeter",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    Column("is_off_duty", Boolean, nullable=False, server_default=false()),
    #: How often they are asked in seven days at most.
    Column("per_week", Integer, nullable=False),
    #: When they can be asked, by their own clock, like ``09:00-18:00``; None: whenever it is not quiet.
    Column("hours", Text),
    #: When it was their turn last.
    Column("turned_at", UtcDateTime),
    PrimaryKeyConstraint("community_id", "member_id"),
    within_community("member", "member_id"),
    info=_WITH_ITS_PERSON,
)

welcome = Table(
    "welcome",
    metadata,
    community_id(),
    #: The newcomer.
    Column("member_id", Id, nullable=False),
    #: offered, untaken, sent, declined or void.
    Column("state", Text, nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),
    #: Who has it in hand, or has sent it; None: nobody, the bot itself, or somebody who was forgotten.
    Column("greeter_id", Id),
    Column("offered_at", UtcDateTime),
    #: Until when they may take it; once it is with the organisers, since when.
    Column("offered_until", UtcDateTime),
    #: A person's own words; "": the bot's draft. Once it is sent, what was sent.
    Column("words", Text, nullable=False),
    Column("sent_at", UtcDateTime),
    PrimaryKeyConstraint("community_id", "member_id"),
    within_community("member", "member_id"),
    within_community("member", "greeter_id"),
    Index(None, "community_id", "greeter_id", "offered_at"),
    Index(None, "community_id", "state", "offered_until"),
    info=_WITH_ITS_PERSON,
)

#: Who was asked to greet whom, so that nobody is asked twice.
welcome_offer = Table(
    "welcome_offer",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    Column("greeter_id", Id, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    #: "" while it is open, then sent, passed, late, gone or closed.
    Column("outcome", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id", "greeter_id"),
    within_community("member", "member_id"),
    within_community("member", "greeter_id"),
    Index(None, "community_id", "greeter_id", "offered_at", "member_id"),
    info=_WITH_ITS_PERSON,
)

#: Members who would like to be introduced to somebody.
buddy = Table(
    "buddy",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    #: Buddies they have at a time at most.
    Column("most", Integer, nullable=False),
    Column("snoozed_until", UtcDateTime),
    #: When they joined, or were last introduced to somebody.
    Column("waits_since", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id"),
    within_community("member", "member_id"),
    info=_WITH_ITS_PERSON,
)

buddy_pair = Table(
    "buddy_pair",
    metadata,
    #: Messages and buttons name it, who the two are aside: accounts are linked, people forgotten.
    number(),
    community_id(),
    #: The one with the smaller number.
    Column("one_id", Id, nullable=False),
    Column("other_id", Id, nullable=False),
    Column("introduced_at", UtcDateTime, nullable=False),
    #: What they were introduced over: a tag's name, or "".
    Column("over", Text, nullable=False),
    #: What each has said two weeks later: met, not or "". It is said to the bot alone, so the other is not told.
    Column("one_says", Text, nullable=False, info={"of": "one_id"}),
    Column("other_says", Text, nullable=False, info={"of": "other_id"}),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("community_id", "one_id", "other_id"),
    within_community("member", "one_id"),
    within_community("member", "other_id"),
    Index(None, "community_id", "other_id", "one_id"),
    Index(None, "community_id", "ended_at", "introduced_at"),
    info=_WITH_ITS_PERSON,
    sqlite_autoincrement=True,
)

#: Whom somebody does not want to be introduced to; nobody but they ever sees it, the other one least of all.
buddy_avoided = Table(
    "buddy_avoided",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    Column("avoided_id", Id, nullable=False, info={"of": "member_id"}),
    PrimaryKeyConstraint("community_id", "member_id", "avoided_id"),
    within_community("member", "member_id"),
    within_community("member", "avoided_id"),
    Index(None, "community_id", "avoided_id", "member_id"),
    info=_WITH_ITS_PERSON,
)
