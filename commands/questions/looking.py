"""Looking at questions: the ranked list, and one with all that was said to it; and voting."""

from __future__ import annotations

from bot import tags as names
from bot.amas.values import Ama
from bot.identity import TagId
from bot.questions import SEEN, Desk, Question, State
from bot.replies import Button, Card, Page, Reply, Section, Style, Update, done, said
from bot.requests import Call
from bot.spec import Pick, Text, Whole, command
from commands.completing import matching_names
from commands.questions.cards import PAGE, button, counted, counts, listed, question_card, title_of
from commands.questions.here import AMA, BARE_AMA, QUESTION, ama_of, desk_of
from commands.questions.here import SEEN as SEEN_AMAS
from commands.questions.telling import redraw

#: Which questions are shown: all that wait for an answer, or those of one fate.
_SHOWN = {
    "open": (State.NEXT, State.OPEN),
    "answered": (State.ANSWERED,),
    "declined": (State.DECLINED,),
    "carried": (State.CARRIED,),
    "all": tuple(state for state in State if state in SEEN and state is not State.MERGED),
}
_ONLY = Pick(name="only", about="Which ones; else those that wait for an answer", choices=(*_SHOWN, "mine"))
_TAG = Text(name="tag", about="Only those under this tag", complete=matching_names, max_characters=60)


@command("ama", "questions", about="The questions of an AMA, to vote for", reads=True, options=[BARE_AMA, _TAG, _ONLY])
async def questions(call: Call, number: int = 0, tag: str = "", only: str = "open") -> Reply:
    return await _page(call, await ama_of(call, number, SEEN_AMAS), tag, only, 0)


@command(
    "ama",
    "questions-page",
    about="Turn the page of questions",
    reads=True,
    is_typed=False,
    options=[AMA, _TAG, _ONLY, Whole(name="skip", about="How many come before", most=1_000_000)],
)
async def turn_questions(call: Call, number: int = 0, tag: str = "", only: str = "open", skip: int = 0) -> Reply:
    return Update(reply=await _page(call, await ama_of(call, number), tag, only, skip))


@command("ama", "question", about="One question, and what became of it", reads=True, options=[QUESTION, AMA])
async def question(call: Call, question: int, number: int = 0) -> Reply:
    ama = await ama_of(call, number, SEEN_AMAS)
    desk = desk_of(call, ama)
    found = await desk.get(question)
    return await card_of(call, ama, desk, found, actions_of(desk, found))


@command(
    "ama",
    "vote",
    about="Want to know a question's answer as well; again to take it back",
    is_typed=False,
    options=[QUESTION, AMA],
)
async def vote(call: Call, question: int, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    found, counts_now = await desk_of(call, ama).vote(question)
    await redraw(call, ama)
    into = "" if found.id == question else f" Question {question} was merged into it."
    if not counts_now:
        return said(f"Your vote for question {found.id} is taken back.{into}")
    return done(f"Your vote for question {found.id} counts: {counted(found.votes, 'vote', 'votes')}.{into}")


async def card_of(call: Call, ama: Ama, desk: Desk, question: Question, actions: tuple[Button, ...] = ()) -> Card:
    """Everything about one question, with the one that it was merged into."""
    merged = await call.unit.questions.merged(call.community.id, ama.id)
    root = await desk.root(question.id) if question.merged_into is not None else None
    return question_card(ama, question, merged, actions, root)


def actions_of(desk: Desk, question: Question) -> tuple[Button, ...]:
    """What this person can do with a question."""
    actions: list[Button] = []
    is_own = question.member is not None and question.member == desk.hand.member
    if question.state in {State.OPEN, State.NEXT} and desk.terms.is_open and not is_own:
        actions.append(button("Vote", "vote", question.ama, question.id))
    if is_own and not question.state.is_fate and desk.terms.is_open:
        actions.append(button("Change it", "reword", question.ama, question.id))
    if is_own and (not question.state.is_fate or question.state is State.MERGED):
        actions.append(button("Withdraw it", "withdraw", question.ama, question.id))
    if desk.hand.is_staff:
        actions += [button(label, word, question.ama, question.id) for label, word in _staff(question)]
    return tuple(actions)


def _staff(question: Question) -> list[tuple[str, str]]:
    """What hosts, helpers and organisers can do with a question: labels, and words of commands."""
    hide, tag = ("Hide", "hide"), ("Tag", "label")
    match question.state:
        case State.REVIEW:
            return [("Approve", "approve"), hide, ("Decline", "refuse"), ("Merge", "merge"), tag]
        case State.OPEN | State.NEXT:
            decline = ("Decline", "refuse")
            return [("Answer", "answer"), ("Later", "later"), decline, ("Merge", "merge"), hide, tag]
        case State.ANSWERED:
            return [("Answer again", "answer"), hide, tag]
        case State.CARRIED if question.carried_to is None:
            return [("Answer", "answer"), tag]
        case State.MERGED:
            return [("Undo the merge", "unmerge")]
        case State.HIDDEN | State.DECLINED:
            return [("Open again", "approve")]
        case _:
            return []


async def _page(call: Call, ama: Ama, tag: str, only: str, skip: int) -> Page:
    desk = desk_of(call, ama)
    under = (await names.find(call.unit.tags, call.community.id, tag)).id if tag else None
    found = await _found(call, ama, under, only, skip)
    merged = await call.unit.questions.merged(call.community.id, ama.id)
    voted = set(await call.unit.questions.voted(call.community.id, ama.id, call.member.id))
    sections = tuple(listed(one, merged, _votes(desk, one, is_voted=one.id in voted)) for one in found[:PAGE])
    tally = await call.unit.questions.tally(call.community.id, ama.id)
    ask = (button("Ask a question", "ask-form", ama.id, style=Style.MAIN),) if desk.terms.is_open else ()
    nothing = (Section(text=("There are none of these.",)),) if tally else ()
    return Page(
        card=Card(title=title_of(ama), sections=sections or nothing, actions=ask, footer=(counts(tally),)),
        newer=_turn("Newer", ama, tag, only, max(skip - PAGE, 0)) if skip else None,
        older=_turn("Older", ama, tag, only, skip + PAGE) if len(found) > PAGE else None,
    )


async def _found(call: Call, ama: Ama, under: TagId | None, only: str, skip: int) -> list[Question]:
    """One more than a page has, which tells whether there is another page."""
    store, where = call.unit.questions, (call.community.id, ama.id)
    if only == "mine":
        mine = await store.asked_by(*where, call.member.id)
        return mine[skip : skip + PAGE + 1]
    if under is None:
        return await store.ranked(*where, _SHOWN[only], skip=skip, count=PAGE + 1)
    return await store.tagged(*where, _SHOWN[only], under, skip=skip, count=PAGE + 1)


def _votes(desk: Desk, question: Question, *, is_voted: bool) -> tuple[Button, ...]:
    is_own = question.member is not None and question.member == desk.hand.member
    if question.state not in {State.OPEN, State.NEXT} or not desk.terms.is_open or is_own:
        look = button(f"Look at {question.id}", "question", question.ama, question.id)
        return (look,) if is_own or desk.hand.is_staff else ()
    label = f"Take back {question.id}" if is_voted else f"Vote {question.id}"
    return (button(label, "vote", question.ama, question.id),)


def _turn(label: str, ama: Ama, tag: str, only: str, skip: int) -> Button:
    args: dict[str, str | int | bool] = {"number": ama.id, "skip": skip}
    args |= {name: value for name, value in (("tag", tag), ("only", only if only != "open" else "")) if value}
    return Button(label=label, command=("ama", "questions-page"), args=args)
