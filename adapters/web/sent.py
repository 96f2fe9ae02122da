"""What a form has sent: a few short fields of text, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiohttp import web

#: Of a body that is read. The longest answer, 3,000 characters of four bytes, fits with all that stands around it.
BODY_BYTES = 16_384
#: Fields of a form; ours have four at most.
FIELDS = 20
_BOUNDARY = re.compile(r'multipart/form-data;\s*boundary=(?:"([!#-~]{1,70})"|([!#-~]{1,70}))', re.IGNORECASE)
#: A field; a file has a name of its own, and none is taken.
_NAMED = re.compile(rb'^content-disposition:\s*form-data;\s*name="([a-z.-]{1,60})"\s*$', re.IGNORECASE | re.MULTILINE)


class Unreadable(Exception):
    """Nothing that a form of ours has sent; with the number that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def fields_of(request: web.Request) -> Mapping[str, str]:
    """The fields of a form, each once. Raises Unreadable.

    Forms are sent as ``multipart/form-data`` (RFC 7578), in which a letter takes its own bytes and not three times as
    many.
    """
    boundary = _BOUNDARY.fullmatch(request.headers.get("Content-Type", ""))
    if boundary is None:
        raise Unreadable(415)
    mark = b"\r\n--" + (boundary[1] or boundary[2]).encode()
    before, *parts = (b"\r\n" + await _read(request)).split(mark)
    if before or not parts or not parts.pop().startswith(b"--") or len(parts) > FIELDS:
        raise Unreadable(400)
    fields = dict(map(_field, parts))
    if len(fields) < len(parts):
        raise Unreadable(400)
    return fields


def _field(part: bytes) -> tuple[str, str]:
    head, gap, value = part.partition(b"\r\n\r\n")
    named = _NAMED.search(head)
    if named is None or not gap:
        raise Unreadable(400)
    # Browsers send line breaks of two characters.
    return named[1].decode(), value.decode("utf-8", "replace").replace("\r\n", "\n")


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > BODY_BYTES:
        raise Unreadable(413)
    read = bytearray()
    async for piece in request.content.iter_chunked(BODY_BYTES):
        read += piece
        if len(read) > BODY_BYTES:
            raise Unreadable(413)
    return bytes(read)
