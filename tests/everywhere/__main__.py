"""Writes scripts anew after words have changed: ``python -m tests.everywhere tests/everywhere/scripts/*.txt``.

People say and do what stands in them; the answers are those of one platform. Read what changed before you commit it;
whether the other platforms come to the same is for the tests to say.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from storage.schema import prepare
from tests.everywhere.console import on_console
from tests.everywhere.discord import on_discord
from tests.everywhere.joint import in_both_places
from tests.everywhere.language import transcript


def write_anew(script: Path) -> bool:
    """Put the answers of today into the script; whether there were others."""
    before = script.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/library.db"
        prepare(address)
        after = asyncio.run(_said(script.parent.name, before, address))
    script.write_text(after, encoding="utf-8")
    return after != before


async def _said(kind: str, script: str, address: str) -> str:
    if kind == "joint":
        async with in_both_places(address) as joint:
            return await joint.transcript(script)
    # Nobody can close themselves to a console.
    async with on_discord(address) if kind == "closed" else on_console(address) as platform:
        return await transcript(platform, script)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(f"{'written anew' if write_anew(Path(name)) else 'as it was'}: {name}\n")
