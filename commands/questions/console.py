"""The live console: a private message of the host and the helpers that shows itself anew with each press."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.amas.values import Ama, AmaState
from bot.errors import InvalidInput, NotAllowed, TooSoon
from bot.ports import Unit
from bot.questions import ANSWER_CHARACTERS, REASON_CHARACTERS, Merged, Question, State
from bot.replies import Bold, Button, Card, Fact, Reply, Section, Style, Time, Update, done, said
from bot.requests import Call
from bot.spec import Text, YesNo, command
from bot.typed import quoted
from commands.questions import orders
from commands.questions.cards import button, counted, counts, listed, title_of
from commands.questions.here import AMA, BARE_AMA, QUESTION, ama_of, desk_of
from commands.questions.looking import actions_of, card_of
from commands.questions.telling import add_all, post_answer, redraw, take_back, tell

#: Questions that stand below the one that is being answered.
_AHEAD = 5
_CONSOLE = YesNo(name="console", about="Whether it was pressed in the console")
_REASON = Text(
    name="reason", about="Why, as the asker reads it", required=True, is_long=True, max_characters=REASON_CHARACTERS
)


@command("ama", "live", about="The console of an AMA, for its host and helpers", options=[BARE_AMA])
async def live(call: Call, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk_of(call, ama).expect_staff()
    if ama.state is AmaState.SCHEDULED and call.now >= ama.session.starts_at:
        ama = await _begun(call, ama)
    card = await console_card(call.unit, ama, call.now)
    follow = button("Keep it up to date", "console-message", ama.id)
    return replace(card, actions=(*card.actions, follow)) if call.guest_of is None else card


@command(
    "ama",
    "console-message",
    about="Have the console as a message that shows itself anew",
    is_typed=False,
    options=[AMA],
)
async def follow(call: Call, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk_of(call, ama).expect_staff()
    if not any(host.member == call.member.id for host in ama.hosts):
        raise NotAllowed(
            "That is for the hosts and helpers of the AMA.", f"Say /ama helper {ama.id} @name to name one."
        )
    here = (call.place.platform, call.place.workspace)
    accounts = await call.unit.deliveries.accounts(call.community.id, call.member.id)
    target = next((one for one in accounts if (one.platform, one.workspace) == here), accounts[0])
    if not await call.unit.deliveries.add(
        call.community.id, orders.console_order(ama, call.member.id, target, call.now), call.now
    ):
        return said("You have it already, among your direct messages.")
    return done("It comes as a direct message, and shows itself anew as questions come and are answered.")


@command("ama", "begin", about="Begin an AMA now", is_typed=False, options=[AMA])
async def begin(call: Call, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk_of(call, ama).expect_staff()
    if ama.state is AmaState.SCHEDULED:
        ama = await _begun(call, ama)
    return Update(reply=await console_card(call.unit, ama, call.now))


@command("ama", "console", about="Show the console anew", reads=True, is_typed=False, options=[AMA])
async def console(call: Call, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk_of(call, ama).expect_staff()
    return Update(reply=await console_card(call.unit, ama, call.now))


@command("ama", "take", about="Answer this question now", is_typed=False, options=[QUESTION, AMA, _CONSOLE])
async def take(call: Call, question: int, number: int = 0, console: bool = False) -> Reply:
    ama = await ama_of(call, number)
    return await _shown(call, ama, await desk_of(call, ama).take(question), console=console)


@command("ama", "later", about="Put a question behind the others", is_typed=False, options=[QUESTION, AMA, _CONSOLE])
async def later(call: Call, question: int, number: int = 0, console: bool = False) -> Reply:
    ama = await ama_of(call, number)
    return await _shown(call, ama, await desk_of(call, ama).later(question), console=console)


@command(
    "ama",
    "answer",
    about="Answer a question",
    is_typed=False,
    options=[
        QUESTION,
        Text(
            name="answer",
            about="The answer, or a link to it",
            required=True,
            is_long=True,
            max_characters=ANSWER_CHARACTERS,
        ),
        AMA,
        Text(name="link", about="A link to more", max_characters=2_000),
        _CONSOLE,
    ],
)
async def answer(
    call: Call, question: int, answer: str, number: int = 0, link: str = "", console: bool = False
) -> Reply:
    ama = await ama_of(call, number)
    words, where = ("", answer.strip()) if _is_link(answer) and not link else (answer, link)
    answered = await desk_of(call, ama).answer(question, words, where)
    await post_answer(call, ama, answered)
    await tell(call, ama, answered)
    return await _shown(call, ama, answered, console=console)


@command("ama", "said", about="Answered live, in voice", is_typed=False, options=[QUESTION, AMA, _CONSOLE])
async def said_live(call: Call, question: int, number: int = 0, console: bool = False) -> Reply:
    ama = await ama_of(call, number)
    answered = await desk_of(call, ama).answer(question)
    await tell(call, ama, answered)
    return await _shown(call, ama, answered, console=console)


@command(
    "ama", "refuse", about="Say why a question is not answered", is_typed=False,
    options=[QUESTION, _REASON, AMA, _CONSOLE],
)  # fmt: skip
async def decline(call: Call, question: int, reason: str, number: int = 0, console: bool = False) -> Reply:
    ama = await ama_of(call, number)
    declined = await desk_of(call, ama).decline(question, reason)
    await tell(call, ama, declined)
    return await _shown(call, ama, declined, console=console)


@command("ama", "hide", about="Let only the asker see a question", is_typed=False, options=[QUESTION, _REASON, AMA])
async def hide(call: Call, question: int, reason: str, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    hidden = await desk_of(call, ama).hide(question, reason)
    await take_back(call, ama, hidden)
    await tell(call, ama, hidden)
    await redraw(call, ama)
    return done(f"Question {question} is hidden. Its asker reads why.")


async def _begun(call: Call, ama: Ama) -> Ama:
    """The AMA, live from now on, with its boards ordered. Raises TooSoon, InvalidInput."""
    if not _may_begin(ama, call.now):
        raise TooSoon(f"AMA {ama.id} starts later.", "It can begin an hour before its time; move it otherwise.")
    begun = replace(ama, state=AmaState.LIVE, began_at=call.now)
    if not await call.unit.amas.save(call.community.id, begun, expected=ama.sequence):
        raise InvalidInput("Somebody has just changed this AMA.", "Look at it again.")
    await add_all(call, orders.board_orders(begun, call.now))
    return begun


def _may_begin(ama: Ama, now: datetime) -> bool:
    return ama.session.starts_at - now <= timedelta(hours=1)


async def _shown(call: Call, ama: Ama, question: Question, *, console: bool) -> Update:
    """The console or the question, anew, in place of what was pressed."""
    await redraw(call, ama)
    if console:
        return Update(reply=await console_card(call.unit, ama, call.now))
    desk = desk_of(call, ama)
    return Update(reply=await card_of(call, ama, desk, question, actions_of(desk, question)))


async def console_card(unit: Unit, ama: Ama, now: datetime) -> Card:
    """What the host and the helpers see: the question that is being answered, those that come, and the time.

    It asks nothing about who looks: a page for a guest, who is no member, can be made from the same card.
    """
    store, where = unit.questions, (ama.community, ama.id)
    current = await store.ranked(*where, [State.NEXT], count=1)
    ahead = await store.ranked(*where, [State.OPEN], count=_AHEAD)
    merged = await store.merged(*where)
    tally = await store.tally(*where)
    sections = [_current(one, merged) for one in current] or [Section(text=("Nothing is being answered now.",))]
    sections += [listed(one, merged, (_pressed("Next", "take", one),)) for one in ahead]
    facts = [Fact(name="Time", value=(how_long(ama, now),)), Fact(name="So far", value=(counts(tally),))]
    if ama.state is AmaState.SCHEDULED:
        facts.append(Fact(name="Starts", value=(Time(ama.session.starts_at),)))
    return Card(
        title=f"Console · {title_of(ama)}",
        sections=tuple(sections),
        facts=tuple(facts),
        actions=_actions(ama, tally.get(State.REVIEW, 0), now),
    )


def _current(question: Question, merged: list[Merged]) -> Section:
    shown = listed(question, merged)
    actions = (
        _pressed("Answer", "answer", question, style=Style.MAIN),
        _pressed("Answered live", "said", question),
        _pressed("Later", "later", question),
        _pressed("Decline", "refuse", question),
    )
    return Section(text=(Bold("Now"), "\n", *shown.text), actions=actions)


def _pressed(label: str, word: str, question: Question, style: Style = Style.PLAIN) -> Button:
    named = f"{label} {question.id}" if word == "take" else label
    return button(named, word, question.ama, question.id, style=style, console=True)


def _actions(ama: Ama, waiting: int, now: datetime) -> tuple[Button, ...]:
    actions = [button("Update", "console", ama.id)]
    if ama.state is AmaState.SCHEDULED and _may_begin(ama, now):
        actions.append(button("Begin now", "begin", ama.id, style=Style.MAIN))
    if waiting:
        actions.append(button(f"Review {counted(waiting, 'question', 'questions')}", "review", ama.id))
    if ama.state.is_open:
        actions.append(button("Close", "close", ama.id))
    return tuple(actions)


def how_long(ama: Ama, now: datetime) -> str:
    """How long it still goes, in whole minutes."""
    if not ama.state.is_open:
        return "closed"
    minutes = int((ama.session.ends_at - now).total_seconds() // 60)
    if now < ama.session.starts_at and ama.state is AmaState.SCHEDULED:
        return "not begun"
    return f"{quoted(counted(minutes, 'minute', 'minutes'))} left" if minutes >= 0 else f"{-minutes} minutes over"


def _is_link(typed: str) -> bool:
    return typed.strip().startswith(("https://", "http://")) and len(typed.split()) == 1
