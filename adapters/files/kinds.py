"""Which kind a word names: "Podcasts", "📚 Further books", "Case studies", an entry type, a cell of a table."""

from __future__ import annotations

import re

from adapters.files.words import heading, vocabulary
from bot.resources.values import Kind

_WORDS: dict[Kind, str] = {
    Kind.ARTICLE: "article, articles, blog, blogs, blog post, blog posts, post, posts, essay, essays, newsletter",
    Kind.RESEARCH: "research, paper, papers, study, studies, publication, publications, thesis, theses, report",
    Kind.PODCAST: "podcast, podcasts, audio, episode, episodes",
    Kind.VIDEO: "video, videos, talk, talks, film, films, screencast, screencasts, documentary, documentaries",
    Kind.BOOK: "book, books, ebook, ebooks, e-book, e-books, audiobook, audiobooks",
    Kind.COURSE: "course, courses, training, trainings, mooc, moocs, class, classes, tutorial, tutorials",
    Kind.TOOL: "tool, tools, app, apps, software",
    Kind.COMMUNITY: "community, communities, forum, forums",
    Kind.RECORDING: "recording, recordings, webinar, webinars",
    Kind.EXAMPLE: "example, examples, case study, case studies",
    Kind.ANSWER: "answer, answers",
    Kind.LINK: "link, links, website, websites, web site, web sites",
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in vocabulary(words)}
#: Words that may stand before or behind a kind word without making the heading a subject of its own.
_PRAISE = frozenset(
    vocabulary(
        """
    recommended further useful favourite favorite favourites more our great good best curated online free other
    interesting related suggested some selected top must-read must-see to read watch for listen academic
    scientific conference blog video research the all & and of list
    """
    )
)
_BY_NAME: dict[str, Kind] = {kind.value: kind for kind in Kind}
_PLURALS: dict[Kind, str] = {
    Kind.ARTICLE: "Articles",
    Kind.RESEARCH: "Research",
    Kind.PODCAST: "Podcasts",
    Kind.VIDEO: "Videos",
    Kind.BOOK: "Books",
    Kind.COURSE: "Courses",
    Kind.TOOL: "Tools",
    Kind.COMMUNITY: "Communities",
    Kind.RECORDING: "Recordings",
    Kind.EXAMPLE: "Examples",
    Kind.ANSWER: "Answers",
    Kind.LINK: "Links",
}


def named(words: str) -> Kind | None:
    """The kind that a word or a whole heading names, in any case, singular or plural; ``None`` for other words."""
    plain = re.sub(r"[\[(]\d+[)\]]|^\d+[.)]", "", heading(words)).casefold()
    plain = heading(plain)
    if plain in _KIND_OF:
        return _KIND_OF[plain]
    parts = [part for part in re.split(r"[\s/,+]+", plain) if part]
    if not 1 < len(parts) <= 5:
        return None
    kinds = [_KIND_OF[part] for part in parts if part in _KIND_OF]
    if not kinds or any(part not in _KIND_OF and part not in _PRAISE for part in parts):
        return None
    if any(joint in parts for joint in ("&", "and")) or re.search(r"[/,+]", plain):
        return kinds[0]
    return kinds[-1]


def plural(kind: Kind) -> str:
    """The heading that stands over resources of this kind; ``named`` reads it back."""
    return _PLURALS[kind]


def exactly(word: str) -> Kind | None:
    """The kind whose own name this is; ``None`` for every other word."""
    return _BY_NAME.get(word)
