"""A live AMA, as a conversation: briefs, the console, boards, answers, and what follows from closing it."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher, Filled
from bot.identity import Role
from tests.amas import press, scheduled
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def posts(dispatcher: Dispatcher, clock: TestClock) -> Posts:
    """What the bot says on its own."""
    return Posts(dispatcher, clock)


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def bob(ada: Talk) -> Talk:
    """Bob, a member."""
    return ada.as_("Bob")


@pytest.fixture
async def hana(ada: Talk, olga: Talk) -> Talk:
    """Hana, who hosts AMA 1, on which nothing is announced; Ada and Bob are known."""
    hana = ada.as_("Hana")
    for person in (hana, ada, ada.as_("Bob")):
        await person("/help")
    await scheduled(olga, "host:@hana tags:guilds")
    await press(hana, "ama", "accept", number=1)
    return hana


async def asked(ada: Talk, bob: Talk) -> None:
    """Two questions; the second one has a vote."""
    await ada("/ama ask How do I start? tags:guilds", "/ama ask Who pays the coffee?")
    await press(bob, "ama", "vote", question=2, number=1)


async def begun(hana: Talk, posts: Posts) -> str:
    """The AMA, live since a moment ago; the console. What was announced before is not told."""
    await posts(days=9, hours=6)
    console = await hana("/ama live")
    await posts(seconds=4)
    return console


def about(said: list[str], words: str) -> list[str]:
    """The posts in which these words stand."""
    return [one for one in said if words in one]


# --- before it --------------------------------------------------------------------------------------------------------


async def test_host_is_briefed_three_days_and_an_hour_before(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)

    early = about(await posts(days=6, hours=6), "You host")
    late = about(await posts(days=3, minutes=-50), "You host")

    assert early == [
        (
            "@hana: You host AMA 1: Starting a guild\n\n"
            "It starts 2026-12-03 18:00 UTC. 2 questions: 2 open.\n"
            "#guilds\n"
            "1 · How do I start?\nasked by Ada · #guilds\n"
            "2 · Who pays the coffee?\n1 vote · asked by Ada\n\n"
            "[Console] [All questions]"
        )
    ]
    assert len(late) == 1


async def test_moved_ama_is_briefed_for_its_new_time_only(olga: Talk, hana: Talk, posts: Posts) -> None:
    await olga('/ama move 1 "2026-12-10 18:00"', "/press Move")

    told = about(await posts(days=17), "You host")

    assert len(told) == 2
    assert all("It starts 2026-12-10 18:00 UTC." in one for one in told)


# --- the console ------------------------------------------------------------------------------------------------------


async def test_console_shows_itself_anew_with_each_press(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)
    await begun(hana, posts)

    taken, put_off, form = await hana.all(["/press Next 2", "/press Later", "/press Next 1"])
    await hana("/press Answer")
    answered = await hana('/fill answer:"Invite three people."')

    assert "Now\n2 · Who pays the coffee?\n1 vote · asked by Ada · being answered\n[Answer]" in taken
    assert "Nothing is being answered now.\n\n1 · How" in put_off
    assert "2 · Who pays the coffee?\n1 vote · asked by Ada · for later" in put_off
    assert "Now\n1 · How do I start?" in form
    assert answered.startswith("Console · AMA 1: Starting a guild\n\nNothing is being answered now.\n\n2 · Who")
    assert "1 open, 1 answered" in answered


async def test_only_one_question_is_being_answered(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)
    await begun(hana, posts)

    await hana("/press Next 2")
    console = await press(hana, "ama", "take", question=1, number=1, console=True)

    assert "Now\n1 · How do I start?" in console
    assert "1 open, 1 being answered" in console


async def test_helper_goes_on_where_the_host_stopped(
    ada: Talk, bob: Talk, hana: Talk, olga: Talk, posts: Posts
) -> None:
    await asked(ada, bob)
    await begun(hana, posts)
    await hana("/press Next 2")
    await olga("/ama helper 1 @bob")

    console = await bob("/ama live")

    assert "Now\n2 · Who pays the coffee?" in console


async def test_member_has_no_console(ada: Talk, hana: Talk) -> None:
    assert await ada("/ama live") == (
        "That is for the host and the helpers of AMA 1, and for organisers. Ask one of them."
    )


async def test_ama_begins_an_hour_before_its_time_at_the_earliest(hana: Talk, posts: Posts) -> None:
    early = await hana("/ama live")

    assert "Begin now" not in early
    assert await hana.fill(Filled(("ama", "begin"), {"number": 1})) == (
        "AMA 1 starts later. It can begin an hour before its time; move it otherwise."
    )
    await posts(days=9, hours=5, minutes=1)
    await hana("/ama live")
    assert "Time: 119 minutes left" in await hana("/press Begin now")


# --- the board and the answers ---------------------------------------------------------------------------------------


async def test_burst_of_changes_is_one_change_of_the_board(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)
    await begun(hana, posts)

    for number in range(3):
        await ada.as_(f"Person{number}")(f"/ama ask Is {number} enough?")
        await press(bob, "ama", "vote", question=number + 3, number=1)
    await hana("/press Next 2")
    changed = await posts(seconds=10)

    assert len(changed) == 1
    assert changed[0].startswith(
        "#general (changed): AMA 1: Starting a guild\n\n"
        "Being answered\n2 · Who pays the coffee?\n1 vote · asked by Ada · being answered\n\n"
        "3 · Is 0 enough?\n1 vote · asked by Person0\n[Vote 3]\n\n"
    )
    assert changed[0].endswith("[Ask a question] [All questions]\n\n5 questions: 4 open, 1 being answered")


async def test_steady_changes_are_shown_every_three_seconds(
    ada: Talk, bob: Talk, hana: Talk, posts: Posts, clock: TestClock
) -> None:
    await asked(ada, bob)
    await begun(hana, posts)

    changed = []
    for number in range(30):
        await press(ada.as_(f"Person{number}"), "ama", "vote", question=1, number=1)
        changed += await posts(seconds=1)
    changed += await posts(seconds=4)

    assert 9 <= len(changed) <= 12
    assert "30 votes" in changed[-1]


async def test_answer_is_posted_and_changed_when_it_is_given_again(
    ada: Talk, bob: Talk, hana: Talk, posts: Posts
) -> None:
    await asked(ada, bob)
    await begun(hana, posts)

    await press(hana, "ama", "answer", question=1, number=1, answer="Invite three people.")
    first = about(await posts(seconds=5), "Answered:")
    await press(hana, "ama", "answer", question=1, number=1, answer="Invite two people.")
    second = about(await posts(seconds=5), "Answered: AMA")

    assert first[0] == (
        "#general: Answered: AMA 1: Starting a guild · question 1\n\n"
        "How do I start?\nasked by Ada\nInvite three people."
    )
    assert second == [
        (
            "#general (changed): Answered: AMA 1: Starting a guild · question 1\n\n"
            "How do I start?\nasked by Ada\nInvite two people."
        )
    ]


async def test_answer_that_was_posted_goes_with_a_question_that_is_hidden(
    ada: Talk, bob: Talk, hana: Talk, posts: Posts
) -> None:
    await asked(ada, bob)
    await press(hana, "ama", "answer", question=1, number=1, answer="Ask Eve about her salary.")
    await posts(seconds=5)

    await press(hana, "ama", "hide", question=1, number=1, reason="It names a person")

    assert await posts(seconds=5) == [
        "#general (changed): AMA 1: Starting a guild\n\nA question was hidden, and its answer with it."
    ]


async def test_link_is_an_answer(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)

    await press(hana, "ama", "answer", question=1, number=1, answer="https://example.org/start")

    assert "The answer <https://example.org/start>" in await ada("/ama question 1")
    assert len(about(await posts(seconds=5), "https://example.org/start")) == 1


async def test_joint_ama_has_a_board_and_every_answer_in_each_place(
    ada: Talk, bob: Talk, hana: Talk, olga: Talk, posts: Posts
) -> None:
    await asked(ada, bob)
    await olga("/ama place 1 #random")
    await posts(days=9, hours=6)
    await hana("/ama live")

    boards = await posts(seconds=4)
    await press(hana, "ama", "answer", question=1, number=1, answer="Invite three people.")
    answers = about(await posts(seconds=10), "Invite three people.")

    assert sorted(one.split(":")[0] for one in boards) == ["#general", "#random"]
    assert sorted(one.split(":")[0] for one in answers) == ["#general", "#random"]


async def test_asker_who_chose_it_is_told_of_the_answer(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)
    await bob("/ama ask And who cleans up?")
    await press(ada, "ama", "come", number=1, answer="maybe")
    await press(ada, "ama", "remind", number=1, what="answer", on=True)

    for number in (1, 3):
        await press(hana, "ama", "said", question=number, number=1)

    told = [one for one in await posts(minutes=1) if one.startswith("@") and "Question" in one]
    assert told == [
        "@ada: Question 1 was answered: AMA 1: Starting a guild\n\nHow do I start?\nAnswered live.\n\n[Look at it]"
    ]


# --- closing ----------------------------------------------------------------------------------------------------------


async def test_closing_asks_what_becomes_of_the_rest(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)
    await begun(hana, posts)
    await press(hana, "ama", "answer", question=1, number=1, answer="Invite three people.")

    offered = await hana("/ama close")
    closed = await hana("/press Leave them open")

    assert offered == (
        "Close AMA 1: Starting a guild?\n\n"
        "1 question has no fate yet. What becomes of it? Nothing is closed yet.\n\n"
        "[Leave them open] [Decline them]\n\n"
        "2 questions: 1 open, 1 answered"
    )
    assert closed == (
        "AMA 1 is closed. 2 questions: 1 answered, 1 carried over. May the answers go into the library?\n"
        "[Recap] [Keep them] [Do not]"
    )
    assert "AMA 1 is over." in await press(bob, "ama", "ask", question="Too late?", number=1)
    assert "AMA 1 is over." in await press(bob, "ama", "vote", question=2, number=1)


async def test_rest_is_declined_with_a_reason_that_askers_read(ada: Talk, bob: Talk, hana: Talk) -> None:
    await asked(ada, bob)
    await hana("/ama close", "/press Decline them")

    closed = await hana('/fill reason:"No time was left"')

    assert closed.startswith("AMA 1 is closed. 2 questions: 2 declined.")
    assert "declined\nWhy: No time was left" in await ada("/ama question 1")


async def test_rest_is_carried_over_with_askers_votes_and_tags(ada: Talk, bob: Talk, hana: Talk, olga: Talk) -> None:
    await asked(ada, bob)
    await scheduled(olga, title="Guilds again", when="2026-12-10 18:00")
    await hana("/ama close")

    closed = await hana("/press Carry over to AMA 2")

    assert closed.startswith("AMA 1 is closed. 2 questions: 2 carried over.")
    page = await bob("/ama questions 2")
    assert "1 · Who pays the coffee?\n1 vote · asked by Ada" in page
    assert "2 · How do I start?\nasked by Ada · #guilds" in page
    assert "Taken along to AMA 2." in await ada("/ama question 1 number:1")


async def test_ama_without_questions_is_closed_at_once(hana: Talk) -> None:
    assert await hana("/ama close") == "AMA 1 is closed. No questions yet.\n[Recap]"


async def test_host_is_offered_to_close_when_the_time_is_over(hana: Talk, ada: Talk, posts: Posts) -> None:
    await ada("/ama ask How do I start?")
    await begun(hana, posts)

    told = about(await posts(hours=1), "Its time is over")

    assert told == [
        (
            "@hana: AMA 1: Starting a guild\n\nIts time is over. 1 question: 1 open. "
            "Closing it gives every question its fate.\n\n[Close] [Console]"
        )
    ]


async def test_who_chose_it_is_told_why_a_question_was_hidden(ada: Talk, hana: Talk, posts: Posts) -> None:
    await ada("/ama ask How do I start?")
    await press(ada, "ama", "come", number=1, answer="maybe")
    await press(ada, "ama", "remind", number=1, what="answer", on=True)

    await press(hana, "ama", "hide", question=1, number=1, reason="It names a person")

    told = about(await posts(minutes=1), "hidden")
    assert [one.split("\n\n")[:2] for one in told] == [
        [
            "@ada: Question 1 was hidden from the others: AMA 1: Starting a guild",
            "How do I start?\nWhy: It names a person",
        ]
    ]


async def test_closed_ama_is_not_closed_again(hana: Talk) -> None:
    await hana("/ama close")

    assert await hana("/ama close 1") == "AMA 1 is closed already. See /ama recap 1."


async def test_recap_thanks_those_who_helped_and_nobody_who_declined(
    ada: Talk, bob: Talk, hana: Talk, olga: Talk, posts: Posts
) -> None:
    await olga("/ama helper 1 name:Grace do:host", "/ama helper 1 @ada", "/ama helper 1 @bob do:host")
    await press(bob, "ama", "turn-down", number=1)
    await begun(hana, posts)
    await hana("/ama close")

    (recap,) = about(await posts(minutes=1), "Recap")

    assert "\n\nThank you, Hana, Ada and Grace, and everybody who asked. " in recap


async def test_recap_is_posted_and_those_who_came_are_asked_how_it_was(
    ada: Talk, bob: Talk, hana: Talk, posts: Posts
) -> None:
    await asked(ada, bob)
    await press(bob, "ama", "come", number=1, answer="coming")
    await press(ada, "ama", "come", number=1, answer="no")
    await begun(hana, posts)
    await press(hana, "ama", "answer", question=1, number=1, answer="Invite three people.")
    await posts(seconds=5)
    await hana("/ama close rest:open")

    at_once = await posts(minutes=1)
    a_day_later = await posts(days=1)

    assert about(at_once, "Recap")[0].startswith(
        "#general: Recap of AMA 1: Starting a guild\n\n"
        "Thank you, Hana, and everybody who asked. 2 questions: 1 answered, 1 carried over.\n"
        "1 · How do I start?\nasked by Ada · #guilds · answered\nInvite three people.\n\n"
    )
    assert about(at_once, "This AMA is over.")[0].startswith("#general (changed):")
    assert a_day_later == [
        (
            "@bob: AMA 1: Starting a guild\n\n"
            "How was it? Your answer is read without your name.\n\n"
            "[Great] [Good] [Not for me]"
        )
    ]


async def test_feedback_is_three_buttons_and_a_sentence(ada: Talk, bob: Talk, hana: Talk, olga: Talk) -> None:
    await hana("/ama close")

    thanks = await press(bob, "ama", "feedback", score=3, number=1)
    await press(bob, "ama", "feedback-words", score=3, number=1, words="More # of these")
    await press(ada, "ama", "feedback", score=1, number=1)

    assert thanks == "Thank you for telling how AMA 1 was.\n[Add a sentence]"
    assert "Feedback: 1 great, 1 not for me." in await ada("/ama recap")
    assert r"- More \# of these" in await olga("/ama recap 1")
    assert "More" not in await ada("/ama recap 1")


async def test_ama_that_is_closed_before_its_time_is_among_those_that_are_over(ada: Talk, hana: Talk) -> None:
    await hana("/ama close 1")

    assert (await ada("/ama list")).startswith("There is no AMA ahead.")
    assert (await ada("/ama list over")).startswith("AMAs that are over\n\n1 Starting a guild · ")


async def test_questions_that_wait_are_counted_in_good_english(ada: Talk, hana: Talk) -> None:
    await hana("/ama edit 1 review:yes")
    await ada("/ama ask How do I start?", "/ama ask Who pays the coffee?")

    assert "\n2 questions: 2 wait to be looked at" in await hana("/ama questions 1")


async def test_recap_of_what_has_not_taken_place_is_refused(ada: Talk, hana: Talk, clock: TestClock) -> None:
    assert await ada("/ama recap 1") == "AMA 1 has not taken place yet. See its questions with /ama questions 1."

    clock.advance(days=12)
    assert (await ada("/ama recap 1")).startswith("AMA 1: No questions yet.")


async def test_recap_of_what_was_cancelled_is_refused(ada: Talk, hana: Talk) -> None:
    await hana("/ama cancel 1 ill", "/press Cancel it")

    assert await ada("/ama recap 1") == "AMA 1 was cancelled. See what was and what comes with /ama list."


async def test_recap_thanks_nobody_who_declined_and_has_no_empty_row(ada: Talk, olga: Talk, hana: Talk) -> None:
    await scheduled(olga, "host:@hana", when="2026-12-04 18:00")
    await press(hana, "ama", "turn-down", number=2)
    await olga("/ama close 2")

    recap = await ada("/ama recap 2")

    assert "With thanks to its host, and" in recap
    assert "\n  |---|---|\n  | **asked** | **0** |" in recap


async def test_recap_is_a_file_in_which_markdown_means_nothing(ada: Talk, bob: Talk, hana: Talk) -> None:
    await ada('/ama ask "# Big *news* [x](http://evil.example) <b> | @everyone?"')
    await press(hana, "ama", "answer", question=1, number=1, answer="1. no\n# yes")
    await hana("/ama close")

    recap = await bob("/ama recap")

    assert recap.startswith("AMA 1: 1 question: 1 answered.\nama-1-recap.md\n")
    assert r"### 1. \# Big \*news\* \[x\]\(http\://evil\.example\) \<b\> \| \@everyone?" in recap
    assert r"> 1\. no \# yes" in recap


async def test_answers_go_into_the_library_when_the_host_agrees(ada: Talk, bob: Talk, hana: Talk) -> None:
    await asked(ada, bob)
    await press(hana, "ama", "answer", question=1, number=1, answer="Invite three people.")
    await press(hana, "ama", "said", question=2, number=1)
    await hana("/ama close")

    kept = await hana("/press Keep them")

    assert kept == "1 answer is in the library. Thank you."
    found = await ada("/resource find kind:answer")
    assert "How do I start?" in found
    assert "answer · Hana · 2026" in found
    assert "Answered in AMA 1, “Starting a guild”." in found
    assert "#guilds" in found


async def test_nobody_else_agrees_for_the_host_who_is_asked(ada: Talk, olga: Talk, hana: Talk, posts: Posts) -> None:
    await ada("/ama ask How do I start?")
    await press(hana, "ama", "answer", question=1, number=1, answer="Invite three people.")

    closed = await olga("/ama close")
    refused = await press(olga, "ama", "keep", number=1, agree=True)
    told = about(await posts(minutes=1), "May your answers")

    assert "library" not in closed
    assert refused == "The host says what becomes of the answers. Ask them."
    assert [one.split(":")[0] for one in told] == ["@hana"]


async def test_open_question_is_answered_after_the_ama(ada: Talk, bob: Talk, hana: Talk) -> None:
    await asked(ada, bob)
    await hana("/ama close rest:open")

    await press(hana, "ama", "answer", question=1, number=1, answer="Invite three people.")

    assert "1 answered, 1 carried over" in await ada("/ama questions 1")
