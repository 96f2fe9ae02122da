"""The way back to who asked anonymously: a random token that only the asker has, of which we keep the hash."""

from __future__ import annotations

import hashlib
import re
import secrets

from bot.errors import NotFound

#: 128 bits, as text: nobody can guess it or try them all.
_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def new_token() -> str:
    """A token of 22 characters that nobody else has."""
    return secrets.token_urlsafe(_BYTES)


def mailbox_of(token: str) -> str:
    """The hash that is kept. It is not salted: there is nothing to guess in 128 random bits. Raises NotFound."""
    if not _TOKEN.fullmatch(token):
        raise unknown()
    return hashlib.blake2b(token.encode(), digest_size=24).hexdigest()


def unknown() -> NotFound:
    """The refusal of a token that leads nowhere."""
    return NotFound("This leads to no question.", "Use the button or the code of the receipt you were given.")
