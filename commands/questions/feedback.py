"""How an AMA was: three buttons and a sentence, asked a day later."""

from __future__ import annotations

from bot.replies import Button, Reply, Update, done
from bot.requests import Call
from bot.spec import Text, Whole, command
from commands.questions.here import ama_of

_FEEDBACK_CHARACTERS = 500


@command(
    "ama",
    "feedback",
    about="Say how an AMA was",
    is_typed=False,
    options=[
        Whole(name="score", about="1 not for me, 2 good, 3 great", required=True, least=1, most=3),
        Whole(name="number", about="The number of the AMA", required=True, least=1),
    ],
)
async def feedback(call: Call, score: int, number: int) -> Reply:
    ama = await ama_of(call, number)
    await call.unit.questions.give_feedback(call.community.id, ama.id, call.member.id, score, None)
    more = Button(label="Add a sentence", command=("ama", "feedback-words"), args={"number": number, "score": score})
    return Update(reply=done(f"Thank you for telling how AMA {number} was.", actions=(more,)))


@command(
    "ama",
    "feedback-words",
    about="How was the AMA?",
    is_typed=False,
    options=[
        Whole(name="score", about="1 not for me, 2 good, 3 great", required=True, least=1, most=3),
        Whole(name="number", about="The number of the AMA", required=True, least=1),
        Text(name="words", about="Anything to add", required=True, is_long=True, max_characters=_FEEDBACK_CHARACTERS),
    ],
)
async def feedback_words(call: Call, score: int, number: int, words: str) -> Reply:
    ama = await ama_of(call, number)
    await call.unit.questions.give_feedback(call.community.id, ama.id, call.member.id, score, words)
    return done("Thank you. The host and the organisers read it without your name.")
