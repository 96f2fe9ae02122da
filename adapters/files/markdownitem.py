"""One line of Markdown as its reader sees it: the links, the words around them, and our own facts in a comment."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from adapters.files.addresses import WEB_ADDRESS, completed, trimmed
from adapters.files.words import tidy, tidy_lines, vocabulary

#: Link texts that say what is behind the link but not what it is called; the words before it are the title then.
_NO_TITLES = frozenset(
    vocabulary(
        """
    link website site web homepage here paper pdf slides video code repo github source url www blog docs article
    book page read watch listen download
    """
    )
)
_OUR_COMMENT = re.compile(r"<!--\s*(\{.*\})\s*-->", re.DOTALL)
_HTML_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
#: What stands between a link and its description; other white space than ASCII's is somebody's text.
_SEPARATOR = re.compile(r"^[ \n]*(?:(?:[-–—―:|•·]+|\.(?=[ \n]))(?:[ \n]+|$)|[-–—:][ \n]*(?=\w))")


@dataclass(kw_only=True, slots=True)
class Link:
    """An address with the words it is under; a picture counts as no words."""

    address: str
    text: str = ""
    is_badge: bool = False


@dataclass(kw_only=True, slots=True)
class Line:
    """The words of a line before, in and after its first link that is no badge."""

    before: str = ""
    after: str = ""
    strong: str = ""
    links: list[Link] = field(default_factory=list)
    #: The JSON of our own comment.
    facts: str | None = None

    @property
    def link(self) -> Link | None:
        """The link that is the resource: the first with words under it."""
        return next((link for link in self.links if not link.is_badge), None)

    @property
    def text(self) -> str:
        """All words on one line, those under links included."""
        return tidy(" ".join((self.strong, self.before, self.link.text if self.link else "", self.after)))

    @property
    def title(self) -> str:
        """What the line calls its resource; the words in bold where it has no link."""
        if self.link is None:
            return tidy(self.strong)
        title, before = tidy(self.link.text), self._words_before().rstrip(" -–—:(|,")
        if title.casefold() in _NO_TITLES and re.search(r"\w{2}", before):
            return before
        return title or completed(self.link.address)

    def _words_before(self) -> str:
        return tidy(f"{self.strong} {self.before}")

    @property
    def description(self) -> str:
        """What stands behind the link, without the dash or colon between."""
        return tidy_lines(_SEPARATOR.sub("", self.after if self.link else self.before, count=1))


def words(tokens: Sequence[Token]) -> str:
    """All words that a run of inline tokens shows, on one line."""
    found = _Writer()
    for token in tokens:
        found.take(token)
    return found.line.text


def line(tokens: Sequence[Token]) -> Line:
    """The line that a run of inline tokens makes."""
    found = _Writer()
    for token in tokens:
        found.take(token)
    return found.line if found.line.links else _with_bare_address(found.line)


class _Writer:
    """Takes tokens one by one and puts their words where they belong."""

    def __init__(self) -> None:
        self.line = Line()
        self._open: Link | None = None
        self._is_strong = False

    def take(self, token: Token) -> None:
        match token.type:
            case "text" | "code_inline":
                self._say(token.content)
            case "softbreak":
                self._say(" ")
            case "hardbreak":
                self._say("\n")
            case "link_open":
                self._open_link(str(token.attrs.get("href", "")))
            case "link_close":
                self._open = None
            case "image":
                self._see_picture()
            case "html_inline":
                self._take_html(token.content)
            case "strong_open" | "strong_close":
                self._is_strong = token.type == "strong_open" and not self.line.strong

    def _say(self, words: str) -> None:
        if self._open is not None:
            self._open.text += words
            self._open.is_badge = self._open.is_badge and not words.strip()
            if self._open is self.line.link:
                return
        if self.line.link is not None:
            self.line.after += words
        elif self._is_strong:
            self.line.strong += words
        else:
            self.line.before += words

    def _open_link(self, address: str) -> None:
        self._open = Link(address=address)
        self.line.links.append(self._open)

    def _see_picture(self) -> None:
        if self._open is not None and not self._open.text.strip():
            self._open.is_badge = True

    def _take_html(self, tag: str) -> None:
        if comment := _OUR_COMMENT.fullmatch(tag):
            self.line.facts = comment[1]
        elif re.match(r"<br\b", tag, re.IGNORECASE):
            self._say("\n")
        elif link := _HTML_LINK.match(tag):
            self._open_link(html.unescape(next(filter(None, link.groups()), "")))
        elif re.match(r"</a\b", tag, re.IGNORECASE):
            self._open = None
        elif re.match(r"<img\b", tag, re.IGNORECASE):
            self._see_picture()


def _with_bare_address(said: Line) -> Line:
    """A line without links that holds a web address as mere text."""
    words = said.before
    if said.facts is None and (found := WEB_ADDRESS.search(words)):
        address = trimmed(found[0])
        before, after = words[: found.start()].rstrip(" <("), words[found.start() + len(address) :].lstrip(">)")
        title = re.sub(r"\s*[-–—:]\s*$", "", before)
        return Line(after=after, links=[Link(address=address, text=title)])
    return said
