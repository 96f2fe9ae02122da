"""Questions of AMAs: asked, by name or sealed, ranked, answered, and never left without a fate."""

from bot.questions.asking import Queue, Receipt, group_of, opened
from bot.questions.mailbox import mailbox_of
from bot.questions.near import near
from bot.questions.recap import Said, Session, plain, recap
from bot.questions.settling import Desk, Ending
from bot.questions.store import QuestionStore
from bot.questions.values import (
    ANONYMOUS_AN_HOUR,
    ANSWER_CHARACTERS,
    MOST_QUESTIONS,
    QUESTION_CHARACTERS,
    REASON_CHARACTERS,
    SEEN,
    TAGS_EACH,
    UNSETTLED,
    Feedback,
    Hand,
    Merged,
    NewQuestion,
    Question,
    State,
    Tally,
    Terms,
    hour_of,
    submitted,
)

__all__ = [
    "ANONYMOUS_AN_HOUR",
    "ANSWER_CHARACTERS",
    "MOST_QUESTIONS",
    "QUESTION_CHARACTERS",
    "REASON_CHARACTERS",
    "SEEN",
    "TAGS_EACH",
    "UNSETTLED",
    "Desk",
    "Ending",
    "Feedback",
    "Hand",
    "Merged",
    "NewQuestion",
    "Question",
    "QuestionStore",
    "Queue",
    "Receipt",
    "Said",
    "Session",
    "State",
    "Tally",
    "Terms",
    "group_of",
    "hour_of",
    "mailbox_of",
    "near",
    "opened",
    "plain",
    "recap",
    "submitted",
]
