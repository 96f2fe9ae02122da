"""Ordering what is posted about questions: boards drawn anew, answers in every place, fates to those who asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.amas.values import Ama, AmaState, Attendance, Reminder
from bot.deliveries import Order, State
from bot.identity import MemberId
from bot.questions import Question, group_of
from bot.requests import Call
from commands.questions import orders


async def reach_of(call: Call, members: Iterable[MemberId]) -> orders.Reach:
    """Where each of these can be written to directly, as far as they can be."""
    found = {}
    for member in dict.fromkeys(members):
        accounts = await call.unit.deliveries.accounts(call.community.id, member)
        if accounts:
            found[member] = accounts[0]
    return found


async def add_all(call: Call, ordered: Iterable[Order]) -> None:
    """Have these sent, those that are not known yet."""
    for order in ordered:
        await call.unit.deliveries.add(call.community.id, order, call.now)


async def redraw(call: Call, ama: Ama) -> None:
    """Let the boards of a live AMA, and the consoles that are messages, show what is true now."""
    if ama.state is AmaState.LIVE:
        await add_all(call, orders.board_edits(ama, call.now))
    await redraw_consoles(call, ama)


async def redraw_consoles(call: Call, ama: Ama) -> None:
    """Let each host and helper who has the console as a message read in it what is true now."""
    for host in ama.hosts:
        key = orders.console_key(ama, host.member) if host.member else ""
        console = await call.unit.deliveries.find(call.community.id, key) if key else None
        if console is not None:
            await add_all(call, [orders.console_edit(console.order, call.now)])


async def post_answer(call: Call, ama: Ama, question: Question) -> None:
    """Post an answer in every place; one that was posted before is changed. What was said live is on the board."""
    if not question.answer and not question.answer_link:
        return
    for order in orders.answer_orders(ama, question, call.now):
        if not await call.unit.deliveries.add(call.community.id, order, call.now):
            await _change(call, order)


async def take_back(call: Call, ama: Ama, question: Question) -> None:
    """Let nobody read any more what was posted as the answer to a question that is hidden now."""
    for order in orders.answer_orders(ama, question, call.now):
        await _change(call, order)


async def _change(call: Call, order: Order) -> None:
    """Change what was posted; what has not left yet says what is true when it leaves."""
    before = await call.unit.deliveries.find(call.community.id, order.key)
    if before is not None and before.state is not State.DUE:
        await call.unit.deliveries.add(call.community.id, orders.answer_edit(order, call.now), call.now)


async def tell(call: Call, ama: Ama, question: Question) -> None:
    """Tell who asked a question, or one that was merged into it, what became of it, if they chose to be told."""
    merged = await call.unit.questions.merged(call.community.id, ama.id)
    group = set(group_of(question.id, merged))
    asked = [question.member, *(one.member for one in merged if one.id in group)]
    for member in dict.fromkeys(one for one in asked if one is not None):
        await _tell_one(call, ama, question, member)


async def _tell_one(call: Call, ama: Ama, question: Question, member: MemberId) -> None:
    attendance = await call.unit.amas.attendance(call.community.id, ama.id, member)
    if attendance is None or Reminder.ANSWER not in attendance.reminders:
        return
    reach = await reach_of(call, [member])
    if member in reach:
        await add_all(call, [orders.fate_order(ama, question, member, reach[member], call.now)])


async def tell_all(call: Call, ama: Ama, questions: Sequence[Question], coming: Sequence[Attendance]) -> None:
    """Tell who asked these questions what became of them, as far as they chose to be told."""
    wanting = {one.member.id for one in coming if Reminder.ANSWER in one.reminders}
    reach = await reach_of(call, wanting)
    for question in questions:
        if question.member in reach and question.member is not None:
            settled = await call.unit.questions.get(call.community.id, ama.id, question.id)
            if settled is not None:
                order = orders.fate_order(ama, settled, question.member, reach[question.member], call.now)
                await add_all(call, [order])
