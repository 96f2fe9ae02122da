"""Which addresses in a file can be a resource, and in what words the others are refused.

Only the kind of address is looked at; whether it is well formed and whose duplicate it is, is for ``bot`` to say.
"""

from __future__ import annotations

import re

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HOST_AND_PORT = re.compile(r"[A-Za-z0-9.\-]+:\d+(?:[/?#]|$)")

#: A web address inside running text, up to the character that surely ends it.
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def refusal(address: str) -> str | None:
    """Why this address is no resource, as half a sentence; ``None`` when it is a web address."""
    if not address:
        return "no address"
    if address.startswith("#"):
        return "an anchor within the file"
    if (scheme := _SCHEME.match(address)) is None or _HOST_AND_PORT.match(address):
        return "a relative address"
    if scheme[1].lower() in ("http", "https"):
        return None if re.match(r"https?://[^/?#\s]", address, re.IGNORECASE) else "no host in the address"
    return f"not a web address ({scheme[1].lower()[:20]}:)"


def completed(address: str) -> str:
    """The address as a browser would read it: without surrounding space, ``https:`` before ``//host``."""
    address = re.sub(r"[\t\n\r]", "", address).strip()
    if address.startswith("//"):
        return "https:" + address
    return "https://" + address if address.lower().startswith("www.") else address


def trimmed(found: str) -> str:
    """An address found in running text, without the punctuation that belongs to the sentence around it."""
    while found and (found[-1] in ".,;:!?'*_”’»]>" or (found[-1] == ")" and found.count("(") < found.count(")"))):
        found = found[:-1]
    return found
