"""Requests that say they come from Slack: only signed ones get in, and whatever else is sent gets 401."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from itertools import islice
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.guard import is_from_slack, signed
from tests.slack.people import SECRET, Person

NOW = 1_795_521_600
BODY = b"command=%2Fhelp&text="
ANY = st.one_of(st.text(max_size=80), st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))


def get_in(*timestamps: str, signatures: list[str], body: bytes = BODY, secret: str = SECRET) -> bool:
    return is_from_slack(secret, timestamps=timestamps, signatures=signatures, body=body, now_seconds=NOW)


@pytest.mark.parametrize(("seconds", "is_in"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_signed_request_gets_in_for_five_minutes(seconds: int, is_in: bool) -> None:
    stamp = str(NOW + seconds)

    assert get_in(stamp, signatures=[signed(SECRET, stamp, BODY)]) is is_in


@pytest.mark.parametrize(
    "stamp", ["", "abc", "9" * 400, "1e9", "-1", "+1", " 1", "1 ", "1.0", "１７９５５２１６００", "0x6b", "nan", "1\n"]
)
def test_malformed_timestamp_does_not_get_in_even_with_its_signature(stamp: str) -> None:
    assert not get_in(stamp, signatures=[signed(SECRET, stamp, BODY)])


@given(ANY, ANY)
@settings(max_examples=2_000)
def test_no_made_up_headers_get_in(timestamp: str, signature: str) -> None:
    assert not get_in(timestamp, signatures=[signature])


@given(st.integers(0, 66), st.sampled_from("0123456789abcdefv=ABCDEFé \x00"))
@settings(max_examples=1_000)
def test_signature_with_one_character_changed_does_not_get_in(place: int, char: str) -> None:
    right = signed(SECRET, str(NOW), BODY)
    forged = right[:place] + char + right[place + 1 :]

    assert get_in(str(NOW), signatures=[forged]) is (forged == right)


@given(st.integers(0, len(BODY) * 8 - 1))
@settings(max_examples=200)
def test_body_with_one_bit_changed_does_not_get_in(bit: int) -> None:
    forged = bytearray(BODY)
    forged[bit // 8] ^= 1 << (bit % 8)

    assert not get_in(str(NOW), signatures=[signed(SECRET, str(NOW), BODY)], body=bytes(forged))


def test_missing_or_repeated_headers_and_an_empty_secret_do_not_get_in() -> None:
    right = signed(SECRET, str(NOW), BODY)

    assert not get_in(signatures=[right])
    assert not get_in(str(NOW), signatures=[])
    assert not get_in(str(NOW), str(NOW), signatures=[right])
    assert not get_in(str(NOW), signatures=[right, right])
    assert not get_in(str(NOW), signatures=[signed("", str(NOW), BODY)], secret="")


FORGED = [
    {},
    {"X-Slack-Signature": "v0=" + "0" * 64},
    {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": "v0=" + "0" * 64},
    {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": ""},
    {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=" + "0" * 64},
    {"X-Slack-Request-Timestamp": str(NOW), "X-Slack-Signature": "v0=ünïcödé"},
    {"X-Slack-Request-Timestamp": str(NOW), "X-Slack-Signature": "v1=" + "0" * 64},
]


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize("body", [BODY, b"", b"\xff\xfe", b"{", b"payload=%7B"])
async def test_forged_request_is_answered_401_over_the_wire(ada: Person, headers: dict[str, str], body: bytes) -> None:
    async with ada.web.post("/slack/events", data=body, headers=headers) as answer:
        assert (answer.status, await answer.text()) == (401, "")

    assert [call.method for call in ada.slack.calls] == ["auth.test"]


def forgeries(chance: random.Random) -> Iterator[tuple[list[tuple[str, str]], bytes]]:
    """Requests that are right but for one thing: headers and body."""
    while True:
        stamp = str(int(time.time()))
        right = signed(SECRET, stamp, BODY)
        place, bit = chance.randrange(len(right)), chance.randrange(len(BODY) * 8)
        flipped = bytearray(BODY)
        flipped[bit // 8] ^= 1 << (bit % 8)
        far = str(int(stamp) + chance.choice([-301 - chance.randrange(9_999), 302 + chance.randrange(9_999)]))
        noise = "".join(chr(chance.choice([*range(33, 127), *range(161, 256), 0x20AC, 0x65E5])) for _ in range(place))
        for stamps, signatures, body in (
            ([], [right], BODY), ([stamp], [], BODY), ([], [], BODY), ([stamp, stamp], [right], BODY),
            ([stamp], [right, right], BODY), ([stamp], [right], bytes(flipped)), ([stamp], [right], BODY + b"x"),
            ([stamp], [right[:place]], BODY), ([stamp], [right + right[:place] + "0"], BODY), ([stamp], [noise], BODY),
            ([noise], [right], BODY), ([stamp + "0"], [right], BODY), ([far], [signed(SECRET, far, BODY)], BODY),
            ([stamp], [signed("another", stamp, BODY)], BODY), ([stamp], [f"{right}, {right}"], BODY),
            ([stamp], [right.replace("v0=", "v1=")], BODY), ([stamp], [right.upper()], BODY),
        ):  # fmt: skip
            headers = [("X-Slack-Request-Timestamp", one) for one in stamps]
            yield headers + [("X-Slack-Signature", one) for one in signatures], body


async def test_thousands_of_forgeries_are_answered_401_and_do_nothing(ada: Person) -> None:
    """Row "forged HTTP" of the threats, over the wire: never a server error, whatever is wrong."""
    statuses: Counter[int] = Counter()
    for headers, body in islice(forgeries(random.Random(3)), 3_000):
        async with ada.web.post("/slack/events", data=body, headers=headers) as answer:
            statuses[answer.status] += 1

    assert statuses == {401: 3_000}
    assert [call.method for call in ada.slack.calls] == ["auth.test"]
    assert (await ada.says("/help")).startswith("What can be said here")


async def test_repeated_headers_are_answered_401_over_the_wire(ada: Person) -> None:
    stamp = str(int(time.time()))
    right = signed(SECRET, stamp, BODY)
    headers = [("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", right), ("X-Slack-Signature", right)]

    async with ada.web.post("/slack/events", data=BODY, headers=headers) as answer:
        assert answer.status == 401


async def test_large_body_is_not_read(ada: Person) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 100_000

    for data in (BytesIO(b"x" * (1024 * 1024 + 1)), endless()):
        async with ada.web.post("/slack/events", data=data, headers=FORGED[1]) as answer:
            assert answer.status == 401


async def test_nothing_of_a_forged_request_is_logged(ada: Person, caplog: pytest.LogCaptureFixture) -> None:
    """Row “log injection” of the threats."""
    caplog.set_level(logging.DEBUG)
    forged = "v0=cafe\x1b[31m"
    body = urlencode({"payload": "s3cr3t-body\r\n" * 100})

    async with ada.web.post("/slack/events", data=body, headers={"X-Slack-Signature": forged[:7]}) as answer:
        assert answer.status == 401

    ours = [record for record in caplog.records if not record.name.startswith(("asyncio", "aiohttp"))]
    assert "s3cr3t" not in caplog.text
    assert ours == []


async def test_same_signed_request_twice_is_done_once(ada: Person) -> None:
    for _ in range(3):
        await ada.says(
            "/resource add https://example.org/a title:A kind:article tags:loops new-tags:yes", trigger_id="1"
        )

    assert len([call for call in ada.slack.calls if call.method.startswith("answer")]) == 1


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"x"', "payload={", "payload=[]", "command", "x=y", "payload=%00"]
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
async def test_signed_nonsense_breaks_nothing(ada: Person, body: str, kind: str) -> None:
    status, said = await ada.posts(body, kind)

    assert status in {200, 400, 404}
    assert "Traceback" not in said
    assert (await ada.says("/help")).startswith("What can be said here")


async def test_address_is_verified_and_certificates_are_checked(ada: Person) -> None:
    status, said = await ada.posts('{"type":"url_verification","challenge":"c1"}', "application/json")
    checked = await ada.posts("ssl_check=1&token=x", "application/x-www-form-urlencoded")

    assert (status, said) == (200, '{"challenge": "c1"}')
    assert checked[0] == 200
