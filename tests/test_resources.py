"""Sharing and keeping resources, as conversations."""

from __future__ import annotations

import pytest

from bot.identity import Role
from tests.library import found, share, share_many, titles
from tests.talk import Talk, TestClock

# --- adding -------------------------------------------------------------------------------------------------------


async def test_shared_resource_is_found_by_its_tag(ada: Talk) -> None:
    await ada('/resource add https://example.org/loops title:"Loops for all" kind:article tags:loops')

    assert await ada("/resource find #loops") == (
        "Found for #loops\n\n"
        "Loops for all <https://example.org/loops>\narticle\nnumber 1 · #loops\n[Useful 1]\n\n"
        "[Share here]\n\n1 in all."
    )


async def test_everything_that_is_said_about_a_resource_is_kept(ada: Talk) -> None:
    added = await ada(
        '/resource add https://example.org/loops title:"Loops" kind:course tags:"loops, retro" '
        'authors:"Ann Lee & Bo Lind" publisher:"The Press" year:2024 language:en-GB minutes:1h30m level:advanced '
        'cost:paid why:"Short and kind" description:"About feedback"'
    )

    about = (
        "\n\nLoops <https://example.org/loops>\nShort and kind\nAbout feedback\n\n"
        "Kind: course\nBy: Ann Lee, Bo Lind\nPublisher: The Press\nYear: 2024\nLanguage: en-gb\nTakes: 90 minutes\n"
        "Level: advanced\nCost: paid\nTags: #loops #retro\nFound by: Ada\n\n"
        "[Useful 1] [Share here] [Open example.org <https://example.org/loops>]\n\nnumber 1"
    )
    assert added == f"Added to the library as number 1{about}"
    assert await ada("/resource show 1") == f"From the library{about}"


async def test_form_asks_for_what_is_missing_and_keeps_what_was_said(ada: Talk) -> None:
    asked = await ada('/resource add https://example.org/feedback-loops why:"Short and kind" year:2024')

    assert asked == (
        "Add to the library\n"
        "  title (required): How it is called = Feedback loops (example.org)\n"
        "  kind (required): What it is (article, research, podcast, video, book, course, tool, community, recording, "
        "example, answer, link)\n"
        "  tags (required): Tags, parted by spaces\n"
        "  why: Why it is good = Short and kind\n"
        "  authors: Who made it\n"
        'Fill it in: /fill title:"…" kind:article tags:"…" why:"…" authors:"…"'
    )
    assert await found(ada, "") == []
    added = await ada("/fill kind:article tags:loops")
    assert added.startswith(
        "Added to the library as number 1\n\nFeedback loops (example.org) <https://example.org/feedback-loops>\n"
    )
    assert "Short and kind\n" in added
    assert "Year: 2024\n" in added


async def test_form_can_be_mended_after_a_refusal(ada: Talk) -> None:
    await ada("/resource add Loops")

    assert (await ada("/fill kind:article tags:!")).startswith("“!” cannot be a tag: it has no letters or digits.")
    assert (await ada("/fill tags:loops")).startswith("Added to the library as number 1\n")


async def test_form_keeps_that_new_tags_are_wanted(ada: Talk) -> None:
    await share(ada, "One", tags="facilitation")

    answer = await ada("/resource add Two new-tags:yes", "/fill kind:book tags:facilitating")

    assert "Tags: #facilitating\n" in answer


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "video"),
        ("https://vimeo.com/123456", "video"),
        ("https://doi.org/10.1000/182", "research"),
    ],
)
async def test_kind_is_guessed_from_the_address_where_that_is_safe(ada: Talk, address: str, kind: str) -> None:
    assert f"Kind: {kind}\n" in await ada(f"/resource add {address} title:One tags:loops")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("javascript:alert(1)", "Addresses that begin with javascript: are not kept. Only http and https"),
        ("ftp://example.org/file", "Addresses that begin with ftp: are not kept. Only http and https addresses are."),
        ("https://ada:hunter2@example.org/", "There is a user name or a password in that address."),
        ("Loops year:20000", "20000 is not a year from 1000 to 2028. Write for example year:2024."),
        ("Loops year:soon", "“soon” is not a year. Write for example year:2024."),
        ("Loops minutes:ages", "“ages” is not a length of time. Write minutes:15m or minutes:1h30m."),
        ("Loops language:English", "“English” is not a language. Write its short form, for example language:en or"),
        ("Loops kind:vidoe", "kind cannot be “vidoe”. Did you mean video? It is one of article,"),
        ("Loops authors:a;b authors:c", "authors is given twice. Give it once."),
        ("Loops titel:Two", "/resource add has no option titel:. Did you mean title:? If it is part of a text, put"),
        (f"{'x' * 301} kind:book tags:loops", "title is too long: 301 characters, at most 300. Please say it shorter."),
        (f"Loops why:{'x' * 1001}", "why is too long: 1,001 characters, at most 1,000. Please say it shorter."),
        (f"Loops kind:book tags:{'-'.join(['long'] * 7)}", "cannot be a tag: it has 34 characters."),
    ],
)  # fmt: skip
async def test_what_cannot_be_kept_is_refused_with_a_sentence(ada: Talk, said: str, answer: str) -> None:
    refused = await ada(f"/resource add {said}")

    assert answer in refused
    assert "hunter2" not in refused
    assert await found(ada, "") == []


@pytest.mark.parametrize(("count", "is_taken"), [(19, True), (20, True), (21, False)])
async def test_resource_carries_at_most_twenty_tags(ada: Talk, count: int, is_taken: bool) -> None:
    names = " ".join(letter * 3 for letter in "abcdefghijklmnopqrstu"[:count])

    answer = await ada(f"/resource add One kind:book tags:'{names}' tags:\"{names}\"".replace(f"tags:'{names}' ", ""))

    assert answer.startswith("Added to the library") is is_taken
    assert is_taken or answer == (
        "21 tags are too many for one resource; it carries at most 20. Please choose the ones that matter."
    )


# --- the same thing again -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        "https://example.org/loops",
        "http://www.example.org/loops/",
        "HTTPS://EXAMPLE.ORG/loops?utm_source=chat",
        "https://example.org/loops#part",
    ],
)
async def test_same_address_is_not_added_twice_and_both_finders_are_credited(ada: Talk, again: str) -> None:
    await ada("/resource add https://example.org/loops title:Loops kind:article tags:loops")
    bob = ada.as_("Bob")

    answer = await bob(f'/resource add {again} title:"Another title" tags:retro')

    assert answer.startswith(
        "In the library already, as number 1: your tags are on it and you are named among its finders\n\nLoops <"
    )
    assert "Tags: #loops #retro\nFound by: Ada, Bob\n" in answer
    assert await found(ada, "") == ["Loops"]
    assert await bob("/resource mine") == (
        "What you have found, newest first\n\n"
        "Loops <https://example.org/loops>\narticle\nnumber 1 · #loops #retro\n[Useful 1]\n\n1 shown."
    )


async def test_same_title_and_kind_is_the_same_thing_where_there_is_no_address(ada: Talk) -> None:
    await share(ada, "Café Culture", kind="book", tags="loops")

    answer = await ada.as_("Bob")('/resource add "CAFE culture!" kind:book')

    assert answer.startswith("In the library already, as number 1: you are named among its finders\n")
    await share(ada, "Café Culture", kind="video", tags="loops")
    assert len(await found(ada, "cafe")) == 2


async def test_retired_thing_that_is_added_again_is_said_to_be_retired(ada: Talk) -> None:
    await share(ada, "Loops", kind="book")
    await ada("/resource retire 1 outdated")

    answer = await ada("/resource add Loops kind:book")

    assert answer.startswith(
        "In the library already, as number 1, but retired: you are named among its finders\n\nLoops\n"
    )
    assert "Retired: outdated\n" in answer


# --- changing -----------------------------------------------------------------------------------------------------


async def test_member_edits_what_they_added(ada: Talk) -> None:
    await share(ada, "Loops", kind="article", year="2020")

    edited = await ada('/resource edit 1 title:"Feedback loops" kind:book year:- address:https://example.org/a')

    assert edited == (
        "Changed: number 1\n\nFeedback loops <https://example.org/a>\n\nKind: book\nTags: #loops\n\n"
        "[Useful 1] [Share here] [Open example.org <https://example.org/a>]\n\nnumber 1"
    )
    assert await found(ada, "feedback kind:book") == ["Feedback loops"]
    assert await found(ada, "kind:article") == []
    assert (await ada("/resource edit 1 kind:book")).startswith("Nothing was different: number 1\n")


async def test_edit_without_changes_opens_a_form_with_what_is_there(ada: Talk) -> None:
    await share(ada, "Loops", authors="Ann Lee")

    assert await ada("/resource edit 1") == (
        "Change number 1\n"
        "  title (required): How it is called = Loops\n"
        "  address: Its address, or - for none\n"
        "  authors: Who made it, parted by commas, or - for nobody = Ann Lee\n"
        "  publisher: Who published it, or - for nobody\n"
        "  why: Why it is good, or - for nothing\n"
        'Fill it in: /fill title:"…" address:"…" authors:"…" publisher:"…" why:"…"'
    )
    assert (await ada("/fill authors:-")).startswith("Changed: number 1\n\nLoops\n\nKind: article\nTags: #loops\n")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("title:-", 'A title cannot be taken away. Write title:"How it is called".'),
        ("year:999", "999 is not a year from 1000 to 2028. Write for example year:2024."),
        ("title:Two kind:article", "Number 2 is that already. See /resource show 2."),
        ("address:javascript:alert(1)", "Addresses that begin with javascript: are not kept."),
    ],
)
async def test_edit_that_cannot_be_is_refused_and_changes_nothing(ada: Talk, said: str, answer: str) -> None:
    await share(ada, "Loops")
    await share(ada, "Two")
    before = await ada.all(["/resource show 1", "/resource history 1"])

    assert answer in await ada(f"/resource edit 1 {said}")
    assert await ada.all(["/resource show 1", "/resource history 1"]) == before


async def test_tags_are_put_on_and_taken_off(ada: Talk, curator: Talk) -> None:
    await share(ada, "Loops", tags="loops")
    await curator("/tag alias loops cycles")

    assert await ada.all([
        "/resource tag 1 retro, mob programming", "/resource tag 1 cycles", "/resource untag 1 #Cycles retro",
        "/resource untag 1 mob-programming", "/resource untag 1 loops", "/resource untag 1 lops", "/resource tag 1 ,",
        "/resource untag 1 #",
    ]) == [
        "Number 1 carries #loops #mob-programming #retro now.",
        "Number 1 carries #loops #mob-programming #retro now.",
        "Number 1 carries #mob-programming now.",
        "Number 1 carries no tags now.",
        "Number 1 does not carry #loops. It carries no tags.",
        "There is no tag #lops. Did you mean #loops?",
        "There is no tag in “,”. Write for example tags:loops.",
        "There is no tag in “#”. Write for example tags:loops.",
    ]  # fmt: skip
    assert await found(ada, "#loops") == []


async def test_tagging_without_a_tag_does_not_take_those_of_the_channel(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await share(ada, "Two", tags="retro")
    await curator("/tag channel loops")

    assert await ada("/resource tag 2 ,") == "There is no tag in “,”. Write for example tags:loops."


async def test_retired_resource_is_out_of_every_search_until_it_is_restored(ada: Talk) -> None:
    await share(ada, "Old loops")
    await share(ada, "New loops")

    retired = await ada('/resource retire 1 "The page is gone" superseded-by:2')

    assert retired == "Number 1, “Old loops”, is retired: The page is gone\n[Restore]"
    assert await found(ada, "loops") == ["New loops"]
    assert await found(ada, "#loops") == ["New loops"]
    assert titles(await ada("/tag show loops")) == ["New loops"]
    assert await ada("/resource show 1") == (
        "From the library\n\nOld loops\n\nKind: article\nTags: #loops\nFound by: Ada\n"
        "Retired: The page is gone; number 2 took its place\n\nnumber 1"
    )
    assert "number 1 · #loops · retired" in await ada("/resource mine")
    assert await ada("/resource retire 1 again") == (
        "Number 1 is retired already. To bring it back: /resource restore 1."
    )
    assert await ada("/resource useful 1") == "Number 1 is retired. To see why: /resource show 1."
    await ada("/resource find")
    assert await ada("/resource restore 1") == "Number 1, “Old loops”, is back in the library."
    assert await found(ada, "#loops") == ["New loops", "Old loops"]
    assert await ada("/resource restore 1") == "Number 1 is not retired. See /resource show 1."


async def test_button_brings_a_retired_resource_back(ada: Talk) -> None:
    await share(ada, "Loops")

    assert await ada("/resource retire 1 gone", "/press Restore") == "Number 1, “Loops”, is back in the library."


@pytest.mark.parametrize("number", [1, 3, 99])
async def test_only_another_one_in_use_can_take_the_place(ada: Talk, number: int) -> None:
    await share(ada, "One")
    await share(ada, "Two")
    await share(ada, "Three")
    await ada("/resource retire 3 gone")

    refused = await ada(f"/resource retire 1 gone superseded-by:{number}")

    assert refused in {
        f"Number {number} cannot take its place. Name another one that is in use.",
        "There is no number 99 in the library. Find what you mean with /resource find.",
    }
    assert await found(ada, "one") == ["One"]


async def test_retiring_without_a_reason_asks_for_it(ada: Talk) -> None:
    await share(ada, "One")

    assert await ada("/resource retire 1") == (
        "Take a resource out of every search, with a reason\n"
        "  reason (required): Why: gone, outdated, replaced\n"
        'Fill it in: /fill reason:"…"'
    )
    assert await ada("/fill gone") == "Number 1, “One”, is retired: gone\n[Restore]"


@pytest.mark.parametrize(("size", "is_taken"), [(299, True), (300, True), (301, False)])
async def test_reason_has_at_most_300_characters(ada: Talk, size: int, is_taken: bool) -> None:
    await share(ada, "One")

    answer = await ada(f"/resource retire 1 {'x' * size}")

    assert ("is retired" in answer) is is_taken
    assert is_taken or answer == "A reason has at most 300 characters. Please say it shorter."


# --- who may ------------------------------------------------------------------------------------------------------

CHANGES = [
    "/resource edit 1 title:Two",
    "/resource edit 1",
    "/resource tag 1 retro",
    "/resource untag 1 loops",
    "/resource retire 1 gone",
    "/resource restore 1",
]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.HOST])
async def test_members_leave_alone_what_others_added(ada: Talk, role: Role) -> None:
    await share(ada, "One")
    before = await ada.all(["/resource show 1", "/resource history 1", "/tag list"])

    answers = await ada.as_("Bob", role).all(CHANGES)

    refused = "Number 1 was added by someone else. Please ask a curator, or the person who added it."
    assert answers == [refused] * len(CHANGES)
    assert await ada.all(["/resource show 1", "/resource history 1", "/tag list"]) == before


@pytest.mark.parametrize("role", [Role.CURATOR, Role.ORGANISER])
async def test_curators_change_everything(ada: Talk, role: Role) -> None:
    await share(ada, "One")

    answers = await ada.as_("Cory", role).all(CHANGES)

    assert [answer.split("\n")[0] for answer in answers] == [
        "Changed: number 1",
        "Change number 1",
        "Number 1 carries #loops #retro now.",
        "Number 1 carries #retro now.",
        "Number 1, “Two”, is retired: gone",
        "Number 1, “Two”, is back in the library.",
    ]


async def test_second_finder_does_not_own_it(ada: Talk) -> None:
    await share(ada, "One", kind="book")
    bob = ada.as_("Bob")
    await bob("/resource add One kind:book")

    assert (await bob("/resource edit 1 title:Two")).startswith("Number 1 was added by someone else.")


@pytest.mark.parametrize("command", ["show", "edit", "history", "restore", "useful"])
async def test_number_that_is_not_there_is_answered_alike(ada: Talk, command: str) -> None:
    assert await ada(f"/resource {command} 99") == (
        "There is no number 99 in the library. Find what you mean with /resource find."
    )


async def test_what_is_no_number_is_refused(ada: Talk) -> None:
    for number in ("0", "-1", "one", "1.5", "2000000001", "9" * 30, "١"):
        assert await ada(f"/resource show {number}") == (
            f"number is not a whole number from 1 to 2,000,000,000: “{number}”. Write for example number:1."
        )


# --- thanks, history, mine ----------------------------------------------------------------------------------------


async def test_useful_counts_each_person_once_and_can_be_taken_back(ada: Talk) -> None:
    await share(ada, "One")
    bob = ada.as_("Bob")

    assert await ada("/resource find", "/press Useful 1") == "Thank you. “One”: you are the first."
    assert await bob("/resource useful 1") == "Thank you. “One”: useful to 2 people so far."
    assert "number 1 · #loops · useful to 2\n" in await ada("/resource find")
    assert await ada("/resource useful 1") == "Your vote for “One” is taken back."
    assert "Useful to: 1\n" in await ada("/resource show 1")


async def test_history_says_who_changed_what_and_when(ada: Talk, curator: Talk, clock: TestClock) -> None:
    await share(ada, "One", kind="book")
    clock.advance(minutes=1)
    await ada('/resource edit 1 title:"Number one" year:2024')
    clock.advance(minutes=1)
    await ada("/resource tag 1 retro")
    await curator("/resource untag 1 loops", "/resource retire 1 gone", "/resource restore 1")
    await ada.as_("Bob")('/resource add "Number one" kind:book')

    assert await ada("/resource history 1") == (
        "History of number 1: Number one\n\n"
        "2026-11-24 12:02 UTC · Bob · found again\n"
        "2026-11-24 12:02 UTC · Cory · restored\n"
        "2026-11-24 12:02 UTC · Cory · retired · reason: nothing → gone\n"
        "2026-11-24 12:02 UTC · Cory · untagged · tags: loops retro → retro\n"
        "2026-11-24 12:02 UTC · Ada · tagged · tags: loops → loops retro\n"
        "2026-11-24 12:01 UTC · Ada · edited · title: One → Number one; year: nothing → 2024\n"
        "2026-11-24 12:00 UTC · Ada · added"
    )


async def test_mine_is_what_one_has_found_newest_first(ada: Talk) -> None:
    bob = ada.as_("Bob")
    for number in range(1, 13):
        await share(ada, f"Part {number}")
    await share(bob, "Other")

    first, second = await ada.all(["/resource mine", "/press Older"])

    assert titles(first) == [f"Part {number}" for number in range(12, 2, -1)]
    assert first.startswith("What you have found, newest first\n\nPart 12\n")
    assert first.endswith("[Older]\n\n10 shown, and there are more.")
    assert titles(second) == ["Part 2", "Part 1"]
    assert titles(await bob("/resource mine")) == ["Other"]


async def test_nothing_found_yet_says_how_to_begin(ada: Talk) -> None:
    assert await ada("/resource mine") == (
        "You have not added anything yet. The first thing goes in with /resource add."
    )


async def test_pages_of_what_one_has_found_turn_both_ways(ada: Talk) -> None:
    await share_many(ada, 23)
    first = await ada("/resource mine")

    second = await ada("/press Older")
    await ada("/press Older")

    assert await ada("/press Newer") == second
    assert await ada("/press Newer") == first
