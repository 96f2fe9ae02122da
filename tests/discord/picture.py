"""Makes the picture of an answer on Discord in README: ``python -m tests.discord.picture docs/discord.png``.

The answer is the bot's own, shown by the simulated Discord's preview in a browser without a window. It needs Chromium
and ``simcord[preview]``, which no test needs, so they are in none of the locks. Look at it afterwards: where the
browser was too quick, the page was still moving and the buttons are out of the picture; then take it again.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from storage.schema import prepare
from tests.everywhere.discord import Server, on_discord
from tests.everywhere.language import answer_in_readme

_SIZE = (960, 520)
#: The part of the page that is the answer: left, top, right, bottom.
_ANSWER = (256, 52, 660, 292)
_BROWSER_SECONDS = 60


async def take(picture: Path) -> None:
    """Have the conversation and take the picture of its last answer."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/library.db"
        prepare(address)
        async with on_discord(address) as server:
            await answer_in_readme(server)
            await _photograph(server, picture)


async def _photograph(server: Server, picture: Path) -> None:
    width, height = _SIZE
    async with server.preview("Ada", width=width, height=height) as preview:
        browser = await asyncio.create_subprocess_exec(
            shutil.which("chromium") or "chromium",
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--window-size={width},{height}", "--virtual-time-budget=8000", f"--screenshot={picture}"),
            preview.url,
        )
        async with asyncio.timeout(_BROWSER_SECONDS):
            await browser.wait()
    # Pillow comes with the preview, so it is here only where this is run.
    page: Any = import_module("PIL.Image").open(picture)
    page.crop(_ANSWER).save(picture, optimize=True)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]).resolve()))
