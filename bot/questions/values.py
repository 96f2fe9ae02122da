"""What a question is, how far it is, and what an AMA says about the questions that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.identity import AmaId, MemberId, QuestionId, ResourceId, TagId

# --- the limits of questions, all of them ----------------------------------------------------------------------------
#: Characters of a question, and of what is said to it. (Slack: 3,000 in an input.)
QUESTION_CHARACTERS, ANSWER_CHARACTERS = 2_000, 3_000
#: Characters of the reason for declining or hiding one.
REASON_CHARACTERS = 500
#: Questions of one AMA, whatever became of them.
MOST_QUESTIONS = 10_000
#: Anonymous questions that one AMA takes in an hour. They cannot be counted by person, because nobody keeps whose
#: they are.
ANONYMOUS_AN_HOUR = 30
#: Tags of one question.
TAGS_EACH = 5


class State(StrEnum):
    """How far a question is; from ``ANSWERED`` on, its fate."""

    #: Waits to be looked at before everybody sees it.
    REVIEW = "review"
    OPEN = "open"
    #: Being answered now.
    NEXT = "next"
    ANSWERED = "answered"
    MERGED = "merged"
    #: Taken along to another AMA, or left open for later.
    CARRIED = "carried"
    DECLINED = "declined"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"

    @property
    def is_fate(self) -> bool:
        """Whether it has been settled what becomes of it."""
        return self not in UNSETTLED


#: Something is still to be done about these.
UNSETTLED = frozenset({State.REVIEW, State.OPEN, State.NEXT})
#: What everybody may see, and vote for or read the answer of.
SEEN = frozenset({State.OPEN, State.NEXT, State.ANSWERED, State.MERGED, State.CARRIED, State.DECLINED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question with all that is known about it."""

    ama: AmaId
    id: QuestionId
    words: str
    #: None: anonymous, and then nothing leads to the asker.
    member: MemberId | None
    #: How the asker is called; empty where anonymous.
    asker: str = ""
    #: The hash of the token that the asker of an anonymous one has.
    mailbox: str | None = None
    state: State = State.OPEN
    #: People who want to know it as well, each once.
    votes: int = 0
    #: The hour in which it was asked. Nothing finer is kept of any question: the ones before and after an anonymous
    #: one would tell when that was asked.
    asked_at: datetime
    merged_into: QuestionId | None = None
    #: The host has put it off: it stands behind all that were not.
    is_later: bool = False
    answer: str = ""
    answer_link: str = ""
    answered_by: MemberId | None = None
    settled_at: datetime | None = None
    #: Why it was declined or hidden, as the asker reads it.
    reason: str = ""
    carried_to: AmaId | None = None
    resource: ResourceId | None = None
    tags: tuple[tuple[TagId, str], ...] = ()

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody knows who asked."""
        return self.member is None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewQuestion:
    """A question that is about to be kept."""

    words: str
    member: MemberId | None
    mailbox: str | None
    state: State
    asked_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """A question that was found to be another one."""

    id: QuestionId
    into: QuestionId
    member: MemberId | None
    asker: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What an AMA says about its questions."""

    ama: AmaId
    #: Whether it still takes questions: it is neither closed nor cancelled.
    is_open: bool
    #: Questions that one person may ask by name.
    each: int
    is_reviewed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Hand:
    """Who acts."""

    #: None: a guest, or somebody who is not known on purpose.
    member: MemberId | None
    #: Whether they host, help or organise.
    is_staff: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback:
    """What somebody said about an AMA afterwards."""

    #: 1 not for me, 2 good, 3 great.
    score: int
    words: str


Tally = Mapping[State, int]


def submitted(tally: Tally) -> int:
    """How many were asked, whatever became of them."""
    return sum(tally.values())


def hour_of(moment: datetime) -> datetime:
    """The hour that a moment is in."""
    return moment - timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
