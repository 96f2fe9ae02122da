"""The reader behind ``markdown``: walks headings, list items and table rows, and says what becomes of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from adapters.files import columns, facts, kinds, markdownitem
from adapters.files.addresses import completed, refusal
from adapters.files.markdownitem import Line
from adapters.files.names import credited
from adapters.files.reading import Source
from adapters.files.words import heading, quotation, tidy, vocabulary
from bot.errors import InvalidInput
from bot.resources.values import Draft, Skip

#: Sections about the list itself.
_TABLES_OF_CONTENTS = frozenset({"contents", "table of contents", "toc", "index"})
_HOUSEKEEPING = frozenset(
    vocabulary(
        """
    contributing, contribute, contributors, contribution, contributions, contributing guidelines, how to
    contribute, contribution guidelines, license, licence, licensing, copyright, code of conduct, credits,
    acknowledgements, acknowledgments, sponsors, backers, star history, stargazers, changelog, footnotes
    """
    )
)
#: "by Ada Loam", alone or with a description behind a dash.
_BY = re.compile(r"by ([^\n]{3,100}?)(?:\.?|\s+[-–—]\s+(\S[\s\S]*))", re.IGNORECASE)
_NO_TAGS = frozenset({"other", "others"})


def read(source: Source) -> Iterator[Draft | Skip]:
    """The resources of the list, in order. Raises InvalidInput where the file cannot be parsed."""
    try:
        tokens = _parser().parse(source.whole())
    except (RecursionError, ValueError, IndexError) as problem:
        raise InvalidInput(f"{source.path.name} is not usable Markdown.", "Split it into smaller files.") from problem
    yield from _Walk(tokens).resources()


def inferred(shown: Draft, *, headings: Sequence[str]) -> Draft:
    """The Draft with what its line says behind a "by", and what the headings above it say.

    All headings are tags; the nearest that names a kind gives the kind.
    """
    named = [heading(title) for title in headings]
    kind = next((found for title in reversed(named) if (found := kinds.named(title))), None)
    tags = (title for title in named if title and not _is_in(title, _NO_TAGS | _TABLES_OF_CONTENTS | _HOUSEKEEPING))
    placed = replace(shown, kind=kind, tags=tuple(dict.fromkeys(tags)))
    if by := _BY.fullmatch(shown.description):
        authors, publisher = credited(by[1])
        if authors:
            return replace(placed, authors=authors, publisher=publisher, description=by[2] or "")
    return placed


@dataclass(kw_only=True, slots=True)
class _Item:
    """An open list item; once its line is read, ``group`` is what it is called if it only holds other items."""

    group: str = ""
    has_line: bool = False


@dataclass(kw_only=True, slots=True)
class _Row:
    """A row of a table while its cells come in."""

    line: int
    cells: list[Line] = field(default_factory=list)


class _Walk:
    """One pass over the tokens of a document."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._title = _document_title(tokens)
        self._headings: list[tuple[int, str]] = []
        self._items: list[_Item] = []
        self._row: _Row | None = None
        self._columns: list[str] = []
        self._is_table_of_contents = False

    def resources(self) -> Iterator[Draft | Skip]:
        for position, token in enumerate(self._tokens):
            match token.type:
                case "heading_open":
                    self._begin_section(position, level=int(token.tag[1:]))
                case "bullet_list_open" | "ordered_list_open" if not self._items:
                    self._is_table_of_contents = _links_only_within(self._tokens, position)
                case "list_item_open":
                    self._items.append(_Item())
                case "list_item_close":
                    self._items.pop()
                case "tr_open":
                    self._row = _Row(line=(token.map or [0])[0] + 1)
                case "tr_close":
                    yield from self._end_row()
                case "inline" if self._row is not None:
                    self._row.cells.append(markdownitem.line(token.children or ()))
                case "inline" if self._items and not self._items[-1].has_line:
                    yield from self._begin_item(token)

    def _begin_section(self, position: int, *, level: int) -> None:
        if self._items:
            return
        words = markdownitem.words(self._tokens[position + 1].children or ())
        self._headings = [(above, text) for above, text in self._headings if above < level]
        if position != self._title:
            self._headings.append((level, words))

    def _begin_item(self, token: Token) -> Iterator[Draft | Skip]:
        said = markdownitem.line(token.children or ())
        item = self._items[-1]
        item.has_line = True
        if said.link is None and said.facts is None:
            item.group = heading(tidy(said.strong) or tidy(said.before).partition(" - ")[0])
            return
        yield from self._resource(said, line=(token.map or [0])[0] + 1, description=said.description)

    def _end_row(self) -> Iterator[Draft | Skip]:
        row, self._row = self._row, None
        if row is None:
            return
        at = next((at for at, cell in enumerate(row.cells) if cell.link is not None), None)
        if at is None:
            self._columns = [cell.text for cell in row.cells]
            return
        others = [cell.text for position, cell in enumerate(row.cells) if position != at and cell.text]
        own = row.cells[at].description
        yield from self._resource(row.cells[at], line=row.line, description=" · ".join(filter(None, (own, *others))))

    def _resource(self, said: Line, *, line: int, description: str) -> Iterator[Draft | Skip]:
        titles = [title for _, title in self._headings]
        if self._is_table_of_contents or (titles and _is_in(titles[-1], _TABLES_OF_CONTENTS)):
            return
        address = completed(said.link.address) if said.link else None
        if housekeeping := next((title for title in titles if _is_in(title, _HOUSEKEEPING)), None):
            yield Skip(line=line, what=quotation(said.title), reason=f'in the section "{quotation(housekeeping)}"')
        elif address is not None and (reason := refusal(address)):
            yield Skip(line=line, what=quotation(said.title), reason=reason)
        elif not said.title:
            yield Skip(line=line, what=quotation(said.text), reason="no title")
        else:
            groups = [item.group for item in self._items if item.group]
            shown = Draft(title=said.title, address=address, description=description)
            guess = inferred(shown, headings=(*titles, *groups))
            yield replace(_with_facts(guess, said.facts), line=line)


def _with_facts(guess: Draft, comment: str | None) -> Draft:
    """The Draft as our own comment corrects it; a comment that makes no sense is only a comment."""
    if comment is None:
        return guess
    try:
        said = json.loads(comment)
        hidden = {field: said[field] for field in columns.FIELDS if field in said}
        return facts.resource(facts.of_resource(guess) | hidden)
    except (facts.Unusable, ValueError, RecursionError):
        return guess


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Addresses are taken as they stand: encoding them is not ours, and refused ones must be seen to be told.
    parser.normalizeLink = str  # type: ignore[assignment, method-assign]
    parser.validateLink = bool  # type: ignore[assignment, method-assign]
    return parser


def _document_title(tokens: Sequence[Token]) -> int | None:
    """Where the heading is that names the document: the first, when no other is on its level or above."""
    levels = [(int(token.tag[1:]), position) for position, token in enumerate(tokens) if token.type == "heading_open"]
    if not levels:
        return None
    level, position = levels[0]
    is_alone = all(other > level for other, _ in levels[1:])
    words = markdownitem.words(tokens[position + 1].children or ()).casefold()
    return position if level == 1 and (is_alone or words.startswith("awesome")) else None


def _links_only_within(tokens: Sequence[Token], opening: int) -> bool:
    """Whether every link in the list that opens here is an anchor: a table of contents, whatever its heading."""
    addresses = []
    for token in tokens[opening + 1 :]:
        if token.level == tokens[opening].level and token.type.endswith("_list_close"):
            break
        addresses += [str(child.attrs.get("href", "")) for child in token.children or () if child.type == "link_open"]
    return len(addresses) > 1 and all(address.startswith("#") for address in addresses)


def _is_in(title: str, section: frozenset[str]) -> bool:
    return heading(title).casefold() in section
