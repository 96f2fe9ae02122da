"""Looking through questions before everybody sees them, finding the same ones, and putting tags on them."""

from __future__ import annotations

from bot.amas.values import Ama
from bot.questions import Desk, Question, State
from bot.replies import Card, Reply, Section, Style, Update, done
from bot.requests import Call
from bot.spec import Text, Whole, command
from bot.typed import quoted
from commands.completing import last_name
from commands.questions.cards import PAGE, button, counted, listed, title_of
from commands.questions.here import AMA, BARE_AMA, QUESTION, ama_of, desk_of, tags_in
from commands.questions.telling import redraw, tell


@command("ama", "review", about="Questions that wait to be looked at", reads=True, options=[BARE_AMA])
async def review(call: Call, number: int = 0) -> Reply:
    return await _waiting(call, await ama_of(call, number))


@command("ama", "approve", about="Let everybody see a question", is_typed=False, options=[QUESTION, AMA])
async def approve(call: Call, question: int, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk = desk_of(call, ama)
    was_waiting = (await desk.get(question)).state is State.REVIEW
    await desk.approve(question)
    await redraw(call, ama)
    if was_waiting:
        return Update(reply=await _waiting(call, ama))
    return done(f"Question {question} is open again.")


@command(
    "ama",
    "merge",
    about="Find a question to be the same as another one; votes count once",
    options=[
        QUESTION,
        Whole(name="into", about="The number of the one that stays", required=True, bare=True, least=1),
        AMA,
    ],
)
async def merge(call: Call, question: int, into: int, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk = desk_of(call, ama)
    target = await desk.merge(question, into)
    await redraw(call, ama)
    await tell(call, ama, await _merged(desk, question))
    votes = counted(target.votes, "vote", "votes")
    return done(
        f"Question {question} is the same as {target.id} now, which has {votes}: “{quoted(target.words)}”.",
        actions=(button("Undo", "unmerge", ama.id, question),),
    )


@command("ama", "unmerge", about="Let a merged question be its own again", is_typed=False, options=[QUESTION, AMA])
async def unmerge(call: Call, question: int, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    alone = await desk_of(call, ama).unmerge(question)
    await redraw(call, ama)
    return done(f"Question {question} is one of its own again, with {counted(alone.votes, 'vote', 'votes')}.")


@command(
    "ama",
    "label",
    about="Put tags on a question; - for none",
    is_typed=False,
    options=[
        QUESTION,
        Text(name="tags", about="Tags that exist; - for none", required=True, complete=last_name, max_characters=200),
        AMA,
    ],
)
async def label(call: Call, question: int, tags: str, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk = desk_of(call, ama)
    desk.expect_staff()
    await desk.label(question, [] if tags.strip() == "-" else await tags_in(call, tags))
    carried = " ".join(f"#{name}" for _tag, name in (await desk.get(question)).tags) or "no tags"
    return done(f"Question {question} carries {carried} now.")


async def _merged(desk: Desk, question: int) -> Question:
    return await desk.get(question)


async def _waiting(call: Call, ama: Ama) -> Card:
    desk = desk_of(call, ama)
    desk.expect_staff()
    found = await call.unit.questions.ranked(call.community.id, ama.id, [State.REVIEW], count=PAGE)
    sections = tuple(
        listed(
            one,
            [],
            (
                button(f"Approve {one.id}", "approve", ama.id, one.id, style=Style.MAIN),
                button(f"Hide {one.id}", "hide", ama.id, one.id),
            ),
        )
        for one in found
    )
    nothing = (Section(text=("Nothing waits to be looked at.",)),)
    return Card(title=f"Review · {title_of(ama)}", sections=sections or nothing)
