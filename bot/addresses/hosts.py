"""The host of an address: written one way, told apart from machines inside a network, and shown to people."""

from __future__ import annotations

import ipaddress
import re

import idna
from yarl import URL

#: The longest name DNS can hold.
HOST_CHARACTERS = 253

# An underscore is no host name by the book, but sites exist under such names.
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")

# RFC 6761, RFC 6762, RFC 8375, and the names that companies and routers use inside.
_INSIDE = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "home.arpa", "lan", "arpa",
    "test", "invalid",
)  # fmt: skip
# Networks that carry an IPv4 address inside an IPv6 one, so that a private one could hide there: NAT64, 6to4, Teredo.
_CARRIERS = tuple(ipaddress.IPv6Network(network) for network in ("64:ff9b::/32", "2002::/16", "2001::/32", "::/96"))


def ascii_host(host: str) -> str | None:
    """The one way to write a host: lower case, punycode, no final dot, plain numbers; ``None`` when it cannot exist.

    An IPv4 address in any form that browsers take (decimal, octal, hexadecimal, shortened) comes out dotted; an IPv6
    address keeps its brackets.
    """
    if host.startswith("["):
        return _ipv6(host)
    name = _ascii_name(host)
    if name is None:
        return None
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _ipv4(name)
    if len(name) > HOST_CHARACTERS or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        return None
    return name


def is_inside_a_network(host: str) -> bool:
    """Whether the host (as ``ascii_host`` writes it) is no public one: a private address, or a name without a dot."""
    if host.startswith("["):
        return _is_private(ipaddress.IPv6Address(host[1:-1]))
    if host.replace(".", "").isdigit():
        return _is_private(ipaddress.IPv4Address(host))
    return "." not in host or host.endswith(tuple(f".{name}" for name in _INSIDE))


def host_of(address: str) -> str:
    """The host of a checked address as it stands beside a label: ``example.org``, with a port only if it is unusual.

    Names in other scripts stay in punycode, because some letters of one script look like those of another.
    """
    url = URL(address)
    host = ascii_host(bracketed(url.raw_host or "")) or ""
    shown = without_prefixes(host, {"www"})
    return shown if url.is_default_port() or url.explicit_port is None else f"{shown}:{url.explicit_port}"


def without_prefixes(host: str, prefixes: set[str]) -> str:
    """The host without such first labels, as long as a name with a dot remains."""
    first, _, rest = host.partition(".")
    while first in prefixes and "." in rest:
        host = rest
        first, _, rest = host.partition(".")
    return host


def bracketed(host: str) -> str:
    """The host as it stands in an address: IPv6 in brackets, anything else as it is."""
    return f"[{host}]" if ":" in host else host


def _ascii_name(host: str) -> str | None:
    name = host
    if not host.isascii():
        try:
            # uts46 first maps what looks like something else (full-width letters, circled digits) to what it means.
            name = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError:
            return None
    return name.lower().removesuffix(".")


def _ipv6(host: str) -> str | None:
    # A zone (`fe80::1%eth0`) names a card of one machine.
    if not host.endswith("]") or "%" in host:
        return None
    try:
        return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
    except ValueError:
        return None


def _ipv4(name: str) -> str | None:
    """By the rules of the WHATWG URL standard: one to four numbers, the last of which fills the remaining bytes."""
    parts = name.split(".")
    if len(parts) > 4:
        return None
    numbers = [number for part in parts if (number := _number(part)) is not None]
    if len(numbers) < len(parts):
        return None
    *first, last = numbers
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return None
    high = sum(number << (8 * (3 - index)) for index, number in enumerate(first))
    return str(ipaddress.IPv4Address(high + last))


def _number(part: str) -> int | None:
    # More digits than any IPv4 address has in any base, and a long number costs time to read.
    if not part or len(part) > 16 or not _NUMBER.fullmatch(part):
        return None
    try:
        if part.startswith("0x"):
            return int(part[2:] or "0", 16)
        return int(part, 8 if part.startswith("0") and len(part) > 1 else 10)
    except ValueError:
        return None


def _is_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_private(address.ipv4_mapped)
        if any(address in network for network in _CARRIERS):
            return True
    return not address.is_global or address.is_multicast
