"""Who comes to the pages of guests to break in or to break things: nobody gets in, nothing acts, nothing leaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar
from aiohttp.test_utils import unused_port
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.web.app import serving
from adapters.web.bounds import Bounds
from adapters.web.calendar import Bound
from adapters.web.guest import guest_routes
from adapters.web.health import Health
from adapters.web.metrics import Metrics
from adapters.web.sent import BODY_BYTES
from bot.actions import pack
from bot.dispatch import Dispatcher, Filled, Request
from bot.guests import account_of, fresh_secret, kept_of_key, kept_of_session, may, page_of, token_of
from bot.identity import AmaId, Place
from bot.requests import Call
from bot.safe import safe
from bot.typed import clean_line
from commands import COMMANDS
from commands.questions.here import is_staff
from tests.amas import community_of, press, scheduled
from tests.asking import harmless, shown
from tests.running import commonplace
from tests.slack.fake import slack_fake
from tests.talk import Talk, TestClock
from tests.web.reading import (
    KEY,
    LOST,
    NOT_HERE,
    STALE,
    USED,
    Client,
    Visitor,
    key_for,
    multipart,
    pressed,
    read,
    refused,
)

#: Far more than an announcement takes.
ANNOUNCED_LOOKS = 400
XSS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>", "</title><svg onload=alert(1)>", "</pre></p></section><iframe src=//bad>",
    "javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>", "<!-- --><b>", "--><b>x", "<?php x ?>",
    "<![CDATA[x]]>", "&lt;script&gt;", "&#60;script&#62;", "<<script>", "<scr\0ipt>", "<b\nonclick=x>", "\u2028<b>",
    "+ADw-script+AD4-", "<form action=//bad><button>Next 1</button>", "<input name=token value=x>", "<base href=//bad>",
    "<meta http-equiv=refresh content=0>", "<style>*{display:none}</style>", "{{7*7}}", "%3Cscript%3E", "\ufeff<b>",
)  # fmt: skip


def cookie_of(visitor: Visitor) -> str:
    """The session that a browser keeps."""
    (found,) = [one.value for one in visitor.client.session.cookie_jar if one.key == "guest"]
    return found


async def state_of(dispatcher: Dispatcher, olga: Talk) -> Sequence[object]:
    """All that a guest could have changed: each AMA and its questions."""
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.read() as unit:
        amas = [await unit.amas.get(community, AmaId(number)) for number in (1, 2)]
        words = [await unit.questions.tally(community, AmaId(number)) for number in (1, 2)]
    return [*amas, *words]


@pytest.mark.parametrize("words", XSS)
async def test_words_of_others_make_no_element(words: str, grace: Visitor, olga: Talk, ada: Talk) -> None:
    """Each page is held to our own elements and attributes by ``read``."""
    mallory = ada.as_(f"M {words}")
    await mallory("/help")
    await press(mallory, "ama", "ask", number=1, question=f"a {words} z")
    await press(olga, "ama", "edit", number=1, title=f"t {words}")

    page = await grace.back()
    told = page.words
    await pressed(grace, "Next 1", "Decline")
    form = await grace.fill(reason=words * 200)

    shown = clean_line(words)
    assert told.count(shown) >= 3, "its title, the question and who asked it are there"
    assert form.fields["option.reason"] == safe(words * 200)
    assert [one for one in page.links + form.links if one != "?"] == []


@pytest.mark.parametrize("words", XSS)
async def test_words_of_a_guest_make_no_element(words: str, grace: Visitor, ada: Talk) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays?")
    await grace.back()
    await pressed(grace, "Next 1", "Answer")
    await grace.fill(answer=f"x {words}")
    await pressed(grace, "Next 2", "Decline")
    page = await grace.fill(reason=f"y {words}")
    for fields in (
        {"do": words},
        {"do": pack(("ama", "question"), {"number": 1, "question": 1})},
        {"do": f"ama/{words}"},
    ):
        page = await grace.send({"token": token_of(cookie_of(grace)), **fields})

    assert [one for one in page.links if one != "?"] == []


@pytest.mark.parametrize("words", XSS)
async def test_recap_is_words_and_makes_no_element(words: str, grace: Visitor, olga: Talk, ada: Talk) -> None:
    await press(ada, "ama", "ask", number=1, question=f"a {words} z")
    await press(olga, "ama", "edit", number=1, title=f"t {words}")
    await grace.back()
    await grace.press("Close")
    await grace.press("Leave them open")
    await grace.back()

    recap = await grace.press("Recap")

    assert "still open" in recap.words.lower()
    assert [one for one in recap.links if one != "?"] == []


async def test_link_of_an_answer_leads_to_http_only(grace: Visitor, ada: Talk) -> None:
    await ada("/ama ask How do I start?", "/ama ask Who pays?")
    await grace.back()
    await pressed(grace, "Next 1", "Answer")
    await grace.fill(answer='https://example.org/"onclick="x&<b>')
    token = token_of(cookie_of(grace))

    page = await grace.send({"token": token, "do": pack(("ama", "question"), {"number": 1, "question": 1})})
    evil = await grace.send(
        {
            "token": token,
            "do": pack(("ama", "answer"), {"number": 1, "question": 2, "answer": "x", "link": "javascript:1"}),
        }
    )

    assert page.links == ['https://example.org/"onclick="x&<b>', "?"]
    assert "That is not a link." in evil.words


async def test_no_key_and_no_hash_of_one_is_a_key(client: Client, olga: Talk) -> None:
    path = await key_for(olga)
    key = path.rpartition("/")[2]
    names = (
        fresh_secret(), key[:-1], f"{key}x", key.swapcase(), kept_of_key(key), kept_of_key(key)[4:], "x", "%00", "%ff",
        "%27%20OR%201=1--", "é", "..%2fama", "x" * 5_000, "ama", "%E2%80%AE",
    )  # fmt: skip

    answers = [await refused(await client.get(f"/guest/{name}")) for name in names]
    pressed_ones = [await refused(await client.post(f"/guest/{name}", data=b"")) for name in names]

    assert answers == pressed_ones == [USED] * len(names)
    assert "Open my page" in read(await (await client.get(path)).text()).buttons


async def test_no_cookie_but_the_session_opens_the_page(grace: Visitor, elsewhere: Client, olga: Talk) -> None:
    session = cookie_of(grace)
    other = Visitor(elsewhere)
    await scheduled(olga, "guests:Edsger", title="Another", when="2026-12-04 18:00")
    await other.open(await key_for(olga, "Edsger", 2))
    theirs = cookie_of(other)
    page = grace.path.rpartition("/")[2]
    tries = {
        "none": ("", page), "another's": (theirs, page), "of another page": (session, page_of(theirs)),
        "hash": (kept_of_session(session), page), "part": (session[:-1], page), "page": (page, page),
        "quoted": (f'"{session}x"', page), "token": (token_of(session), page), "fresh": (fresh_secret(), page),
        "long": ("x" * 3_000, page),
    }  # fmt: skip

    for name, (cookie, where) in tries.items():
        async with ClientSession(str(grace.client.make_url("/"))) as bare:
            seen = await bare.get(f"/guest/ama/{where}", headers={"Cookie": f"guest={cookie}"})
            assert await refused(seen) == LOST, name
            sent = multipart({"token": token_of(cookie), "do": pack(("ama", "begin"), {"number": 1})})
            assert (
                await refused(await bare.post(f"/guest/ama/{where}", data=sent, headers={"Cookie": f"guest={cookie}"}))
                == LOST
            )
    assert "Console" in (await grace.back()).words


async def test_form_that_was_made_elsewhere_does_nothing(
    grace: Visitor, elsewhere: Client, olga: Talk, ada: Talk, dispatcher: Dispatcher
) -> None:
    await ada("/ama ask How do I start?")
    await scheduled(olga, "guests:Edsger", title="Another", when="2026-12-04 18:00")
    other = Visitor(elsewhere)
    await other.open(await key_for(olga, "Edsger", 2))
    await grace.back()
    before = await state_of(dispatcher, olga)
    take = {"do": grace.page.buttons["Next 1"]}
    token, theirs = grace.page.fields["token"], other.page.fields["token"]
    forged: list[dict[str, str]] = [
        take, {**take, "token": ""}, {**take, "token": theirs}, {**take, "token": token[:-1]},
        {**take, "token": "é\ud7ff"}, {**take, "token": cookie_of(grace)},
    ]  # fmt: skip

    for fields in forged:
        assert await refused(await grace.client.post(grace.path, data=multipart(fields))) == STALE
    for site in ("cross-site", "same-site", "evil"):
        sent = multipart({**take, "token": token})
        assert await refused(await grace.client.post(grace.path, data=sent, headers={"Sec-Fetch-Site": site})) == STALE
    assert await state_of(dispatcher, olga) == before
    await grace.send({**take, "token": token}, headers={"Sec-Fetch-Site": "same-origin"})
    assert await state_of(dispatcher, olga) != before


async def test_key_is_not_used_up_by_a_form_on_another_site(client: Client, olga: Talk) -> None:
    path = await key_for(olga)

    for site in ("cross-site", "same-site"):
        assert await refused(await client.post(path, data=b"", headers={"Sec-Fetch-Site": site})) == STALE

    own = await client.post(path, data=b"", headers={"Sec-Fetch-Site": "same-origin"})
    assert "Console" in read(await own.text()).words


async def test_rules_know_a_guest_in_one_ama_only(
    grace: Visitor, olga: Talk, dispatcher: Dispatcher, clock: TestClock
) -> None:
    """The second barrier, behind the list of what a guest may say at all."""
    await scheduled(olga, "guests:Grace", title="Another", when="2026-12-04 18:00")
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.read() as unit:
        known = await unit.people.who(account_of(community, AmaId(1), "Grace Hopper"))
        assert known is not None
        place = Place(platform="guest", workspace=str(community), channel="ama-1")
        call = Call(
            community=known[0], member=known[1], role=known[1].role, place=place, now=clock.now(), unit=unit,
            commands=dispatcher.commands, guest_of=AmaId(1),
        )  # fmt: skip
        amas = [await unit.amas.get(community, AmaId(number)) for number in (1, 2)]

        staff = [is_staff(call, ama) for ama in amas if ama]

    assert staff == [True, False]
    assert "Console" in (await grace.back()).words


async def test_guest_does_nothing_in_another_ama(grace: Visitor, olga: Talk, ada: Talk, dispatcher: Dispatcher) -> None:
    await scheduled(olga, "guests:Edsger", title="Another", when="2026-12-04 18:00")
    await ada("/ama ask number:1 How do I start?", "/ama ask number:2 Who pays?")
    before = await state_of(dispatcher, olga)
    token = (await grace.back()).fields["token"]

    for one in COMMANDS:
        given = {option.name: harmless(option) for option in one.options if option.required}
        for number in ({"number": 2}, {"number": "2"}, {}):
            known = {name: value for name, value in given.items() if name != "number"} | number
            page = await grace.send({"token": token, "do": pack(one.path, known)})
            told = page.words
            assert NOT_HERE in told or "has no option number" in told or "cannot be" in told or "is not" in told, (
                one.name,
                told,
            )
        hidden = {f"option.{name}": value for name, value in given.items()} | {"option.number": "2"}
        sent = {"token": token, "do": pack(one.path, {"number": 1}), **hidden}
        assert "AMA 2" not in (await grace.send(sent)).words

    assert await state_of(dispatcher, olga) == before


async def test_guest_does_only_what_the_console_is_for(
    grace: Visitor, olga: Talk, ada: Talk, dispatcher: Dispatcher
) -> None:
    await ada("/ama ask How do I start?")
    before = await state_of(dispatcher, olga)
    token = (await grace.back()).fields["token"]
    others = [one for one in COMMANDS if not may(AmaId(1), one.path, {"number": 1})]

    for one in others:
        given = {option.name: harmless(option) for option in one.options if option.required}
        page = await grace.send(
            {"token": token, "do": pack(one.path, {**given, **({"number": 1} if one.option("number") else {})})}
        )
        assert NOT_HERE in page.words, (one.name, page.words)

    assert len(COMMANDS) - len(others) == 16
    assert await state_of(dispatcher, olga) == before
    # To where questions go is for those who belong to both AMAs.
    await scheduled(olga, title="Another", when="2026-12-04 18:00")
    await grace.back()
    closing = await grace.press("Close")
    assert set(closing.buttons) == {"Leave them open", "Decline them"}


async def test_too_long_and_unreadable_bodies_are_refused(grace: Visitor, client: Client) -> None:
    token = grace.page.fields["token"]
    kind = {"Content-Type": "multipart/form-data; boundary=b"}

    def body(value: bytes) -> bytes:
        return b'--b\r\nContent-Disposition: form-data; name="do"\r\n\r\n' + value + b"\r\n--b--\r\n"

    async def pieces(size: int) -> ClientResponse:
        async def slowly() -> object:
            for _ in range(size // 1_024):
                yield b"x" * 1_024

        return await client.post(grace.path, data=slowly(), headers=kind)

    fits = BODY_BYTES - len(body(b""))
    statuses = [
        (await client.post(grace.path, data=body(b"x" * size), headers=kind)).status for size in (fits, fits + 1)
    ]
    assert statuses == [403, 413]
    assert (await pieces(64 * 1_024)).status == 413
    assert (await client.post(grace.path, data={"token": token, "do": "x"})).status == 415
    for wrong in (
        b"", b"--b", b"--b--", b"x--b\r\n--b--", body(b"x")[:-6], body(b"x").replace(b"name", b"filename"),
        body(b"x").replace(b'"do"', b'"do"; filename="x"'), body(b"x").replace(b"\r\n\r\n", b"\r\n"),
        body(b"x")[:-8] + body(b"x"), b"--b\r\n\r\n" * 50 + b"--b--",
    ):  # fmt: skip
        assert (await client.post(grace.path, data=wrong, headers=kind)).status in {400, 403}, wrong
    assert "Console" in (await grace.back()).words


@pytest.mark.parametrize("bounds", [Bounds(0.001, 4)])
async def test_guest_who_comes_too_often_is_told_to_wait_and_others_are_not(
    grace: Visitor, elsewhere: Client, olga: Talk
) -> None:
    """Opening the page was the first time."""
    statuses = [(await grace.client.get(grace.path)).status for _ in range(5)]

    await scheduled(olga, "guests:Edsger", title="Another", when="2026-12-04 18:00")
    other = Visitor(elsewhere)

    assert statuses == [200, 200, 200, 429, 429]
    assert "Console" in (await other.open(await key_for(olga, "Edsger", 2))).words


@pytest.mark.parametrize("strangers", [Bound(0.001, 6)])
async def test_guessing_is_slow_and_hinders_no_guest(grace: Visitor, elsewhere: Client, olga: Talk) -> None:
    """Looking at the address and opening the page were the first two times."""
    guesses = [(await elsewhere.get(f"/guest/{fresh_secret()}")).status for _ in range(2)]
    guesses += [(await elsewhere.get(f"/guest/ama/{page_of(fresh_secret())}")).status for _ in range(2)]
    later = [(await elsewhere.get(path)).status for path in (f"/guest/{fresh_secret()}", "/guest/ama/x")]

    assert (guesses, later) == ([404] * 4, [429] * 2)
    assert "Console" in (await grace.back()).words


async def test_guest_whose_account_has_gone_is_not_made_known_as_somebody_new(
    grace: Visitor, dispatcher: Dispatcher, olga: Talk
) -> None:
    """It may go after the page was opened and before what was pressed is done; a stranger makes a community."""
    community = await community_of(dispatcher, olga)
    account = account_of(community, AmaId(1), "Nobody")
    place = Place(platform=account.platform, workspace="0", channel="x")
    for path in (("ama", "guest-console"), ("ama", "begin")):
        said = Filled(path, {"number": 1})
        heard = Request(account=account, name="Nobody", place=place, said=said, guest_of=AmaId(1))

        assert shown(await dispatcher.run(heard)) == "This page has ended. Please ask the organiser."
    async with dispatcher.store.read() as unit:
        assert await unit.people.who(account) is None
        assert await unit.people.of_workspace(account.platform, account.workspace) is None


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    do=st.text(max_size=60)
    | st.sampled_from(["ama/answer", "ama/close", "ama/guest-console", "parked", "ama/review"]).flatmap(
        lambda path: st.dictionaries(
            st.sampled_from(["number", "question", "answer", "reason", "key", "rest", "console", "x"]),
            st.text(max_size=20) | st.integers() | st.booleans(),
        ).map(lambda args: pack((path,), args))
    ),
    options=st.dictionaries(st.sampled_from(["answer", "reason", "number", "question", "x", ""]), st.text(max_size=80)),
    raw=st.binary(max_size=200),
)
async def test_nothing_that_is_sent_breaks_the_page(
    do: str, options: dict[str, str], raw: bytes, grace: Visitor
) -> None:
    token = token_of(cookie_of(grace))
    fields = {"token": token, "do": do} | {f"option.{name}": value for name, value in options.items()}
    kind = {"Content-Type": "multipart/form-data; boundary=b"}

    filled = await grace.client.post(grace.path, data=multipart(fields))
    noise = await grace.client.post(grace.path, data=b"--b" + raw + b"\r\n--b--", headers=kind)

    for answer in (filled, noise):
        assert answer.status < 500, answer.status
        assert "Something went wrong" not in read(await answer.text()).words


async def test_nothing_of_keys_cookies_and_words_is_written_down(
    dispatcher: Dispatcher, clock: TestClock, olga: Talk, ada: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    """By our own server: that of the other tests keeps a log of every request."""
    await ada("/ama ask Xylophones?")
    port = unused_port()
    path = await key_for(olga)
    caplog.set_level(logging.DEBUG)
    routes = guest_routes(dispatcher.store, dispatcher, clock, "http://127.0.0.1")
    async with (
        serving("127.0.0.1", port, health=Health([]), metrics=Metrics([]), routes=routes),
        ClientSession(f"http://127.0.0.1:{port}", cookie_jar=None) as client,
    ):
        opened = await client.post(path, data=b"", allow_redirects=False)
        session, where = opened.cookies["guest"].value, opened.headers["Location"]
        cookie = {"Cookie": f"guest={session}"}
        take = {"token": token_of(session), "do": pack(("ama", "answer"), {"number": 1, "question": 1})}
        sent = [await client.post(where, data=multipart({**take, "option.answer": "Zithers"}), headers=cookie)]
        sent += [
            await client.post(where, data=multipart({"token": token_of(session), "do": "Zithers"}), headers=cookie)
        ]
        sent += [await client.get(f"/guest/{fresh_secret()}"), await client.get(where, headers=cookie)]
        numbers = await (await client.get("/metrics")).text()

    assert [answer.status for answer in sent] == [200, 200, 404, 200]
    written = "\n".join(f"{vars(one)} {one.exc_text}" for one in caplog.records) + numbers
    assert "ama answer" in written
    secrets = (
        path.rpartition("/")[2],
        session,
        where,
        kept_of_session(session),
        token_of(session),
        "Xylophones",
        "Zithers",
        "Grace",
    )
    assert [secret for secret in secrets if secret in written] == []


async def test_address_that_the_running_bot_gives_opens_the_page(tmp_path: Path) -> None:
    async with slack_fake() as slack:
        team = await slack.team("Guild")
        olga = await team.person("Olga", is_admin=True)
        channel = await team.channel("general", olga)
        text = (
            f'[slack]\nmode = "http"\nbot_token = "{team.token}"\nsigning_secret = "{slack.signing_secret}"\n'
            f'api_base = "{slack.api}"\n[web]\nport = PORT\npublic_url = "http://127.0.0.1:PORT"\n'
        )
        async with commonplace(tmp_path, text) as bot:
            await bot.ready()
            await slack.use_requests(bot.address("/slack/events"))
            hosts = f"host:{olga.mention} guests:Grace"
            shown = await olga.slash(channel, f'/ama schedule "Loops" "in 2 days 18:00" {hosts}')
            await olga.press(shown, "Confirm")
            # What is announced meanwhile would be taken for the answer.
            for _ in range(ANNOUNCED_LOOKS):
                if any("New AMA" in one.text for one in await olga.sees(channel)):
                    break
                await asyncio.sleep(0.05)
            card = await olga.slash(channel, "/ama show 1")
            given = await olga.press(card, "Page for Grace")
            path = KEY.findall(given.text)[0]
            async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
                opened = await browser.post(bot.address(path), data=b"")
                page = read(await opened.text())
                used = await browser.get(bot.address(path))
            await bot.told_to_end()

    assert "Console · AMA 1: Loops" in page.words
    assert await refused(used) == USED
    assert [secret for secret in (path, "Grace") if secret in bot.log] == []
