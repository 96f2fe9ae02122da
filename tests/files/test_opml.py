"""OPML: outlines around a link are tags, and what programs write wrongly is read rightly."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.files import read
from bot.errors import InvalidInput
from bot.resources.values import Draft, Kind, Skip
from tests.files.drafts import INPUTS, example, in_file

FEEDS = INPUTS / "programming-feeds.opml"


def test_nested_outlines_categories_and_descriptions_are_read() -> None:
    assert example("feeds.opml") == [
        Draft(
            title="Soil & Co",
            address="https://soil.example/",
            description="All about soil",
            tags=("science", "soil", "worms", "Gardening"),
            added_at=datetime(2020, 9, 14, 12, tzinfo=UTC),
        ),
        Draft(
            title="Worm Talk",
            kind=Kind.PODCAST,
            address="https://pod.example/feed?a=1&b=2",
            tags=("Gardening", "Pods"),
        ),
        Draft(
            title="Damaged",
            address="https://damaged.example/feed",
            description='By <a href="https://x.example" rel="me">X</a> & friends…',
            tags=("Gardening",),
        ),
        Skip(line=12, what="No address", reason="no address"),
        Draft(title="https://untitled.example/feed", address="https://untitled.example/feed"),
        Skip(line=14, what="A script", reason="not a web address (javascript:)"),
    ]


@pytest.mark.skipif(not FEEDS.exists(), reason="the real export is not beside the repository")
def test_real_export_with_html_in_an_attribute_is_read_to_its_end() -> None:
    found = list(read(FEEDS))

    assert len(found) == 50
    assert {each.tags for each in found if isinstance(each, Draft)} == {("Programming",)}


@pytest.mark.parametrize(
    "outline",
    [
        '<outline text="Soil" htmlUrl="https://s.example/" xmlUrl="https://s.example/feed"/>',
        '<outline title="Soil" xmlUrl="https://s.example/"></outline>',
        "<OUTLINE TEXT='Soil' URL='https://s.example/' />",
        '<outline text="Soil" htmlUrl="feed:x" xmlUrl="https://s.example/"/>',
        '<o:outline xmlns:o="http://opml.example" text="Soil" url="https://s.example/"/>',
        '<outline text="So&#x01;il\x02" url="https://s.example/"/>',
    ],
)
def test_outline_is_understood_in_every_manner(outline: str, tmp_path: Path) -> None:
    assert in_file(f"<opml><body>{outline}</body></opml>", tmp_path) == [
        Draft(title="Soil", address="https://s.example/")
    ]


def test_own_category_goes_before_the_outlines_around(tmp_path: Path) -> None:
    text = (
        '<opml><body><outline text="Feeds"><outline text="📚 Soil:">'
        '<outline text="x" url="https://x.example" category="b,Soil"/></outline></outline></body></opml>'
    )

    assert in_file(text, tmp_path) == [Draft(title="x", address="https://x.example", tags=("b", "Soil"))]


def test_kind_without_address_and_title_is_skipped(tmp_path: Path) -> None:
    assert in_file('<opml><body>\n<outline type="podcast"/></body></opml>', tmp_path) == [
        Skip(line=2, what="", reason="no title")
    ]


def test_reference_may_be_cut_by_the_end_of_a_block(tmp_path: Path) -> None:
    outline = '<outline text="a&amp;&hellip;&lt;" url="https://x.example/?a&amp;b"/>\n'
    text = f"<opml><body>{outline * 9000}</body></opml>"

    found = in_file(text, tmp_path)

    assert set(found) == {Draft(title="a&…<", address="https://x.example/?a&b")}
    assert len(found) == 9000


def test_xml_that_is_no_opml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is XML, but not OPML"):
        in_file('<?xml version="1.0"?><rss><channel/></rss>', tmp_path)
