"""Which addresses are kept: http and https, complete, without secrets, and out in the public internet."""

from __future__ import annotations

import re
import unicodedata

from bot.addresses.hosts import ascii_host, is_inside_a_network
from bot.errors import InvalidInput

#: The longest address that is kept, counted with its scheme; the first refused length is one more.
ADDRESS_CHARACTERS = 2000
HIGHEST_PORT = 65_535

EXAMPLE = "Paste it as it stands in your browser, like https://example.org/page."

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
# What follows the colon in `example.org:8080/page`, where the word before it is a host and no scheme.
_PORT_FIRST = re.compile(r"[0-9]+(?:[/?#]|$)")
_PORT = re.compile(r"[0-9]{1,5}")
_END_OF_HOST = re.compile(r"[/?#]")
# Never part of an address; a browser turns `\` into `/`, so that `good.org\@bad.org` reads as one and opens the other.
_FORBIDDEN = frozenset('\\<>"')
_BARE_HOST = re.compile(r"(?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)*\.([a-z]{2,24})(?::[0-9]+)?(/\S*)?", re.IGNORECASE)
# Without a path, `Node.js` and `example.org` look alike; only under these endings is a bare name taken for an address.
_USUAL_ENDINGS = frozenset(
    {
        "ai",
        "app",
        "at",
        "be",
        "blog",
        "ca",
        "ch",
        "co",
        "com",
        "de",
        "dev",
        "edu",
        "es",
        "eu",
        "fr",
        "gov",
        "info",
        "it",
    }
    | {"me", "net", "nl", "org", "pl", "se", "tech", "tv", "uk", "wiki"}
)


def looks_like_address(text: str) -> bool:
    """Whether somebody who typed this meant an address and not a title; ``check`` then says whether it can be used."""
    trimmed = text.strip()
    if re.match(r"(?:[a-z][a-z0-9+.-]*://|www\.|javascript:|data:|mailto:)\S", trimmed, re.IGNORECASE):
        return " " not in trimmed
    bare = _BARE_HOST.fullmatch(trimmed)
    return bare is not None and (bare[2] is not None or bare[1].lower() in _USUAL_ENDINGS)


def check(text: str) -> str:
    """The address as it is kept: trimmed, with https:// where the scheme was left out, and otherwise as typed.

    Raises ``InvalidInput`` with the field ``address``.
    """
    trimmed = text.strip()
    if not trimmed:
        raise _refused("The address is empty.")
    _check_length(trimmed)
    _check_characters(trimmed)
    scheme, rest = _split_scheme(trimmed)
    authority = _END_OF_HOST.split(rest, maxsplit=1)[0]
    _check_authority(authority)
    kept = f"{scheme}://{rest}"
    _check_length(kept)
    return kept


def _refused(message: str, hint: str = EXAMPLE) -> InvalidInput:
    return InvalidInput(message, hint, field="address")


def _check_length(address: str) -> None:
    if len(address) > ADDRESS_CHARACTERS:
        raise _refused(
            f"That address has {len(address):,} characters; at most {ADDRESS_CHARACTERS:,} are kept.",
            "Often the page opens without what follows the question mark.",
        )


def _check_characters(address: str) -> None:
    if any(character.isspace() for character in address):
        raise _refused("There is a space inside that address.", "Write %20 for it, or remove it.")
    # Category C holds control characters, right-to-left overrides, zero-width characters and unassigned code points.
    if any(unicodedata.category(character)[0] == "C" for character in address):
        raise _refused("That address contains invisible characters.", "Copy it again from your browser's address bar.")
    found = sorted(_FORBIDDEN.intersection(address))
    if found:
        raise _refused(f"The character {found[0]} cannot stand in an address.", "Copy it again from your browser.")


def _split_scheme(address: str) -> tuple[str, str]:
    """The scheme in lower case, and what follows its ``//``."""
    if address.startswith("//"):
        return "https", address[2:]
    found = _SCHEME.fullmatch(address)
    if found is None or _PORT_FIRST.match(found[2]):
        return "https", _check_bare(address)
    scheme = found[1].lower()
    if scheme not in {"http", "https"}:
        raise _refused(f"Addresses that begin with {scheme[:20]}: are not kept.", "Only http and https addresses are.")
    if not found[2].startswith("//"):
        raise _refused(f"After {scheme}: there must be two slashes.")
    return scheme, found[2][2:]


def _check_bare(address: str) -> str:
    """An address without a scheme has to begin with a name that has a dot in it, or any word would be one."""
    if "." not in _END_OF_HOST.split(address, maxsplit=1)[0].strip("."):
        raise _refused("That is not a complete address.")
    return address


def _check_authority(authority: str) -> None:
    if "@" in authority:
        raise _refused(
            "There is a user name or a password in that address.",
            "Everybody here could read it: leave out what stands before the @.",
        )
    host, port = _split_port(authority)
    if not host:
        raise _refused("That address names no site.")
    if port and not (_PORT.fullmatch(port) and 0 < int(port) <= HIGHEST_PORT):
        raise _refused("The number after the colon is not a port.", f"Ports go from 1 to {HIGHEST_PORT}; leave it out.")
    name = ascii_host(host)
    if name is None:
        raise _refused("The name of the site in that address cannot exist.")
    if is_inside_a_network(name):
        raise _refused(
            "That address leads to one machine or into a private network.",
            "Only addresses that everybody can open are kept.",
        )


def _split_port(authority: str) -> tuple[str, str]:
    if authority.startswith("["):
        host, closing, port = authority.partition("]")
        if closing and (not port or port.startswith(":")):
            return host + closing, port[1:]
        return authority, ""
    host, _, port = authority.partition(":")
    return host, port
