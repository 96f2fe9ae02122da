"""Messages for oneself: when the bot may write to one, and what it could not bring."""

from __future__ import annotations

from bot import when
from bot.deliveries import Delivery
from bot.posts import about
from bot.replies import Bold, Card, Notice, Page, Reply, Section, Time, done, said
from bot.requests import Call
from bot.spec import Text, command

#: Messages that are shown at once.
SHOWN = 10


@command(
    "me",
    "quiet",
    about="Hours in which the bot leaves you alone; - for the usual ones",
    options=[Text(name="hours", about="For example 22:00-08:00", bare=True, max_characters=40)],
)
async def quiet(call: Call, hours: str = "") -> Reply:
    kept, zone = await call.unit.deliveries.rest(call.community.id, call.member.id)
    if not hours:
        return said(f"The bot leaves you alone {kept or 'from 22:00 to 08:00'}, by the clock of {zone}.")
    chosen = None if hours == "-" else str(when.hours(hours))
    await call.unit.deliveries.set_rest(call.community.id, call.member.id, chosen)
    return done(f"The bot leaves you alone {chosen or 'from 22:00 to 08:00'} now, by the clock of {zone}.")


@command("me", "messages", about="Messages for you that could not be brought to you", reads=True)
async def messages(call: Call) -> Reply:
    kept = await call.unit.deliveries.undelivered(call.community.id, call.member.id, SHOWN)
    if not kept:
        return said("No messages are waiting for you.")
    sections: list[Section] = []
    for one in kept:
        sections.append(Section(text=(Bold(about(one.order.kind)), " · ", Time(one.order.due_at))))
        sections += _read(one)
    return Card(title="Messages for you", sections=tuple(sections))


def _read(one: Delivery) -> list[Section]:
    match one.shown:
        case Notice(text=words, actions=actions):
            return [Section(text=words, actions=actions)]
        case Card() as card:
            return [Section(text=(Bold(card.title),)), *card.sections]
        case Page(card=card):
            return [Section(text=(Bold(card.title),)), *card.sections]
        case _:
            return []
