"""The look-ups that are measured, each with many different words and tags."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.requests import Request
from tests.benchmarks.asking import request
from tests.benchmarks.communities import FIFTH, HALF, OTHER_FIFTH, MadeCommunity
from tests.benchmarks.rows import CHANNEL
from tests.benchmarks.sizes import CONSTANT_KEY, CONSTANT_SIZE, LARGEST_KEY, Size

FIND = "resource find"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a community when a question is made up."""

    made: MadeCommunity
    #: Words of its titles and texts, the most frequent first.
    words: Sequence[str]

    def tag(self, chance: random.Random) -> str:
        """Any tag but the three that the worst cases are about; frequent ones more often, as people would."""
        names = [tag.name for tag in self.made.tags]
        return names[min(int(chance.paretovariate(0.7)) + OTHER_FIFTH, len(names) - 1)]

    def word(self, chance: random.Random, first: int = 0, last: int = 2_000) -> str:
        """A word between two places of the list."""
        return self.words[chance.randrange(min(first, len(self.words) - 1), min(last, len(self.words)))]

    def named(self, place: int) -> str:
        """The tag at this place."""
        return self.made.tags[place].name


Line = Callable[[Known, random.Random], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One sort of question."""

    name: str
    line: Line
    #: Which page is asked for, counted from 1.
    page: int = 1
    channel: str = "general"
    #: Whether something is always found; questions without an answer are then left out.
    finds: bool = True


#: Asked in communities of every size.
USUAL = (
    Case(name="a tag", line=lambda k, c: f"#{k.tag(c)}"),
    Case(name="a word", line=lambda k, c: k.word(c)),
    Case(name="two words", line=lambda k, c: f"{k.word(c, 0, 200)} {k.word(c)}"),
    Case(name="a tag and a word", line=lambda k, c: f"#{k.tag(c)} {k.word(c, 0, 200)}"),
    Case(name="a tag, page 2", line=lambda k, c: f"#{k.tag(c)}", page=2),
    Case(name="two words, page 2", line=lambda k, c: f"{k.word(c, 0, 50)} {k.word(c, 0, 200)}", page=2),
)
#: Asked in the largest community.
WORST = (
    Case(name="tag on half", line=lambda k, _: f"#{k.named(HALF)}"),
    Case(name="tag on half, page 3", line=lambda k, _: f"#{k.named(HALF)}", page=3),
    Case(name="the commonest words", line=lambda k, c: k.word(c, 0, 5)),
    Case(
        name="two disjoint common tags",
        line=lambda k, _: f"#{k.named(FIFTH)} #{k.named(OTHER_FIFTH)}",
        finds=False,
    ),
    Case(name="two common tags", line=lambda k, c: f"#{k.named(HALF)} #{k.named(c.randint(1, 6))}"),
    Case(name="half + common word", line=lambda k, c: f"#{k.named(HALF)} {k.word(c, 0, 10)}"),
    Case(name="half + any word", line=lambda k, c: f"#{k.named(HALF)} {k.word(c, 20, 3_000)}"),
    Case(name="two common words", line=lambda k, c: f"{k.word(c, 0, 20)} {k.word(c, 0, 20)}"),
    Case(name="three words", line=lambda k, c: f"{k.word(c, 0, 20)} {k.word(c, 0, 100)} {k.word(c, 0, 1_000)}"),
    Case(name="kind + half", line=lambda k, c: f"#{k.named(HALF)} kind:{c.choice(('article', 'research'))}"),
    Case(name="half but not a fifth", line=lambda k, c: f"#{k.named(HALF)} -#{k.named(c.choice((FIFTH, 3, 4)))}"),
    Case(name="max:15m", line=lambda _, c: f"max:{c.choice((5, 15, 60))}m"),
    Case(name="max:15m + half", line=lambda k, c: f"#{k.named(HALF)} max:{c.choice((5, 15, 60))}m"),
    Case(name="half or a fifth", line=lambda k, c: f"tag:{k.named(HALF)}|{k.named(c.randint(1, 6))}"),
    Case(name="a phrase", line=lambda k, c: f'"{k.word(c, 0, 10)} {k.word(c, 0, 10)}"'),
    Case(name="five filters", line=lambda k, c: f"kind:article level:beginner cost:free lang:en {k.word(c, 0, 50)}"),
    Case(name="by an author", line=lambda k, c: f"by:press {k.word(c, 0, 50)}"),
    Case(name="tags of the channel", line=lambda _, __: "", channel=CHANNEL),
    Case(name="nothing asked", line=lambda _, __: ""),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One look-up; ``page`` says how many times the answer's button has to be pressed first, plus one."""

    request: Request
    page: int = 1
    finds: bool = True


class Quiz:
    """Makes up questions about one data set."""

    def __init__(self, size: Size, file: Path, seed: str = "quiz") -> None:
        self._communities = size.made()
        self._weights = [made.size for made in self._communities]
        self._words: dict[str, list[str]] = {}
        self._file = file
        self._chance = random.Random(seed)

    def anywhere(self, case: Case) -> Question:
        """A question in any community, in large ones more often."""
        return self._asked(case, self._chance.choices(self._communities, self._weights)[0])

    def in_largest(self, case: Case) -> Question:
        """A question in the largest community."""
        return self._asked(case, self._called(LARGEST_KEY))

    def in_constant(self, case: Case) -> Question:
        """A question in the community that every data set has."""
        return self._asked(case, self._called(CONSTANT_KEY))

    def mixed(self) -> Iterator[Request]:
        """Endless look-ups, one usual case after another, in any community. Most of them find something."""
        while True:
            for case in USUAL:
                if case.page == 1:
                    yield self.anywhere(case).request

    def tags_of(self, key: str) -> list[str]:
        """The names of the tags of a community, without those that were merged away."""
        return [tag.name for tag in self._called(key).tags if not tag.is_merged]

    def shown(self, key: str) -> list[int]:
        """The numbers of the first resources of a community that are not retired."""
        first = itertools.islice(self._called(key).resources(), CONSTANT_SIZE)
        return [one.number for one in first if not one.is_retired]

    def _called(self, key: str) -> MadeCommunity:
        return next(made for made in self._communities if made.key == key)

    def _asked(self, case: Case, made: MadeCommunity) -> Question:
        known = Known(made=made, words=self._words_of(made.key))
        line = f"{FIND} {case.line(known, self._chance)}"
        member = self._chance.randrange(made.members)
        return Question(request(made.key, line, member=member, channel=case.channel), case.page, case.finds)

    def _words_of(self, key: str) -> list[str]:
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = _words_in(self._file, key)
        return found


def _words_in(file: Path, key: str) -> list[str]:
    query = (
        "SELECT substr(t.text, 3) FROM community c JOIN term t ON t.community_id = c.id "
        "WHERE c.name = ? AND t.text LIKE 'w:%' AND t.n > 0 ORDER BY t.n DESC, t.text LIMIT 3000"
    )
    with closing(sqlite3.connect(file)) as connection:
        return [word for (word,) in connection.execute(query, (key,))]
