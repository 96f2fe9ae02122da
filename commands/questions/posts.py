"""What the bot says on its own about questions; the orders are made in :mod:`commands.questions.orders`."""

from __future__ import annotations

from bot.amas.values import Ama, AmaState
from bot.amas.words import thanked
from bot.deliveries import Late
from bot.identity import AmaId, QuestionId
from bot.posts import Fallback, Post, Writing, post
from bot.questions import Merged, Question, State
from bot.replies import Bold, Button, Card, Italic, Section, Shown, Style, Time
from bot.typed import quoted
from commands.amas.cards import counted
from commands.questions import orders
from commands.questions.cards import askers, button, counts, listed, told, vote_button
from commands.questions.console import console_card

#: Questions on a brief, on a board, and answers on it and in a recap.
_BRIEFED, _ON_BOARD, _ANSWERED, _RECAPPED = 15, 8, 3, 10
_TITLE_CHARACTERS = 80


@post(
    orders.BRIEF, about="brief for the host of an AMA", late=Late.ALWAYS, fallback=Fallback.NONE,
    waits_for_morning=True,
)  # fmt: skip
async def brief(writing: Writing) -> Shown | None:
    ama = await _ama(writing)
    if ama is None or not ama.state.is_open or orders.stamp(ama.session.starts_at) != writing.subject["starts"]:
        return None
    where = (writing.community.id, ama.id)
    found = await writing.unit.questions.ranked(*where, [State.NEXT, State.OPEN], count=_BRIEFED)
    merged = await writing.unit.questions.merged(*where)
    tally = await writing.unit.questions.tally(*where)
    interested = await writing.unit.amas.interested(*where)
    come = counted(ama, await writing.unit.amas.tally(*where), interested)
    coming = f" Coming: {come}." if interested else ""
    intro = Section(text=("It starts ", Time(ama.session.starts_at), f". {counts(tally)}.{coming}"))
    return Card(
        title=f"You host {_title(ama)}",
        sections=(intro, *_by_tag(found, merged)),
        actions=(button("Console", "console", ama.id, style=Style.MAIN), button("All questions", "questions", ama.id)),
    )


def _by_tag(found: list[Question], merged: list[Merged]) -> list[Section]:
    """The questions by votes, under the tag that each carries first; those without one at the end."""
    headings = list(dict.fromkeys(one.tags[0][1] if one.tags else "" for one in found))
    sections = []
    for heading in sorted(headings, key=lambda name: not name):
        of_tag = [one for one in found if (one.tags[0][1] if one.tags else "") == heading]
        if heading:
            sections.append(Section(text=(Bold(f"#{heading}"),)))
        sections += [listed(one, merged) for one in of_tag]
    return sections


@post(orders.BOARD, about="board of a live AMA", late=Late.NEWEST, fallback=Fallback.NONE)
async def board(writing: Writing) -> Shown | None:
    ama = await _ama(writing)
    if ama is None or ama.state is AmaState.SCHEDULED:
        return None
    store, where = writing.unit.questions, (writing.community.id, ama.id)
    tally = await store.tally(*where)
    if not ama.state.is_open:
        return Card(title=_title(ama), sections=(Section(text=(f"This AMA is over. {counts(tally)}.",)),))
    merged = await store.merged(*where)
    current = await store.ranked(*where, [State.NEXT], count=1)
    queue = await store.ranked(*where, [State.OPEN], count=_ON_BOARD)
    answered = await store.settled(*where, State.ANSWERED, _ANSWERED)
    sections = [Section(text=(Bold("Being answered"), "\n", *listed(one, merged).text)) for one in current]
    sections += [listed(one, merged, (vote_button(one),)) for one in queue]
    sections += [Section(text=(f"Answered: {one.id} · {quoted(one.words, 150)}",)) for one in answered]
    return Card(
        title=_title(ama),
        sections=tuple(sections) or (Section(text=("No questions yet. Ask the first one.",)),),
        actions=(
            button("Ask a question", "ask-form", ama.id, style=Style.MAIN),
            button("All questions", "questions", ama.id),
        ),
        footer=(counts(tally),),
    )


@post(orders.CONSOLE, about="console of an AMA", late=Late.NEWEST, fallback=Fallback.NONE)
async def console(writing: Writing) -> Shown | None:
    ama, member = await _ama(writing), writing.delivery.order.member
    if ama is None or not any(host.member == member for host in ama.hosts):
        return None
    return await console_card(writing.unit, ama, writing.now)


@post(orders.ANSWER, about="answer to a question of an AMA", late=Late.ALWAYS, fallback=Fallback.NONE)
async def answer(writing: Writing) -> Shown | None:
    ama, question = await _question(writing)
    if ama is None or question is None:
        return None
    if question.state is State.HIDDEN and writing.delivery.order.edits:
        return Card(title=_title(ama), sections=(Section(text=("A question was hidden, and its answer with it.",)),))
    if question.state is not State.ANSWERED:
        return None
    merged = await writing.unit.questions.merged(writing.community.id, ama.id)
    asked = Section(text=(quoted(question.words, 600), "\n", Italic(askers(question, merged))))
    return Card(
        title=f"Answered: {_title(ama)} · question {question.id}", sections=(asked, Section(text=told(question)[1:]))
    )


@post(
    orders.FATE, about="what became of somebody's question", late=Late.ALWAYS, fallback=Fallback.NONE,
    waits_for_morning=True,
)  # fmt: skip
async def fate(writing: Writing) -> Shown | None:
    ama, question = await _question(writing)
    if ama is None or question is None or question.state.value != writing.subject["state"]:
        return None
    became = {
        State.ANSWERED: "was answered",
        State.DECLINED: "was declined",
        State.HIDDEN: "was hidden from the others",
        State.CARRIED: "was carried over" if question.carried_to else "stays open for later",
        State.MERGED: f"is the same as question {question.merged_into}",
    }.get(question.state)
    if became is None:
        return None
    words = Section(text=(quoted(question.words, 300), *told(question)))
    look = button("Look at it", "question", ama.id, question.merged_into or question.id)
    return Card(title=f"Question {question.id} {became}: {_title(ama)}", sections=(words,), actions=(look,))


@post(orders.RECAP, about="recap of an AMA", late=Late.NOTE)
async def recap(writing: Writing) -> Shown | None:
    ama = await _ama(writing)
    if ama is None or ama.state is not AmaState.CLOSED:
        return None
    store, where = writing.unit.questions, (writing.community.id, ama.id)
    tally, merged = await store.tally(*where), await store.merged(*where)
    answered = await store.ranked(*where, [State.ANSWERED], count=_RECAPPED)
    hosts = thanked(ama) or "the host"
    thanks = Section(text=(f"Thank you, {hosts}, and everybody who asked. {counts(tally)}.",))
    return Card(
        title=f"Recap of {_title(ama)}",
        sections=(thanks, *(listed(one, merged) for one in answered)),
        actions=(button("The whole recap", "recap", ama.id), button("All questions", "questions", ama.id)),
    )


@post(
    orders.FEEDBACK, about="question how an AMA was", late=Late.ALWAYS, fallback=Fallback.NONE, is_unasked=True,
    waits_for_morning=True,
)  # fmt: skip
async def feedback(writing: Writing) -> Shown | None:
    ama = await _ama(writing)
    if ama is None or ama.state is not AmaState.CLOSED:
        return None
    labels = {3: "Great", 2: "Good", 1: "Not for me"}
    actions = tuple(
        Button(label=label, command=("ama", "feedback"), args={"score": score, "number": int(ama.id)})
        for score, label in labels.items()
    )
    asked = Section(text=("How was it? Your answer is read without your name.",))
    return Card(title=_title(ama), sections=(asked,), actions=actions)


@post(orders.END, about="offer to close an AMA when its time is over", late=Late.ALWAYS, fallback=Fallback.NONE)
async def end(writing: Writing) -> Shown | None:
    ama = await _ama(writing)
    if ama is None or not ama.state.is_open or orders.stamp(ama.session.ends_at) != writing.subject["ends"]:
        return None
    tally = await writing.unit.questions.tally(writing.community.id, ama.id)
    over = Section(text=(f"Its time is over. {counts(tally)}. Closing it gives every question its fate.",))
    actions = (button("Close", "close", ama.id, style=Style.MAIN), button("Console", "console", ama.id))
    return Card(title=_title(ama), sections=(over,), actions=actions)


@post(
    orders.CONSENT, about="question to a host whether answers may be kept", late=Late.ALWAYS, fallback=Fallback.NONE,
    waits_for_morning=True,
)  # fmt: skip
async def consent(writing: Writing) -> Shown | None:
    ama = await _ama(writing)
    if ama is None or ama.keeps_answers is not None:
        return None
    asked = Section(text=("Thank you for answering. May your answers go into the community's library, by your name?",))
    actions = (
        button("Keep them", "keep", ama.id, style=Style.MAIN, agree=True),
        button("Do not", "keep", ama.id, agree=False),
    )
    return Card(title=_title(ama), sections=(asked,), actions=actions)


async def _ama(writing: Writing) -> Ama | None:
    return await writing.unit.amas.get(writing.community.id, AmaId(int(writing.subject["ama"])))


async def _question(writing: Writing) -> tuple[Ama | None, Question | None]:
    ama = await _ama(writing)
    number = QuestionId(int(writing.subject["question"]))
    return ama, await writing.unit.questions.get(writing.community.id, ama.id, number) if ama else None


def _title(ama: Ama) -> str:
    return f"AMA {ama.id}: {quoted(ama.session.title, _TITLE_CHARACTERS)}"


POSTS: tuple[Post, ...] = (brief, board, console, answer, fate, recap, feedback, end, consent)
