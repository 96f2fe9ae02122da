"""Tags, as conversations: looking at them, changing them, and taking changes back."""

from __future__ import annotations

import pytest

from tests.library import found, share, share_many, titles
from tests.talk import Talk

# --- looking at them ----------------------------------------------------------------------------------------------


async def test_without_tags_the_list_says_how_they_are_made(ada: Talk) -> None:
    assert await ada("/tag list") == ("There are no tags yet. They are made by using them: /resource add … tags:loops")


async def test_list_has_the_most_used_first_and_what_goes_under_each(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops mob-programming")
    await share(ada, "Two", tags="mob-programming")
    await curator("/tag describe loops Feedback, and how to get it")

    assert await ada("/tag list") == (
        "Tags\n\n"
        "#mob-programming · 2 resources\n"
        "#loops · 1 resource · Feedback, and how to get it\n\n"
        "Look into one with /tag show NAME."
    )


@pytest.mark.parametrize(
    "words", ["mob programming", "mob", "#mob-programming", "MOB", "ensemble", "all at one screen"]
)
async def test_list_finds_tags_by_words_of_name_synonym_and_description(ada: Talk, curator: Talk, words: str) -> None:
    await share(ada, "One", tags="loops mob-programming")
    await curator("/tag alias mob-programming ensemble", "/tag describe mob-programming All at one screen")

    assert await ada(f"/tag list {words}") == (
        "Tags\n\n#mob-programming · 1 resource · All at one screen\n\nLook into one with /tag show NAME."
    )


async def test_list_that_finds_no_tag_says_where_all_are(ada: Talk) -> None:
    await share(ada, "One", tags="loops")

    assert await ada("/tag list retro") == (
        "No tag has “retro” in its name or description. See /tag list for all of them."
    )


async def test_list_of_many_tags_is_turned_with_buttons(ada: Talk) -> None:
    names = [f"tag-{chr(ord('a') + number)}{chr(ord('a') + number)}" for number in range(22)]
    await share(ada, "One", tags=" ".join(names[:11]), new_tags="yes")
    await share(ada, "Two", tags=" ".join(names[11:]), new_tags="yes")

    first, second, again = await ada.all(["/tag list", "/press Older", "/press Newer"])

    assert first.count("#tag-") == 20
    assert first.endswith("[Older]\n\nLook into one with /tag show NAME.")
    assert second == (
        "Tags\n\n#tag-uu · 1 resource\n#tag-vv · 1 resource\n\n[Newer]\n\nLook into one with /tag show NAME."
    )
    assert again == first


async def test_long_description_is_shortened_in_the_list_only(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await curator(f"/tag describe loops {'long ' * 60}")

    assert f"#loops · 1 resource · {('long ' * 60)[:139]}…\n" in await ada("/tag list")
    assert ("long " * 60).strip() in await ada("/tag show loops")


async def test_show_has_everything_under_a_tag_newest_first(ada: Talk, curator: Talk) -> None:
    await share(ada, "Old", tags="loops")
    await share(ada, "New", tags="retro", kind="video")
    await curator("/tag parent retro loops", "/tag alias loops cycles", "/tag describe loops Round and round")

    assert await ada("/tag show cycles") == (
        "#loops\n\n"
        "Round and round\nAlso called #cycles.\nIncludes #retro.\n2 resources.\n\n"
        "New\nvideo\nnumber 2 · #retro\n[Useful 2]\n\n"
        "Old\narticle\nnumber 1 · #loops\n[Useful 1]\n\n"
        "[Follow]\n\n"
        "2 shown."
    )
    assert (await ada("/tag show retro")).startswith("#retro\n\nPart of #loops.\n1 resource.\n\nNew\n")


async def test_show_pages_with_buttons_and_follows(ada: Talk) -> None:
    await share_many(ada, 12, tags="loops")

    first, second, back, followed = await ada.all(
        ["/tag show loops", "/press Older", "/press Newer", "/tag show loops"]
    )

    assert titles(first) == [f"Part {number}" for number in range(12, 2, -1)]
    assert first.endswith("[Follow] [Older]\n\n10 shown of 12.")
    assert titles(second) == ["Part 2", "Part 1"]
    assert second.endswith("[Newer]\n\n2 shown of 12.")
    assert titles(back) == titles(first)
    assert followed == first
    assert await ada("/press Follow") == "You follow #loops now."


async def test_tag_that_nothing_carries_says_so(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops retro")
    await ada("/resource untag 1 retro")

    assert await ada("/tag show retro") == "#retro\n\nNo resource carries it yet.\n\n[Follow]"


@pytest.mark.parametrize("typed", ["lops", "loop", "LOOPS!", "#loopz"])
async def test_unknown_tag_gets_the_one_that_was_meant(ada: Talk, typed: str) -> None:
    await share(ada, "One", tags="loops")

    answer = await ada(f"/tag show {typed}")

    assert answer.endswith("Did you mean #loops?") or answer.startswith("#loops\n")


async def test_unknown_tag_that_is_like_no_other_points_to_the_list(ada: Talk) -> None:
    await share(ada, "One", tags="loops")

    assert await ada("/tag show gardening") == "There is no tag #gardening. See /tag list for all tags."


# --- changing them ------------------------------------------------------------------------------------------------


async def test_description_is_shown_and_can_be_taken_back(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")

    assert await curator("/tag describe loops Feedback: how to get it") == "#loops: Feedback: how to get it\n[Undo]"
    assert await curator("/press Undo") == "Taken back: described #loops."
    assert "Feedback" not in await ada("/tag show loops")


async def test_alias_finds_the_tag_on_entry_and_on_search(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="facilitation")

    answer = await curator("/tag alias facilitation moderation")

    assert answer == "#moderation now means #facilitation, wherever it is typed or imported.\n[Undo]"
    await share(ada, "Two", tags="Moderation")
    assert await found(ada, "#moderation") == ["Two", "One"]
    assert "number 2 · #facilitation" in await ada("/resource find #facilitation")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("alias loops cycles", "#cycles is a name of this tag already. Nothing to do."),
        ("alias loops retro", "#retro is a tag already. To make them one, use /tag merge retro loops."),
        ("rename loops retro", "#retro is a tag already. To make them one, use /tag merge retro loops."),
        ("parent loops loops", "#loops cannot be below itself. Name two different tags."),
        ("parent loops cycles", "#loops cannot be below itself. Name two different tags."),
        ("parent retro loops", "#loops is below #retro already. Put that one elsewhere first."),
        ("merge loops cycles", "#loops is that tag already. Name two different tags."),
        ("merge loops gone", "There is no tag #gone. See /tag list for all tags."),
        ("delete lops", "There is no tag #lops. Did you mean #loops?"),
        (
            "alias loops !",
            "“!” cannot be a tag: it has no letters or digits. A tag has 2 to 32 letters, digits or - + # .",
        ),
        ("alias loops x", "“x” cannot be a tag: it is too short. A tag has 2 to 32 letters, digits or - + # ."),
    ],
)
async def test_change_that_makes_no_sense_is_refused(ada: Talk, curator: Talk, line: str, answer: str) -> None:
    await share(ada, "One", tags="loops retro")
    await curator("/tag alias loops cycles", "/tag parent loops retro")
    before = await ada("/tag show retro")

    assert await curator(f"/tag {line}") == answer
    assert await ada("/tag show retro") == before


async def test_renamed_tag_is_found_by_both_names(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")

    assert await curator("/tag rename loops Feedback Loops") == (
        "#loops is called #feedback-loops now; #loops still finds it.\n[Undo]"
    )
    assert (await ada("/tag show loops")).startswith("#feedback-loops\n\nAlso called #loops.\n1 resource.\n")
    assert (
        await curator("/tag rename loops loops")
        == "#feedback-loops is called #loops now; #feedback-loops still finds it.\n[Undo]"
    )


async def test_tag_below_another_counts_in_every_look_up(ada: Talk, curator: Talk) -> None:
    await share(ada, "Whole", tags="practice")
    await share(ada, "Part", tags="community-practice", new_tags="yes")
    await share(ada, "Other", tags="loops")

    answer = await curator("/tag parent community-practice practice")

    assert answer == "#community-practice is below #practice now: looking for #practice finds it too.\n[Undo]"
    assert await found(ada, "#practice") == ["Part", "Whole"]
    assert await found(ada, "-tag:practice") == ["Other"]
    assert titles(await ada("/tag show practice")) == ["Part", "Whole"]
    assert await ada("/resource random -#practice") == await ada("/resource random #loops")
    assert await curator("/tag parent community-practice") == "#community-practice stands at the top now.\n[Undo]"
    assert await found(ada, "#practice") == ["Whole"]


async def test_merge_shows_what_will_change_and_changes_it_on_confirmation(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="retro retrospectives", new_tags="yes")
    await share(ada, "Three", tags="retrospectives")
    await curator("/tag alias retro retros")

    preview = await curator("/tag merge retro retrospectives")

    assert preview == (
        "Merging #retro into #retrospectives moves 2 resources, of which 1 carries both already. "
        "#retro #retros will mean #retrospectives. Nothing is changed yet, and /tag undo can take it back.\n"
        "[Merge]"
    )
    assert await found(ada, "#retrospectives") == ["Three", "Two"]
    assert await curator("/press Merge") == "#retro is merged: it means #retrospectives now.\n[Undo]"
    assert await found(ada, "#retros") == ["Three", "Two", "One"]
    assert "number 2 · #retrospectives\n" in await ada("/resource find #retro")


async def test_preview_of_a_merge_does_not_speak_of_doubles_where_there_are_none(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="loops")

    assert (await curator("/tag merge retro loops")).startswith(
        "Merging #retro into #loops moves 1 resource. #retro will mean #loops. "
    )


async def test_undone_merge_restores_every_link(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="retro loops")
    await share(ada, "Three", tags="loops")
    await curator("/tag alias retro retros", "/tag parent retro loops")
    lines = ["/tag list", "/tag show retro", "/tag show loops", "/resource find #retros", "/resource show 2"]
    before = await ada.all(lines)

    await curator("/tag merge retro loops sure:yes")
    merged = await ada.all(lines)
    answer = await curator("/press Undo")

    assert merged != before
    assert answer == "Taken back: merged #retro into #loops."
    assert await ada.all(lines) == before


async def test_merging_into_a_tag_below_lifts_it(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="loops")
    await curator("/tag parent retro loops", "/tag merge loops retro sure:yes")

    assert await found(ada, "#loops") == ["Two", "One"]
    assert (await ada("/tag show retro")).startswith("#retro\n\nAlso called #loops.\n2 resources.\n")


async def test_merged_name_stays_a_synonym_on_entry(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="loops")
    await curator("/tag merge retro loops sure:yes")

    await share(ada, "Three", tags="retro")

    assert "number 3 · #loops\n" in await ada("/resource find #loops")
    assert "#retro" not in await ada("/tag list")


async def test_list_counts_what_was_merged(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="loops")
    await curator("/tag merge retro loops sure:yes")

    assert await ada("/tag list") == "Tags\n\n#loops · 2 resources\n\nLook into one with /tag show NAME."


async def test_deleted_tag_leaves_everything_and_comes_back_on_undo(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops retro")
    await curator("/tag parent retro loops")
    before = await ada("/resource show 1")

    assert await curator("/tag delete loops") == (
        "Deleting #loops takes it off 1 resource; the library keeps all of them. "
        "Nothing is changed yet, and /tag undo can take it back.\n[Delete]"
    )
    assert await curator("/press Delete") == "#loops is deleted.\n[Undo]"
    assert await ada("/tag show loops") == "There is no tag #loops. See /tag list for all tags."
    assert await found(ada, "#retro") == ["One"]
    assert "Part of" not in await ada("/tag show retro")
    assert await curator("/tag undo") == "Taken back: deleted #loops."
    assert await ada("/resource show 1") == before


async def test_deleting_a_tag_takes_what_was_merged_into_it_along(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="retro")
    await share(ada, "Two", tags="loops retros", new_tags="yes")
    await curator("/tag merge retros retro sure:yes", "/tag merge retro loops sure:yes")
    before = await ada.all(["/resource show 1", "/resource show 2", "/tag show retros"])

    await curator("/tag delete retro sure:yes")

    assert "Tags:" not in await ada("/resource show 1")
    assert "Tags:" not in await ada("/resource show 2")
    assert await ada("/tag show retros") == "There is no tag #retros. See /tag list for all tags."
    assert await curator("/tag undo") == "Taken back: deleted #loops."
    assert await ada.all(["/resource show 1", "/resource show 2", "/tag show retros"]) == before


async def test_deletion_is_not_undone_over_a_tag_that_took_the_name(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await curator("/tag delete loops sure:yes")
    await share(ada, "Two", tags="loops")

    assert await curator("/tag undo") == (
        "“deleted #loops” cannot be undone: #loops means something else by now. Rename or merge #loops first."
    )
    assert await found(ada, "#loops") == ["Two"]


async def test_changes_are_taken_back_the_last_one_first(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await curator("/tag rename loops cycles", "/tag alias cycles rounds", "/tag describe cycles Round and round")

    assert await curator.all(["/tag undo"] * 4) == [
        "Taken back: described #cycles.",
        "Taken back: #rounds now means #cycles.",
        "Taken back: renamed #loops to #cycles.",
        "There is nothing to take back. Every change of a tag can be, the last one first.",
    ]
    assert (await ada("/tag show loops")).startswith("#loops\n\n1 resource.\n")


async def test_undo_button_pressed_twice_takes_nothing_else_back(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await curator("/tag alias loops cycles", "/tag alias loops rounds")

    first, second = await curator.all(["/press Undo", "/press Undo"])

    assert first == "Taken back: #rounds now means #loops."
    assert second == (
        "That change is taken back already, or others came after it. "
        "The last one is “#cycles now means #loops”: /tag undo takes it back."
    )
    assert await found(ada, "#cycles") == ["One"]


# --- names --------------------------------------------------------------------------------------------------------


async def test_names_keep_signs_and_scripts(ada: Talk) -> None:
    await share(ada, "One", tags="C++ c# .NET 日本語 Node.js", new_tags="yes")

    assert "Tags: #.net #c# #c++ #node.js #日本語\n" in await ada("/resource show 1")
    for name in ("c++", "C#", ".net", "日本語", "ＮＯＤＥ.ｊｓ"):
        assert await found(ada, f"#{name}") == ["One"]


async def test_spelling_of_a_name_does_not_matter(ada: Talk) -> None:
    await share(ada, "One", tags="Community Practice, Loops")

    for name in ("community-practice", "Community_Practice", '"community practice"', "COMMUNITY/PRACTICE"):
        assert await found(ada, f"tag:{name}") == ["One"]


@pytest.mark.parametrize(
    ("typed", "there"),
    [("facilitating", "facilitation"), ("loop", "loops"), ("retropsective", "retrospective"), ("testings", "testing")],
)
async def test_name_close_to_an_existing_one_is_stopped(ada: Talk, typed: str, there: str) -> None:
    await share(ada, "One", tags=there)

    answer = await ada(f'/resource add "Two" kind:book tags:{typed}')

    assert answer == (
        f"#{typed} is close to #{there}. Use the existing one? Nothing is saved yet.\n[Use what exists] [Make new tags]"
    )
    assert await found(ada, "kind:book") == []
    assert (await ada("/press Use what exists")).startswith("Added to the library as number 2\n")
    assert await found(ada, f"#{there}") == ["Two", "One"]
    assert await ada(f"/tag show {typed}") == f"There is no tag #{typed}. Did you mean #{there}?"


async def test_close_name_can_be_insisted_on(ada: Talk) -> None:
    await share(ada, "One", tags="facilitation")

    answer = await ada('/resource add "Two" kind:book tags:facilitating', "/press Make new tags")

    assert answer.startswith("Added to the library as number 2\n")
    assert "\nTags: #facilitating\n" in answer


async def test_several_close_names_are_asked_about_together(ada: Talk) -> None:
    await share(ada, "One", tags="facilitation loops")

    assert await ada("/resource tag 1 facilitating loop retro") == (
        "#facilitating is close to #facilitation, and #loop is close to #loops. Use the existing ones? "
        "Nothing is saved yet.\n[Use what exists] [Make new tags]"
    )
    assert await ada("/press Use what exists") == "Number 1 carries #facilitation #loops #retro now."


async def test_names_that_differ_in_digits_or_signs_are_not_close(ada: Talk) -> None:
    await share(ada, "One", tags="python2 c++")

    assert await ada("/resource tag 1 python3 c#") == "Number 1 carries #c# #c++ #python2 #python3 now."
