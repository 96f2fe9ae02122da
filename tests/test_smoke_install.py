"""What the lock names is all that is needed: the bot runs where nothing else is installed."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent
_SCRIPT = """
import asyncio, sys
sys.path[:0] = sys.argv[1:]
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

async def ask():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        print((await connection.execute(text("SELECT 42"))).scalar())
    await engine.dispose()

asyncio.run(ask())
import bot.wiring.ondiscord, bot.wiring.onslack, adapters.web.app
from bot.cli import main
sys.argv = ["commonplace", "run"]
main()
"""


def put_together(folder: Path) -> list[str]:
    """Have in the folder what the lock names, by links to where it is installed, and nothing else; the names."""
    locked = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==\S+( ;)?", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    found: list[str] = []
    for name, is_conditional in locked:
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            # For another system or another Python.
            assert is_conditional, name
            continue
        for file in installed.files or ():
            top = folder / file.parts[0]
            if file.parts[0] not in {"..", "__pycache__"} and not top.exists():
                top.symlink_to(Path(str(installed.locate_file(file.parts[0]))))
        found.append(name)
    return found


def test_bot_runs_with_nothing_but_what_the_lock_names(tmp_path: Path) -> None:
    """R40: SQLAlchemy 2.1 no longer brings greenlet, and a plain install fails at the first import."""
    packages = tmp_path / "packages"
    packages.mkdir()
    named = put_together(packages)

    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _SCRIPT, str(ROOT), str(packages)],
        cwd=tmp_path, input="/help\n", capture_output=True, text=True, check=False, timeout=50,
    )  # fmt: skip

    assert "greenlet" in named
    assert "pytest" not in named
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("42\n")
    assert "What can be said here" in ended.stdout
