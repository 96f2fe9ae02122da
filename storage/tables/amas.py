"""AMAs: proposals, the sessions themselves, and who comes. What is asked in them is in :mod:`storage.tables.questions`.

Numbers count from 1 within a community (questions: within an AMA), so that people can say "AMA 3, question 17".
"""

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
)

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, within_community


def _of_ama() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["community_id", "ama_id"], ["ama.community_id", "ama.id"])


ama_proposal = Table(
    "ama_proposal",
    metadata,
    community_id(),
    Column("id", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("why", Text, nullable=False),
    #: Who shall host it: a member, or somebody from outside by name.
    Column("who_id", Id),
    Column("who_name", Text, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    #: open, scheduled or declined.
    Column("state", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "id"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "who_id"),
    within_community("member", "made_by"),
    Index(None, "community_id", "state"),
    Index(None, "community_id", "who_id"),
    Index(None, "community_id", "made_by"),
)

ama_support = Table(
    "ama_support",
    metadata,
    community_id(),
    Column("proposal_id", Integer, nullable=False),
    Column("member_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "proposal_id", "member_id"),
    ForeignKeyConstraint(["community_id", "proposal_id"], ["ama_proposal.community_id", "ama_proposal.id"]),
    within_community("member", "member_id"),
    Index(None, "community_id", "member_id"),
    info={"forgotten": "drop"},
)

ama_proposal_tag = Table(
    "ama_proposal_tag",
    metadata,
    community_id(),
    Column("proposal_id", Integer, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "proposal_id", "tag_id"),
    ForeignKeyConstraint(["community_id", "proposal_id"], ["ama_proposal.community_id", "ama_proposal.id"]),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

ama_series = Table(
    "ama_series",
    metadata,
    community_id(),
    Column("id", Integer, nullable=False),
    #: The rule with its exceptions, as JSON: wall time and zone, never an offset.
    Column("rule", Text, nullable=False),
    #: What each AMA of it begins with, as JSON.
    Column("pattern", Text, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("ended_at", UtcDateTime),
    PrimaryKeyConstraint("community_id", "id"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "made_by"),
    Index(None, "community_id", "made_by"),
)

ama = Table(
    "ama",
    metadata,
    community_id(),
    Column("id", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    #: scheduled, live, closed or cancelled.
    Column("state", Text, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    #: The zone in which its time was given.
    Column("zone", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("language", Text),
    #: Seats; none: as many as like.
    Column("capacity", Integer),
    #: Where people meet, in words or as an address; empty: in the channel of its announcement.
    Column("meets_at", Text, nullable=False),
    #: Questions that one person may ask.
    Column("questions_each", Integer, nullable=False),
    Column("is_reviewed", Boolean, nullable=False),
    #: Which announcements are made, as words parted by spaces.
    Column("plan", Text, nullable=False),
    #: Words of the announcement; empty: the usual ones.
    Column("announcement", Text, nullable=False),
    #: Grows with every change that calendars have to know of (RFC 5545, SEQUENCE).
    Column("sequence", Integer, nullable=False),
    #: Whether answers may be kept in the library; none: the host has not been asked yet.
    Column("keeps_answers", Boolean),
    Column("made_by", Id, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("began_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    #: Why it was cancelled, as people read it.
    Column("reason", Text, nullable=False),
    Column("proposal_id", Integer),
    Column("series_id", Integer),
    #: The local date that this one has in its series.
    Column("occurrence", Text),
    PrimaryKeyConstraint("community_id", "id"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "made_by"),
    ForeignKeyConstraint(["community_id", "proposal_id"], ["ama_proposal.community_id", "ama_proposal.id"]),
    ForeignKeyConstraint(["community_id", "series_id"], ["ama_series.community_id", "ama_series.id"]),
    Index(None, "community_id", "starts_at"),
    Index(None, "community_id", "made_by"),
    Index(None, "community_id", "proposal_id"),
    Index(None, "community_id", "series_id", "occurrence", unique=True),
)

#: Channels in which it is announced and held, on either platform.
ama_place = Table(
    "ama_place",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "ama_id", "platform", "workspace", "channel"),
    _of_ama(),
)

ama_tag = Table(
    "ama_tag",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "ama_id", "tag_id"),
    _of_ama(),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

#: Hosts and helpers who are members.
ama_person = Table(
    "ama_person",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("member_id", Id, nullable=False),
    #: host or helper.
    Column("part", Text, nullable=False),
    #: invited, accepted or declined.
    Column("state", Text, nullable=False),
    #: Other times that an invited host has proposed, in their words.
    Column("other_times", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "ama_id", "member_id"),
    _of_ama(),
    within_community("member", "member_id"),
    Index(None, "community_id", "member_id", "ama_id"),
    # Nobody is asked to come and listen to "someone who left".
    info={"forgotten": "drop"},
)

#: Hosts from outside, by name, with the hash of the key to their page.
ama_guest = Table(
    "ama_guest",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("key_hash", Text),
    Column("key_until", UtcDateTime),
    PrimaryKeyConstraint("community_id", "ama_id", "name"),
    _of_ama(),
    Index(None, "key_hash"),
)

#: How a community announces, as far as it is not the usual way.
ama_usual = Table(
    "ama_usual",
    metadata,
    community_id(),
    #: scheduled, week, day, hour, start or recap.
    Column("part", Text, nullable=False),
    Column("is_made", Boolean, nullable=False),
    #: Words with placeholders; empty: the bot's own.
    Column("words", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "part"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
)

#: Who comes. One row for a person, on however many platforms they are.
ama_coming = Table(
    "ama_coming",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("member_id", Id, nullable=False),
    #: coming, waiting (for a seat), maybe or no.
    Column("answer", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    #: Which reminders they want, as words parted by spaces.
    Column("reminders", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "ama_id", "member_id"),
    _of_ama(),
    within_community("member", "member_id"),
    Index(None, "community_id", "member_id"),
    Index(None, "community_id", "ama_id", "answer", "answered_at"),
    info={"forgotten": "drop"},
)

#: Calendars that programs fetch, by the hash of the key in their address.
calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("key_hash", Text, nullable=False),
    community_id(),
    #: A tag's number for a feed of one tag, a member's own otherwise; both none: all of the community.
    Column("tag_id", Id),
    Column("is_personal", Boolean, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("key_hash"),
    within_community("tag", "tag_id"),
    within_community("member", "made_by"),
    Index(None, "community_id", "made_by"),
    Index(None, "community_id", "tag_id"),
    info={"forgotten": "drop"},
)
