"""Saying whether one comes, and choosing what to be reminded of."""

from __future__ import annotations

from bot.amas import coming as seats
from bot.amas import planning
from bot.amas.permissions import expect_open
from bot.amas.seating import tell_let_in
from bot.amas.values import Ama, Attendance, Coming, Reminder
from bot.errors import InvalidInput
from bot.replies import Button, Inline, Notice, Reply, Time, Tone, Update, done
from bot.requests import Call
from bot.spec import Pick, YesNo, command
from commands.amas.which import NUMBER, find, title_of

#: What people may say; who waits for a seat is not for them to say.
_ANSWERS = (Coming.COMING, Coming.MAYBE, Coming.NO)
_REMINDED = {
    Reminder.QUESTIONS: "when it begins",
    Reminder.DAY: "a day before",
    Reminder.QUARTER: "15 minutes before",
    Reminder.ANSWER: "when my question is answered",
}


@command(
    "ama",
    "come",
    about="Say whether you come",
    is_typed=False,
    options=[NUMBER, Pick(name="answer", about="Whether you come", choices=_ANSWERS, required=True)],
)
async def come(call: Call, number: int, answer: str) -> Reply:
    ama = await find(call, number)
    answered = await seats.answer(call.unit.amas, ama, call.member.id, Coming(answer), call.now)
    await tell_let_in(call.unit.deliveries, ama, answered.let_in, call.now)
    mine = await call.unit.amas.attendance(ama.community, ama.id, call.member.id)
    assert mine, "it was answered just now"
    await planning.remind(call.unit.deliveries, ama, [mine], call.now)
    return await _notice(call, ama, mine)


async def _notice(call: Call, ama: Ama, mine: Attendance) -> Notice:
    """What somebody has said, and the reminders that they may choose."""
    words: tuple[Inline, ...]
    match mine.answer:
        case Coming.COMING:
            words = ("You come to ", title_of(ama), ", ", Time(ama.session.starts_at), ".")
        case Coming.WAITING:
            words = (await _line(call, ama, mine),)
        case Coming.MAYBE:
            words = ("Maybe you come to ", title_of(ama), ", ", Time(ama.session.starts_at), ".")
        case Coming.NO:
            return done(f"You are not coming to {title_of(ama)}, and get no more messages about it.")
    buttons = tuple(_reminder(ama, mine, one) for one in Reminder)
    return Notice(text=words, tone=Tone.DONE, actions=buttons)


async def _line(call: Call, ama: Ama, mine: Attendance) -> str:
    waiting = await call.unit.amas.waiting(ama.community, ama.id, 10_000)
    at = next((at for at, one in enumerate(waiting, 1) if one.member.id == mine.member.id), len(waiting) + 1)
    return (
        f"All seats of {title_of(ama)} are taken. You are number {at:,} on the waiting list, "
        "and told once there is a seat for you."
    )


def _reminder(ama: Ama, mine: Attendance, one: Reminder) -> Button:
    is_on = one in mine.reminders
    label = f"No word {_REMINDED[one]}" if is_on else f"Tell me {_REMINDED[one]}"
    args = {"number": ama.id, "what": one.value, "on": not is_on}
    return Button(label=label, command=("ama", "remind"), args=args)


@command(
    "ama",
    "remind",
    about="Choose what you are told in a direct message",
    is_typed=False,
    options=[
        NUMBER,
        Pick(name="what", about="What you are told of", choices=tuple(Reminder), required=True),
        YesNo(name="on", about="Whether you want it", required=True),
    ],
)
async def remind(call: Call, number: int, what: str, on: bool) -> Reply:
    ama = await find(call, number)
    expect_open(ama)
    mine = await call.unit.amas.attendance(ama.community, ama.id, call.member.id)
    if mine is None or mine.answer is Coming.NO:
        raise InvalidInput(
            f"You have not said that you come to AMA {number}.", f"Press Coming or Maybe in /ama show {number}."
        )
    chosen = mine.reminders | {Reminder(what)} if on else mine.reminders - {Reminder(what)}
    await call.unit.amas.remind(ama.community, ama.id, call.member.id, chosen)
    after = await call.unit.amas.attendance(ama.community, ama.id, call.member.id)
    assert after, "it is there"
    await planning.remind(call.unit.deliveries, ama, [after], call.now)
    return Update(reply=await _notice(call, ama, after))
