"""What the property tests are about: any Draft that a community may hold, cut to what a format carries."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from adapters.files import CARRIES, read, write
from adapters.files.words import tidy, tidy_lines
from bot.resources.values import Cost, Draft, Kind, Level, Skip, TagDraft

EXAMPLES = Path(__file__).parent / "examples"
#: Real exports beside the repository; where they are absent, the tests on them are skipped.
INPUTS = Path(__file__).parents[2].parent / "shared" / "inputs"

#: Words that some format takes for something else than words.
NASTY = (
    '=1+1 +cmd -x @sum \'q "q" a,b a;b a|b [x](y) <b>&amp;</b> &#44; & and --> -- --- `c` **b** _i_ # 1. * - – — by '
    "$x$ {b} \\ \\n C:\\x ~ ^ % \\& '' ` \\symbol{92} @article{x, ]]> <!-- ?x &copy= https://e.org/x (2019) [ ] "
    "β π â Tacitβs Ã© é 日本語 🚀 \u00a0x x\u2003y z\u2028z Last, First A / B et al. Jane Doe Acme Institute sep=; "
    "null \ufeff"
).split(" ")
plain = st.text(st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="\ufffe\uffff"), max_size=12)
words = st.lists(st.sampled_from(NASTY) | plain, min_size=1, max_size=5).map(" ".join).map(tidy).filter(str.strip)
lines = st.lists(words, max_size=3).map("\n".join).map(tidy_lines)
names = st.lists(words, max_size=3, unique=True).map(tuple)
addresses = st.builds(
    "{}://{}/{}".format,
    st.sampled_from(["https", "http"]),
    st.sampled_from(["example.org", "日本.example", "a-b.example:8080", "www.example.com"]),
    st.text("abc/?&=#%~_.-+,;()[]{}'\"|\\*!$@:é日<> ", max_size=15).map(tidy),
)
moments = st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
drafts = st.builds(
    Draft,
    title=words,
    kind=st.none() | st.sampled_from(Kind),
    address=st.none() | addresses,
    authors=names,
    publisher=st.none() | words,
    year=st.none() | st.integers(1500, 2099),
    language=st.sampled_from([None, "en", "pt-br"]),
    minutes=st.none() | st.integers(0, 99999),
    level=st.none() | st.sampled_from(Level),
    cost=st.none() | st.sampled_from(Cost),
    description=lines,
    why=lines,
    tags=names,
    added_at=st.none() | moments,
    retired=st.none() | words,
)
tag_drafts = st.builds(TagDraft, name=words, description=lines, parent=st.none() | words, synonyms=names)
precise = moments.flatmap(
    lambda moment: st.integers(0, 999_999).map(lambda part: moment + timedelta(microseconds=part))
)


def carried(found: Draft | TagDraft | Skip, *, by: str) -> Draft:
    """A Draft with only the fields that a format carries; nothing else may have come back."""
    assert isinstance(found, Draft), found
    return replace(Draft(title=found.title), **{field: getattr(found, field) for field in CARRIES[by]})


def there_and_back(
    form: str, drafts: Iterable[Draft], path: Path, *, tags: Iterable[TagDraft] = ()
) -> Sequence[Draft | TagDraft | Skip]:
    """What comes back when the Drafts are written in a format and the file is read, with its format left to guess."""
    out = io.StringIO()
    write(form, community="The Village", tags=tags, resources=drafts, out=out)
    path.write_bytes(out.getvalue().encode("utf-8"))
    return list(read(path, format=form))


def example(name: str, *, form: str = "auto") -> list[Draft | TagDraft | Skip]:
    """What one of our own example files holds."""
    return list(read(EXAMPLES / name, format=form))


def in_file(text: str | bytes, folder: Path, *, form: str = "auto") -> list[Draft | TagDraft | Skip]:
    """What a file with this text holds."""
    path = folder / "some.file"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return list(read(path, format=form))
