"""Questions of AMAs, as conversations: asking, voting, changing one's mind, finding the same ones."""

from __future__ import annotations

import pytest

from bot.identity import Role
from tests.amas import press, scheduled
from tests.talk import Talk, TestClock


@pytest.fixture
async def olga(ada: Talk) -> Talk:
    """Olga, an organiser, who has scheduled AMA 1 with Hana as its host."""
    olga, hana = ada.as_("Olga", Role.ORGANISER), ada.as_("Hana")
    await hana("/help")
    await scheduled(olga, "host:@hana tags:guilds")
    return olga


@pytest.fixture
def bob(ada: Talk) -> Talk:
    """Bob, a member of Guild."""
    return ada.as_("Bob")


# --- asking -----------------------------------------------------------------------------------------------------------


async def test_question_is_asked_in_the_next_ama_of_the_channel(ada: Talk, olga: Talk) -> None:
    receipt = await ada("/ama ask How do I start?")

    assert receipt == (
        "Asked: AMA 1: Starting a guild · question 1\n\n"
        "How do I start?\n\n"
        "[What became of it?] [Change it] [Withdraw it]"
    )
    assert await ada("/ama questions") == (
        "AMA 1: Starting a guild\n\n"
        "1 · How do I start?\nasked by Ada\n[Look at 1]\n\n"
        "[Ask a question]\n\n"
        "1 question: 1 open"
    )


async def test_question_is_taken_by_its_name_as_well_as_bare(ada: Talk, olga: Talk) -> None:
    receipt = await ada('/ama ask question:"How do I start?" number:1')

    assert "\n\nHow do I start?\n\n" in receipt


async def test_button_opens_the_form_and_the_form_asks(ada: Talk, olga: Talk) -> None:
    await ada("/ama questions")

    form = await ada("/press Ask a question")
    receipt = await ada('/fill question:"How do I start?" anonymous:no tags:guilds')

    assert form.startswith(
        "Ask in AMA 1\n  question (required): Your question\n  anonymous: Ask anonymously? (no, yes)"
    )
    assert receipt.startswith("Asked: AMA 1: Starting a guild · question 1")
    assert "asked by Ada · #guilds" in await ada("/ama questions")


async def test_message_is_asked_after_its_words_were_shown_in_the_form(ada: Talk, olga: Talk) -> None:
    form = await press(ada, "ama", "ask-this", text="How do I start?")

    assert "question (required): Your question = How do I start?" in form
    assert "No questions yet" in await ada("/ama questions")


async def test_nothing_is_asked_where_there_is_no_ama(ada: Talk) -> None:
    assert await ada("/ama ask How?") == "There is no AMA here now. See what was and what comes with /ama list."


async def test_channel_with_many_amas_means_the_next_one(ada: Talk, olga: Talk, clock: TestClock) -> None:
    for number in range(30):
        await scheduled(olga, title=f"Old {number}", when=f"2026-11-24 {13 + number // 10}:{10 + number % 10}")
    clock.advance(days=1)

    assert (await ada("/ama ask How do I start?")).startswith("Asked: AMA 1: Starting a guild")


async def test_live_ama_comes_before_the_next_one(ada: Talk, olga: Talk, clock: TestClock) -> None:
    await scheduled(olga, title="Second", when="2026-12-03 18:30")
    clock.advance(days=9, hours=6, minutes=20)
    await olga("/ama live 1")

    assert (await ada("/ama ask How do I start?")).startswith("Asked: AMA 1: Starting a guild")


async def test_one_person_asks_three_questions_and_no_fourth(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays the coffee?", "/ama ask When will it be done?")

    refused = await ada("/ama ask Where do we meet?")

    assert refused == (
        "You have asked 3 times in AMA 1, as often as one person may. "
        "Vote for questions of others, or withdraw one of yours."
    )
    assert (await bob("/ama ask Where do we meet?")).startswith("Asked")


async def test_withdrawn_question_makes_room_for_another(ada: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays the coffee?", "/ama ask When will it be done?")

    withdrawn = await press(ada, "ama", "withdraw", question=2, number=1)

    assert withdrawn == "Question 2 is withdrawn, and its words are gone."
    assert (await ada("/ama ask Where do we meet?")).startswith("Asked")
    assert "coffee" not in await olga("/ama question 2")


async def test_same_question_is_not_asked_twice(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")

    assert await bob("/ama ask how do i START") == (
        "That is question 1 already. Vote for it: /ama question 1 number:1."
    )


async def test_who_asks_is_told_of_what_is_close(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How should I start a guild?", "/ama ask Who pays the coffee?")

    receipt = await bob("/ama ask How can I start my guild?")

    assert "Close to it, if one of these is the same, vote for that:\n1 · How should I start a guild?\n" in receipt
    assert "[Vote 1]" in receipt
    assert "coffee" not in receipt


async def test_question_is_changed_until_it_is_answered(ada: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")

    form = await ada("/press Change it")
    changed = await ada('/fill words:"How do I begin?"')
    await press(olga, "ama", "answer", question=1, number=1, answer="Just do")
    too_late = await press(ada, "ama", "reword", question=1, number=1, words="How do I end?")

    assert "words (required): Your question = How do I start?" in form
    assert changed == "Question 1 is changed."
    assert too_late == "Question 1 is settled, so it stays as it is. Ask another one."
    assert "How do I begin?\nasked by Ada · answered\nJust do" in await ada("/ama question 1")


async def test_nobody_changes_or_withdraws_what_others_asked(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")

    for word in ("reword", "withdraw"):
        refused = await press(bob, "ama", word, question=1, number=1)
        assert refused == "Question 1 is not yours. Only who asked it may do that."


@pytest.mark.parametrize("words", ["🤔", "???", "-"])
async def test_question_without_words_is_refused(ada: Talk, olga: Talk, words: str) -> None:
    assert "There are no words in that question." in await press(ada, "ama", "ask", question=words)


async def test_question_of_4000_characters_is_refused(ada: Talk, olga: Talk) -> None:
    refused = await press(ada, "ama", "ask", question="word " * 800)

    assert "2,000" in refused
    assert "1 question" not in await ada("/ama questions")


# --- review -----------------------------------------------------------------------------------------------------------


async def test_reviewed_question_is_seen_by_others_once_it_is_approved(ada: Talk, bob: Talk, clock: TestClock) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await scheduled(olga, "review:yes")

    receipt = await ada("/ama ask How do I start?")
    before = await bob("/ama question 1")
    review = await olga("/ama review")
    after = await olga("/press Approve 1")

    assert "It will be seen by everybody once it was looked at." in receipt
    assert before == "AMA 1 has no question 1. See them with /ama questions number:1."
    assert "1 · How do I start?" in review
    assert "Nothing waits to be looked at." in after
    assert "1 · How do I start?" in await bob("/ama questions")


async def test_only_the_asker_and_staff_see_a_hidden_question_and_why(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")

    await press(olga, "ama", "hide", question=1, number=1, reason="It names a person")

    assert "Why: It names a person" in await ada("/ama question 1")
    assert "Why: It names a person" in await olga("/ama question 1")
    assert "has no question 1" in await bob("/ama question 1")


@pytest.mark.parametrize("word", ["approve", "hide", "refuse", "take", "later", "answer", "said", "merge", "label"])
async def test_member_cannot_do_what_hosts_do(ada: Talk, olga: Talk, word: str) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays the coffee?")
    needed: dict[str, dict[str, str | int]] = {
        "hide": {"reason": "x"}, "refuse": {"reason": "x"}, "answer": {"answer": "x"}, "merge": {"into": 2},
        "label": {"tags": "guilds"},
    }  # fmt: skip

    refused = await press(ada, "ama", word, question=1, number=1, **needed.get(word, {}))

    assert refused == "That is for the host and the helpers of AMA 1, and for organisers. Ask one of them."


# --- votes ------------------------------------------------------------------------------------------------------------


async def test_vote_counts_once_and_is_taken_back_by_pressing_again(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")
    await bob("/ama questions")

    first = await bob("/press Vote 1")
    page = await bob("/ama questions")
    second = await bob("/press Take back 1")

    assert first == "Your vote for question 1 counts: 1 vote."
    assert "1 vote · asked by Ada" in page
    assert second == "Your vote for question 1 is taken back."
    assert "vote ·" not in await bob("/ama questions")


async def test_nobody_votes_for_their_own_question(ada: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")

    refused = await press(ada, "ama", "vote", question=1, number=1)

    assert refused == "Question 1 is your own. It counts that you have asked it."


async def test_most_wanted_question_comes_first_and_the_older_one_of_equals(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays the coffee?", "/ama ask When will it be done?")
    await press(bob, "ama", "vote", question=3, number=1)

    page = await bob("/ama questions")

    assert [part.split(" ")[0] for part in page.split("\n\n")[1:4]] == ["3", "1", "2"]


async def test_questions_are_shown_by_tag(ada: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start? tags:guilds", "/ama ask Who pays the coffee?")

    page = await ada("/ama questions tag:guilds")

    assert "How do I start?" in page
    assert "coffee" not in page


async def test_unknown_tag_is_named_and_nothing_is_asked(ada: Talk, olga: Talk) -> None:
    assert "guild" in await ada("/ama ask How do I start? tags:guildes")
    assert "No questions yet" in await ada("/ama questions")


async def test_many_questions_are_turned_with_buttons(ada: Talk, bob: Talk, olga: Talk) -> None:
    for number in range(10):
        await ada.as_(f"Person{number}")(f"/ama ask What about number {number}?")

    first, second, again = await bob.all(["/ama questions", "/press Older", "/press Newer"])

    assert first.count("asked by") == 8
    assert second.count("asked by") == 2
    assert again == first


# --- the same question twice ----------------------------------------------------------------------------------------


async def test_merged_question_brings_its_asker_and_each_voter_once(ada: Talk, bob: Talk, olga: Talk) -> None:
    cleo, dan = ada.as_("Cleo"), ada.as_("Dan")
    await ada("/ama ask How do I start?")
    await bob("/ama ask What comes first?")
    for voter, numbers in ((cleo, (1, 2)), (dan, (2,)), (ada, (2,))):
        for number in numbers:
            await press(voter, "ama", "vote", question=number, number=1)

    merged = await olga("/ama merge 2 1")

    assert merged == "Question 2 is the same as 1 now, which has 3 votes: “How do I start?”.\n[Undo]"
    assert "3 votes · asked by Ada, also by Bob" in await ada("/ama question 1")
    assert "It is the same as question 1: How do I start?" in await bob("/ama question 2")


async def test_undone_merge_leaves_both_with_their_own_votes(ada: Talk, bob: Talk, olga: Talk) -> None:
    cleo = ada.as_("Cleo")
    await ada("/ama ask How do I start?")
    await bob("/ama ask What comes first?")
    await press(cleo, "ama", "vote", question=2, number=1)
    await olga("/ama merge 2 1")

    undone = await olga("/press Undo")

    assert undone == "Question 2 is one of its own again, with 1 vote."
    page = await ada("/ama questions")
    assert "2 · What comes first?\n1 vote · asked by Bob" in page
    assert "1 · How do I start?\nasked by Ada" in page


async def test_vote_for_a_merged_question_counts_for_the_one_that_stayed(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")
    await bob("/ama ask What comes first?")
    await olga("/ama merge 2 1")

    voted = await press(ada.as_("Cleo"), "ama", "vote", question=2, number=1)
    own = await press(bob, "ama", "vote", question=1, number=1)

    assert voted == "Your vote for question 1 counts: 2 votes. Question 2 was merged into it."
    assert own == "Question 1 is your own. It counts that you have asked it."


async def test_questions_are_not_merged_in_a_circle(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")
    await bob("/ama ask What comes first?")
    await olga("/ama merge 2 1")

    assert await olga("/ama merge 1 2") == "A question cannot be merged into itself. Name two."


async def test_withdrawn_question_leaves_those_that_were_merged_into_it(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")
    await bob("/ama ask What comes first?")
    await press(ada.as_("Cleo"), "ama", "vote", question=1, number=1)
    await olga("/ama merge 2 1")

    await press(ada, "ama", "withdraw", question=1, number=1)

    assert "2 · What comes first?\n1 vote · asked by Bob\n" in await ada("/ama questions")


async def test_who_voted_for_a_withdrawn_question_still_wants_the_one_it_was_merged_into(
    ada: Talk, bob: Talk, olga: Talk
) -> None:
    await ada("/ama ask How do I start?")
    await bob("/ama ask What comes first?")
    await press(ada.as_("Cleo"), "ama", "vote", question=2, number=1)
    await olga("/ama merge 2 1")

    await press(bob, "ama", "withdraw", question=2, number=1)

    assert "1 · How do I start?\n1 vote · asked by Ada\n" in await olga("/ama questions")


async def test_joined_accounts_count_as_one_person_and_not_for_their_own(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")
    await press(bob, "ama", "vote", question=1, number=1)
    code = (await ada("/me link")).split()[-1]

    await bob(f"/me link {code} sure:yes")

    assert "1 · How do I start?\nasked by " in await olga("/ama questions")


async def test_vote_of_who_is_forgotten_counts_no_more(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama ask How do I start?")
    await press(bob, "ama", "vote", question=1, number=1)

    await bob("/me forget sure:yes")

    assert "1 · How do I start?\nasked by Ada" in await olga("/ama questions")
