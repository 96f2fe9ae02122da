"""What the address alone says about a resource's kind; silent wherever it could be wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yarl import URL

from bot.addresses.sameness import canonical

if TYPE_CHECKING:
    from bot.resources.values import Kind

# Value of the kind, hosts, and what the path must look like. The host is a key's (no www., no m.); one that begins with
# a dot stands for every name below it.
_SIGNS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("video", ("youtube.com",), r"/watch"),
    ("video", ("vimeo.com",), r"/[0-9]+"),
    ("video", ("ted.com",), r"/talks/.+"),
    ("video", ("twitch.tv",), r"/videos/[0-9]+"),
    ("video", ("dailymotion.com",), r"/video/.+"),
    ("podcast", ("podcasts.apple.com",), r"/podcast/.+"),
    ("podcast", ("open.spotify.com",), r"/(?:episode|show)/.+"),
    ("podcast", ("overcast.fm",), r"/(?:\+|itunes).+"),
    ("podcast", ("pca.st", "podcastaddict.com", "castbox.fm", "pod.link", "podchaser.com"), r"/.+"),
    ("podcast", (".podbean.com", ".buzzsprout.com", ".transistor.fm", ".simplecast.com", ".libsyn.com"), r".*"),
    ("podcast", (".captivate.fm", ".fireside.fm", ".castos.com", ".podigee.io"), r".*"),
    ("podcast", ("buzzsprout.com", "share.transistor.fm", "anchor.fm"), r"/.+"),
    ("research", ("doi.org",), r"/10\..+"),
    ("research", ("arxiv.org",), r"/abs/.+"),
    ("research", ("pubmed.ncbi.nlm.nih.gov",), r"/[0-9]+"),
    ("research", ("ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov"), r"(?:/pmc)?/articles/.+"),
    ("research", ("ssrn.com", "papers.ssrn.com"), r"/.+"),
    ("research", ("jstor.org",), r"/stable/.+"),
    ("research", ("dl.acm.org",), r"/doi/.+"),
    ("research", ("semanticscholar.org",), r"/paper/.+"),
    ("research", ("biorxiv.org", "medrxiv.org"), r"/content/.+"),
    ("book", ("goodreads.com",), r"/(?:[a-z]{2}/)?book/show/.+"),
    ("book", ("bookshop.org",), r"/p/books/.+"),
    ("book", ("leanpub.com",), r"/[a-z0-9_-]+"),
    ("book", ("oreilly.com", "learning.oreilly.com"), r"/library/view/.+/97[89][0-9]{10}(?:/.*)?"),
    ("book", ("openlibrary.org",), r"/(?:works/OL[0-9]+W|books/OL[0-9]+M)(?:/.*)?"),
    ("book", ("gutenberg.org",), r"/ebooks/[0-9]+"),
    ("course", ("coursera.org",), r"/(?:learn|specializations|professional-certificates)/.+"),
    ("course", ("edx.org",), r"/(?:learn|course|courses)/.+"),
    ("course", ("udemy.com",), r"/course/.+"),
    ("course", ("futurelearn.com",), r"/courses/.+"),
    ("course", ("ocw.mit.edu",), r"/courses/.+"),
    ("community", ("discord.gg",), r"/.+"),
    ("community", ("discord.com",), r"/invite/.+"),
    ("community", ("join.slack.com",), r"/t/.+"),
    ("community", ("meetup.com",), r"(?:/[a-z]{2}-[A-Za-z]{2})?/(?!find|cities|topics|lp|help|about)[A-Za-z0-9_-]+"),
    ("tool", ("github.com",), r"/(?!topics|orgs|sponsors|features|marketplace|collections|about|settings)[^/]+/[^/]+"),
    ("tool", ("gitlab.com", "codeberg.org"), r"/(?!explore|users|groups|help)[^/]+/[^/]+"),
)

# Lists of links are kept in repositories too.
_LIST_OF_LINKS = re.compile(r"/[^/]+/awesome(?:-.*)?|/[^/]+/.*-awesome", re.IGNORECASE)
_AMAZON_ITEM = re.compile(r"amazon\.[a-z.]+/dp/([0-9]{9}[0-9X])")


def guess_kind(address: str) -> Kind | None:
    """The kind of what a checked address leads to; ``None`` wherever that is not safe to say."""
    # `bot.resources` builds on this package, so its names can only be had once both are loaded.
    from bot.resources.values import Kind

    url = URL(canonical(address))
    host, path = url.raw_host or "", url.raw_path.rstrip("/")
    if _is_book_number(host + path):
        return Kind.BOOK
    if _LIST_OF_LINKS.fullmatch(path):
        return None
    return next(
        (Kind(kind) for kind, hosts, sign in _SIGNS if _is_among(host, hosts) and re.fullmatch(sign, path)), None
    )


def _is_among(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host.endswith(name) if name.startswith(".") else host == name for name in hosts)


def _is_book_number(place: str) -> bool:
    """Whether it is an article of Amazon's whose number is an ISBN-10; everything but books has letters in it."""
    found = _AMAZON_ITEM.fullmatch(place)
    if found is None:
        return False
    digits = [10 if character == "X" else int(character) for character in found[1]]
    return sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0
