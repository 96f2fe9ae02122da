"""``python -m tests.slack.fake``: the fake Slack as a program."""

from __future__ import annotations

import argparse
import asyncio

from tests.fakes.program import nursery, run
from tests.slack.fake.app import start

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--nursery", action="store_true", help="start a fake for each who asks, instead of one")
    chosen = parser.parse_args()
    asyncio.run(run((lambda: nursery(start)) if chosen.nursery else (lambda: start(chosen.seed))))
