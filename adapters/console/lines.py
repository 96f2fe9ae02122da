"""Lines from a file, a pipe or a terminal, whatever is in them: bytes that are no text become U+FFFD."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

#: Longest line that is passed on; the rest of a longer one is dropped. The core refuses far shorter ones itself.
LINE_BYTES = 1_000_000
_CHUNK_BYTES = 65_536


async def lines_of(descriptor: int) -> AsyncIterator[str]:
    """Each line without its end. Waits without a thread, so that whoever waits can be stopped."""
    rest = b""
    is_first = True
    while chunk := await _chunk(descriptor):
        *whole, rest = (rest + chunk).split(b"\n")
        rest = rest[: LINE_BYTES + 1]
        for line in whole:
            yield _text(line, is_first=is_first)
            is_first = False
    if rest:
        yield _text(rest, is_first=is_first)


def _text(line: bytes, *, is_first: bool) -> str:
    text = line[:LINE_BYTES].decode("utf-8", "replace").rstrip("\r")
    return text.removeprefix("\ufeff") if is_first else text


async def _chunk(descriptor: int) -> bytes:
    loop = asyncio.get_running_loop()
    readable = loop.create_future()
    try:
        loop.add_reader(descriptor, _set, readable)
    except (PermissionError, NotImplementedError):
        # A file on disk is always readable, and says so by refusing to be waited for.
        return os.read(descriptor, _CHUNK_BYTES)
    try:
        await readable
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, _CHUNK_BYTES)


def _set(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)
