"""The page of a host from outside: opened once, and then the console of one AMA and nothing else."""

from __future__ import annotations

import re

import pytest

from bot.dispatch import Dispatcher
from bot.guests import account_of, fresh_secret
from bot.identity import AmaId, QuestionId, Role
from tests.amas import community_of, press, scheduled
from tests.talk import Talk, TestClock
from tests.web.reading import KEY, LOST, USED, Client, Visitor, key_for, multipart, pressed, read, refused


async def test_address_is_given_to_who_runs_the_ama_and_shown_once(olga: Talk, ada: Talk) -> None:
    assert "[Page for Grace Hopper]" in await olga("/ama show 1")
    assert "Page for" not in await ada("/ama show 1")

    first = await olga("/press Page for Grace Hopper")
    second = await press(olga, "ama", "guest-page", number=1, name="Grace Hopper")

    key = KEY.findall(first)[0]
    assert KEY.sub("ADDRESS", first) == (
        "Page for Grace Hopper\n\n"
        "Give Grace Hopper this address. It leads to the console of AMA 1 “Starting a guild”:\n"
        "ADDRESS\n\nUntil: 2026-12-04 07:00 UTC\n\n[Revoke]\n\n"
        "It can be opened once, in one browser, and whoever opens it answers as this host. It is shown only now."
    )
    assert key not in second
    assert second == (
        "Page for Grace Hopper\n\n"
        "Grace Hopper has a page for AMA 1 “Starting a guild” until 2026-12-04 07:00 UTC, and has not opened it yet.\n"
        "Its address was shown only once. A new one ends the page that there is.\n\n[Make it anew] [Revoke]"
    )
    assert await press(ada, "ama", "guest-page", number=1, name="Grace Hopper") == (
        "Only its hosts and organisers can change AMA 1. Please ask one of them."
    )
    assert await press(olga, "ama", "guest-page", number=1, name="Ada") == (
        "AMA 1 has no host from outside with this name. See /ama show 1."
    )


@pytest.mark.parametrize("public", [""])
async def test_page_without_a_web_server_says_what_to_configure(olga: Talk, client: Client) -> None:
    assert await press(olga, "ama", "guest-page", number=1, name="Grace Hopper") == (
        "A page of their own needs my web server: an administrator has to let it run, and to configure web.public_url, "
        "the address at which it is reached."
    )
    assert (await client.get(f"/guest/{fresh_secret()}")).status == 404


async def test_key_opens_one_page_in_one_browser(client: Client, elsewhere: Client, olga: Talk) -> None:
    path = await key_for(olga)
    for _ in range(3):
        # Programs that look at addresses in messages use nothing up.
        assert read(await (await elsewhere.get(path)).text()).buttons == {"Open my page": ""}

    opened = await client.post(path, data=b"", allow_redirects=False)
    again = [await elsewhere.get(path), await elsewhere.post(path, data=b""), await client.post(path, data=b"")]

    location = opened.headers["Location"]
    assert (opened.status, re.fullmatch(r"/guest/ama/[0-9a-f]{16}", location) is not None) == (303, True)
    cookie = opened.cookies["guest"]
    assert {name: cookie[name] for name in ("path", "httponly", "samesite", "secure", "domain")} == {
        "path": location, "httponly": True, "samesite": "Strict", "secure": "", "domain": "",
    }  # fmt: skip
    assert [await refused(one) for one in again] == [USED] * 3
    assert "Console · AMA 1: Starting a guild" in (await Visitor(client).go(location)).words
    assert await refused(await elsewhere.get(location)) == LOST


@pytest.mark.parametrize("public", ["https://bot.example/bot"])
async def test_cookie_behind_https_is_sent_nowhere_else(client: Client, olga: Talk) -> None:
    path = (await key_for(olga)).removeprefix("/bot")

    opened = await client.post(path, data=b"", allow_redirects=False)

    cookie, location = opened.cookies["guest"], opened.headers["Location"]
    assert (cookie["secure"], cookie["path"], location[:15]) == (True, location, "/bot/guest/ama/")
    assert 'href="/bot/guest/style.css"' in await (await client.get(path)).text()


async def test_host_from_outside_answers_from_the_page(
    grace: Visitor, olga: Talk, ada: Talk, clock: TestClock, dispatcher: Dispatcher
) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays?", "/ama ask What for?")
    clock.advance(days=9, hours=6)
    await grace.back()

    begun = await grace.press("Begin now")
    await pressed(grace, "Next 1", "Answer")
    await grace.fill(answer="Small.\r\nThen <b>grow</b> & learn.")
    await pressed(grace, "Next 2", "Answer")
    await grace.fill(answer="https://example.org/coffee?a=1&b=2")
    await pressed(grace, "Next 3", "Answered live")

    assert "60 minutes left" in begun.words
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.read() as unit:
        found = [await unit.questions.get(community, AmaId(1), QuestionId(number)) for number in (1, 2, 3)]
        who = await unit.people.who(account_of(community, AmaId(1), "Grace Hopper"))
    assert who is not None
    assert who[1].name == "Grace Hopper"
    assert [one and one.answered_by for one in found] == [who[1].id] * 3
    assert [(one.answer, one.answer_link) for one in found if one] == [
        ("Small.\nThen <b>grow</b> & learn.", ""), ("", "https://example.org/coffee?a=1&b=2"), ("", ""),
    ]  # fmt: skip


async def test_host_from_outside_closes_the_ama_and_reads_what_became_of_it(grace: Visitor, ada: Talk) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays?")
    await grace.back()
    await pressed(grace, "Next 1", "Later", "Next 2", "Decline")
    await grace.fill(reason="Nobody knows")

    closing = await grace.press("Close")
    closed = await grace.press("Leave them open")
    over = await grace.back()
    recap = await grace.press("Recap")

    assert "1 question has no fate yet." in closing.words
    assert "AMA 1 is closed. 2 questions: 1 carried over, 1 declined." in closed.words
    assert "This AMA is over. Thank you.\n2 questions: 1 carried over, 1 declined." in over.words
    assert "Nobody knows" in recap.words


async def test_form_that_is_refused_comes_back_as_it_was_filled_in(grace: Visitor, ada: Talk) -> None:
    await ada("/ama ask How do I start?")
    await grace.back()
    await grace.press("Next 1")
    await grace.press("Answer")
    long = "x<y> " * 601

    page = await grace.fill(answer=long)

    assert "answer is too long: 3,005 characters, at most 3,000. Please say it shorter." in page.words
    assert page.fields["option.answer"] == long
    await grace.fill(answer="  ")
    assert "Something is missing." in grace.page.words
    await grace.fill(answer="\U0001f389" * 3_000)
    assert "Nothing is being answered now." in grace.page.words


async def test_whole_of_a_long_question_is_read_before_it_is_answered(grace: Visitor, ada: Talk) -> None:
    await ada(f"/ama ask {'word ' * 100}and the end?")

    await grace.back()
    await grace.press("Next 1")

    assert "and the end?" in grace.page.words


async def test_cancelled_ama_shows_why(grace: Visitor, olga: Talk) -> None:
    await olga('/ama cancel 1 "Grace is ill"', "/press Cancel it")

    page = await grace.back()

    assert "This AMA is cancelled.\nGrace is ill" in page.words
    assert page.buttons == {}


async def test_page_ends_twelve_hours_after_the_ama(grace: Visitor, clock: TestClock) -> None:
    clock.advance(days=9, hours=18, minutes=59)
    assert "Console" in (await grace.back()).words

    clock.advance(minutes=1)

    assert await refused(await grace.client.get(grace.path)) == LOST
    assert await refused(await grace.client.post(grace.path, data=multipart(grace.page.fields))) == LOST


async def test_page_that_is_made_late_lasts_as_long_as_if_the_ama_ended_now(
    client: Client, olga: Talk, clock: TestClock
) -> None:
    """Nobody has closed it yet."""
    clock.advance(days=10)
    grace = Visitor(client)
    await grace.open(await key_for(olga))

    clock.advance(hours=11, minutes=59)
    before = (await client.get(grace.path)).status
    clock.advance(minutes=1)

    assert (before, (await client.get(grace.path)).status) == (200, 404)


async def test_page_of_an_ama_that_is_moved_stays_open_for_it(grace: Visitor, olga: Talk, clock: TestClock) -> None:
    await olga('/ama move 1 "2026-12-10 18:00"', "/press Move")

    clock.advance(days=16, hours=18, minutes=59)
    before = (await grace.client.get(grace.path)).status
    clock.advance(minutes=1)

    assert (before, (await grace.client.get(grace.path)).status) == (200, 404)


async def test_key_that_was_not_used_ends_as_well(client: Client, olga: Talk, clock: TestClock) -> None:
    path = await key_for(olga)
    clock.advance(days=9, hours=19)

    assert [await refused(await client.get(path)), await refused(await client.post(path, data=b""))] == [USED] * 2


async def test_page_made_anew_and_page_revoked_end_the_one_before(
    grace: Visitor, client: Client, elsewhere: Client, olga: Talk
) -> None:
    assert "and has opened it." in await press(olga, "ama", "guest-page", number=1, name="Grace Hopper")
    fresh = await key_for(olga, do="anew")
    unused = await key_for(olga, do="anew")

    assert await refused(await client.get(grace.path)) == LOST
    assert await refused(await elsewhere.post(fresh, data=b"")) == USED
    other = Visitor(elsewhere)
    await other.open(unused)
    assert await press(olga, "ama", "guest-page", number=1, name="Grace Hopper", do="revoke") == (
        "Revoked: the page of Grace Hopper for AMA 1 “Starting a guild” leads nowhere any more."
    )
    assert await refused(await elsewhere.get(other.path)) == LOST
    assert await press(olga, "ama", "guest-page", number=1, name="Grace Hopper", do="revoke") == (
        "Grace Hopper has no page for AMA 1. See /ama show 1."
    )


async def test_guest_who_is_no_host_any_more_has_no_page(grace: Visitor, olga: Talk) -> None:
    await olga("/ama helper 1 @olga do:host", '/ama helper 1 name:"Grace Hopper" do:remove')

    assert await refused(await grace.client.get(grace.path)) == LOST


async def test_guest_of_a_community_that_was_joined_with_another_has_no_page(
    grace: Visitor, olga: Talk, dispatcher: Dispatcher, clock: TestClock
) -> None:
    """Its AMAs go on with nobody in it."""
    other = olga.as_("Mia", Role.ORGANISER, community="Other")
    await other("/help")
    mine, theirs = await community_of(dispatcher, olga), await community_of(dispatcher, other)
    async with dispatcher.store.write() as unit:
        await unit.joining.join(theirs, mine, clock.now())

    assert await refused(await grace.client.get(grace.path)) == LOST


async def test_two_pages_in_one_browser_stay_apart(grace: Visitor, client: Client, olga: Talk) -> None:
    await scheduled(olga, 'guests:"Grace Hopper"', title="Another", when="2026-12-04 18:00")
    second = Visitor(client)

    await second.open(await key_for(olga, number=2))

    assert "AMA 2: Another" in (await second.back()).words
    assert "AMA 1: Starting a guild" in (await grace.back()).words


async def test_every_answer_keeps_to_itself(grace: Visitor, client: Client, olga: Talk) -> None:
    path = await key_for(olga, do="anew")
    answers = [
        await client.get(path), await client.post(path, data=b"", allow_redirects=False), await client.get(grace.path),
        await client.get("/guest/style.css"), await client.post(grace.path, data=b"x"),
    ]  # fmt: skip

    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in answer.headers


async def test_page_has_a_label_for_every_field_and_a_heading(grace: Visitor, ada: Talk) -> None:
    await ada("/ama ask How do I start?")
    await grace.back()
    await grace.press("Next 1")
    await grace.press("Decline")

    text = await (await grace.client.post(grace.path, data=multipart({**grace.page.fields}))).text()

    assert re.findall(r'<label for="([^"]+)">', text) == re.findall(
        r'<(?:textarea|input type="text"|select) id="([^"]+)"', text
    )
    assert text.count("<h1>") == 1
    assert '<html lang="en">' in text
    assert "<script" not in text
    assert "style=" not in text
