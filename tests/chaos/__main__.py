"""``make chaos``: kills, crashes, lost answers, outages, replicas, jumps of clocks, years; and changes of clocks."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import click

from tests.benchmarks.printing import machine, show
from tests.chaos import oracle
from tests.chaos.places import places
from tests.chaos.proofs import Result
from tests.chaos.running import DATABASES, FULL, NUMBERS, SMALL, holds, is_control, prove

#: Wall times round changes of clocks; see :mod:`tests.chaos.oracle`.
ORACLE = 6


@click.command()
@click.option("--small", is_flag=True, help="30 kills and 500 announcements instead of 1,000 and 10,000, and so on.")
@click.option(
    "--proof", "numbers", multiple=True, type=click.Choice([str(one) for one in (*NUMBERS, ORACLE)]),
    help="Only this one; 0 are the controls. May be repeated.",
)  # fmt: skip
@click.option("--seed", type=int, default=2026, show_default=True)
@click.option("--on", "names", multiple=True, type=click.Choice(DATABASES), help="Only this database.")
def main(small: bool, numbers: tuple[str, ...], seed: int, names: tuple[str, ...]) -> None:
    """Put the sender through everything, on both databases; 1 unless all proofs hold and all controls fail."""
    print(f"{machine()}; seed {seed}")
    chosen = [int(one) for one in numbers] or [*NUMBERS, ORACLE]
    results: list[Result] = []
    for on in names or DATABASES:
        for number in [one for one in chosen if one != ORACLE]:
            begun = time.monotonic()
            with places(on) as where:
                found = asyncio.run(prove(where, on, SMALL if small else FULL, seed=seed, numbers=[number]))
            if found:
                _print(f"Proof {number} on {on}, {time.monotonic() - begun:.0f} s", found)
            results += found
    are_clocks_right = ORACLE not in chosen or _clocks(small=small, seed=seed)
    sys.exit(not (holds(results) and are_clocks_right))


def _clocks(*, small: bool, seed: int) -> bool:
    few = ["--zones", "30", "--changes", "1"] if small else []
    sys.argv = ["oracle", "--seed", str(seed), *few]
    with suppress(SystemExit):
        return oracle.main() == 0
    return False


def _print(title: str, results: Sequence[Result]) -> None:
    columns = (
        "proof", "like", "kills", "sent", "lost", "doubled", "early", "order", "asked", "seed", "",
    )  # fmt: skip
    show(title, columns, [_row(one) for one in results])


def _row(one: Result) -> tuple[str, ...]:
    verdict = one.verdict
    figures = (one.kills, one.sent, verdict.lost, verdict.doubled, verdict.early, verdict.out_of_order, one.asked)
    said = ("found out" if not one.holds else "NOT FOUND OUT") if is_control(one) else "ok" if one.holds else "BROKEN"
    unfinished = "" if one.is_done else ", unfinished"
    note = f", {one.note}" if one.note else ""
    return (one.proof, one.manner, *(f"{one:,}" for one in figures), str(one.seed), f"{said}{unfinished}{note}")


if __name__ == "__main__":
    main()
