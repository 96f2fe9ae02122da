"""When two addresses are the same: the key under which a resource's address is found again.

The key is itself an address, in ASCII, and its own key. Keys are stored, so a change here needs a migration that
computes them anew.
"""

from __future__ import annotations

import hashlib

from yarl import URL

from bot.addresses.hosts import ascii_host, bracketed, without_prefixes
from bot.addresses.parts import Parts
from bot.addresses.providers import as_provider_writes

#: The longest key; percent-encoding can make one nine times as long as its address, and PostgreSQL indexes no value
#: beyond 2,704 bytes. What would be longer is told apart by its digest.
KEY_CHARACTERS = 2000

# What mailings, advertisements and share buttons add to see where a reader came from; the page is the same without.
_TRACKERS = frozenset(
    {"fbclid", "gclid", "dclid", "gbraid", "wbraid", "gad_source", "msclkid", "twclid", "ttclid", "yclid", "li_fat_id"}
    | {"igshid", "igsh", "si", "ref_src", "ref_url", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi"}
    | {"oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "wickedid", "ck_subscriber_id", "trk", "spm", "s_cid"}
)
_TRACKER_FAMILIES = ("utm_", "mtm_", "pk_", "hsa_", "stm_")

_INDEX_FILES = ("/index.html", "/index.htm", "/index.php", "/index.xhtml", "/default.aspx")
# Dropped whichever scheme they stand with, because http and https are the same here.
_USUAL_PORTS = frozenset({80, 443})


def canonical(address: str) -> str:
    """The key of a checked address: equal for two addresses that lead to the same thing."""
    parts = _tidied(as_provider_writes(_tidied(_taken_apart(address))))
    port = "" if parts.port is None else f":{parts.port}"
    query = f"?{'&'.join(parts.query)}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    key = f"https://{parts.host}{port}{parts.path}{query}{fragment}"
    if len(key) <= KEY_CHARACTERS:
        return key
    # An address of the page's own path behind the `#`, so that this too is its own key.
    return f"https://{parts.host}{port}#/{hashlib.sha256(key.encode()).hexdigest()}"


def _taken_apart(address: str) -> Parts:
    url = URL(address)
    raw_host = url.raw_host or ""
    port = url.explicit_port
    return Parts(
        host=ascii_host(bracketed(raw_host)) or raw_host,
        port=None if port in _USUAL_PORTS else port,
        path=url.raw_path,
        # A space may be written in two ways after the question mark.
        query=tuple(part for part in url.raw_query_string.replace("%20", "+").split("&") if part),
        fragment=url.raw_fragment,
    )


def _tidied(parts: Parts) -> Parts:
    kept = (_without_empty_value(part) for part in parts.query if not _is_tracker(part))
    return Parts(
        host=without_prefixes(parts.host, {"www", "m", "mobile"}),
        port=parts.port,
        path=_tidy_path(parts.path),
        # By name alone: the order of two values of the same name may mean something.
        query=tuple(sorted(filter(None, kept), key=_name)),
        # Some sites keep the page's own path behind the `#`; elsewhere it is only a place on the page.
        fragment=parts.fragment if parts.fragment.startswith(("!", "/")) else "",
    )


def _tidy_path(path: str) -> str:
    while True:
        shorter = path.rstrip("/")
        for name in _INDEX_FILES:
            shorter = shorter.removesuffix(name)
        if shorter == path:
            return path
        path = shorter


def _name(part: str) -> str:
    return part.partition("=")[0]


def _is_tracker(part: str) -> bool:
    name = _name(part).lower()
    return name in _TRACKERS or name.startswith(_TRACKER_FAMILIES)


def _without_empty_value(part: str) -> str:
    name, equals, value = part.partition("=")
    return part if value or not equals else name
