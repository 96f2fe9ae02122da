"""What the search knows about a resource: its terms, how much each weighs, and its words in order.

The weight of a word is the part of bm25 that does not depend on the search: how often and in which field it stands,
saturating, and more in short texts. It is coarse on purpose, so that among equals the votes of members decide.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from bot.resources.query import MOST_MINUTES, Preferred, Query
from bot.resources.store import Facts, Indexed, Keys, Wanted
from bot.resources.values import Kind
from bot.words import phrase, plain_words, stem, stems

#: The term that every resource has.
EVERYTHING = "*"
#: Distinct words that are kept of one resource.
WORDS_PER_RESOURCE = 150
#: Weight of a word by the field it stands in.
_WEIGHTS = {"title": 8.0, "authors": 4.0, "publisher": 3.0, "why": 3.0, "description": 2.0}
#: Words in a field of ordinary length; longer fields weigh less a word.
_ORDINARY = {"title": 8, "authors": 4, "publisher": 3, "why": 20, "description": 30}
#: Half of the highest weight is reached here; the highest is below 100.
_HALFWAY = 6.0
#: Longest line of words that is kept for phrases.
_PHRASE_CHARACTERS = 4_000


def indexed(facts: Facts) -> Indexed:
    """The terms and words of a resource; its tags are added by the store, which knows them by number."""
    terms: dict[str, int] = {EVERYTHING: 0}
    terms |= {f"w:{word}": weight for word, weight in _weighted(facts).items()}
    for name in (*facts.authors, facts.publisher or ""):
        terms |= {f"a:{word}": 0 for word in plain_words(name)}
    terms |= dict.fromkeys(marks(facts.kind, facts.minutes, facts.level, facts.language), 0)
    if facts.cost:
        terms[f"c:{facts.cost}"] = 0
    lines = (facts.title, " ".join(facts.authors), facts.publisher or "", facts.why, facts.description)
    return Indexed(terms=terms, words=" /".join(phrase(line) for line in lines if line)[:_PHRASE_CHARACTERS])


def marks(kind: str, minutes: int | None, level: str | None, language: str | None) -> tuple[str, ...]:
    """The terms of a resource by which it may come first; see :class:`bot.resources.Preferred`."""
    found = [f"k:{kind}"]
    if language:
        found += [f"l:{language}", f"l:{language.split('-')[0]}"]
    if level:
        found.append(f"v:{level}")
    if minutes:
        found.append(f"m:{_minutes_step(minutes)}")
    return tuple(found)


def _weighted(facts: Facts) -> dict[str, int]:
    fields = {
        "title": facts.title,
        "authors": " ".join(facts.authors),
        "publisher": facts.publisher or "",
        "why": facts.why,
        "description": facts.description,
    }
    sums: dict[str, float] = {}
    for name, text in fields.items():
        found = stems(text)
        thinner = 0.5 + 0.5 * max(len(found), 1) / _ORDINARY[name]
        for word, times in Counter(found).items():
            often = 1 + 0.5 * min(times - 1, 2)
            sums[word] = sums.get(word, 0.0) + _WEIGHTS[name] * often / thinner
    heaviest = sorted(sums.items(), key=lambda pair: -pair[1])[:WORDS_PER_RESOURCE]
    return {word: max(1, round(100 * weight / (weight + _HALFWAY))) for word, weight in heaviest}


def _minutes_step(minutes: int) -> int:
    """Exact up to an hour, then in quarters of an hour, rounded up."""
    return minutes if minutes <= 60 else min(-(-minutes // 15) * 15, MOST_MINUTES + 15)


def wanted(query: Query, preferred: Preferred | None = None) -> Wanted:
    """The search for a query, with what is shown first of it. An empty query wants everything.

    What somebody asks for stands above what they prefer: with ``kind:`` in the query no kind comes first.
    """
    groups: list[tuple[str, ...]] = [tuple(f"#{name}" for name in choice) for choice in query.tags]
    groups += [(f"w:{word}",) for word in query.words]
    groups += [(f"a:{word}",) for word in query.by]
    if query.kinds:
        groups.append(tuple(f"k:{kind}" for kind in query.kinds))
    if query.max_minutes:
        groups.append(tuple(f"m:{step}" for step in _steps_up_to(query.max_minutes)))
    singles = {"v": query.level, "c": query.cost, "l": query.language}
    groups += [(f"{name}:{value}",) for name, value in singles.items() if value]
    without = [f"#{name}" for name in query.without_tags] + [f"w:{word}" for word in query.without_words]
    return Wanted(
        groups=tuple(groups) or ((EVERYTHING,),),
        without=tuple(without),
        phrases=query.phrases,
        first=_first(query, preferred) if preferred else (),
        rather=tuple(_rather(query, preferred)) if preferred else (),
    )


def _first(query: Query, preferred: Preferred) -> tuple[tuple[str, ...], ...]:
    return () if query.kinds else tuple(tuple(f"k:{kind}" for kind in kinds) for kinds in preferred.kinds)


def _rather(query: Query, preferred: Preferred) -> Iterator[tuple[str, ...]]:
    if preferred.max_minutes and not query.max_minutes:
        yield tuple(f"m:{step}" for step in _steps_up_to(preferred.max_minutes))
    if preferred.level and not query.level:
        yield (f"v:{preferred.level}",)
    if preferred.language and not query.language:
        yield tuple(dict.fromkeys((f"l:{preferred.language}", f"l:{preferred.language.split('-')[0]}")))


def _steps_up_to(minutes: int) -> list[int]:
    quarters = range(75, min(minutes, MOST_MINUTES) + 1, 15)
    return [*range(1, min(minutes, 60) + 1), *quarters]


def keys(kind: Kind, title: str, canonical: str | None) -> Keys:
    """What makes a resource this one: its canonical address, or else its kind and title."""
    words = " ".join(plain_words(title)) or unicodedata.normalize("NFKC", title).casefold()
    title_key = f"{kind}:{words}"
    return Keys(identity=f"at {canonical}" if canonical else f"called {title_key}", title_key=title_key)


__all__ = ["EVERYTHING", "indexed", "keys", "stem", "wanted"]
