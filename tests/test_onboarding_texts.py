"""The texts of a community: written in a form, for all or for some, previewed as somebody, and never lost."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher, Filled
from bot.identity import Role
from bot.onboarding import OnboardingSettings, Wording, Words
from tests.amas import community_of, press
from tests.newcomers import Door
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def omar(ada: Talk) -> Talk:
    """Omar, another one."""
    return ada.as_("Omar", Role.ORGANISER)


async def kept(dispatcher: Dispatcher, talk: Talk) -> tuple[Words, ...]:
    """The community's own texts."""
    community = await community_of(dispatcher, talk)
    async with dispatcher.store.read() as unit:
        settings: OnboardingSettings = await unit.onboarding.current(community)
        return settings.words


async def test_all_texts_are_shown_with_what_they_are_for(olga: Talk) -> None:
    await olga('/onboarding text end words:"Fertig, {name}" language:de')

    shown = await olga("/onboarding text")

    assert shown.startswith(
        "Texts for newcomers\n\n"
        "invitation · the private message on joining · the bot's\n"
        "Hello {name}, welcome to {community}. People learn from one another here, and everybody was new once. "
    )
    assert "\nend · above what there is for them at the end · your own: end in de\nThat was all, {name}." in shown
    assert shown.count("[See ") == len(Wording)


async def test_text_is_changed_in_a_form_that_has_it_as_it_stands(olga: Talk, dispatcher: Dispatcher) -> None:
    form = await olga("/onboarding text end", "/press Change")
    changed = await olga('/fill words:"That is it, {name}.\nSee {channel}."')
    again = await olga("/press Change")

    assert "words (required): Above what there is for them at the end = That was all, {name}." in form
    assert changed.startswith(
        "Changed: own words of end\n\n"
        "Above what there is for them at the end, in your own words:\nThat is it, {name}.\nSee {channel}.\n\n"
        "[Undo] [Change] [Preview] [Back to the usual]\n\n"
    )
    assert "= That is it, {name}. See {channel}." in again
    assert await kept(dispatcher, olga) == (Words(wording=Wording.END, words="That is it, {name}.\nSee {channel}."),)


async def test_text_of_a_community_goes_back_to_the_usual(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding text end words:Over", "/onboarding text end words:Vorbei language:de")

    await olga("/onboarding text end words:-")
    (left,) = await kept(dispatcher, olga)
    shown = await olga("/onboarding text end language:de", "/press Back to the usual")

    assert left == Words(wording=Wording.END, words="Vorbei", language="de")
    assert shown.startswith("Changed: no own words of end in de any more\n")
    assert await kept(dispatcher, olga) == ()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("{titel}", "{titel} stands for nothing. There are "),
        ("{Name}", "{Name} stands for nothing. There are "),
        ("{0.__class__}", "{0.__class__} stands for nothing. There are "),
        ("{name!r} and {}", "{name!r} and {} stand for nothing. There are "),
        ("{ name }", "{ name } stands for nothing. There are "),
    ],
)
async def test_what_is_no_placeholder_is_refused_with_those_that_are(
    olga: Talk, dispatcher: Dispatcher, words: str, refusal: str
) -> None:
    told = await olga(f'/onboarding text end words:"{words}"')

    assert told == f"{refusal}{{name}}, {{community}}, {{channel}}, {{tags}}, {{help}} and {{why}}."
    assert await kept(dispatcher, olga) == ()


@pytest.mark.parametrize("words", ["{why}", "{tags} {help}\n{why}", "{channel}"])
async def test_words_of_which_nothing_would_be_left_are_refused(olga: Talk, dispatcher: Dispatcher, words: str) -> None:
    told = await olga.fill(Filled(("onboarding", "text"), {"which": "invitation", "words": words}))

    assert told == (
        "Nothing would be left of that for whoever has said nothing yet. Add some words, or {name} or {community}."
    )
    assert await kept(dispatcher, olga) == ()


async def test_form_that_was_refused_keeps_what_was_written(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding text end", "/press Change")

    refused = await olga('/fill words:"Bye {nam}"')
    await olga('/fill words:"Bye {name}"')

    assert refused.startswith("{nam} stands for nothing.")
    assert await kept(dispatcher, olga) == (Words(wording=Wording.END, words="Bye {name}"),)


async def test_text_that_is_too_long_is_refused(olga: Talk) -> None:
    assert await olga(f"/onboarding text end words:{'x' * 1_501}") == (
        "words is too long: 1,501 characters, at most 1,500. Please say it shorter."
    )
    assert (await olga(f"/onboarding text end words:{'x' * 1_500}")).startswith("Changed: own words of end")


async def test_words_without_a_text_are_refused(olga: Talk) -> None:
    assert await olga("/onboarding text words:x") == "Which text? For example /onboarding text invitation words:…"


async def test_words_as_they_stand_are_no_change(olga: Talk) -> None:
    usual = "That was all, {name}. Thank you, and good to have you here. This is for you to begin with:"

    assert await olga(f'/onboarding text end words:"{usual}"') == "Nothing is changed: these are the usual words."
    await olga("/onboarding text end words:Over")
    assert await olga("/onboarding text end words:Over") == "Nothing is changed: it stands so already."


async def test_of_two_who_write_at_once_the_second_sees_both_and_chooses(
    olga: Talk, omar: Talk, dispatcher: Dispatcher, clock: TestClock
) -> None:
    await olga("/onboarding text end", "/press Change")
    await omar("/onboarding text end", "/press Change", '/fill words:"Omar wrote this"')

    told = await olga('/fill words:"Olga wrote this"')
    between = await kept(dispatcher, olga)
    await olga("/press Use mine")

    assert told == (
        "Somebody else has changed this text\n\n"
        "Omar was quicker, 2026-11-24 12:00 UTC. It says now:\nOmar wrote this\nYou wrote\nOlga wrote this\n\n"
        "[Use mine] [Change theirs]\n\n"
        "Nothing is changed yet."
    )
    assert between == (Words(wording=Wording.END, words="Omar wrote this"),)
    assert await kept(dispatcher, olga) == (Words(wording=Wording.END, words="Olga wrote this"),)


async def test_choice_between_two_texts_is_asked_again_where_a_third_was_written(olga: Talk, omar: Talk) -> None:
    await olga("/onboarding text end", "/press Change")
    await omar("/onboarding text end words:One")
    await olga("/fill words:Mine")
    await omar("/onboarding text end words:Two")

    assert "It says now:\nTwo\nYou wrote\nMine\n" in await olga("/press Use mine")


async def test_other_texts_that_changed_meanwhile_stand_in_nobodys_way(
    olga: Talk, omar: Talk, dispatcher: Dispatcher
) -> None:
    await olga("/onboarding text end", "/press Change")
    await omar("/onboarding text end words:Vorbei language:de", "/onboarding settings nudges:3")

    told = await olga("/fill words:Over")

    assert told.startswith("Changed: own words of end\n")
    assert "\nJust before you, Omar changed this: nudges on day 3, " in told
    assert {one.words for one in await kept(dispatcher, olga)} == {"Vorbei", "Over"}


async def test_people_read_the_words_for_their_language_and_for_where_they_came_in(
    olga: Talk, ada: Talk, dispatcher: Dispatcher
) -> None:
    await olga(
        "/onboarding text invitation words:All",
        "/onboarding text invitation words:Alle language:de",
        "/onboarding text invitation words:Here here:yes",
        "/onboarding text invitation words:Door channel:#door",
        '/onboarding text invitation words:"Tür" channel:#door language:de',
    )
    await ada("/me language de-at")

    async def read(more: str) -> str:
        return (await olga(f"/onboarding preview invitation {more}")).split("\n\n")[1]

    assert await read("") == "Here"
    assert await read("channel:#door") == "Door"
    assert await read("channel:#door language:de") == "Tür"
    assert await read("channel:#door as:@ada") == "Tür"
    assert await read("as:@ada") == "Here"
    await olga("/onboarding text invitation words:- here:yes")
    assert await read("as:@ada") == "Alle"
    assert await read("language:fr") == "All"


async def test_words_for_a_channel_let_those_be_received_who_join_it(
    olga: Talk, dispatcher: Dispatcher, clock: TestClock, posts: Posts
) -> None:
    door = Door(dispatcher, clock)
    await olga("/onboarding settings on:yes")
    await door.joins("Bea", channel="door")
    before = await posts(minutes=1)

    told = await olga("/onboarding text invitation words:Door channel:#door")
    await door.joins("Cleo", channel="door")

    assert before == []
    assert "\nWhoever joins that channel is received from now on, like whoever joins here.\n" in told
    assert [one.split("\n")[0] for one in await posts(minutes=1)] == ["@cleo: Door"]
    assert "Whoever joins" not in await olga("/onboarding text invitation words:- channel:#door")


async def test_community_that_is_one_channel_receives_who_joins_that_channel_alone(
    olga: Talk, dispatcher: Dispatcher, clock: TestClock, posts: Posts
) -> None:
    door = Door(dispatcher, clock)

    waiting = await olga("/onboarding settings on:yes by-channel:yes")
    await olga("/onboarding text invitation words:Door channel:#door")
    await door.joins("Bea", "Cleo")
    before = await posts(minutes=1)
    await door.joins("Cleo", channel="door")

    assert "until a channel has words of its own: /onboarding text invitation words:… channel:#channel\n" in waiting
    assert "until a channel" not in await olga("/onboarding settings")
    assert before == []
    assert [one.split("\n")[0] for one in await posts(minutes=1)] == ["@cleo: Door"]


@pytest.mark.parametrize("people", ["", "language:de", "here:yes", "channel:#door", "channel:#door language:de"])
async def test_preview_of_a_text_is_for_the_people_it_is_for(olga: Talk, people: str) -> None:
    for one in ("", people):
        await olga(f'/onboarding text end words:"Words for: {one}" {one}')

    shown = await olga(f"/onboarding text end {people}", "/press Preview")

    assert f"\n\nWords for: {people}".rstrip() + "\n\n" in shown


async def test_preview_is_what_somebody_would_read(olga: Talk, dispatcher: Dispatcher, clock: TestClock) -> None:
    door = Door(dispatcher, clock)
    await door.open()
    posts = Posts(dispatcher, clock)
    await olga('/onboarding text invitation words:"Hello {name} of {community}\nYou know {help}."')

    before = await olga("/onboarding preview invitation")
    await door.joins("Bea")
    (sent,) = await posts(minutes=1)
    shown = await olga("/onboarding preview invitation as:@bea")

    assert before.startswith("Invitation, as Olga reads it\n\nHello Olga of Guild\n\n")
    assert shown.startswith("Invitation, as Bea reads it\n\nHello Bea of Guild\n\n")
    assert sent.startswith("@bea: Hello Bea of Guild\n[")


async def test_preview_has_the_tags_and_words_of_who_reads_it(olga: Talk, ada: Talk) -> None:
    await olga("/onboarding settings tags:loops,guilds introductions:#hello")
    await ada("/onboarding start", "/press Answer", '/fill learn:loops offer:guilds why:"To meet people"')

    assert (await olga("/onboarding preview introduction as:@ada")).startswith(
        "Introduction, as Ada reads it\n\n"
        "Hello, I am Ada.\nTo meet people\nI would like to learn about loops.\nI am happy to help with guilds.\n\n"
    )


async def test_preview_of_all_shows_how_each_begins(olga: Talk) -> None:
    await olga(f'/onboarding text end words:"{"long " * 200}"')

    shown = await olga("/onboarding preview")
    whole = await olga("/press All of end")

    assert [line for line in shown.split("\n") if line in [*Wording]] == [*Wording]
    assert shown.count("[All of ") == 1
    assert len(shown) < 4_000
    assert whole.count("long") == 200


async def test_preview_changes_and_sends_nothing(olga: Talk, ada: Talk, dispatcher: Dispatcher, posts: Posts) -> None:
    await ada("/help")
    await olga("/onboarding settings on:yes")
    await posts(days=1)

    for which in ("", *Wording):
        await olga(f"/onboarding preview {which} as:@ada language:de")

    assert await kept(dispatcher, olga) == ()
    assert await olga("/onboarding history") == (
        "Changes of how newcomers are received\n\n1 · 2026-11-24 12:00 UTC · Olga: switched on\n[Undo]\n\n"
        "Go back to one of them: /onboarding undo to:1"
    )
    assert await posts(days=9) == []


async def test_preview_as_somebody_who_is_not_known_is_refused(olga: Talk) -> None:
    assert await olga("/onboarding preview as:@nobody") == (
        "That person has not talked to me yet. Ask them to say /help once, and try again."
    )


async def test_button_of_an_old_form_keeps_its_words(olga: Talk, dispatcher: Dispatcher) -> None:
    """Of a version nobody can look up any more, both texts are shown instead of one being lost."""
    await olga("/onboarding text end words:Theirs")

    told = await press(olga, "onboarding", "reword", which="end", words="Mine", version=99)

    assert "It says now:\nTheirs\nYou wrote\nMine\n" in told
    assert await kept(dispatcher, olga) == (Words(wording=Wording.END, words="Theirs"),)
