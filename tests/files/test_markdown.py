"""Awesome lists: what is a resource, what its headings say, and what is skipped with which reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.files import read
from bot.resources.values import Draft, Kind, Skip
from tests.files.drafts import INPUTS, example, in_file, there_and_back

AWESOME = INPUTS / "awesome.md"


def test_items_and_rows_are_resources_under_their_headings() -> None:
    assert example("awesome.md") == [
        Draft(
            title="Worm farm",
            address="https://worms.example/a_(b)?x=1&y=2",
            description="Compost & more, with worms.py.",
            tags=("Soil",),
        ),
        Draft(title="Sub worm", address="https://worms.example/sub page", description="nested.", tags=("Soil",)),
        Draft(title="Soil tester", address="https://tester.example/ph", description="measures pH.", tags=("Soil",)),
        Draft(title="Two links", address="https://two.example", description="see also the manual.", tags=("Soil",)),
        Draft(title="mow [beta]", address="https://mow.example/", tags=("Soil", "Tools for lawns")),
        Draft(title="https://bare.example/page", address="https://bare.example/page", tags=("Soil",)),
        Draft(title="Rain data", address="https://rain.example", tags=("Soil",)),
        Skip(line=22, what="Relative", reason="a relative address"),
        Skip(line=23, what="Script", reason="not a web address (javascript:)"),
        Skip(line=24, what="Mail", reason="not a web address (mailto:)"),
        Skip(line=25, what="Anchor", reason="an anchor within the file"),
        Draft(title="https://untitled.example/", address="https://untitled.example/", tags=("Soil",)),
        Draft(
            title="Moist",
            address="https://moist.example",
            description="Measures water · 2020",
            tags=("Soil", "Sensors"),
        ),
        Draft(
            title="The Worm Book",
            kind=Kind.BOOK,
            address="https://books.example/worm",
            authors=("Ada Loam",),
            tags=("Books",),
        ),
        Skip(line=42, what="Guidelines", reason='in the section "Contributing"'),
    ]


@pytest.mark.skipif(not AWESOME.exists(), reason="the real list is not beside the repository")
def test_real_list_is_read_without_its_contents_and_advertisements() -> None:
    found = list(read(AWESOME))

    assert len(found) == 684
    assert found[0] == Draft(
        title="Node.js",
        address="https://github.com/sindresorhus/awesome-nodejs#readme",
        description="Async non-blocking event-driven JavaScript runtime built on Chrome's V8 JavaScript engine.",
        tags=("Platforms",),
    )
    assert {each.line for each in found if isinstance(each, Draft) and each.title == "Track Awesome List"} != {0}


@pytest.mark.parametrize(
    "line",
    [
        "- [Worms](https://w.example/) - About worms.",
        "* [Worms](https://w.example/) – About worms.",
        "+ [Worms](https://w.example/): About worms.",
        "1. [Worms](https://w.example/) About worms.",
        "- **[Worms](https://w.example/)** -- About worms.",
        "- 🪱 [*Worms*](https://w.example/)<br>About worms.",
        '- <a href="https://w.example/">Worms</a> - About worms.',
        "- [Worms](https://w.example/ 'title') - About ![x](https://badge.example/x.svg)worms.",
        "- [ ] [Worms][w] - About worms.\n\n[w]: https://w.example/",
        "- Worms: [link](https://w.example/) - About worms.",
        "> - [Worms](https://w.example/) - About\n>   worms.",
    ],
)
def test_item_is_understood_in_every_manner(line: str, tmp_path: Path) -> None:
    expected = Draft(title="Worms", address="https://w.example/", description="About worms.", tags=("Soil",))

    assert in_file(f"## Soil\n\n{line}\n", tmp_path, form="markdown") == [expected]


def test_all_levels_but_the_title_of_the_document_are_tags(tmp_path: Path) -> None:
    text = (
        "# Awesome\n## Soil ##\n### :seedling: Seeds:\n- [x](https://x.example)\n## Lawns\n- [y](https://y.example)\n"
    )

    assert in_file(text, tmp_path) == [
        Draft(title="x", address="https://x.example", tags=("Soil", "Seeds")),
        Draft(title="y", address="https://y.example", tags=("Lawns",)),
    ]


def test_document_with_several_first_headings_has_no_title(tmp_path: Path) -> None:
    text = "# Soil\n- [x](https://x.example)\n# Lawns\n- [y](https://y.example)\n"

    assert [each.tags for each in in_file(text, tmp_path) if isinstance(each, Draft)] == [("Soil",), ("Lawns",)]


def test_table_of_contents_is_left_out_whatever_its_heading(tmp_path: Path) -> None:
    text = (
        "## Where is what\n- [Soil](#soil)\n  - [Seeds](#seeds)\n\n## Contents\n- [x](https://x.example)\n\n"
        "## Soil\n- [y](https://y.example)\n"
    )

    assert in_file(text, tmp_path) == [Draft(title="y", address="https://y.example", tags=("Soil",))]


def test_paragraphs_and_badges_are_no_resources(tmp_path: Path) -> None:
    text = "# T\n[x](https://x.example)\n\n- [![b](b.svg)](https://b.example)\n- <img src='x'> words\n"

    assert in_file(text, tmp_path, form="markdown") == []


def test_comment_that_makes_no_sense_is_only_a_comment(tmp_path: Path) -> None:
    text = '- [x](https://x.example) <!-- {"year": "x"} -->\n- [y](https://y.example) <!-- {x} --> <!-- y -->\n'

    assert in_file(text, tmp_path) == [
        Draft(title="x", address="https://x.example"),
        Draft(title="y", address="https://y.example"),
    ]


def test_item_of_our_own_without_a_title_is_skipped(tmp_path: Path) -> None:
    assert in_file("- words <!-- {} -->\n", tmp_path, form="markdown") == [
        Skip(line=1, what="words", reason="no title")
    ]


def test_export_is_a_list_to_read_with_the_rest_in_comments(tmp_path: Path) -> None:
    there_and_back(
        "markdown",
        [
            Draft(title="Worms", address="https://w.example/", description="About worms.", tags=("soil",)),
            Draft(title="Duck_s", kind=Kind.BOOK, authors=("Ada Loam",), tags=("soil", "ducks")),
            Draft(title="Video", kind=Kind.VIDEO, address="https://v.example/(x"),
        ],
        tmp_path / "list.md",
    )

    assert (tmp_path / "list.md").read_text().splitlines() == [
        "# The Village",
        "",
        "## soil",
        "",
        "- [Worms](https://w.example/) - About worms.",
        r'- **Duck\_s** <!-- {"kind": "book", "authors": ["Ada Loam"], "tags": ["soil", "ducks"]} -->',
        "",
        "## Videos",
        "",
        '- [Video](<https://v.example/(x>) <!-- {"tags": null} -->',
    ]
