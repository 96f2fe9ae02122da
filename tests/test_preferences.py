"""Saying how one learns and what interests one: all at once or alone, taken away, seen by whom one likes."""

from __future__ import annotations

import pytest

from bot.dispatch import Filled
from bot.identity import Role
from tests.amas import press, scheduled
from tests.talk import Talk, TestClock

HOSTILE = ("@everyone", "<!channel>", "'; DROP TABLE interest; --", "[x](https://evil.example)", "*bold* `code`")


async def tagged(curator: Talk, *names: str) -> None:
    """Tags of these names, each on a thing of its own."""
    for name in names:
        await curator(f"/resource add A thing about {name} kind:article tags:{name}")


async def facts(talk: Talk, line: str = "/me preferences") -> dict[str, str]:
    """The facts of an answer, by name."""
    lines = (await talk(line)).splitlines()
    return dict(one.split(": ", 1) for one in lines if ": " in one and not one.startswith("Change"))


UNSAID = {
    "You like to": "not said",
    "At a time": "not said",
    "Level": "not said",
    "Company": "not said",
    "Best found": "not said",
    "You want to learn about": "not said",
    "You can help with": "not said",
    "Others see your interests": "no",
    "Time zone": "the community's",
    "Language": "the community's",
}


async def test_who_has_said_nothing_sees_what_could_be_said(ada: Talk) -> None:
    assert await ada("/me preferences") == (
        "How you learn, and what interests you\n\n"
        + "\n".join(f"{name}: {value}" for name, value in UNSAID.items())
        + "\n\n[How I learn] [What interests me]\n\n"
        "Change it by the buttons, or with options: /me preferences formats:listen,read. "
        "Zone and language: /me zone, /me language."
    )


async def test_everything_can_be_said_at_once(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops", "mob")

    said = await facts(
        ada,
        "/me preferences formats:listen,read minutes:1h30m level:beginner company:social hours:evenings "
        "interests:loops help:mob public:yes",
    )

    assert said == {
        "You like to": "listen, then read",
        "At a time": "90 minutes",
        "Level": "beginner",
        "Company": "social",
        "Best found": "18:00-21:00",
        "You want to learn about": "#loops",
        "You can help with": "#mob",
        "Others see your interests": "yes",
        "Time zone": "the community's",
        "Language": "the community's",
    }
    assert await facts(ada) == said


@pytest.mark.parametrize(
    ("option", "name", "value"),
    [
        ("formats:podcasts", "You like to", "listen"),
        ("minutes:15", "At a time", "15 minutes"),
        ("level:advanced", "Level", "advanced"),
        ("company:quiet", "Company", "quiet"),
        ('hours:"7pm to 9pm"', "Best found", "19:00-21:00"),
        ("interests:loops", "You want to learn about", "#loops"),
        ("help:loops", "You can help with", "#loops"),
    ],
)
async def test_each_answer_is_given_alone_and_taken_away_alone(
    ada: Talk, curator: Talk, option: str, name: str, value: str
) -> None:
    await tagged(curator, "loops", "mob")
    await ada(
        "/me preferences formats:read minutes:5 level:beginner company:social hours:mornings interests:mob help:mob"
    )
    before = await facts(ada)

    assert await facts(ada, f"/me preferences {option}") == before | {name: value}
    assert await facts(ada, f"/me preferences {option.partition(':')[0]}:-") == before | {name: "not said"}


async def test_zone_and_language_are_shown_beside_and_set_by_their_own_commands(ada: Talk) -> None:
    await ada("/me zone Berlin", "/me language pt-br")

    said = await facts(ada)

    assert (said["Time zone"], said["Language"]) == ("Europe/Berlin", "pt-br")


async def test_interests_are_found_in_free_words_by_name_and_synonym(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops", "mob-programming", "community-practice")
    await curator("/tag alias loops cycles")

    said = await facts(
        ada, '/me preferences interests:"I want to learn about Community Practice; cycles and mob programming"'
    )

    assert said["You want to learn about"] == "#community-practice #loops #mob-programming"


async def test_near_tags_are_offered_and_words_that_are_none_are_said(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops", "facilitation")

    said = await ada('/me preferences interests:"loops, facilitating, kubernetes"')
    added = await ada("/press Add #facilitation")

    assert "“facilitating” is no tag here; #facilitation is near.\n[Add #facilitation]" in said
    assert "No tag here: kubernetes. See /tag list." in said
    assert added == "#facilitation is among what you want to learn about now."
    assert (await facts(ada))["You want to learn about"] == "#facilitation #loops"


async def test_words_without_any_tag_leave_what_was_said(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")
    await ada("/me preferences help:loops")

    assert "What you can help with is as it was." in await ada("/me preferences help:kubernetes")
    assert "There is no tag in “🎉🎉”." in await ada("/me preferences help:🎉🎉")
    assert (await facts(ada))["You can help with"] == "#loops"


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_are_no_tags_and_do_nothing(ada: Talk, words: str) -> None:
    said = await ada.fill(Filled(("me", "preferences"), {"interests": words, "help": words}))

    assert "This is noted" in said
    assert (await facts(ada)) == UNSAID


async def test_very_long_words_are_read_as_far_as_they_go(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")

    said = await ada.fill(Filled(("me", "preferences"), {"interests": "loops " + "word, other " * 240}))

    assert "#loops" in said
    assert len(said) < 1_500


@pytest.mark.parametrize(
    ("option", "refusal"),
    [
        (
            "formats:smell",
            "“smell” is no format that I know. Name any of read, listen, watch, do, talk, the best first.",
        ),
        (
            "formats:lisen",
            (
                "“lisen” is no format that I know. Did you mean listen? Name any of read, listen, watch, do, talk, "
                "the best first."
            ),
        ),
        ("minutes:soon", "“soon” is not a length of time. Write minutes:15m or minutes:1h30m."),
        ("minutes:11h", "11h is very long at a time. Write at most 10h."),
        (
            "hours:whenever",
            "“whenever” are no hours that I can read. Write for example 18:00-21:00, mornings or evenings.",
        ),
    ],
)
async def test_what_cannot_be_read_is_refused_and_nothing_is_kept(ada: Talk, option: str, refusal: str) -> None:
    assert await ada(f"/me preferences level:beginner {option}") == refusal
    assert await facts(ada) == UNSAID


async def test_forms_are_filled_with_what_is_known(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")
    await ada("/me preferences formats:listen,read minutes:15 interests:loops public:yes")

    learning = await ada.fill(Filled(("me", "preferences-form"), {"about": "learning"}))
    interests = await ada.fill(Filled(("me", "preferences-form"), {"about": "interests"}))

    assert "listen, read" in learning
    assert "15" in learning
    assert "loops" in interests
    assert "yes" in interests


async def test_form_that_is_sent_says_the_same_as_options(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops", "mob")
    known = {"formats": "watch, do", "minutes": "20", "level": "-", "company": "quiet", "hours": "08:00-09:00"}

    await ada.fill(Filled(("me", "preferences"), known))
    await ada.fill(Filled(("me", "preferences"), {"interests": "loops, mob", "help": "-", "public": "yes"}))

    assert await facts(ada) == UNSAID | {
        "You like to": "watch, then do",
        "At a time": "20 minutes",
        "Company": "quiet",
        "Best found": "08:00-09:00",
        "You want to learn about": "#loops #mob",
        "Others see your interests": "yes",
    }


async def test_all_that_was_said_is_shown_to_oneself(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")
    assert "You like to" not in await facts(ada, "/me show")
    await ada("/me preferences formats:listen interests:loops", "/me quiet 23:00-07:00")

    shown = await facts(ada, "/me show")

    assert shown["You like to"] == "listen"
    assert shown["You want to learn about"] == "#loops"
    assert shown["Others see your interests"] == "no"
    assert shown["The bot leaves you alone"] == "23:00-07:00, by the clock of UTC"
    assert "Level" not in shown


async def test_amas_that_one_comes_to_are_shown_to_oneself(ada: Talk, clock: TestClock) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await scheduled(olga, title="Soon", when="2026-11-26 18:00")
    await scheduled(olga, title="Later", when="2026-11-27 18:00")
    before = await facts(ada, "/me show")
    await press(ada, "ama", "come", number=1, answer="coming")

    shown = await facts(ada, "/me show")
    clock.advance(days=4)

    assert "Your AMAs" not in before
    assert shown["Your AMAs"].startswith("1 “Soon” ")
    assert "Later" not in shown["Your AMAs"]
    assert "Your AMAs" not in await facts(ada, "/me show")


async def test_others_see_interests_only_of_those_who_like_it(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops", "mob")
    await ada("/me preferences interests:loops help:mob formats:listen")
    bob = ada.as_("Bob")
    hidden = await bob("/member show @ada")

    await ada("/me preferences public:yes")
    seen = await bob("/member show @ada")
    await ada("/me preferences public:no")

    assert "#" not in hidden
    assert "Wants to learn about: #loops\nCan help with: #mob" in seen
    assert "listen" not in seen
    assert await bob("/member show @ada") == hidden


async def test_interests_are_never_seen_from_another_community(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")
    await ada("/me preferences help:loops public:yes")
    eve = ada.as_("Eve", Role.CURATOR, community="Elsewhere")
    await eve("/resource add Loops there kind:article tags:loops")

    assert "Ada" not in await eve("/tag show loops")
    assert "#loops" not in await eve("/member show @ada")


async def test_tag_names_those_who_can_help_and_want_to_be_seen(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops", "mob")
    await curator("/tag parent mob loops")
    await ada("/me preferences help:mob public:yes")
    await ada.as_("Bob")("/me preferences help:loops")
    await ada.as_("Cleo")("/me preferences interests:loops public:yes")

    assert "People who can help: Ada." in await curator("/tag show loops")


async def test_tag_names_a_few_and_counts_the_rest(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")
    for name in ("Gus", "Flo", "Eli", "Dan", "Cleo", "Bob", "Ada"):
        await ada.as_(name)("/me preferences help:loops public:yes")

    shown = await curator("/tag show loops")

    assert shown.count("People who can help: ") == 1
    assert " and 2 others." in shown


async def test_interest_in_a_merged_renamed_or_deleted_tag_follows_it(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops", "cycles", "mob", "kata")
    await ada('/me preferences interests:"cycles, mob, kata" help:cycles public:yes')

    await curator("/tag merge cycles loops sure:yes", "/tag rename mob mobbing", "/tag delete kata sure:yes")

    assert (await facts(ada))["You want to learn about"] == "#loops #mobbing"
    assert "People who can help: Ada." in await curator("/tag show loops")


async def test_two_accounts_that_become_one_keep_what_both_have_said(
    ada: Talk, curator: Talk, clock: TestClock
) -> None:
    await tagged(curator, "loops", "mob")
    phone = ada.as_("Phone")
    await ada("/me preferences formats:listen minutes:15 interests:loops public:yes", "/me language de")
    await phone("/me preferences formats:read hours:mornings help:mob", "/me zone Berlin")
    code = (await ada("/me link")).split("/me link ")[1].split()[0]

    await phone(f"/me link {code} sure:yes")

    said = await facts(phone)
    # The account in which the code was said is the one that stays.
    assert said == await facts(ada)
    assert said["At a time"] == "15 minutes"
    assert said["Best found"] == "08:00-12:00"
    assert said["You want to learn about"] == "#loops"
    assert said["You can help with"] == "#mob"
    assert said["Others see your interests"] == "no"
    assert (said["Time zone"], said["Language"]) == ("Europe/Berlin", "de")
    assert "Ada" not in await curator("/tag show mob")


async def test_forgotten_person_is_not_named_and_has_said_nothing(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")
    await ada("/me preferences formats:listen help:loops public:yes")
    assert "People who can help: Ada." in await curator("/tag show loops")

    await ada("/me forget sure:yes")

    assert "People who can help" not in await curator("/tag show loops")
    assert await facts(ada) == UNSAID


async def test_what_was_said_is_in_the_file_about_oneself(ada: Talk, curator: Talk) -> None:
    await tagged(curator, "loops")
    await ada("/me preferences formats:listen,read hours:evenings help:loops")

    exported = await ada("/me export")

    assert '"formats": "listen read"' in exported
    assert '"hours": "18:00-21:00"' in exported
    assert '"interest.member_id"' in exported
