"""How many look-ups and writes a second one process answers, fifty at once."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from bot.replies import Notice, Page, Reply, Tone
from bot.requests import Request
from tests.benchmarks.asking import Bot, bot_on, request
from tests.benchmarks.printing import percentile, show, verdict
from tests.benchmarks.questions import Quiz
from tests.benchmarks.sizes import CONSTANT_KEY, LARGEST_KEY

AT_ONCE = 50
LOOKUPS_A_SECOND = 1_000
#: Different look-ups that are made up beforehand.
DIFFERENT = 3_000


@dataclass(kw_only=True, slots=True)
class Flow:
    """What went through: how long each took in milliseconds, what was refused, and the seconds of the whole."""

    milliseconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def a_second(self) -> float:
        """How many were answered in a second."""
        return len(self.milliseconds) / self.seconds


async def flow(answer: Callable[[Request], Awaitable[Reply]], requests: Iterator[Request], seconds: float) -> Flow:
    """Ask for so long, with ``AT_ONCE`` requests under way all the time."""
    result = Flow()
    began, spent = time.perf_counter(), time.process_time()

    async def one_after_another() -> None:
        while time.perf_counter() - began < seconds:
            asked = next(requests)
            start = time.perf_counter()
            reply = await answer(asked)
            result.milliseconds.append((time.perf_counter() - start) * 1000)
            if isinstance(reply, Notice) and reply.tone is Tone.REFUSED:
                result.refused.append(str(reply.text))

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_another())
    result.seconds, result.cpu_seconds = time.perf_counter() - began, time.process_time() - spent
    return result


async def throughput(url: str, quiz: Quiz, seconds: float, server: str) -> None:
    """Measure and print look-ups, and each sort of write. The database is written to."""
    flows: dict[str, Flow] = {}
    async with bot_on(url) as bot:
        # Only such as find something: a search that finds nothing is written down, so it is no look-up alone.
        asked = list(itertools.islice(quiz.mixed(), DIFFERENT))
        lookups = itertools.cycle([one for one in asked if isinstance(await bot.ask(one), Page)])
        flows["look-ups"] = await flow(_answering(bot), lookups, seconds)
        for name, writes in _writes(quiz).items():
            flows[name] = await flow(_answering(bot), writes, seconds)
    columns = ("what, 50 at once", "a second", "p50 ms", "p99 ms", "CPU µs each", "refused", "target")
    show(f"Throughput of one process, {server}", columns, [_row(name, one) for name, one in flows.items()])
    for name, one in flows.items():
        for sentence in sorted(set(one.refused))[:3]:
            print(f"  refused, {name}: {sentence}")


def _answering(bot: Bot) -> Callable[[Request], Awaitable[Reply]]:
    async def answer(asked: Request) -> Reply:
        return (await bot.dispatcher.run(asked)).reply

    return answer


def _row(name: str, one: Flow) -> list[str]:
    is_lookup = name == "look-ups"
    met = verdict(one.a_second, LOOKUPS_A_SECOND, least=True) if is_lookup else verdict(len(one.refused), 0)
    return [
        name, f"{one.a_second:,.0f}", f"{percentile(one.milliseconds, 50):.1f}",
        f"{percentile(one.milliseconds, 99):.1f}", f"{one.cpu_seconds / len(one.milliseconds) * 1e6:,.0f}",
        str(len(one.refused)), f"{'≥ 1,000' if is_lookup else 'none refused'}: {met}",
    ]  # fmt: skip


def _writes(quiz: Quiz) -> dict[str, Iterator[Request]]:
    """Endless adding, tagging and thanking, in the largest community and in the one of constant size by turns."""
    tags = {key: quiz.tags_of(key) for key in (LARGEST_KEY, CONSTANT_KEY)}
    shown = {key: quiz.shown(key) for key in tags}
    count = itertools.count(1)

    def add() -> Iterator[Request]:
        for key, number in zip(itertools.cycle(tags), count, strict=False):
            line = f'resource add https://new.example/{number} title:"New thing {number}" kind:article tags:'
            yield request(key, line + tags[key][number % 10], member=number % 5)

    def tag() -> Iterator[Request]:
        for key, number in zip(itertools.cycle(tags), count, strict=False):
            which, name = shown[key][number % len(shown[key])], tags[key][number // 7 % len(tags[key])]
            yield request(key, f"resource tag {which} {name}")

    def useful() -> Iterator[Request]:
        for key, number in zip(itertools.cycle(tags), count, strict=False):
            yield request(key, f"resource useful {shown[key][number * 7 % len(shown[key])]}", member=number % 5)

    return {"add": add(), "tag": tag(), "useful": useful(), "all three": _by_turns(add(), tag(), useful())}


def _by_turns(*several: Iterator[Request]) -> Iterator[Request]:
    while True:
        for one in several:
            yield next(one)
