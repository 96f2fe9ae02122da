"""Taking in whole files: each thing once, however often; and the real files that this project is held against."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from adapters.files import read
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Community, Member
from bot.intake import AT_ONCE, Item, Tally, dry_run, take_in
from bot.resources import Draft, Kind, Skip, TagDraft
from storage.database import Database
from storage.store import SqlStore
from tests.library import found, share, titles
from tests.talk import Talk, TestClock

INPUTS = Path(__file__).parent.parent.parent / "shared" / "inputs"
ARTICLE = INPUTS / "community-of-practice.txt"
#: How many entries of each kind the article lists.
LISTED = {"article": 15, "research": 1, "podcast": 10, "video": 4, "book": 4, "example": 13}

needs_inputs = pytest.mark.skipif(not INPUTS.is_dir(), reason="The real inputs are not beside this checkout.")


async def met(dispatcher: Dispatcher, ada: Talk) -> tuple[Community, Member]:
    """Ada and her community, as they are known once she has said something."""
    await ada("/help")
    async with dispatcher.store.read() as unit:
        known = await unit.people.who(ada.request("/help").account)
    assert known
    return known


async def taken(dispatcher: Dispatcher, ada: Talk, items: Iterable[Item], *tags: str) -> Tally:
    community, member = await met(dispatcher, ada)
    return await take_in(dispatcher.store, community, member, items, tags, TestClock().now())


async def shown(ada: Talk, kind: str) -> int:
    """How many of a kind are shown on all pages."""
    page = await ada(f"/resource find #community-practice kind:{kind}")
    count = len(titles(page))
    while "[Older]" in page:
        page = await ada("/press Older")
        count += len(titles(page))
    return count


def counts(tally: Tally) -> tuple[int, int, int]:
    return tally.added, tally.merged, len(tally.skips)


# --- the real input -----------------------------------------------------------------------------------------------


@needs_inputs
async def test_article_is_taken_in_whole_and_once(dispatcher: Dispatcher, ada: Talk) -> None:
    first = await taken(dispatcher, ada, read(ARTICLE), "community-practice")
    second = await taken(dispatcher, ada, read(ARTICLE), "community-practice")

    assert first.added == 47
    assert (second.added, second.merged) == (0, 47)
    assert {kind: await shown(ada, kind) for kind in LISTED} == LISTED
    assert (await ada("/resource find #community-practice kind:podcast")).endswith("\n10 in all.")


@needs_inputs
@pytest.mark.parametrize(
    "name",
    ["awesome.md", "programming-feeds.opml", "bookmarks-small.html", "bookmarks-firefox_flat.html",
     "bookmarks-chromium_flat.html"],
)  # fmt: skip
async def test_real_export_is_not_doubled(dispatcher: Dispatcher, ada: Talk, name: str) -> None:
    file = INPUTS / name
    first = await taken(dispatcher, ada, read(file))
    listed = await ada("/tag list")
    second = await taken(dispatcher, ada, read(file))

    assert first.added > 0
    assert (second.added, second.merged) == (0, first.added + first.merged)
    assert await ada("/tag list") == listed


# --- each thing once ----------------------------------------------------------------------------------------------


async def test_same_things_in_one_file_become_one(dispatcher: Dispatcher, ada: Talk) -> None:
    items = [
        Draft(title="Loops", kind=Kind.BOOK, tags=("Feedback loops",)),
        Draft(title="LOOPS!", kind=Kind.BOOK, tags=("retro",)),
        Draft(title="Page", address="https://example.org/a"),
        Draft(title="Same page", address="http://www.example.org/a/?utm_source=x"),
        Draft(title="Loops", kind=Kind.VIDEO),
    ]

    assert counts(dry_run(items, TestClock().now())) == (3, 2, 0)
    assert counts(await taken(dispatcher, ada, items)) == (3, 2, 0)
    assert counts(await taken(dispatcher, ada, items)) == (0, 5, 0)
    assert "Tags: #feedback-loops #retro\n" in await ada("/resource show 1")


@pytest.mark.parametrize("count", [AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 1])
async def test_file_is_taken_in_small_steps(dispatcher: Dispatcher, ada: Talk, count: int) -> None:
    steps: list[int] = []
    community, member = await met(dispatcher, ada)
    items = (Draft(title=f"Part {number}", kind=Kind.BOOK) for number in range(count))

    tally = await take_in(
        dispatcher.store,
        community,
        member,
        items,
        ["loops"],
        TestClock().now(),
        progress=lambda so_far: steps.append(so_far.added),
    )

    assert counts(tally) == (count, 0, 0)
    assert steps == [*range(AT_ONCE, count, AT_ONCE), count]


async def test_import_that_broke_off_is_gone_on_with(dispatcher: Dispatcher, ada: Talk) -> None:
    items = [Draft(title=f"Part {number}", kind=Kind.BOOK) for number in range(AT_ONCE + 10)]

    def breaking() -> Iterable[Item]:
        yield from items[: AT_ONCE + 5]
        raise OSError("the cable was pulled")

    with pytest.raises(OSError, match="cable"):
        await taken(dispatcher, ada, breaking())

    assert counts(await taken(dispatcher, ada, items)) == (10, AT_ONCE, 0)


async def test_what_cannot_be_kept_is_skipped_with_line_and_reason(dispatcher: Dispatcher, ada: Talk) -> None:
    items: list[Item] = [
        Draft(title="Run", address="javascript:alert(1)", line=3),
        Draft(title="", line=4),
        Skip(line=5, what="[badge]", reason="no title"),
        Draft(title="Good", kind=Kind.BOOK, line=6),
    ]

    tally = await taken(dispatcher, ada, items)

    assert [(skip.line, skip.what, skip.reason) for skip in sorted(tally.skips, key=lambda skip: skip.line)] == [
        (3, "Run", "Addresses that begin with javascript: are not kept"),
        (4, "", "It needs a title"),
        (5, "[badge]", "no title"),
    ]
    assert tally.added == 1


async def test_careless_facts_are_tidied_and_not_lost(dispatcher: Dispatcher, ada: Talk) -> None:
    item = Draft(
        title="T" * 400, kind=Kind.BOOK, authors=("A" * 200, *(f"Author {number}" for number in range(30))),
        publisher="P" * 200, year=99_999, minutes=0, language="klingon", description="d" * 3_000, why="w" * 2_000,
        tags=("x", "Communities of practice in large organisations", *(f"tag {number}" for number in range(30))),
    )  # fmt: skip

    assert counts(await taken(dispatcher, ada, [item])) == (1, 0, 0)
    shown = await ada("/resource show 1")
    assert "T" * 299 + "…" in shown
    assert "A" * 99 + "…, Author 0" in shown
    assert "Author 18\n" in shown
    assert "P" * 119 + "…\n" in shown
    assert "d" * 1_999 + "…" in shown
    assert "w" * 999 + "…" in shown
    assert "Year:" not in shown
    assert "Takes:" not in shown
    assert "Language:" not in shown
    assert shown.count("#") == 20
    assert "#communities-of-practice-in-large " in shown


async def test_date_of_a_bookmark_and_retirement_are_kept(dispatcher: Dispatcher, ada: Talk) -> None:
    item = Draft(title="Old", kind=Kind.BOOK, retired="The page is gone", added_at=TestClock().now())

    await taken(dispatcher, ada, [item])

    assert "Retired: The page is gone\n" in await ada("/resource show 1")
    assert await found(ada, "old") == []
    assert await ada("/resource restore 1") == "Number 1, “Old”, is back in the library."
    assert await found(ada, "old") == ["Old"]


# --- tags ---------------------------------------------------------------------------------------------------------


async def test_merged_name_is_not_brought_back_by_an_import(dispatcher: Dispatcher, ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="loops")
    await curator("/tag merge retro loops sure:yes")

    await taken(dispatcher, ada, [Draft(title="Three", kind=Kind.BOOK, tags=("Retro",))], "RETRO")

    assert "Tags: #loops\n" in await ada("/resource show 3")
    assert "#retro" not in await ada("/tag list")
    assert await curator("/tag undo") == "Taken back: merged #retro into #loops."
    assert await found(ada, "#loops") == ["Three", "Two"]


async def test_facts_of_tags_come_with_the_file_and_overwrite_nothing(
    dispatcher: Dispatcher, ada: Talk, curator: Talk
) -> None:
    await share(ada, "One", tags="retro")
    await curator("/tag describe retro Ours")
    items: list[Item] = [
        TagDraft(name="retro", description="Theirs", parent="meetings", synonyms=("retros", "hindsight")),
        TagDraft(name="meetings", description="People in a room"),
        TagDraft(name="!", description="No name"),
    ]

    first = await taken(dispatcher, ada, items)
    second = await taken(dispatcher, ada, items)

    assert [skip.what for skip in first.skips] == ["tag !"]
    assert [skip.reason for skip in second.skips] == ["“!” cannot be a tag: it has no letters or digits"]
    assert (await ada("/tag show hindsight")).startswith(
        "#retro\n\nOurs\nAlso called #hindsight #retros.\nPart of #meetings.\n1 resource.\n"
    )
    assert (await ada("/tag show meetings")).startswith(
        "#meetings\n\nPeople in a room\nIncludes #retro.\n1 resource.\n"
    )


async def test_import_is_not_held_up_by_close_names(dispatcher: Dispatcher, ada: Talk) -> None:
    await share(ada, "One", tags="facilitation")

    await taken(dispatcher, ada, [Draft(title="Two", kind=Kind.BOOK, tags=("facilitating",))])

    assert "Tags: #facilitating\n" in await ada("/resource show 2")


# --- beside others who write --------------------------------------------------------------------------------------


async def test_import_is_not_given_up_while_others_write(
    sqlite_address: str, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.session.BUSY_MILLISECONDS", 200)
    database = Database(sqlite_address)
    store, now = SqlStore(database), clock.now()
    async with store.write() as unit:
        account = AccountKey(platform="console", workspace="Guild", user="ada")
        community, member = await unit.people.welcome(account, "Ada", "Guild", now)
    items: list[Item] = [Draft(line=1, title="Meetings", kind=Kind.ARTICLE), Skip(line=2, what="?", reason="nothing")]

    with closing(sqlite3.connect(sqlite_address.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        importing = asyncio.create_task(take_in(store, community, member, items, (), now))
        await asyncio.sleep(0.7)
        other.execute("ROLLBACK")
        tally = await importing
    await database.close()

    assert counts(tally) == (1, 0, 1)
