"""Export and import give back what the format carries, whatever the words are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.files import CARRIES, FORMATS
from bot.resources.values import Draft, TagDraft
from tests.files.drafts import carried, drafts, precise, tag_drafts, there_and_back

anything_goes = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


# Drawing so many drafts takes most of a minute where other tests run beside, and says nothing about the code.
@pytest.mark.timeout(240)
@pytest.mark.parametrize("form", FORMATS)
@anything_goes
@given(some=st.lists(drafts, min_size=1, max_size=4))
def test_import_after_export_is_the_identity_on_what_the_format_carries(
    form: str, some: list[Draft], tmp_path: Path
) -> None:
    back = there_and_back(form, some, tmp_path / "export")

    assert [carried(each, by=form) for each in back] == [carried(each, by=form) for each in some]


@anything_goes
@given(some=st.lists(drafts, max_size=3), tags=st.lists(tag_drafts, max_size=3), moment=precise)
def test_json_loses_nothing_not_even_microseconds_or_what_tags_say(
    some: list[Draft], tags: list[TagDraft], moment: datetime, tmp_path: Path
) -> None:
    some = [*some, Draft(title="x", added_at=moment, retired="")]

    assert there_and_back("json", some, tmp_path / "export", tags=tags) == [*tags, *some]


def test_every_format_carries_titles_and_addresses() -> None:
    assert [form for form in FORMATS if not {"title", "address"} <= CARRIES[form]] == []
