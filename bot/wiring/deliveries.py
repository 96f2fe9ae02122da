"""Looking after what the bot posts on its own: what `commonplace deliveries` does, as sentences for whoever does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.config import Config
from bot.deliveries import State, Tally
from bot.wiring.application import running

#: What should have left so long ago is late: the timer rings every quarter of a minute.
LATE = timedelta(minutes=1)


async def told(config: Config) -> tuple[list[str], bool]:
    """How things are, in sentences; and whether nothing needs anybody's attention. Raises Unavailable."""
    async with running(config) as application, application.store.read() as unit:
        tally = await unit.deliveries.tally(application.clock.now() - LATE)
    return list(_sentences(tally)), not (tally.overdue or tally.by_state.get(State.UNCERTAIN))


async def doubted(config: Config) -> str:
    """Hold what is due for perhaps sent, as after a restored backup. Raises Unavailable."""
    async with running(config) as application, application.store.write() as unit:
        count = await unit.deliveries.doubt(application.clock.now())
    if not count:
        return "No message was due, so none could be sent twice."
    return (
        f"{count:,} {'message was' if count == 1 else 'messages were'} due. Each is looked for on its platform first, "
        "and sent only if it is not there and still of use. What cannot be looked for, organisers are asked about."
    )


def _sentences(tally: Tally) -> Iterator[str]:
    since = f", the oldest since {tally.oldest_due_at:%Y-%m-%d %H:%M} UTC" if tally.oldest_due_at else ""
    yield f"overdue    {tally.overdue:,}{since}"
    for state, about in (
        (State.SENDING, "a request left, and what became of it is being found out"),
        (State.UNCERTAIN, "may have arrived; organisers are asked in their communities (/delivery list trouble)"),
        (State.DEAD, "given up, and told to the organisers"),
    ):
        yield f"{state.value:<10} {tally.by_state.get(state, 0):,}  {about}"
