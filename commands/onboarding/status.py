"""``/onboarding status``: how far newcomers come, in words and as a picture; and who is stuck, for organisers only."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import timedelta

from bot import tags
from bot.charts import Bar, Chart, picture
from bot.errors import InvalidInput, NotFound
from bot.identity import Role
from bot.onboarding import Step, funnel
from bot.onboarding.funnel import WINDOWS, Funnel, Measure, Row, Stuck, Table
from bot.replies import Bold, Button, Card, ChannelLink, Page, Reply, Section, Text, Time, said, text
from bot.requests import Call
from bot.spec import AnyCommand, Pick, Whole, command
from bot.spec import Text as Words
from bot.typed import quoted
from bot.when import told_day
from commands.onboarding.walk import HELP

#: Where those who began by the command came in.
_COMMAND = "command"
_WEEKS = Pick(name="weeks", about="Of how many weeks; 12 if you say nothing", choices=tuple(map(str, WINDOWS)))
#: So many of the things that were asked for are told, and of the ways in, and so many of the stuck are on a page.
_ASKED, _WAYS, _STUCK = 10, 8, 10
#: Whoever has done nothing for so long is stuck.
STUCK_AFTER = timedelta(days=2)
_HIDDEN = "hidden"
_LEGEND = (
    "Hidden is a number of fewer than 5 people, and one from which such a number could be worked out. "
    "Weeks are those in which people joined."
)
_NAMES = {
    Measure.INVITED: "Invited",
    Measure.STARTED: "Answered something",
    Measure.ACCEPTED: "Guidelines: accepted",
    Measure.INTERESTS: "Interests: answered",
    Measure.NO_INTERESTS: "Interests: skipped",
    Measure.LEARNING: "How they learn: answered",
    Measure.NO_LEARNING: "How they learn: skipped",
    Measure.HELLO: "Said hello",
    Measure.NO_HELLO: "Hello: skipped",
    Measure.FINISHED: "Finished",
    Measure.STOPPED: "Stopped it",
    Measure.LEFT: "Left the community",
    Measure.HELD: "Held back, not invited yet",
}
#: Told only where there is something to tell.
_SELDOM = (Measure.ACCEPTED, Measure.HELD)
#: Told of each week and entry.
_SHORT = {
    Measure.INVITED: "invited",
    Measure.STARTED: "answered",
    Measure.HELLO: "said hello",
    Measure.FINISHED: "finished",
    Measure.STOPPED: "stopped",
    Measure.LEFT: "left",
}
_STEPS = {
    Step.GUIDELINES: "the guidelines",
    Step.INTERESTS: "what brings them here",
    Step.LEARNING: "how they learn",
    Step.HELLO: "saying hello",
}


async def _entries(call: Call, typed: str) -> Sequence[str]:
    offered = [spelt(entry) for entry in (await _table(call)).funnel(WINDOWS[-1]).by_entry]
    return [one for one in offered if typed.casefold() in one.casefold()]


_ENTRY = Words(name="entry", about="Only those who came in there", complete=_entries, max_characters=100)


@command(
    "onboarding",
    "status",
    about="How far newcomers come, by step, week and where they came in",
    allow=Role.ORGANISER,
    reads=True,
    options=[_WEEKS, _ENTRY],
)
async def status(call: Call, weeks: str = "12", entry: str = "") -> Reply:
    found = (await _table(call)).funnel(int(weeks))
    if not found.by_entry:
        return said(f"Nobody has joined in the last {weeks} weeks, as far as I know.", actions=_others(found, ""))
    row, where = _chosen(found, entry)
    sections = [Section(text=("\n".join(_lines(row)),))]
    if not entry:
        sections += _by_week(found) + _by_entry(call, found)
        sections += await _lacking(call, found)
    stuck = Button(label="Who is stuck where", command=("onboarding", "stuck"))
    drawn = (Button(label="As a picture", command=("onboarding", "picture"), args=_asked(found, entry)),)
    return Card(
        title=f"Newcomers of the last {weeks} weeks{where}",
        sections=tuple(sections),
        actions=(*(drawn if call.draw else ()), stuck, *_others(found, entry)),
        footer=(_LEGEND,),
    )


@command(
    "onboarding",
    "picture",
    about="How far newcomers come, as a picture",
    allow=Role.ORGANISER,
    reads=True,
    is_typed=False,
    options=[_WEEKS, _ENTRY],
)
async def show_picture(call: Call, weeks: str = "12", entry: str = "") -> Reply:
    found = (await _table(call)).funnel(int(weeks))
    row, where = _chosen(found, entry)
    lines = "\n".join((f"Newcomers of the last {weeks} weeks{where}", *_lines(row), _LEGEND))
    if call.draw is None:
        return said(lines)
    bars = tuple(Bar(label=_NAMES[measure], count=row.numbers[measure]) for measure in _told(row))
    chart = Chart(title=f"Newcomers of the last {weeks} weeks{where}", bars=bars)
    return picture("newcomers.png", chart, await call.draw(chart), text(lines))


@command(
    "onboarding",
    "stuck",
    about="Who has not gone on for two days, and where they are",
    allow=Role.ORGANISER,
    reads=True,
    options=[Whole(name="skip", about="How many to leave out")],
)
async def stuck(call: Call, skip: int = 0) -> Reply:
    found = await call.unit.funnel.stuck(call.community.id, call.now - STUCK_AFTER, skip, _STUCK + 1)
    if not found:
        return said("There is nobody else." if skip else "Nobody is stuck.")
    more = Button(label="More", command=("onboarding", "stuck"), args={"skip": skip + _STUCK})
    card = Card(
        title="Who is stuck, and where",
        sections=tuple(Section(text=_stuck(one)) for one in found[:_STUCK]),
        footer=("Only organisers see this. Perhaps somebody they know asks them how it goes.",),
    )
    return Page(card=card, older=more if len(found) > _STUCK else None)


def _stuck(one: Stuck) -> Text:
    where = f" · at {_STEPS[one.step]}" if one.step else " · has not begun"
    return (Bold(one.name), f"{where} · since ", Time(one.since))


async def _table(call: Call) -> Table:
    settings = await call.unit.communities.settings(call.community.id)
    spans = funnel.spans(settings.time_zone, call.now)
    return funnel.table(settings.time_zone, call.now, await call.unit.funnel.tallies(call.community.id, spans))


def spelt(entry: str) -> str:
    """A way in, as people write it."""
    return entry.replace("\n", "/") or _COMMAND


def _chosen(found: Funnel, entry: str) -> tuple[Row, str]:
    """The numbers of all, or of a way in, and what stands for it in a title. Raises NotFound."""
    if not entry:
        return found.total, ""
    known = next((one for one in found.by_entry if spelt(one).casefold() == entry.casefold()), None)
    if known is None:
        others = ", ".join(spelt(one) for one in found.by_entry)
        hint = f"People came in by {others}." if others else ""
        raise NotFound(f"Nobody has come in by {quoted(entry)} in these weeks.", hint)
    platform, _, channel = known.partition("\n")
    if not platform:
        return found.by_entry[known], ", by the command"
    return found.by_entry[known], f", from a channel on {platform.title()}" if channel else f", from {platform.title()}"


def _told(row: Row) -> list[Measure]:
    return [measure for measure in _NAMES if measure not in _SELDOM or row.numbers[measure] != 0]


def _lines(row: Row) -> list[str]:
    return [f"{_NAMES[measure]}: {_number(row, measure)}" for measure in _told(row)]


def _number(row: Row, measure: Measure) -> str:
    number = row.numbers[measure]
    return _HIDDEN if number is None else f"{number:,}"


def _in_short(row: Row) -> str:
    told = ", ".join(f"{_SHORT[one]} {row.numbers[one]:,}" for one in _SHORT if row.numbers[one] is not None)
    hidden = ", ".join(_SHORT[one] for one in _SHORT if row.numbers[one] is None)
    return "; ".join(filter(None, (told, hidden and f"{_HIDDEN}: {hidden}")))


def _by_week(found: Funnel) -> list[Section]:
    each = "Four weeks from" if found.weeks == WINDOWS[-1] else "Week from"
    there = [(span, row) for span, row in found.by_time if any(number != 0 for number in row.numbers.values())]
    lines = [text(f"{each} {told_day(span.begins)}: {_in_short(row)}") for span, row in there]
    if len(there) < len(found.by_time):
        lines.append(text("In the other weeks nobody joined."))
    return [_list("By week of joining", lines)]


def _by_entry(call: Call, found: Funnel) -> list[Section]:
    if len(found.by_entry) < 2:
        return []
    lines = [(*_way_in(call, one), f": {_in_short(row)}") for one, row in found.by_entry.items()]
    rest = len(lines) - _WAYS
    lines[_WAYS:] = [text(f"{rest:,} more; ask for one with entry:")] if rest > 0 else []
    return [_list("By where they came in", lines)]


def _list(heading: str, lines: Sequence[Text]) -> Section:
    """Lines in one paragraph: platforms take few paragraphs and long ones."""
    return Section(text=("\n", Bold(heading), *(part for line in lines for part in ("\n", *line))))


def _way_in(call: Call, entry: str) -> Text:
    platform, _, channel = entry.partition("\n")
    if not platform:
        return ("By the command",)
    if channel and platform == call.place.platform:
        return (f"{platform.title()}, ", ChannelLink(channel))
    return (f"{platform.title()}, a channel" if channel else platform.title(),)


async def _lacking(call: Call, found: Funnel) -> list[Section]:
    said = await call.unit.funnel.unmatched(call.community.id, found.by_time[-1][0].begins)
    # What somebody can help with is not what they lack.
    asked = [[one for one in words if not one.startswith(HELP)] for words in said]
    if not any(asked):
        return []
    names = await call.unit.tags.names(call.community.id)
    several, alone = funnel.lacking(asked, lambda words: _is_tag(words, names))
    lines = [
        f"“{quoted(words)}”: {count if count >= 5 else 'fewer than 5'} people" for words, count in several[:_ASKED]
    ]
    rest = len(several) - len(lines[:_ASKED])
    lines += [f"{rest:,} more that several asked for"] if rest > 0 else []
    lines += [_alone(alone, several=bool(lines))] if alone else []
    return [_list("Asked for, and no tag stands for it", [text(line) for line in lines])] if lines else []


def _alone(count: int, *, several: bool) -> str:
    """How much more people asked for that nobody else did; their words are not repeated, lest they be known by them."""
    what = "more" if several else "thing" if count == 1 else "things"
    return f"{count:,} {what}, {'' if count == 1 else 'each '}asked for by one person"


def _is_tag(words: str, names: Container[str]) -> bool:
    try:
        return tags.normalise(words) in names
    except InvalidInput:
        # People wrote it in their own words, which need not be what a tag could be called.
        return False


def _asked(found: Funnel, entry: str) -> dict[str, str]:
    return {"weeks": str(found.weeks)} | ({"entry": entry} if entry else {})


def _others(found: Funnel, entry: str) -> tuple[Button, ...]:
    """The same of fewer and of more weeks."""
    args: dict[str, str | int | bool] = {"entry": entry} if entry else {}
    return tuple(
        Button(label=f"Last {weeks} weeks", command=("onboarding", "status"), args={"weeks": str(weeks), **args})
        for weeks in WINDOWS
        if weeks != found.weeks
    )


COMMANDS: tuple[AnyCommand, ...] = (status, show_picture, stuck)

__all__ = ["COMMANDS"]
