"""The line that people type to find something: words, ``#tag``, ``kind:video``, ``by:"Emily Webber"``, ``max:15m``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from bot.errors import InvalidInput
from bot.resources.values import Cost, Kind, Level
from bot.typed import Word, clean_line, quoted, words_of
from bot.words import phrase, plain_words, stems

#: Longest line that is looked for.
QUERY_CHARACTERS = 300
#: Conditions of one search: words, tags and filters together.
CONDITIONS = 16
#: Longest time that is told apart when looking for short resources.
MOST_MINUTES = 600

#: In which order what is found is shown: the person's own, or the one that is the same for everybody.
MINE, USUAL = ORDERS = ("mine", "usual")

_NAMES = {
    "tag": "tag", "tags": "tag", "kind": "kind", "type": "kind", "by": "by", "author": "by", "max": "max",
    "minutes": "max", "level": "level", "cost": "cost", "lang": "lang", "language": "lang", "order": "order",
}  # fmt: skip
_DURATION = re.compile(r"(?:(\d{1,3})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*(?:m|min|minutes?)?)?", re.IGNORECASE)
#: What needs no quotation marks after the name of a filter.
_PLAIN = re.compile(r"[\w#+.|][\w#+.|-]*")
_MARKS = str.maketrans("", "", '"“”„«»')
#: Language, script, region and variants, each in its place (RFC 5646, section 2.1), without extensions.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is looked for. Every condition must hold; alternatives stand inside one condition."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    #: Each condition is a choice of tags, as they were typed.
    tags: tuple[tuple[str, ...], ...] = ()
    without_tags: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    #: Words of names of authors or publishers.
    by: tuple[str, ...] = ()
    max_minutes: int | None = None
    level: Level | None = None
    cost: Cost | None = None
    language: str | None = None
    #: An address that is looked for as such.
    address: str | None = None
    #: In which order it is shown: one of :data:`ORDERS`; None where nothing is said.
    order: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Query()


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferred:
    """What is shown first of what is found; nothing is left out for it."""

    #: Each a choice, the dearest first. They decide before all else.
    kinds: tuple[tuple[Kind, ...], ...] = ()
    #: Of equals, what meets more of these comes first.
    max_minutes: int | None = None
    level: Level | None = None
    language: str | None = None


def parse(line: str, *, spell: Callable[[str], str]) -> Query:
    """The query of a line; ``spell`` gives the one spelling of a tag. Raises InvalidInput and says what to write."""
    cleaned = clean_line(line)
    if len(cleaned) > QUERY_CHARACTERS:
        raise InvalidInput(
            f"That is too long to look for: {len(cleaned):,} characters, at most {QUERY_CHARACTERS}.",
            "A few words and tags are enough.",
        )
    query = Query()
    for word in words_of(cleaned):
        query = _with(query, word, spell)
    if cleaned and query.is_empty:
        raise InvalidInput(
            f"There is nothing to look for in “{quoted(cleaned)}”.", "Use a word that stands out, or a #tag."
        )
    _expect_few(query)
    return query


def with_filters(line: str, filters: Sequence[tuple[str, str]]) -> str:
    """The line with filters that were given beside it, as (name, value), written behind it."""
    written = [f"{name}:{_written(value)}" for name, value in filters if value.strip()]
    return " ".join([line, *written]).strip()


def without_order(line: str) -> str:
    """The line without what it says of the order. Raises InvalidInput for a quotation mark that is not closed."""
    return " ".join(word.raw for word in words_of(line) if _NAMES.get(word.name or "") != "order")


def _written(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else f'"{value.translate(dict.fromkeys(_MARKS, " "))}"'


def _with(query: Query, word: Word, spell: Callable[[str], str]) -> Query:
    text = word.text
    if word.is_quoted and word.name is None:
        return _words(query, text, together=True)
    if text.startswith("-") and len(text) > 1 and word.name is None:
        return _without(query, text[1:], spell)
    if text.startswith("#") and len(text) > 1 and word.name is None:
        return replace(query, tags=(*query.tags, _choice(text, spell)))
    if text.lower().startswith(("http://", "https://")):
        return replace(query, address=text)
    if word.name in _NAMES:
        return _filter(query, _NAMES[word.name], word, spell)
    if word.name and text:
        _refuse_misspelt(word)
    return _words(query, word.raw)


def _words(query: Query, text: str, *, together: bool = False) -> Query:
    found = stems(text)
    in_order = plain_words(text)
    phrases = (*query.phrases, phrase(text)) if together and len(in_order) > 1 and found else query.phrases
    return replace(query, words=_once([*query.words, *found]), phrases=phrases)


def _without(query: Query, text: str, spell: Callable[[str], str]) -> Query:
    name, colon, rest = text.partition(":")
    filtered = _NAMES.get(name.lower()) if colon else None
    if text.startswith("#") or filtered == "tag":
        names = _choice(text if filtered is None else rest, spell)
        return replace(query, without_tags=(*query.without_tags, *names))
    if filtered:
        raise InvalidInput(f"{name}: cannot be left out of a search.", "Words and tags can: -draft, -tag:loops.")
    return replace(query, without_words=_once([*query.without_words, *stems(text)]))


def _choice(text: str, spell: Callable[[str], str]) -> tuple[str, ...]:
    parts = [part for one in text.split("|") if (part := one.translate(_MARKS).strip())]
    if not parts:
        raise _empty("tag")
    return tuple(dict.fromkeys(spell(part) for part in parts))


def _empty(name: str) -> InvalidInput:
    return InvalidInput(f"{name}: needs something after it.", f"For example {_EXAMPLES[name]}.", field=name)


def _filter(query: Query, name: str, word: Word, spell: Callable[[str], str]) -> Query:
    text = word.text.strip()
    if not text.strip("| "):
        raise _empty(name)
    match name:
        case "tag":
            return replace(query, tags=(*query.tags, _choice(text, spell)))
        case "kind":
            kinds = [Kind(_one_of(name, part.removesuffix("s"), tuple(Kind))) for part in text.split("|") if part]
            return replace(query, kinds=(*query.kinds, *kinds))
        case "by":
            return replace(query, by=_once([*query.by, *plain_words(text)]))
        case "max":
            return replace(query, max_minutes=minutes(text, name))
        case "level":
            return replace(query, level=Level(_one_of(name, text, tuple(Level))))
        case "order":
            return replace(query, order=_one_of(name, text, ORDERS))
        case "cost":
            return replace(query, cost=Cost(_one_of(name, text, tuple(Cost))))
        case _:
            return replace(query, language=language(text, name))


_EXAMPLES = {
    "tag": "tag:loops", "kind": "kind:video", "by": 'by:"Emily Webber"', "max": "max:15m", "level": "level:beginner",
    "cost": "cost:free", "lang": "lang:en", "order": "order:usual",
}  # fmt: skip


def minutes(text: str, field: str) -> int:
    """The minutes in ``15m``, ``15``, ``1h`` or ``1h 30m``. Raises InvalidInput."""
    found = _DURATION.fullmatch(text.strip())
    total = int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
    if not 1 <= total <= 60_000:
        raise InvalidInput(
            f"“{quoted(text)}” is not a length of time.", f"Write {field}:15m or {field}:1h30m.", field=field
        )
    return total


def language(text: str, field: str) -> str:
    """The language tag in lower case, ``en`` or ``pt-br``. Raises InvalidInput."""
    tag = text.strip().lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        raise InvalidInput(
            f"“{quoted(text)}” is not a language.",
            f"Write its short form, for example {field}:en or {field}:pt-br.",
            field=field,
        )
    return tag


def _one_of(name: str, text: str, choices: Sequence[str]) -> str:
    word = text.strip().lower()
    if word in choices:
        return word
    close = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=70)
    meant = f"Did you mean {name}:{close[0]}? " if close else ""
    raise InvalidInput(
        f"There is no {name} “{quoted(text)}”.", f"{meant}It is one of {', '.join(choices)}.", field=name
    )


def _refuse_misspelt(word: Word) -> None:
    close = process.extractOne(word.name, list(_NAMES), scorer=fuzz.ratio, score_cutoff=75)
    if close:
        raise InvalidInput(
            f"There is no filter {word.name}:.", f"Did you mean {close[0]}:? For example {_EXAMPLES[_NAMES[close[0]]]}."
        )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _expect_few(query: Query) -> None:
    count = len(query.words) + len(query.by) + len(query.tags) + len(query.without_tags) + len(query.without_words)
    if count > CONDITIONS:
        raise InvalidInput(
            f"That is {count} things to look for at once; at most {CONDITIONS}.", "A few words and tags are enough."
        )
