"""How long look-ups take, one at a time, beside the same statement on the bare driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.replies import Notice
from bot.requests import Request
from tests.benchmarks.asking import Bare, Bot, ListeningDatabase, Statement, bare_on, bot_on, next_page
from tests.benchmarks.printing import percentile, show, verdict
from tests.benchmarks.questions import USUAL, WORST, Case, Question, Quiz

#: A look-up may take so many times the bare statement, or so many milliseconds, whichever is larger.
TIMES_BARE, FREE_MILLISECONDS = 5, 3
P99_MILLISECONDS = 15
#: Different questions of each case.
DIFFERENT = 40
#: Times that few and many are measured in turn.
ROUNDS = 5
#: How often a community of constant size may cost what it costs among few others.
CONSTANT_RATIO = 1.2


@dataclass(frozen=True, slots=True)
class Ready:
    """A question with the statements that answer it, in order; the last one fetches the page."""

    request: Request
    statements: Sequence[Statement]


@dataclass(kw_only=True, slots=True)
class Times:
    """Milliseconds of a case: of the whole bot, of its last statement alone, and of all its statements alone."""

    name: str
    bot: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    all: list[float] = field(default_factory=list)
    #: Processor time of the whole bot, which other programs on the machine disturb less.
    cpu: list[float] = field(default_factory=list)


async def measure(url: str, asked: Sequence[tuple[str, Sequence[Question]]], runs: int) -> list[Times]:
    """The times of every case, ``runs`` of each, all cases in turn so that noise is shared out evenly."""
    prepared = [(name, await _prepared(url, questions)) for name, questions in asked]
    result = [Times(name=name) for name, _ in prepared]
    async with bot_on(url) as bot:
        with bare_on(url) as bare:
            for run in range(-max(1, runs // 20), runs):
                for times, (_, ready) in zip(result, prepared, strict=True):
                    await _once(bot, bare, ready[run % len(ready)], times, counts=run >= 0)
    return result


async def _once(bot: Bot, bare: Bare, one: Ready, times: Times, *, counts: bool) -> None:
    began, spent = time.perf_counter(), time.process_time()
    await bot.ask(one.request)
    whole, spent = time.perf_counter() - began, time.process_time() - spent
    began = time.perf_counter()
    for statement in one.statements[:-1]:
        bare.all(statement)
    before_page = time.perf_counter()
    bare.all(one.statements[-1])
    ended = time.perf_counter()
    if counts:
        times.bot.append(whole * 1000)
        times.cpu.append(spent * 1000)
        times.page.append((ended - before_page) * 1000)
        times.all.append((ended - began) * 1000)


async def _prepared(url: str, questions: Sequence[Question]) -> list[Ready]:
    """The questions, turned to the page they are about, with the statements that answer them."""
    result = []
    async with bot_on(url, listens=True) as bot:
        assert isinstance(bot.database, ListeningDatabase)
        for question in questions:
            turned: Request | None = question.request
            for _ in range(question.page - 1):
                turned = turned and await next_page(bot, turned)
            if turned is None:
                continue
            bot.database.heard.clear()
            if isinstance(await bot.ask(turned), Notice) == question.finds:
                continue
            result.append(Ready(turned, list(bot.database.heard)))
    return result[:DIFFERENT]


def questions_of(ask: Callable[[Case], Question], cases: Sequence[Case]) -> list[tuple[str, list[Question]]]:
    """Many different questions of each case."""
    return [(case.name, [ask(case) for _ in range(3 * DIFFERENT)]) for case in cases]


async def lookups(url: str, quiz: Quiz, runs: int, server: str) -> None:
    """Measure and print the usual look-ups everywhere and the worst ones in the largest community."""
    usual = await measure(url, questions_of(quiz.anywhere, USUAL), runs)
    show(f"Look-ups in any community, {server} (ms)", _COLUMNS, [_row(times) for times in usual])
    largest = await measure(url, questions_of(quiz.in_largest, (*USUAL, *WORST)), runs)
    show(f"Look-ups in the largest community, {server} (ms)", _COLUMNS, [_row(times) for times in largest])


_COLUMNS = (
    "question", "p50", "p95", "p99", "bare p50", "bare p99", "p50 ÷ bare", "all SQL p50", "CPU p50",
    "CPU p99", "p50 ok?", "p99 ok?",
)  # fmt: skip


def _row(times: Times) -> list[str]:
    p50, p99 = percentile(times.bot, 50), percentile(times.bot, 99)
    bare = percentile(times.page, 50)
    target = max(TIMES_BARE * bare, FREE_MILLISECONDS)
    figures = (p50, percentile(times.bot, 95), p99, bare, percentile(times.page, 99))
    return [
        times.name, *(f"{figure:.2f}" for figure in figures), f"{p50 / bare:.1f}", f"{percentile(times.all, 50):.2f}",
        f"{percentile(times.cpu, 50):.2f}", f"{percentile(times.cpu, 99):.2f}",
        verdict(p50, target), verdict(p99, P99_MILLISECONDS),
    ]  # fmt: skip


async def constant(few: tuple[str, Quiz], many: tuple[str, Quiz], runs: int, server: str) -> None:
    """Measure and print what the community of constant size costs among few resources and among many."""
    few_asked, many_asked = (questions_of(quiz.in_constant, USUAL) for _, quiz in (few, many))
    # In turn, because a machine is not equally fast all the time.
    rounds = [
        (await measure(few[0], few_asked, runs // ROUNDS), await measure(many[0], many_asked, runs // ROUNDS))
        for _ in range(ROUNDS)
    ]
    rows = []
    for place, case in enumerate(USUAL):
        one, other = (percentile([time for both in rounds for time in both[which][place].bot], 50) for which in (0, 1))
        rows.append(
            [case.name, f"{one:.2f}", f"{other:.2f}", f"{other / one:.2f}", verdict(other / one, CONSTANT_RATIO)]
        )
    columns = ("question", "p50 among few", "p50 among many", "ratio", f"≤ {CONSTANT_RATIO}")
    show(f"A community of 1,000 among few resources and among many, {server} (ms)", columns, rows)
