"""Simulated newcomers: how they behave is a model with a seed, what they do goes through the bot's own commands.

Each comes in one of three ways, and then answers, skips, stops answering, says stop, leaves and returns by chance.
What becomes of them is noted beside it by rules of this module's own, so that the bot's numbers can be held to it.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from adapters.console.speaker import Speaker
from bot.actions import pack
from bot.dispatch import Dispatcher, Filled, Pressed, Typed
from bot.events import PersonJoined, PersonLeft
from bot.hearing import Ears
from bot.identity import AccountKey, Place, Role
from bot.onboarding import OnboardingSettings, Version, Wording, Words
from bot.onboarding.funnel import Measure, Span, Tally
from bot.replies import Notice, Tone
from commands import LISTENERS
from tests.talk import TestClock

WORKSPACE, CHANNEL = "guild", "welcome"
#: By the workspace, by a channel of it, and by the command.
ENTRIES = {"console": 0.6, f"console\n{CHANNEL}": 0.3, "": 0.1}
STEPS = ("guidelines", "interests", "learning", "hello")
#: Of those who come to a step, the share that goes no further; of the others, the share that skips it.
GIVES_UP = {"guidelines": 0.15, "interests": 0.12, "learning": 0.1, "hello": 0.08}
SKIPS = {"guidelines": 0.0, "interests": 0.1, "learning": 0.25, "hello": 0.3}
#: Before each step: the share that says stop, and that leaves; and of those the share that thinks better of it.
STOPS, LEAVES, RETURNS = 0.03, 0.04, 0.4
#: What they want to learn about that the library has nothing on; the first ones are asked for most.
CRAFTS = ("knitting", "weaving", "pottery", "bookbinding", "carving", "glassblowing", "smithing", "marquetry")
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Simulated:
    """A newcomer, and what has become of them so far."""

    name: str
    entry: str
    joined_at: datetime
    outcomes: dict[str, str] = field(default_factory=dict)
    #: Whether they began by the command.
    has_begun: bool = False
    has_stopped: bool = False
    has_left: bool = False
    asked: str = ""

    @property
    def next_step(self) -> str:
        """What they are asked next; "" at the end."""
        return next((step for step in STEPS if step not in self.outcomes), "")

    @property
    def measures(self) -> Iterator[Measure]:
        """What they count as."""
        yield Measure.INVITED
        if "answered" in self.outcomes.values():
            yield Measure.STARTED
        yield from (Measure(f"{step} {outcome}") for step, outcome in self.outcomes.items())
        if not self.next_step:
            yield Measure.FINISHED
        if self.has_stopped:
            yield Measure.STOPPED
        if self.has_left:
            yield Measure.LEFT


class Simulation:
    """A community into which people come for some days."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock, *, people: int, days: int = 60, seed: int = 1) -> None:
        self._dispatcher = dispatcher
        self._ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)
        self._clock = clock
        self._chance = random.Random(seed)
        self._begins, self._days, self._size = clock.now(), days, people
        self._due: list[tuple[datetime, int, Simulated, str]] = []
        self._order = count()
        self.people: list[Simulated] = []
        #: How often something was done.
        self.done: Counter[str] = Counter()

    async def run(self) -> None:
        """Let everybody come, and do what they do until the days are over."""
        await self._open()
        for number in range(self._size):
            entry = self._chance.choices(list(ENTRIES), list(ENTRIES.values()))[0]
            at = self._begins + timedelta(days=self._days * self._chance.random())
            self._plan(at, Simulated(name=f"Person {number}", entry=entry, joined_at=at), "join")
        end = self._begins + timedelta(days=self._days)
        while self._due and self._due[0][0] <= end:
            at, _, person, act = heapq.heappop(self._due)
            self._clock.advance(microseconds=(at - self._clock.now()) // timedelta(microseconds=1))
            self.done[act] += 1
            await self._act(person, act)
        self._clock.advance(microseconds=(end - self._clock.now()) // timedelta(microseconds=1))

    def tallies(self, spans: Sequence[Span]) -> list[dict[str, dict[Measure, int]]]:
        """What the numbers should be."""
        result: list[dict[str, dict[Measure, int]]] = []
        for span in spans:
            there = [one for one in self.people if span.begins <= one.joined_at < span.ends]
            counted = Counter((one.entry, measure) for one in there for measure in one.measures)
            entries = {one.entry for one in there}
            result.append({entry: {m: counted[entry, m] for m in Measure if counted[entry, m]} for entry in entries})
        return result

    def asked(self) -> Counter[str]:
        """How many have asked for what."""
        return Counter(one.asked for one in self.people if one.asked)

    async def _open(self) -> None:
        """Receive people: an organiser has set it up."""
        olga = Speaker(name="Olga", community="Guild", role=Role.ORGANISER)
        await self._dispatcher.run(olga.request(Typed("me zone UTC")))
        settings = OnboardingSettings(
            is_on=True,
            guidelines="Be kind.",
            words=(Words(wording=Wording.INVITATION, words="Welcome.", entry=f"console\n{CHANNEL}"),),
            hello_in=(Place(platform="console", workspace=WORKSPACE, channel="hello"),),
            joins_at_once=1_000,
        )
        async with self._dispatcher.store.write() as unit:
            known = await unit.people.who(olga.account)
            assert known
            made = Version(number=1, made_by=known[1].id, made_at=self._begins, note="", settings=settings)
            await unit.onboarding.add(known[0].id, made, self._begins)

    def _plan(self, at: datetime, person: Simulated, act: str) -> None:
        heapq.heappush(self._due, (at, next(self._order), person, act))

    def _plan_next(self, person: Simulated) -> None:
        """What somebody does next, if anything: soon mostly, and sometimes after weeks."""
        step, chance = person.next_step, self._chance.random
        later = self._clock.now() + HOUR * self._chance.lognormvariate(0.5, 2)
        if chance() < STOPS:
            self._plan(later, person, "stop")
        elif chance() < LEAVES:
            self._plan(later, person, "leave")
        elif step and chance() >= GIVES_UP[step]:
            self._plan(later, person, "skip" if chance() < SKIPS[step] else "answer")

    async def _act(self, person: Simulated, act: str) -> None:
        match act:
            case "join":
                self.people.append(person)
                await (self._joins(person) if person.entry else self._say(person, Typed("onboarding start")))
            case "stop" | "start":
                person.has_stopped, person.has_begun = act == "stop", person.has_begun or act == "start"
                await self._say(person, Typed(f"onboarding {act}"))
            case "leave":
                person.has_left = True
                await self._ears.hear(PersonLeft(platform="console", workspace=WORKSPACE, account=_account(person)))
            case "return":
                person.has_left = False
                if not person.outcomes and person.entry and not person.has_stopped and not person.has_begun:
                    # Nothing is sent here, so nobody had written to them yet: they join as if for the first time.
                    person.joined_at = self._clock.now()
                await self._joins(person)
            case _:
                await self._settle(person, act)
        if act in {"stop", "leave"}:
            if self._chance.random() < RETURNS:
                back = {"stop": "start", "leave": "return"}[act]
                self._plan(self._clock.now() + HOUR * self._chance.lognormvariate(4, 1), person, back)
        else:
            self._plan_next(person)

    async def _settle(self, person: Simulated, act: str) -> None:
        step = person.next_step
        person.outcomes[step] = "skipped" if act == "skip" else "answered"
        person.has_stopped = False
        if act == "skip":
            await self._say(person, Pressed(pack(("onboarding", "skip"), {"step": step})))
        elif step == "guidelines":
            await self._say(person, Pressed(pack(("onboarding", "accept"), {})))
        elif step == "interests":
            if self._chance.random() < 0.2:
                person.asked = CRAFTS[min(int(self._chance.expovariate(0.7)), len(CRAFTS) - 1)]
            answers = {"learn_more": person.asked, "why": "Why not?"}
            await self._fill(person, step, {key: value for key, value in answers.items() if value})
        elif step == "learning":
            await self._fill(person, step, {"minutes": "20", "level": "beginner"})
        else:
            await self._fill(person, step, {"words": f"Hello, I am {person.name}."})

    async def _fill(self, person: Simulated, step: str, answers: dict[str, str]) -> None:
        named = {key.replace("_", "-"): value for key, value in answers.items()}
        await self._say(person, Filled(("onboarding", step), {**named, "sent": True}))

    async def _joins(self, person: Simulated) -> None:
        channel = person.entry.partition("\n")[2]
        account = _account(person)
        joined = PersonJoined(
            platform="console", workspace=WORKSPACE, account=account, name=person.name, channel=channel
        )
        await self._ears.hear(joined)

    async def _say(self, person: Simulated, said: Typed | Pressed | Filled) -> None:
        request = Speaker(name=person.name, community="Guild").request(said)
        answer = await self._dispatcher.run(replace(request, account=_account(person)))
        refused = isinstance(answer.reply, Notice) and answer.reply.tone is Tone.REFUSED
        assert not refused, (person, said, answer.reply)


def _account(person: Simulated) -> AccountKey:
    return AccountKey(platform="console", workspace=WORKSPACE, user=person.name.lower().replace(" ", "-"))


#: When the simulated days begin: a Monday, so that what is counted is whole weeks.
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


def differing(found: Sequence[Tally], wanted: Sequence[Tally]) -> list[tuple[int, Tally, Tally]]:
    """Where numbers are not as they should be; nobody and no word of it are the same."""
    pairs = zip(map(_without_nobody, found), map(_without_nobody, wanted), strict=True)
    return [(at, one, other) for at, (one, other) in enumerate(pairs) if one != other]


def _without_nobody(tally: Tally) -> Tally:
    return {entry: {measure: count for measure, count in counts.items() if count} for entry, counts in tally.items()}
