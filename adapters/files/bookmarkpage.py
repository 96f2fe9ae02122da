"""The parser behind ``bookmarks``: which tags of a bookmark file open a folder, a bookmark or its description."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol

from adapters.files import moments, several
from adapters.files.addresses import completed, refusal
from adapters.files.words import heading, quotation, tidy, tidy_lines, vocabulary
from bot.resources.values import Draft, Skip

#: Folders that a browser or service makes by itself, in the languages they mostly come in; no one chose them as a tag.
_EVERYBODYS_FOLDERS = frozenset(
    vocabulary(
        """
        bookmarks, bookmark, bookmarks bar, bookmarks toolbar, bookmarks toolbar folder, personal toolbar folder,
        toolbar, bookmarks menu, bookmark menu, menu, other bookmarks, other, mobile bookmarks, unsorted,
        unsorted bookmarks, unfiled, unfiled bookmarks, imported, imported bookmarks, imported from chrome,
        imported from google chrome, imported from firefox, imported from safari, imported from edge,
        imported from internet explorer, favorites, favourites, favorites bar, favourites bar, links, reading list,
        com.apple.readinglist, bookmarksbar, bookmarksmenu, other favorites, other favourites, synced bookmarks, mobile,
        recently bookmarked, most visited, recent tags, tab group favourites, tab group favorites,
        lesezeichen, lesezeichenleiste, lesezeichen-symbolleiste, lesezeichen-menü, weitere lesezeichen,
        andere lesezeichen, mobile lesezeichen, unsortierte lesezeichen, importiert, favoriten, favoritenleiste,
        favoris, barre de favoris, barre des favoris, barre personnelle, menu des marque-pages, autres favoris,
        autres marque-pages, marque-pages, barre de marque-pages, favoris mobiles, marque-pages mobiles, importés,
        non classés, marcadores, barra de marcadores, otros marcadores, favoritos, barra de favoritos,
        marcadores móviles, menú de marcadores, outros favoritos, outros marcadores, importados,
        segnalibri, preferiti, barra dei preferiti, barra dei segnalibri, altri preferiti, altri segnalibri,
        bladwijzers, bladwijzerbalk, andere bladwijzers, favorieten, zakładki, pasek zakładek, inne zakładki,
        закладки, панель закладок, другие закладки, избранное, панель избранного,
        ブックマーク, ブックマーク バー, ブックマークバー, その他のブックマーク, お気に入り, お気に入りバー,
        モバイルのブックマーク, 书签, 书签栏, 其他书签, 收藏夹, 收藏夹栏, 移动设备书签, 書籤, 書籤列, 其他書籤,
        我的最愛, 북마크, 북마크바, 북마크 바, 기타 북마크, 즐겨찾기
        """
    )
)
_OWN_FOLDER_MARKS = ("personal_toolbar_folder", "unfiled_bookmarks_folder", "places_root")
_ATTRIBUTE = re.compile(r"""([^\s=/>"'<]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)""")
#: A reference without its semicolon is one only where no letter or ``=`` follows; else ``&copy=1`` would become ©=1.
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{0,30}(?:;|(?![A-Za-z0-9=])))")


class Found(Protocol):
    """Where bookmarks are handed to as soon as they are complete."""

    def append(self, resource: Draft | Skip, /) -> None: ...


@dataclass(kw_only=True, slots=True)
class _Bookmark:
    """A bookmark that may still get its title and description."""

    line: int
    attributes: dict[str, str]
    title: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)


class BookmarkPage(HTMLParser):
    """Feeds on a bookmark file; appends every bookmark to ``found`` when the next thing begins."""

    def __init__(self, found: Found, *, no_address: str) -> None:
        super().__init__(convert_charrefs=True)
        self._found = found
        self._no_address = no_address
        self._folders: list[str | None] = []
        self._next_folder: str | None = None
        self._bookmark: _Bookmark | None = None
        #: Where text goes just now: a title, a folder's name, a description; nowhere between them.
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "a":
                self._begin_bookmark()
            case "h2" | "h3" | "h4" | "h5" | "h6":
                self._begin_folder(dict(attrs))
            case "dl":
                self._complete_bookmark()
                self._folders.append(self._next_folder)
                self._next_folder = None
            case "dd":
                self._text = self._bookmark.description if self._bookmark else None
            case "dt" | "hr" | "li" | "h1" | "title":
                self._complete_bookmark()
            case "br" if self._text is not None:
                self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a":
                self._text = None
            case "h2" | "h3" | "h4" | "h5" | "h6" if self._text is not None:
                name = tidy("".join(self._text))
                is_everybodys = self._next_folder is None or name.casefold() in _EVERYBODYS_FOLDERS
                self._next_folder = None if is_everybodys else heading(name)
                self._text = None
            case "dl":
                self._complete_bookmark()
                if self._folders:
                    self._folders.pop()
            case "ul" | "ol":
                self._complete_bookmark()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def parse_html_declaration(self, i: int) -> int:
        # Python 3.11 asserts its way out of a broken ``<![``; browsers take it for a comment.
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def finish(self) -> None:
        """Hand over what is complete; a file that ends inside its folders is told as cut off."""
        self._complete_bookmark()
        if self._folders:
            last = next((name for name in reversed(self._folders) if name), "")
            reason = "the file ends before its folders do; it may be cut off"
            self._found.append(Skip(line=self.getpos()[0], what=quotation(last), reason=reason))

    def _begin_bookmark(self) -> None:
        self._complete_bookmark()
        self._bookmark = _Bookmark(line=self.getpos()[0], attributes=_attributes(self.get_starttag_text() or ""))
        self._text = self._bookmark.title

    def _begin_folder(self, attributes: dict[str, str | None]) -> None:
        self._complete_bookmark()
        self._next_folder = None if any(mark in attributes for mark in _OWN_FOLDER_MARKS) else ""
        self._text = []

    def _complete_bookmark(self) -> None:
        bookmark, self._bookmark, self._text = self._bookmark, None, None
        if bookmark is not None:
            self._found.append(self._resource(bookmark))

    def _resource(self, bookmark: _Bookmark) -> Draft | Skip:
        said = bookmark.attributes
        address = completed(said.get("href", ""))
        title = tidy("".join(bookmark.title))
        if reason := self._refusal(address, title, said):
            return Skip(line=bookmark.line, what=quotation(title or address), reason=reason)
        own = several.parted(said.get("tags", said.get("labels", "")))
        return Draft(
            title=title or address,
            address=None if address == self._no_address else address,
            tags=tuple(dict.fromkeys((*own, *(name for name in self._folders if name)))),
            description=tidy_lines("".join(bookmark.description)),
            line=bookmark.line,
            added_at=moments.moment(said.get("add_date") or said.get("time_added") or ""),
        )

    def _refusal(self, address: str, title: str, said: dict[str, str]) -> str | None:
        if "feedurl" in said or said.get("feed", "").lower() == "true":
            return "a feed, not a page"
        return None if address == self._no_address and title else refusal(address)


def _attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag, first of each name; read by hand for the sake of ``&copy=1`` in addresses."""
    attributes: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(tag):
        bare = value[1:-1] if value[:1] in ("'", '"') else value
        attributes.setdefault(name.lower(), _REFERENCE.sub(lambda found: html.unescape(found[0]), bare))
    return attributes
