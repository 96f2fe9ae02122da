"""``python -m tests.slack.fake``: the fake Slack as a program."""

from __future__ import annotations

import argparse
import asyncio

from tests.fakes.program import run
from tests.slack.fake.app import start

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    asyncio.run(run(lambda: start(parser.parse_args().seed)))
