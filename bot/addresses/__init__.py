"""Web addresses: which are kept, when two are the same, and what one says about the resource behind it.

Pure functions: nothing here opens a connection. An address is kept as it was typed; beside it stands its key
(``canonical``), by which duplicates are found.
"""

from bot.addresses.checking import ADDRESS_CHARACTERS, check, looks_like_address
from bot.addresses.hosts import host_of
from bot.addresses.kinds import guess_kind
from bot.addresses.sameness import KEY_CHARACTERS, canonical
from bot.addresses.titles import title_from

__all__ = [
    "ADDRESS_CHARACTERS",
    "KEY_CHARACTERS",
    "canonical",
    "check",
    "guess_kind",
    "host_of",
    "looks_like_address",
    "title_from",
]
