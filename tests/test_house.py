"""The house rules that no other tool counts: sizes, docstrings, and nothing of one machine in what everybody gets."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "commands", "storage", "adapters")
LOCKS = ("requirements.lock", "requirements-dev.lock")

#: Lines of a file, the last that is allowed. Migrations are written once and never read as a whole.
FILE_LINES = 300
LONG_FILE_LINES = 500
LONG_FILES = ("tests/", "storage/migrations/")
#: Lines of a function from the first after its docstring to its last, the last number that is allowed.
FUNCTION_LINES = 30
#: What keeps everything else waiting when a coroutine calls it.
BLOCKING = frozenset(
    "open time.sleep sqlite3.connect subprocess.run check_output urlopen getaddrinfo gethostbyname "
    "read_text write_text read_bytes write_bytes".split()
)

# Folders that exist on one machine. A path inside an address (example.org/home/page) does not begin with its slash.
MACHINE_PATH = re.compile(r"(?<![\w.~}-])(?:/(?:root|home|work|Users|workspace)/\w|[A-Z]:\\\\?Users)")
# Where packages come from is for whoever installs them to choose. The names are in parts, so as not to stand here.
HOSTS = [f"{name}.{end}" for name, end in (("python" + "hosted", "org"), ("py" + "pi", "org"), ("npm" + "js", "com"))]
REGISTRY = re.compile(
    rf"{'|'.join(map(re.escape, HOSTS))}|registry\.\w+\.(?:org|com)|--(?:extra-)?index-url|--find-links"
)


def test_no_file_is_longer_than_its_limit() -> None:
    too_long = {
        str(path): lines
        for path in python_files()
        if (lines := len(text_of(path).splitlines())) > (LONG_FILE_LINES if is_long(path) else FILE_LINES)
    }

    assert too_long == {}


def test_no_function_is_longer_than_its_limit() -> None:
    too_long = {
        f"{path}:{function.name}": lines
        for path in python_files()
        if path.parts[0] in ROOMS and not is_long(path)
        for function in functions_in(path)
        if (lines := lines_of(function)) > FUNCTION_LINES
    }

    assert too_long == {}


def test_no_coroutine_waits_for_a_file_or_a_program_in_the_loop() -> None:
    """R22: a database that was asked in the loop kept heartbeats from being sent for 20 seconds."""
    waiting = [
        f"{path}:{call.lineno}"
        for path in python_files()
        if path.parts[0] in ROOMS
        for function in functions_in(path)
        if isinstance(function, ast.AsyncFunctionDef)
        for call in calls_in(function)
        if ast.unparse(call.func).rpartition(".")[2] in BLOCKING or ast.unparse(call.func) in BLOCKING
    ]

    assert waiting == []
    assert [str(path) for path in python_files() if path.parts[0] in ROOMS and "noqa: ASYNC" in text_of(path)] == []


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(path) for path in python_files() if text_of(path).strip() and ast.get_docstring(tree_of(path)) is None
    ]

    assert silent == []


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine paths", "registries"])
def test_nothing_of_one_machine_stands_in_a_file(pattern: re.Pattern[str]) -> None:
    found = {
        f"{path}:{number}": line.strip()
        for path in tracked_files()
        # The Makefile turns the addresses off by name, and this file spells out what it looks for.
        if path not in {Path("Makefile"), Path("tests/test_house.py")}
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    }

    assert found == {}


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("open('/home/ada/library.db')", MACHINE_PATH),
        ("cd /root/commonplace", MACHINE_PATH),
        ("C:\\Users\\ada", MACHINE_PATH),
        ("--index-url https://packages.example.org", REGISTRY),
        (f"https://files.{HOSTS[0]}/packages/x.whl", REGISTRY),
    ],
)
def test_what_belongs_to_one_machine_is_recognised(line: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_requirement_by_hash_and_names_no_address(lock: str) -> None:
    entries = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()

    entry = re.compile(r"[a-z0-9.-]+(\[[a-z,]+\])?==[\w.!+-]+( ; [^:]+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+")
    assert [line for line in entries if not entry.fullmatch(line)] == []


def test_what_runs_the_bot_is_locked_alike_for_running_and_for_testing() -> None:
    running, testing = (set(re.findall(r"^([\w.-]+==\S+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)

    assert running - testing == set()


@cache
def tracked_files() -> list[Path]:
    """Every file of the repository, relative to its root; what lies around untracked is nobody's business yet."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("The house is checked in a git checkout, and this folder is none.")
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".py"]


def is_long(path: Path) -> bool:
    return path.as_posix().startswith(LONG_FILES)


@cache
def text_of(path: Path) -> str:
    # Some inputs of the tests are broken on purpose.
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls_in(function: ast.AST) -> Iterator[ast.Call]:
    """What is called in it, by itself: functions within may be meant for a thread."""
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.Call):
            yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from calls_in(child)


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1
