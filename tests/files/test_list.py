"""Plain lists: which lines are resources, of what kind, and who made them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.files import read, starter
from bot.resources.values import Draft, Kind, Skip, TagDraft
from tests.files.drafts import INPUTS, example, in_file, there_and_back

ARTICLE = INPUTS / "community-of-practice.txt"
needs_article = pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not beside the repository")


@needs_article
def test_article_gives_exactly_its_curated_list() -> None:
    found = list(read(ARTICLE))

    assert Counter(each.kind for each in found if isinstance(each, Draft)) == {
        Kind.ARTICLE: 15,
        Kind.RESEARCH: 1,
        Kind.PODCAST: 10,
        Kind.VIDEO: 4,
        Kind.BOOK: 4,
        Kind.EXAMPLE: 13,
    }
    assert len(found) == 47


@needs_article
@pytest.mark.parametrize(
    "expected",
    [
        Draft(title="Tacit’s Community of Practice Maturity Model", kind=Kind.ARTICLE, authors=("Emily Webber",)),
        Draft(
            title="How to Create a Vertical Professional Learning Community",
            kind=Kind.ARTICLE,
            authors=("Victoria Thompson",),
            publisher="Edutopia",
        ),
        Draft(
            title="Six tips for building communities of practice",
            kind=Kind.ARTICLE,
            publisher="Software Sustainability Institute",
        ),
        Draft(
            title="Introduction to communities of practice",
            kind=Kind.ARTICLE,
            authors=("Etienne Wenger-Trayner", "Beverly Wenger-Trayner"),
        ),
        Draft(
            title="What is “community” when everyone is isolated?",
            kind=Kind.ARTICLE,
            authors=("Carter Gibson", "Max Saltonstall"),
        ),
        Draft(
            title="Why Community Belongs at the Center of Today’s Remote Work Strategies",
            kind=Kind.ARTICLE,
            authors=("Dion Hinchcliffe",),
        ),
        Draft(
            title="View of Communities of making: Exploring parallels between fandom and open source",
            kind=Kind.RESEARCH,
            authors=("Rachel Winter", "Anastasia Salter", "Mel Stanfil"),
        ),
        Draft(
            title="Think digital, act human: why are communities of practice good for organisations?",
            kind=Kind.PODCAST,
            publisher="Gov.uk",
        ),
        Draft(
            title="In conversation with Michelle Stowe, Director of Connect RP - restorative practice, professional "
            "learning communities and more!",
            kind=Kind.PODCAST,
            publisher="Lighting a Fire",
        ),
        Draft(
            title="Building Successful Communities of Practice",
            kind=Kind.VIDEO,
            authors=("Emily Webber",),
            publisher="Mind the Product",
        ),
        Draft(
            title="Three tips for developing Communities of Practice",
            kind=Kind.VIDEO,
            authors=("Bev Wenger-Trayner", "Etienne Wenger-Trayner"),
            publisher="LivUni CIE",
        ),
        Draft(
            title="Learning in Landscapes of Practice: Boundaries, identity, and knowledgeability in practice-based "
            "learning",
            kind=Kind.BOOK,
            authors=(
                "Etienne Wenger-Trayner",
                "Mark Fenton-O'Creevy",
                "Steve Hutchinson",
                "Chris Kubiak",
                "Beverly Wenger-Trayner",
            ),
        ),
        Draft(title="Internal communities in many companies", kind=Kind.EXAMPLE),
    ],
    ids=lambda draft: draft.title[:30],
)
def test_article_has(expected: Draft) -> None:
    assert expected in list(read(ARTICLE))


@needs_article
def test_starter_library_is_the_list_of_the_article_with_its_tag() -> None:
    tag, *drafts = starter()

    assert isinstance(tag, TagDraft)
    assert drafts == [replace(each, tags=(tag.name,)) for each in read(ARTICLE) if isinstance(each, Draft)]


def test_starter_library_needs_no_other_file() -> None:
    tag, *drafts = starter()

    assert isinstance(tag, TagDraft)
    assert tag.name == "community-practice"
    assert len(drafts) == 47


def test_headings_give_kinds_and_tags_and_prose_gives_nothing() -> None:
    assert example("reading-list.txt") == [
        Draft(title="The Worm Book", kind=Kind.BOOK, authors=("Ada Loam",)),
        Draft(
            title="The Deep Soil", kind=Kind.BOOK, authors=("Ada Loam", "Bo Clay"), publisher="Acme Press", year=2019
        ),
        Draft(
            title="Compost - a love story",
            kind=Kind.BOOK,
            address="https://compost.example/a_(b)",
            authors=("Cleo Humus",),
        ),
        Draft(title="Earth, with a long line that goes on here", kind=Kind.BOOK, publisher="Acme Press"),
        Draft(title="Talking to worms", kind=Kind.PODCAST, authors=("Ada Loam",), publisher="Soil Radio"),
        Draft(title="Episode 7: Rain", kind=Kind.PODCAST, address="https://rain.example/7"),
        Skip(line=17, what="Relative [here](../x)", reason="a relative address"),
        Draft(title="Mow less", publisher="Lawn Association", tags=("Lawns",)),
        Draft(title="Mow more - a plea", tags=("Lawns",)),
        Draft(title="https://mow.example/only", address="https://mow.example/only", tags=("Lawns",)),
        Draft(title="Village Green", kind=Kind.EXAMPLE, description="A community that gave up mowing altogether"),
        Draft(title="Town Park", kind=Kind.EXAMPLE, address="https://park.example/"),
        Skip(
            line=30,
            what="the ones about trees",
            reason="in a list that a sentence introduces, not a heading",
        ),
        Skip(line=31, what="others", reason="in a list that a sentence introduces, not a heading"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Articles", Kind.ARTICLE),
        ("BLOG POSTS:", Kind.ARTICLE),
        ("Research papers", Kind.RESEARCH),
        ("🎧 Podcasts", Kind.PODCAST),
        ("Podcast", Kind.PODCAST),
        ("## Videos & Talks ##", Kind.VIDEO),
        ("**Talks**", Kind.VIDEO),
        ("Recommended books (12)", Kind.BOOK),
        ("2. Books", Kind.BOOK),
        ("Online courses", Kind.COURSE),
        (":wrench: Tools", Kind.TOOL),
        ("communities", Kind.COMMUNITY),
        ("Video recordings", Kind.RECORDING),
        ("Case studies", Kind.EXAMPLE),
        ("Useful links", Kind.LINK),
        ("Papers\n======", Kind.RESEARCH),
    ],
)
def test_heading_names_a_kind(heading: str, kind: Kind, tmp_path: Path) -> None:
    assert in_file(f"{heading}\n\n- Worms\n", tmp_path) == [Draft(title="Worms", kind=kind)]


@pytest.mark.parametrize(
    ("line", "authors", "publisher"),
    [
        ("Worms - Ada Loam", ("Ada Loam",), None),
        ("Worms – Ada Loam & Bo Clay", ("Ada Loam", "Bo Clay"), None),
        ("Worms — Ada Loam, Bo Clay, and Cleo Humus", ("Ada Loam", "Bo Clay", "Cleo Humus"), None),
        ("Worms -Ada Loam", ("Ada Loam",), None),
        ("Worms | Acme Press", (), "Acme Press"),
        ("Worms - Ada and Bo Loam", ("Ada Loam", "Bo Loam"), None),
        ("Worms - Prof. Ada van der Loam, PhD", ("Prof. Ada van der Loam, PhD",), None),
        ("Worms - A. B. Loam et al.", ("A. B. Loam",), None),
        ("Worms - Jean-Luc O'Loam, University of Soil", ("Jean-Luc O'Loam",), "University of Soil"),
        ("Worms - Acme Press, Ada Loam", ("Ada Loam",), "Acme Press"),
        ("Worms - Ada McLoam, Growth, Soil and People", ("Ada McLoam",), "Growth, Soil and People"),
        ("Worms - Ada Loam - Mind the Soil", ("Ada Loam",), "Mind the Soil"),
        ("Worms by Ada Loam", ("Ada Loam",), None),
        ("Worms, by Ada Loam, Acme Press", ("Ada Loam",), "Acme Press"),
        ("Worms - LivUni CIE", (), "LivUni CIE"),
        ("Worms - NASA", (), "NASA"),
        ("Worms - dev.to", (), "dev.to"),
        ("Worms - Barnes & Noble", (), "Barnes & Noble"),
        ("Worms - Ada Loam (2019)", ("Ada Loam",), None),
        ("Worms -", (), None),
        ("**Worms**", (), None),
    ],
)
def test_what_stands_behind_the_title_is_people_or_a_publisher(
    line: str, authors: tuple[str, ...], publisher: str | None, tmp_path: Path
) -> None:
    year = 2019 if "2019" in line else None

    assert in_file(f"Articles\n- {line}\n", tmp_path) == [
        Draft(title="Worms", kind=Kind.ARTICLE, authors=authors, publisher=publisher, year=year)
    ]


@pytest.mark.parametrize(
    "title",
    [
        "EP-32 Building with worms",
        "Step by step: worms in practice",
        "Worms - a guide for beginners",
        "Worms - What nobody ever told you about them and you never asked",
        "Worms - Why?",
        "On–off gardening",
    ],
)
def test_title_keeps_a_dash_or_by_that_names_nobody(title: str, tmp_path: Path) -> None:
    assert in_file(f"Articles\n- {title}\n", tmp_path) == [Draft(title=title, kind=Kind.ARTICLE)]


def test_podcast_names_its_show_even_if_it_is_called_like_a_person(tmp_path: Path) -> None:
    assert in_file("Podcasts\n- Worms - Ada Loam\n", tmp_path) == [
        Draft(title="Worms", kind=Kind.PODCAST, publisher="Ada Loam")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "[Worms](https://worms.example/) - Ada Loam",
        "Worms (https://worms.example/) - Ada Loam",
        "Worms - Ada Loam <https://worms.example/>",
        "Worms - Ada Loam: https://worms.example/",
        "Worms - Ada Loam - [link](https://worms.example/)",
    ],
)
def test_address_is_found_wherever_it_stands(line: str, tmp_path: Path) -> None:
    assert in_file(f"Articles\n- {line}\n", tmp_path, form="list") == [
        Draft(title="Worms", kind=Kind.ARTICLE, authors=("Ada Loam",), address="https://worms.example/")
    ]


def test_items_under_a_heading_of_no_kind_must_read_like_titles(tmp_path: Path) -> None:
    text = "Soil\n- Worms\n- it can be a thankless task\n- The end of it.\n- worms at work - Ada Loam\n"

    assert in_file(text, tmp_path) == [
        Draft(title="Worms", tags=("Soil",)),
        Skip(line=3, what="it can be a thankless task", reason="reads like a sentence, not like a title"),
        Skip(line=4, what="The end of it.", reason="reads like a sentence, not like a title"),
        Draft(title="worms at work", authors=("Ada Loam",), tags=("Soil",)),
    ]


def test_heading_of_no_kind_under_a_kind_keeps_the_kind(tmp_path: Path) -> None:
    assert in_file("Books\nSoil\n- Worms\n\nLawns\n- Mowing\n", tmp_path) == [
        Draft(title="Worms", kind=Kind.BOOK, tags=("Soil",)),
        Draft(title="Mowing", tags=("Lawns",)),
    ]


def test_list_that_a_sentence_introduces_is_prose(tmp_path: Path) -> None:
    text = "Let us start with the positives:\n- it is fun\n\nBooks\n- Worms\n"

    assert in_file(text, tmp_path) == [Draft(title="Worms", kind=Kind.BOOK)]


def test_words_that_were_decoded_wrongly_are_repaired() -> None:
    assert example("damaged-greek.txt") == [
        Draft(title="Ada’s worms", kind=Kind.ARTICLE, authors=("Ada Loam",)),
        Draft(title="What is “soil” when it rains?", kind=Kind.ARTICLE, authors=("Bo Clay",)),
        Draft(title="Everyone’s garden", kind=Kind.BOOK),
    ]


def test_utf_8_that_was_read_as_western_is_decoded_again(tmp_path: Path) -> None:
    assert in_file("Articles\n- Adaâ€™s cafÃ© â€“ Zoë Loam\n- Château de terre\n", tmp_path) == [
        Draft(title="Ada’s café", kind=Kind.ARTICLE, authors=("Zoë Loam",)),
        Draft(title="Château de terre", kind=Kind.ARTICLE),
    ]


def test_real_greek_letters_stay(tmp_path: Path) -> None:
    assert in_file("Books\n- Το βιβλίο της γης\n- TGF-β and α in π - Ada Loam\n", tmp_path) == [
        Draft(title="Το βιβλίο της γης", kind=Kind.BOOK),
        Draft(title="TGF-β and α in π", kind=Kind.BOOK, authors=("Ada Loam",)),
    ]


def test_export_has_the_plain_form_where_it_is_understood(tmp_path: Path) -> None:
    there_and_back(
        "list",
        [
            Draft(title="Worms", kind=Kind.BOOK, authors=("Ada Loam", "Bo Clay"), publisher="Acme Press", year=2019),
            Draft(title="Soil", kind=Kind.BOOK, address="https://soil.example/"),
            Draft(title="Ducks - Ada Loam", kind=Kind.VIDEO, authors=("ducks",)),
            Draft(title="Anything"),
        ],
        tmp_path / "list.txt",
    )

    assert (tmp_path / "list.txt").read_text().splitlines() == [
        "Books",
        "- Worms - Ada Loam & Bo Clay, Acme Press (2019)",
        "- [Soil](https://soil.example/)",
        "",
        "Videos",
        r"- Ducks \- Ada Loam - ducks;",
        "",
        "Other",
        "- Anything",
    ]
