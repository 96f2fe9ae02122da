"""Looking things up, as conversations: the query line, the order of the answers, pages, chance, and what is missing."""

from __future__ import annotations

import pytest

from bot.identity import Role
from tests.library import found, share, share_many, titles
from tests.talk import Talk, TestClock


async def some_library(ada: Talk, curator: Talk) -> None:
    """Six resources that differ in everything one can look for."""
    await share(
        ada, "Facilitating remote teams", tags="facilitation remote", kind="article", authors="Émilie Weber",
        minutes="10m", level="beginner", cost="free", language="en",
    )  # fmt: skip
    await share(
        ada, "Mob programming", tags="mob-programming", kind="video", publisher="Agile Talks",
        minutes="1h30m", level="advanced", cost="paid", language="de",
    )  # fmt: skip
    await share(
        ada, "The art of retrospectives", tags="retro", kind="book", authors="Bo Lind; Émilie Weber", cost="paid"
    )
    await share(ada, "Pairing up", tags="pairing", kind="podcast", why="How a facilitator listens", minutes="15")
    await share(
        ada, "Café culture", tags="loops", kind="video", description="On remote mobs", minutes="16", language="pt-br"
    )
    await share(ada, "Nothing in common", tags="c++ retro", kind="tool", minutes="45")
    await curator("/tag alias retro hindsight", "/tag parent mob-programming pairing")


FOUND = {
    "facilitation": "Facilitating remote teams, Pairing up",
    "FACILITATORS": "Facilitating remote teams, Pairing up",
    "cafe": "Café culture",
    "CAFÉ": "Café culture",
    "emilie": "Facilitating remote teams, The art of retrospectives",
    "agile": "Mob programming",
    "mobs remote": "Café culture",
    "hindsight": "Nothing in common, The art of retrospectives",
    "the art of": "The art of retrospectives",
    # quotes: words together, in this order
    '"remote teams"': "Facilitating remote teams",
    '"teams remote"': "",
    "“remote teams”": "Facilitating remote teams",
    # tags: with synonyms, everything below, alternatives, and without
    "#retro": "Nothing in common, The art of retrospectives",
    "tag:hindsight": "Nothing in common, The art of retrospectives",
    "#pairing": "Pairing up, Mob programming",
    "#c++": "Nothing in common",
    "#retro #c++": "Nothing in common",
    "#retro -#c++": "The art of retrospectives",
    "#retro -tag:c++": "The art of retrospectives",
    "-tag:hindsight -tag:pairing": "Café culture, Facilitating remote teams",
    "tag:loops|remote": "Café culture, Facilitating remote teams",
    "#loops|#remote": "Café culture, Facilitating remote teams",
    'tag:"mob programming"': "Mob programming",
    "-tag:retro|pairing|loops": "Facilitating remote teams",
    # words left out
    "remote -teams": "Café culture",
    # filters
    "kind:video": "Café culture, Mob programming",
    "kind:Videos": "Café culture, Mob programming",
    "type:book": "The art of retrospectives",
    "kind:book|podcast": "Pairing up, The art of retrospectives",
    "by:weber": "The art of retrospectives, Facilitating remote teams",
    'by:"emilie weber"': "The art of retrospectives, Facilitating remote teams",
    'author:"Agile Talks"': "Mob programming",
    "max:15m": "Pairing up, Facilitating remote teams",
    "max:14": "Facilitating remote teams",
    "max:16min": "Café culture, Pairing up, Facilitating remote teams",
    "max:1h": "Nothing in common, Café culture, Pairing up, Facilitating remote teams",
    "max:89m kind:video": "Café culture",
    "max:1h30m kind:video": "Café culture, Mob programming",
    "level:beginner": "Facilitating remote teams",
    "cost:paid": "The art of retrospectives, Mob programming",
    "lang:en": "Facilitating remote teams",
    "lang:pt": "Café culture",
    "language:PT_BR": "Café culture",
    # all of it together
    "teams kind:article #remote by:weber max:15m level:beginner cost:free lang:en": "Facilitating remote teams",
    "remote kind:book": "",
    # an address
    "https://example.org/nothing": "",
}


async def test_line_finds_what_it_says(ada: Talk, curator: Talk) -> None:
    await some_library(ada, curator)

    assert {line: ", ".join(await found(ada, line)) for line in FOUND} == FOUND


KINDS = "article, research, podcast, video, book, course, tool, community, recording, example, answer, link"
REFUSED = {
    "#facilitaton": "There is no tag #facilitaton. Did you mean #facilitation?",
    "remote -tag:retroo": "There is no tag #retroo. Did you mean #retro?",
    "tag:loops|loopy": "There is no tag #loopy. Did you mean #loops?",
    "#gardening": "There is no tag #gardening. See /tag list for all tags.",
    "#x": "“#x” cannot be a tag: it is too short. A tag has 2 to 32 letters, digits or - + # .",
    "tag:": "tag: needs something after it. For example tag:loops.",
    'tag:"|"': "tag: needs something after it. For example tag:loops.",
    "loops kind:|": "kind: needs something after it. For example kind:video.",
    "by:": 'by: needs something after it. For example by:"Emily Webber".',
    "kind:vidoe": f"There is no kind “vidoe”. Did you mean kind:video? It is one of {KINDS}.",
    "level:expert": "There is no level “expert”. It is one of beginner, intermediate, advanced.",
    "cost:fre": "There is no cost “fre”. Did you mean cost:free? It is one of free, paid.",
    "lang:English": "“English” is not a language. Write its short form, for example lang:en or lang:pt-br.",
    "max:soon": "“soon” is not a length of time. Write max:15m or max:1h30m.",
    "max:0": "“0” is not a length of time. Write max:15m or max:1h30m.",
    "levle:beginner": "There is no filter levle:. Did you mean level:? For example level:beginner.",
    "-kind:video": "kind: cannot be left out of a search. Words and tags can: -draft, -tag:loops.",
    '"remote teams': 'A quotation mark is not closed. Write it like this: "two words".',
    "*": "There is nothing to look for in “*”. Use a word that stands out, or a #tag.",
    "the of": "There is nothing to look for in “the of”. Use a word that stands out, or a #tag.",
    "x" * 301: "That is too long to look for: 301 characters, at most 300. A few words and tags are enough.",
    " ".join(
        f"word{number}" for number in range(17)
    ): "That is 17 things to look for at once; at most 16. A few words and tags are enough.",
}


async def test_line_that_cannot_be_meant_gets_one_sentence(ada: Talk, curator: Talk) -> None:
    await some_library(ada, curator)

    assert {line: await ada(f"/resource find {line}") for line in REFUSED} == REFUSED


@pytest.mark.parametrize("line", ["remote NEAR(teams)", "remote* OR teams", "(remote)", "remote'; DROP TABLE resource"])
async def test_syntax_of_databases_is_taken_for_words(ada: Talk, curator: Talk, line: str) -> None:
    await some_library(ada, curator)

    answer = await ada(f"/resource find {line}")

    assert "Nothing here for" in answer or titles(answer)
    assert await found(ada, "remote") == ["Facilitating remote teams", "Café culture"]


async def test_hit_shows_what_is_known_about_it(ada: Talk) -> None:
    await ada(
        '/resource add https://example.org/loops title:"Loops" kind:article tags:"loops, retro" '
        'authors:"Ann Lee, Bo Lind" publisher:"The Press" year:2024 language:en minutes:15m level:beginner cost:free '
        'why:"Short and kind" description:"About feedback"'
    )
    await ada("/resource useful 1")

    assert await ada("/resource find #loops kind:article") == (
        "Found for #loops kind:article\n\n"
        "Loops <https://example.org/loops>\n"
        "article · Ann Lee, Bo Lind · The Press · 2024 · 15 min · beginner · free · en\n"
        "Short and kind\n"
        "number 1 · #loops #retro · useful to one\n"
        "[Useful 1]\n\n"
        "[Share here]\n\n"
        "1 in all."
    )


async def test_address_is_found_however_it_is_written(ada: Talk) -> None:
    await ada("/resource add https://example.org/loops title:Loops kind:article tags:loops")

    assert titles(await ada("/resource find http://www.example.org/loops/?utm_source=chat")) == ["Loops"]


# --- order --------------------------------------------------------------------------------------------------------


async def test_word_in_the_title_comes_before_one_in_the_notes(ada: Talk) -> None:
    await share(ada, "Listening", tags="loops")
    await share(ada, "Something else", tags="loops", why="About listening")

    assert await found(ada, "listening") == ["Listening", "Something else"]


async def test_useful_votes_decide_among_equals(ada: Talk, curator: Talk) -> None:
    await share(ada, "Listening one", tags="loops")
    await share(ada, "Listening two", tags="loops")
    await share(ada, "Listening six", tags="loops")
    await ada("/resource useful 1", "/resource useful 2")
    await curator("/resource useful 1")

    assert await found(ada, "listening") == ["Listening one", "Listening two", "Listening six"]
    assert await found(ada, "#loops") == ["Listening one", "Listening two", "Listening six"]
    assert await found(ada, "") == ["Listening one", "Listening two", "Listening six"]


async def test_newest_comes_first_among_equals(ada: Talk, clock: TestClock) -> None:
    await share(ada, "Listening one", tags="loops")
    clock.advance(days=1)
    await share(ada, "Listening two", tags="loops")

    assert await found(ada, "listening") == ["Listening two", "Listening one"]
    assert await found(ada, "#loops") == ["Listening two", "Listening one"]


async def test_rare_word_counts_for_more_than_a_common_one(ada: Talk) -> None:
    await share(ada, "Common rare", tags="loops")
    for number in range(5):
        await share(ada, f"Common common{number}", tags="loops")
    await share(ada, "Rare common", tags="loops", why="common rare")

    assert (await found(ada, "rare common"))[0] == "Rare common"


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["#loops", "part", "part #loops", "", "#loops|retro", "-tag:retro", "kind:article"])
async def test_pages_show_every_hit_once_forwards_and_backwards(ada: Talk, line: str) -> None:
    await share_many(ada, 25)
    await share(ada, "Else", tags="retro", kind="book")
    await share(ada, "Gone", tags="retro", kind="book")
    await ada("/resource retire 26 gone", "/resource retire 27 gone")
    everything = [f"Part {number}" for number in range(25, 0, -1)]

    forwards = [titles(one) for one in await ada.all([f"/resource find {line}", "/press Older", "/press Older"])]
    backwards = [titles(one) for one in await ada.all(["/press Newer", "/press Newer"])]

    assert sum(forwards, []) == everything  # noqa: RUF017  # three short lists
    assert backwards == [forwards[1], forwards[0]]


async def test_page_tells_how_many_there_are_and_turns_in_place(ada: Talk) -> None:
    await share_many(ada, 12)

    first, second = await ada.all(["/resource find #loops", "/press Older"])

    assert first.startswith("Found for #loops\n\nPart 12\n")
    assert first.endswith("[Share here] [Older]\n\n10 shown of 12.")
    assert second == (
        "Found for #loops\n\n"
        "Part 2\narticle\nnumber 2 · #loops\n[Useful 2]\n\n"
        "Part 1\narticle\nnumber 1 · #loops\n[Useful 1]\n\n"
        "[Share here] [Newer]\n\n2 shown of 12."
    )


async def test_new_resource_does_not_move_the_pages_of_a_walk(ada: Talk) -> None:
    await share_many(ada, 12)
    first = titles(await ada("/resource find #loops"))

    await share(ada.as_("Bob"), "Part 13")
    second = titles(await ada("/press Older"))

    assert [*first, *second] == [f"Part {number}" for number in range(12, 0, -1)]


async def test_page_that_is_gone_says_so(ada: Talk, curator: Talk) -> None:
    await share_many(ada, 11)
    await ada("/resource find part")
    await curator("/resource retire 1 gone")

    assert await ada("/press Older") == "There is nothing here any more. Please search again."


# --- sharing ------------------------------------------------------------------------------------------------------


async def test_answer_is_shared_as_it_was_shown(ada: Talk) -> None:
    await share_many(ada, 12)

    first = await ada("/resource find #loops", "/press Share here")
    second = await ada("/resource find #loops", "/press Older", "/press Share here")

    assert first.startswith("shared in #general:\nAda shares: Found for #loops\n\nPart 12\n")
    assert "Older" not in first
    assert second == (
        "shared in #general:\nAda shares: Found for #loops\n\n"
        "Part 2\narticle\nnumber 2 · #loops\n[Useful 2]\n\n"
        "Part 1\narticle\nnumber 1 · #loops\n[Useful 1]"
    )


async def test_nothing_is_not_shared(ada: Talk, curator: Talk) -> None:
    await share(ada, "One")
    await ada("/resource find one")
    await curator("/resource retire 1 gone")

    assert await ada("/press Share here") == "There is nothing here any more. Please search again."


async def test_one_resource_is_shared_without_the_buttons_that_are_private(ada: Talk) -> None:
    await share(ada, "One")

    shared = await ada("/resource show 1", "/press Share here")

    assert shared.startswith("shared in #general:\nShared by Ada\n")
    assert "One\n" in shared
    assert "[Useful 1]" in shared
    assert "[Share here]" not in shared


# --- by chance ----------------------------------------------------------------------------------------------------


async def test_random_shows_one_that_fits_and_offers_another(ada: Talk) -> None:
    await share(ada, "One", tags="loops")
    await share(ada, "Two", tags="retro")

    answers = await ada.all(["/resource random #loops", "/press Another one", "/resource random"])

    assert answers[0].startswith("From the archive\n")
    assert "[Useful 1] [Share here] [Another one]" in answers[0]
    assert answers[1] == answers[0]
    assert "number 1" in answers[2] or "number 2" in answers[2]


async def test_random_from_an_empty_library_says_so(ada: Talk) -> None:
    assert await ada("/resource random") == "The library is still empty. Add the first thing with /resource add."


async def test_random_by_address_is_the_one_at_the_address(ada: Talk) -> None:
    await ada("/resource add https://example.org/loops title:Loops kind:article tags:loops")
    await share_many(ada, 20)

    assert "number 1\n" in f"{await ada('/resource random https://example.org/loops')}\n"


# --- what is missing ----------------------------------------------------------------------------------------------


async def test_search_that_finds_nothing_is_shown_to_curators_until_it_is_filled(ada: Talk, curator: Talk) -> None:
    await share(ada, "One")

    assert await ada("/resource find Impostor Syndrome") == (
        "Nothing here for “Impostor Syndrome”. The curators can see that you looked for it. "
        "Try fewer words, or share something good yourself with /resource add."
    )
    await ada("/resource find impostor syndrome", "/resource find burnout")
    assert await curator("/resource gaps") == (
        "Looked for and not found\n\n“impostor syndrome” · 2 times\n[Filled 1]\n\n“burnout” · once\n[Filled 2]"
    )
    assert await curator("/press Filled 1") == "“impostor syndrome” is off the list."
    assert await curator("/press Filled 1") == "“impostor syndrome” is off the list already."
    assert await curator("/resource gaps") == "Looked for and not found\n\n“burnout” · once\n[Filled 1]"


async def test_long_list_of_gaps_is_turned_with_a_button(ada: Talk, curator: Talk) -> None:
    await share(ada, "One")
    await ada.all([f"/resource find missing{number}" for number in range(12)])

    first, second = await curator.all(["/resource gaps", "/press More"])

    assert first.count("once") == 10
    assert first.endswith("[Filled 10]\n\n[More]")
    assert second.endswith("[Filled 12]")
    assert await curator("/resource gaps skip:30") == "There is no more."


async def test_without_gaps_curators_are_told(curator: Talk) -> None:
    assert await curator("/resource gaps") == "Every search has found something so far."


async def test_empty_library_is_no_gap(ada: Talk, curator: Talk) -> None:
    assert await ada("/resource find") == "The library is still empty. Add the first thing with /resource add."
    assert await curator("/resource gaps") == "Every search has found something so far."


async def test_long_search_that_finds_nothing_can_be_filled(ada: Talk, curator: Talk) -> None:
    words = " ".join(f"word{number}" for number in range(15))
    await share(ada, "One")
    await ada(f"/resource find {words}")

    assert await curator("/resource gaps", "/press Filled 1") == f"“{words[:59]}…” is off the list."
    assert await curator("/resource gaps") == "Every search has found something so far."


async def test_gaps_are_for_curators(ada: Talk) -> None:
    assert await ada("/resource gaps") == (
        "/resource gaps is for curators. Please ask one of them, or an organiser for the role."
    )
    assert Role.HOST < Role.CURATOR
    assert (await ada.as_("Hal", Role.HOST)("/resource gaps")).startswith("/resource gaps is for curators.")


async def test_only_the_most_frequent_gaps_are_kept(
    ada: Talk, curator: Talk, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.resources.GAPS_KEPT", 2)
    await ada("/resource add A book kind:book tags:books")
    for word in ("zebra", "zebra", "lion", "tiger"):
        await ada(f"/resource find {word}")
        clock.advance(minutes=1)

    listed = await curator("/resource gaps")

    assert [word in listed for word in ("zebra", "lion", "tiger")] == [True, False, True]
