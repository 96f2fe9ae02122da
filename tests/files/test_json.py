"""JSON: our own format, however it is laid out, and arrays of objects from elsewhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import InvalidInput
from bot.resources.values import Cost, Draft, Kind, Skip, TagDraft
from tests.files.drafts import example, in_file, there_and_back


def test_wrong_entries_are_skipped_with_the_field_that_is_wrong() -> None:
    kinds = "article, research, podcast, video, book, course, tool, community, recording, example, answer, link"

    assert example("damaged.json") == [
        TagDraft(name="soil", synonyms=("earth",)),
        Skip(line=3, what='{"description": "no name"}', reason="no name"),
        Draft(title="Worms", kind=Kind.BOOK, tags=("soil",), added_at=datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)),
        Skip(line=6, what='{"title": "Wrong kind", "kind": "bok"}', reason=f"kind is none of {kinds}"),
        Skip(line=7, what='{"title": "Wrong year", "year": "2019"}', reason="year is not a whole number"),
        Skip(line=8, what='{"title": "Wrong tags", "tags": "soil"}', reason="tags is not a list of texts"),
        Skip(line=9, what='{"title": "Wrong date", "added_at": "yesterday"}', reason="added_at is not a date"),
        Skip(line=10, what='{"title": 12}', reason="title is not text"),
        Skip(line=11, what="17", reason="not an object"),
    ]


def test_array_of_objects_from_elsewhere_is_read_like_a_table() -> None:
    assert example("foreign.json") == [
        Draft(
            title="Worms",
            address="https://worms.example/",
            authors=("Ada Loam",),
            year=2019,
            minutes=12,
            cost=Cost.FREE,
            tags=("soil", "a;b"),
        ),
        Draft(title="https://untitled.example/", address="https://untitled.example/"),
        Skip(line=5, what='{"title": "", "url": "https://empty.example/"}', reason="no title"),
        Skip(line=6, what='"not an object"', reason="not an object"),
    ]


def test_array_within_an_object_from_elsewhere_is_read(tmp_path: Path) -> None:
    worms = '{"title": "Worms", "tags": null, "link": "https://w.example/"}'
    text = f'{{"exported": null, "empty": [], "items": [{worms}], "x": ["y"]}}'

    assert in_file(text, tmp_path) == [Draft(title="Worms", address="https://w.example/")]


def test_newer_version_is_refused() -> None:
    with pytest.raises(InvalidInput, match="written by a newer Commonplace"):
        example("newer.json")


def test_layout_makes_no_difference(tmp_path: Path) -> None:
    drafts = [Draft(title=f"Worm {number}", tags=("soil",)) for number in range(6_000)]
    there_and_back("json", drafts, tmp_path / "export")
    text = (tmp_path / "export").read_text()

    for spaced in (json.dumps(json.loads(text), indent=4), json.dumps(json.loads(text), separators=(",", ":"))):
        assert in_file(spaced, tmp_path) == drafts


def test_export_has_one_entry_a_line(tmp_path: Path) -> None:
    there_and_back("json", [Draft(title="a\nb"), Draft(title="c")], tmp_path / "x", tags=[TagDraft(name="soil")])

    assert (tmp_path / "x").read_text().splitlines() == [
        '{"format": "commonplace", "version": 1, "community": "The Village",',
        '"tags": [',
        '{"name": "soil"}',
        "],",
        '"resources": [',
        r'{"title": "a\nb"},',
        '{"title": "c"}',
        "]}",
    ]


def test_export_of_nothing_is_read_back_as_nothing(tmp_path: Path) -> None:
    assert there_and_back("json", [], tmp_path / "x") == []


def test_half_of_a_surrogate_pair_is_left_out(tmp_path: Path) -> None:
    text = r'{"format": "commonplace", "version": 1, "resources": [{"title": "a\ud800b", "tags": ["\udc00c"]}]}'

    assert in_file(text, tmp_path) == [Draft(title="ab", tags=("c",))]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1', "it ends too early, it may be cut off"),
        ('{"a": "x', "it ends too early, it may be cut off"),
        ("[1,", "it ends too early, it may be cut off"),
        ("[1 2]", ", or ] was expected"),
        ('{"a" 1}', ": was expected"),
        ("{1: 2}", "a name is missing"),
        ("[NaN]", "a value is not JSON"),
        ("[1] 2", "something follows after its end"),
        ("[" + "9" * 5000 + "]", "a value is not JSON"),
        ("words", "it does not begin with { or ["),
    ],
)
def test_what_is_no_json_is_refused_with_the_line(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        in_file(f"\n{text}", tmp_path, form="json")

    assert refused.value.message == f"some.file is not usable JSON: {reason} (line 2)."


def test_number_at_the_end_of_a_block_goes_on_in_the_next(tmp_path: Path) -> None:
    text = "[" + " " * (256 * 1024 - 2) + "12]"

    assert in_file(text, tmp_path) == [Skip(line=1, what="12", reason="not an object")]
