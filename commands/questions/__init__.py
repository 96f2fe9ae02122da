"""What members can say about the questions of AMAs."""

from __future__ import annotations

from bot.spec import AnyCommand
from commands.questions import asking, closing, console, feedback, keeping, looking, reviewing
from commands.questions.orders import orders_for
from commands.questions.posts import POSTS

COMMANDS: tuple[AnyCommand, ...] = (
    asking.ask,
    asking.ask_form,
    asking.ask_this,
    asking.reword,
    asking.withdraw,
    asking.mailbox,
    asking.mailbox_reword,
    asking.mailbox_withdraw,
    looking.questions,
    looking.turn_questions,
    looking.question,
    looking.vote,
    reviewing.review,
    reviewing.approve,
    reviewing.merge,
    reviewing.unmerge,
    reviewing.label,
    console.live,
    console.begin,
    console.console,
    console.follow,
    console.take,
    console.later,
    console.answer,
    console.said_live,
    console.decline,
    console.hide,
    closing.close,
    closing.close_declining,
    closing.keep,
    keeping.recap,
    feedback.feedback,
    feedback.feedback_words,
)

__all__ = ["COMMANDS", "POSTS", "orders_for"]
