"""Sites that lead to one thing under many addresses, and the one address each of them gets as a key.

A rule that does not recognise an address leaves it alone: better two keys for one video than one key for two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.addresses.parts import Parts

# The two words stand where an embedded video's id stands and are as long as one, but mean a playlist, or what a channel
# shows just now.
_YOUTUBE_PATH = re.compile(r"/(?:(?:shorts|live|v|e)|embed(?!/(?:videoseries|live_stream)$))/([A-Za-z0-9_-]{11})")
_YOUTUBE_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_NOISE = frozenset({"feature", "ab_channel", "pp", "t", "start", "index"})
_VIMEO_VIDEO = re.compile(
    r"(?:/video|/channels/[^/]+|/groups/[^/]+/videos|/(?:showcase|album)/[^/]+/video)?/([0-9]+)(?:/[0-9a-f]+)?"
)
_ARXIV_PAPER = re.compile(
    r"/(?:abs|pdf|html|format)/((?:[a-z-]+(?:\.[a-z]{2})?/)?[0-9]+(?:\.[0-9]+)?)(?:v[0-9]+)?(?:\.pdf)?", re.IGNORECASE
)
_ARXIV_DOI = re.compile(r"/10\.48550/arxiv\.(.+)")
_ARXIV_ID = re.compile(r"((?:[a-z-]+(?:\.[a-z]{2})?/)?[0-9]+(?:\.[0-9]+)?)(?:v[0-9]+)?")
_GITHUB_REPOSITORY = re.compile(
    r"/([^/]+)/([^/]+?)(?:\.git)*(?:/tree/(?:main|master|head)|/blob/(?:main|master|head)/readme\.md)?"
)
_AMAZON_HOST = re.compile(r"(?:smile\.)?amazon\.(com?(?:\.[a-z]{2})?|[a-z]{2})")
_AMAZON_ITEM = re.compile(r"(?:/.*)?/(?:dp|gp/product|gp/aw/d|exec/obidos/asin)/([a-z0-9]{10})(?:/.*)?", re.IGNORECASE)
_APPLE_PODCAST = re.compile(r"(?:/[a-z]{2})?/podcast(?:/[^/]+)?/(id[0-9]+)")
_SPOTIFY_ITEM = re.compile(
    r"(?:/intl-[a-z-]+)?(?:/embed(?:-podcast)?)?/(episode|show|track|album|playlist|artist)/([A-Za-z0-9]+)"
)
_GOOGLE_FILE = re.compile(
    r"/(document|spreadsheets|presentation|forms|drawings|file)(?:/u/[0-9]+)?/d/((?:e/)?[A-Za-z0-9_-]{10,})(?:/[a-z]+)?"
)
_WIKI_MOBILE = re.compile(r"([a-z-]+)\.m\.((?:wikipedia|wiktionary|wikibooks|wikiversity|wikiquote|wikisource)\.org)")
_MEDIUM_NOISE = frozenset({"source", "sk"})


def as_provider_writes(parts: Parts) -> Parts:
    """The parts by the rule for their site; unchanged where there is none."""
    if parts.port is not None:
        return parts
    rule = _RULES.get(parts.host)
    if rule is not None:
        return rule(parts)
    if _AMAZON_HOST.fullmatch(parts.host):
        return _amazon(parts)
    if parts.host.endswith(".medium.com"):
        return _medium(parts)
    return _wiki(parts)


def _youtube(parts: Parts) -> Parts:
    found = _YOUTUBE_PATH.fullmatch(parts.path)
    video = found[1] if found else parts.value("v") if parts.path == "/watch" else ""
    if _YOUTUBE_VIDEO.fullmatch(video):
        return Parts(host="youtube.com", path="/watch", query=(f"v={video}",))
    return _without(replace(parts, host="youtube.com"), _YOUTUBE_NOISE)


def _youtube_short(parts: Parts) -> Parts:
    video = parts.path.removeprefix("/")
    return _youtube(replace(parts, path=f"/v/{video}")) if _YOUTUBE_VIDEO.fullmatch(video) else parts


def _vimeo(parts: Parts) -> Parts:
    found = _VIMEO_VIDEO.fullmatch(parts.path)
    return Parts(host="vimeo.com", path=f"/{found[1]}") if found else parts


def _arxiv(parts: Parts) -> Parts:
    found = _ARXIV_PAPER.fullmatch(parts.path)
    return Parts(host="arxiv.org", path=f"/abs/{found[1].lower()}") if found else parts


def _doi(parts: Parts) -> Parts:
    # A DOI is the same in capitals and small letters, and its slash is often written %2F.
    path = _lower(parts.path.replace("%2F", "/"))
    found = _ARXIV_DOI.fullmatch(path)
    paper = _ARXIV_ID.fullmatch(found[1]) if found else None
    if paper is not None:
        return Parts(host="arxiv.org", path=f"/abs/{paper[1]}")
    return Parts(host="doi.org", path=path) if path.startswith("/10.") else replace(parts, host="doi.org")


def _github(parts: Parts) -> Parts:
    path = _lower(parts.path)
    found = _GITHUB_REPOSITORY.fullmatch(path)
    if found:
        # What remains in the query is the chosen tab.
        return Parts(host="github.com", path=f"/{found[1]}/{found[2]}")
    # Owner and repository are the same in capitals and small letters; branches and files are not.
    owner_and_repository = "/".join(path.split("/")[:3])
    return replace(parts, path=owner_and_repository + parts.path[len(owner_and_repository) :])


def _amazon(parts: Parts) -> Parts:
    found = _AMAZON_ITEM.fullmatch(parts.path)
    host = parts.host.removeprefix("smile.")
    return Parts(host=host, path=f"/dp/{found[1].upper()}") if found else replace(parts, host=host)


def _apple_podcasts(parts: Parts) -> Parts:
    found = _APPLE_PODCAST.fullmatch(parts.path)
    if found is None:
        return parts
    episode = parts.value("i")
    return Parts(host=parts.host, path=f"/podcast/{found[1]}", query=(f"i={episode}",) if episode else ())


def _spotify(parts: Parts) -> Parts:
    found = _SPOTIFY_ITEM.fullmatch(parts.path)
    return Parts(host=parts.host, path=f"/{found[1]}/{found[2]}") if found else parts


def _google_files(parts: Parts) -> Parts:
    found = _GOOGLE_FILE.fullmatch(parts.path)
    if found:
        return Parts(host=parts.host, path=f"/{found[1]}/d/{found[2]}")
    file = parts.value("id")
    if (
        parts.host == "drive.google.com"
        and parts.path in {"/open", "/uc"}
        and re.fullmatch(r"[A-Za-z0-9_-]{10,}", file)
    ):
        return Parts(host=parts.host, path=f"/file/d/{file}")
    return parts


def _medium(parts: Parts) -> Parts:
    return _without(parts, _MEDIUM_NOISE)


def _twitter(parts: Parts) -> Parts:
    query = () if re.fullmatch(r"/[^/]+/status/[0-9]+", parts.path) else parts.query
    return replace(parts, host="x.com", query=query)


def _wiki(parts: Parts) -> Parts:
    found = _WIKI_MOBILE.fullmatch(parts.host)
    return replace(parts, host=f"{found[1]}.{found[2]}") if found else parts


def _without(parts: Parts, names: frozenset[str]) -> Parts:
    return replace(parts, query=tuple(part for part in parts.query if part.partition("=")[0] not in names))


def _lower(path: str) -> str:
    """The path in small letters; percent-encodings keep their capitals, as everywhere else in a key."""
    return re.sub(r"%[0-9a-f]{2}", lambda found: found[0].upper(), path.lower())


_RULES: Mapping[str, Callable[[Parts], Parts]] = MappingProxyType(
    {
        "arxiv.org": _arxiv,
        "export.arxiv.org": _arxiv,
        "docs.google.com": _google_files,
        "drive.google.com": _google_files,
        "doi.org": _doi,
        "dx.doi.org": _doi,
        "github.com": _github,
        "medium.com": _medium,
        "music.youtube.com": _youtube,
        "open.spotify.com": _spotify,
        "player.vimeo.com": _vimeo,
        "podcasts.apple.com": _apple_podcasts,
        "twitter.com": _twitter,
        "x.com": _twitter,
        "vimeo.com": _vimeo,
        "youtu.be": _youtube_short,
        "youtube-nocookie.com": _youtube,
        "youtube.com": _youtube,
    }
)
