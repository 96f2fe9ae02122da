"""Web addresses: what is refused and why, what counts as the same, and what an address says about a resource."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.addresses import (
    ADDRESS_CHARACTERS,
    KEY_CHARACTERS,
    canonical,
    check,
    guess_kind,
    host_of,
    looks_like_address,
    title_from,
)
from bot.errors import InvalidInput
from bot.resources import Kind

HOSTS = (
    "example.org www.example.org m.example.co.uk EXAMPLE.org. bücher.example 例え.jp a_b.example.org 8.8.8.8 "
    "134744072 [2606:4700:4700::1111] youtu.be m.youtube.com music.youtube.com vimeo.com player.vimeo.com "
    "arxiv.org doi.org dx.doi.org github.com www.amazon.co.uk smile.amazon.com podcasts.apple.com "
    "open.spotify.com medium.com a.medium.com docs.google.com drive.google.com en.m.wikipedia.org "
    "mobile.twitter.com x.com www.www.example.org m.www.m.example.org"
).split()
SEGMENTS = [
    "",
    *(
        ". .. watch shorts embed v dQw4w9WgXcQ videoseries abs pdf 2101.00001v2 math 0211159.pdf 10.1000 10.48550 "
        "arXiv.2101.00001v3 index.html index.php tree main repo.git .git README.md blob dp gp product 0596007124 "
        "us podcast id123456 intl-de episode 4rOoJ6Egrf8K2IrywzwOMk document d e edit 1a2b3c4d5e6f7g8h status "
        "123456789 %2F %2e%2e %zz %4%31 caf%C3%A9 café cafe\u0301 日本語 A-B_c~d %7euser a;b=c a:b %E2%80%AE %FF |"
    ).split(),
]
QUERIES = [
    "",
    *(
        "v=dQw4w9WgXcQ v=abcdefghijk list=PL1 t=43 id=1a2b3c4d5e6f7g8h i=1000 utm_source=x fbclid=1 si=abc a=1 a=2 "
        "b b= q=a+b%20c q=%26 UTM_Medium=y = == title=Caf%C3%A9 source=rss %zz=%"
    ).split(),
]
FRAGMENTS = ["", "readme", "!/route", "/route/x", "!", "gid=0", "%zz", "é"]


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Addresses that ``check`` keeps, made mostly of what the rules look for."""
    host = draw(st.sampled_from(HOSTS)) + draw(st.sampled_from(["", "", "", ":80", ":443", ":8080", ":"]))
    path = "".join(f"/{segment}" for segment in draw(st.lists(st.sampled_from(SEGMENTS), max_size=6)))
    query = "&".join(draw(st.lists(st.sampled_from(QUERIES), max_size=4)))
    scheme, fragment = draw(st.sampled_from(["http", "https", "HTTPS"])), draw(st.sampled_from(FRAGMENTS))
    return check(f"{scheme}://{host}{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else ""))


video_ids = st.text(string.ascii_letters + string.digits + "-_", min_size=11, max_size=11)


class TestCheck:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("https://example.org/x", "https://example.org/x"),
            ("  http://Example.ORG/A?b=%7e&utm_source=x#c \n", "http://Example.ORG/A?b=%7e&utm_source=x#c"),
            ("HTTPS://example.org", "https://example.org"),
            ("example.org/x", "https://example.org/x"),
            ("www.example.org", "https://www.example.org"),
            ("//example.org/x", "https://example.org/x"),
            ("example.org:8080/x", "https://example.org:8080/x"),
            ("example.org:8080", "https://example.org:8080"),
            ("https://example.org:1/", "https://example.org:1/"),
            ("https://example.org:65535/", "https://example.org:65535/"),
            ("https://bücher.example/日本語", "https://bücher.example/日本語"),
            ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
            ("https://8.8.8.8/dns", "https://8.8.8.8/dns"),
            ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
            ("https://[::ffff:8.8.8.8]/", "https://[::ffff:8.8.8.8]/"),
            ("https://example.org?next=https://a:b@c.org/", "https://example.org?next=https://a:b@c.org/"),
            ("https://example.org/@somebody", "https://example.org/@somebody"),
            ("https://localhost.example.org/", "https://localhost.example.org/"),
        ],
    )
    def test_usable_address_is_kept_as_typed(self, typed: str, kept: str) -> None:
        assert check(typed) == kept

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "The address is empty."),
            (" \t\n", "The address is empty."),
            ("word " * 20_000, "That address has 99,999 characters; at most 2,000 are kept."),
            ("javascript:alert(1)", "Addresses that begin with javascript: are not kept."),
            ("JavaScript://example.org/%0aalert(1)", "Addresses that begin with javascript: are not kept."),
            ("data:text/html,hello", "Addresses that begin with data: are not kept."),
            ("ftp://example.org/x", "Addresses that begin with ftp: are not kept."),
            ("mailto:ada@example.org", "Addresses that begin with mailto: are not kept."),
            ("file:///etc/passwd", "Addresses that begin with file: are not kept."),
            ("https:example.org", "After https: there must be two slashes."),
            ("http:/example.org", "After http: there must be two slashes."),
            ("loops", "That is not a complete address."),
            ("/page/2", "That is not a complete address."),
            ("#top", "That is not a complete address."),
            ("./page.html", "That is not a complete address."),
            ("../page.html", "That is not a complete address."),
            ("https://ada:secret@example.org/", "There is a user name or a password in that address."),
            ("https://ada@example.org/", "There is a user name or a password in that address."),
            ("ada@example.org", "There is a user name or a password in that address."),
            ("https://", "That address names no site."),
            ("https:///page", "That address names no site."),
            ("https://:8080/", "That address names no site."),
            ("https://?q=x", "That address names no site."),
            ("https://example.org/a b", "There is a space inside that address."),
            ("https://example.org/a\u00a0b", "There is a space inside that address."),
            ("https://example.org/a\nb", "There is a space inside that address."),
            ("https://example.org/a\x00b", "That address contains invisible characters."),
            ("https://example.org/\x1b[31mred", "That address contains invisible characters."),
            ("https://example.org/\u202egpj.exe", "That address contains invisible characters."),
            ("https://exam\u200bple.org/", "That address contains invisible characters."),
            ("https://example.org/\ud800", "That address contains invisible characters."),
            ("https://example.org\\@example.com/", "The character \\ cannot stand in an address."),
            ("https://example.org/<b>", "The character < cannot stand in an address."),
            ("https://example.org:0/", "The number after the colon is not a port."),
            ("https://example.org:65536/", "The number after the colon is not a port."),
            ("https://example.org:0065536/", "The number after the colon is not a port."),
            ("https://example.org:https/", "The number after the colon is not a port."),
            ("https://example.org:٨٠/", "The number after the colon is not a port."),
            ("https://example..org/", "The name of the site in that address cannot exist."),
            ("https://-example.org/", "The name of the site in that address cannot exist."),
            ("https://exa%6Dple.org/", "The name of the site in that address cannot exist."),
            ("https://ex!ample.org/", "The name of the site in that address cannot exist."),
            ("https://\u0301a.example/", "The name of the site in that address cannot exist."),
            ("https://256.2.3.4/", "The name of the site in that address cannot exist."),
            ("https://1.2.3.256/", "The name of the site in that address cannot exist."),
            ("https://1.2.3.4.5/", "The name of the site in that address cannot exist."),
            ("https://08.8.8.8/", "The name of the site in that address cannot exist."),
            ("https://1..2/", "The name of the site in that address cannot exist."),
            ("https://1.a.0x/", "The name of the site in that address cannot exist."),
            ("https://01234567012345670/", "The name of the site in that address cannot exist."),
            ("https://[zz]/", "The name of the site in that address cannot exist."),
            ("https://[::1/", "The name of the site in that address cannot exist."),
            ("https://[::1]x/", "The name of the site in that address cannot exist."),
            ("https://[fe80::1%25eth0]/", "The name of the site in that address cannot exist."),
        ],
    )
    def test_unusable_address_is_refused_in_one_sentence(self, typed: str, sentence: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            check(typed)

        assert (refusal.value.message, refusal.value.field) == (sentence, "address")
        assert refusal.value.hint

    @pytest.mark.parametrize(
        "host",
        (
            "localhost LOCALHOST. app.localhost printer.local wiki.internal router.lan wiki nas.home.arpa "
            "127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 10.0.0.1 172.16.0.1 "
            "192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255 0.0.0.0 [::1] [::] [fe80::1] "
            "[fc00::1] [::ffff:10.0.0.1] [::ffff:7f00:1] [::ffff:224.0.0.1] [::127.0.0.1] [ff02::1] [64:ff9b::7f00:1] "
            "[2002:7f00:1::] １２７.0.0.1 ⑯⑨.②⑤④.⑯⑨.②⑤④ ⓛocalhost"
        ).split(),
    )
    def test_address_into_a_private_network_is_refused_however_it_is_written(self, host: str) -> None:
        with pytest.raises(InvalidInput, match="leads to one machine or into a private network"):
            check(f"http://{host}/status")

    def test_address_of_exactly_the_limit_is_kept_and_one_more_is_refused(self) -> None:
        longest = "https://example.org/".ljust(ADDRESS_CHARACTERS, "x")

        assert check(f" {longest} ") == longest
        with pytest.raises(InvalidInput, match="2,001 characters; at most 2,000"):
            check(longest + "x")

    def test_scheme_that_was_left_out_counts_towards_the_limit(self) -> None:
        longest = "example.org/".ljust(ADDRESS_CHARACTERS - len("https://"), "x")

        assert len(check(longest)) == ADDRESS_CHARACTERS
        with pytest.raises(InvalidInput, match="2,001 characters"):
            check(longest + "x")

    def test_longest_label_and_host_are_kept_and_one_more_is_refused(self) -> None:
        label, host = "a" * 63, ".".join(["a" * 49] * 5) + ".abc"

        assert (len(host), check(f"{label}.org"), check(host)) == (253, f"https://{label}.org", f"https://{host}")
        for longer in (f"a{label}.org", f"{host}d"):
            with pytest.raises(InvalidInput, match="cannot exist"):
                check(longer)

    @given(st.text(max_size=200) | st.text("htps:/.@[]%?#\\wx-01 é。", max_size=60).map(lambda tail: f"http://{tail}"))
    @example("http://[")
    @example("http://℀.example")
    @example("http://xn--.example")
    def test_any_text_is_either_kept_for_good_or_refused_politely(self, text: str) -> None:
        try:
            kept = check(text)
        except InvalidInput:
            return

        assert check(kept) == kept
        assert kept.startswith(("http://", "https://"))
        assert canonical(canonical(kept)) == canonical(kept)
        assert host_of(kept) in title_from(kept)
        guess_kind(kept)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://example.org", True),
        ("www.example.org", True),
        ("example.org", True),
        ("example.unusual/page", True),
        ("javascript:alert(1)", True),
        ("ftp://example.org", True),
        ("Node.js", False),
        ("Communities of practice", False),
        ("Data: the new oil", False),
        ("see https://example.org", False),
        ("https://example.org is good", False),
        ("", False),
    ],
)
def test_addresses_and_titles_are_told_apart(typed: str, meant: bool) -> None:
    assert looks_like_address(typed) is meant


class TestSameness:
    @pytest.mark.parametrize(
        ("key", "spellings"),
        [
            (
                "https://example.org",
                "http://example.org https://www.EXAMPLE.org:443/ http://m.example.org:80/index.html#top",
            ),
            (
                "https://example.org/a/b",
                "http://example.org/a/b/ https://example.org/a/./x/../b//?utm_source=x&fbclid=1&si=2",
            ),
            ("https://example.org/A", "https://example.org/%41 https://example.org./A/index.php?"),
            (
                "https://example.org/~ada/caf%C3%A9",
                "https://example.org/%7Eada/café https://example.org/~ada/caf%c3%a9",
            ),
            (
                "https://example.org/s?a=1&b=2",
                "https://example.org/s?b=2&a=1 https://example.org/s/?UTM_Source=x&a=1&b=2#end",
            ),
            ("https://example.org/s?q=a+b&z", "https://example.org/s?q=a%20b&z= https://example.org/s?z&q=a+b"),
            ("https://example.org#/route", "https://example.org/#/route https://www.example.org/index.html#/route"),
            ("https://example.org#!/route", "https://example.org/#!/route"),
            ("https://www.com", "http://www.com/"),
            ("https://example.org:8080/x", "http://example.org:8080/x https://www.example.org:8080/x/"),
            ("https://xn--bcher-kva.example", "https://BÜCHER.example/ https://xn--bcher-kva.example"),
            ("https://8.8.8.8", "http://134744072/ http://0x8.8.8.8 https://8.8.2056"),
            ("https://[2606:4700::1111]", "https://[2606:4700:0:0:0:0:0:1111]/"),
        ],
    )
    def test_spellings_of_one_address_share_its_key(self, key: str, spellings: str) -> None:
        assert {canonical(check(spelling)) for spelling in [key, *spellings.split()]} == {key}

    @pytest.mark.parametrize(
        ("key", "spellings"),
        [
            (
                "https://youtube.com/watch?v=dQw4w9WgXcQ",
                (
                    "https://youtu.be/dQw4w9WgXcQ?si=abc&t=42 https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&index=2"
                    " https://m.youtube.com/shorts/dQw4w9WgXcQ https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=4"
                    " https://youtube.com/live/dQw4w9WgXcQ https://music.youtube.com/watch?app=x&v=dQw4w9WgXcQ"
                ),
            ),
            (
                "https://youtube.com/embed/videoseries?list=PL1",
                "https://www.youtube.com/embed/videoseries?list=PL1&t=1",
            ),
            ("https://youtube.com/playlist?list=PL1", "https://www.youtube.com/playlist?list=PL1&feature=share"),
            (
                "https://vimeo.com/76979871",
                "https://player.vimeo.com/video/76979871?h=1 https://vimeo.com/channels/x/76979871",
            ),
            (
                "https://arxiv.org/abs/2101.00001",
                (
                    "http://arxiv.org/pdf/2101.00001v3.pdf https://export.arxiv.org/abs/2101.00001v1"
                    " https://arxiv.org/html/2101.00001 https://doi.org/10.48550/arXiv.2101.00001"
                ),
            ),
            ("https://arxiv.org/abs/math/0211159", "https://arxiv.org/pdf/math/0211159v1"),
            ("https://doi.org/10.1000/xyz(1)", "http://dx.doi.org/10.1000/XYZ(1) https://www.doi.org/10.1000%2Fxyz(1)"),
            (
                "https://github.com/ada/loops",
                (
                    "https://github.com/Ada/Loops.git https://github.com/ada/loops/tree/main#readme"
                    " https://github.com/ada/loops/?tab=readme-ov-file https://github.com/ada/loops/blob/master/README.md"
                ),
            ),
            ("https://github.com/ada/loops/issues/1", "https://github.com/Ada/LOOPS/issues/1#comment"),
            ("https://github.com/ada/loops/blob/main/A.md", "https://github.com/Ada/loops/blob/main/A.md"),
            ("https://en.wikipedia.org/wiki/Community", "https://en.m.wikipedia.org/wiki/Community#History"),
            (
                "https://amazon.co.uk/dp/0596007124",
                (
                    "https://www.amazon.co.uk/Some-Book/dp/0596007124/ref=sr_1_1?keywords=x"
                    " https://smile.amazon.co.uk/gp/product/0596007124/"
                ),
            ),
            ("https://amazon.com/dp/B07XYZ1234", "https://www.amazon.com/dp/b07xyz1234/"),
            ("https://amazon.com/s?k=book", "https://smile.amazon.com/s?k=book"),
            (
                "https://podcasts.apple.com/podcast/id123?i=456",
                "https://podcasts.apple.com/us/podcast/some-name/id123?i=456&l=es https://podcasts.apple.com/de/podcast/id123?i=456",
            ),
            (
                "https://open.spotify.com/episode/4rOoJ6Eg",
                "https://open.spotify.com/intl-de/episode/4rOoJ6Eg?si=1 https://open.spotify.com/embed/episode/4rOoJ6Eg?utm_source=x",
            ),
            ("https://medium.com/@ada/loops-1a2b", "https://medium.com/@ada/loops-1a2b?source=rss---1&sk=2"),
            ("https://ada.medium.com/loops", "https://ada.medium.com/loops?source=rss"),
            (
                "https://docs.google.com/document/d/1a2b3c4d5e6f",
                "https://docs.google.com/document/d/1a2b3c4d5e6f/edit?usp=sharing https://docs.google.com/document/u/0/d/1a2b3c4d5e6f/view",
            ),
            ("https://drive.google.com/file/d/1a2b3c4d5e6f", "https://drive.google.com/open?id=1a2b3c4d5e6f"),
            ("https://x.com/ada/status/1", "https://mobile.twitter.com/ada/status/1?s=20 https://x.com/ada/status/1"),
        ],
    )
    def test_what_one_site_shows_under_many_addresses_has_one_key(self, key: str, spellings: str) -> None:
        assert {canonical(check(spelling)) for spelling in [key, *spellings.split()]} == {key}

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dqw4w9wgxcq"),
            (
                "https://www.youtube.com/embed/videoseries?list=PL1",
                "https://www.youtube.com/embed/videoseries?list=PL2",
            ),
            ("https://www.youtube.com/watch?v=short", "https://www.youtube.com/watch?v=other"),
            ("https://www.youtube.com/@ada", "https://www.youtube.com/@bob"),
            ("https://youtu.be:8080/dQw4w9WgXcQ", "https://youtube.com:8080/watch?v=dQw4w9WgXcQ"),
            ("https://vimeo.com/76979871", "https://vimeo.com/76979872"),
            ("https://example.org/page?id=1", "https://example.org/page?id=2"),
            ("https://example.org/page?tag=a&tag=b", "https://example.org/page?tag=b&tag=a"),
            ("https://example.org/a%2Fb", "https://example.org/a/b"),
            ("https://example.org/a%2541", "https://example.org/aA"),
            ("https://example.org/A", "https://example.org/a"),
            ("https://example.org/#/one", "https://example.org/#/two"),
            ("https://example.org:8080/", "https://example.org/"),
            ("https://doi.org/10.1000/1", "https://doi.org/10.1000/2"),
            ("https://doi.org/the-identifier", "https://doi.org/the-community"),
            ("https://github.com/ada/loops/tree/dev", "https://github.com/ada/loops"),
            ("https://podcasts.apple.com/us/podcast/x/id1?i=1", "https://podcasts.apple.com/us/podcast/x/id1?i=2"),
            ("https://www.amazon.com/dp/0596007124", "https://www.amazon.com/dp/0596007132"),
            ("https://docs.google.com/document/d/1a2b3c4d5e6f", "https://docs.google.com/spreadsheets/d/1a2b3c4d5e6f"),
        ],
    )
    def test_different_things_keep_different_keys(self, one: str, other: str) -> None:
        assert canonical(check(one)) != canonical(check(other))

    def test_overlong_key_becomes_a_digest_that_still_tells_addresses_apart(self) -> None:
        longest = f"https://example.org/{'語' * 220}"

        keys = [canonical(check(address)) for address in (longest, longest + "a", longest + "b")]

        assert [len(key) for key in keys] == [KEY_CHARACTERS, 85, 85]
        assert len(set(keys)) == 3
        assert [canonical(key) for key in keys] == keys

    @given(addresses())
    def test_key_is_its_own_key(self, address: str) -> None:
        key = canonical(address)

        assert (canonical(key), check(key)) == (key, key)

    @given(
        addresses(),
        st.permutations(["utm_source=news", "fbclid=1", "gclid=2", "mc_cid=3", "ref_src=4", "si=5", "UTM_TERM=6"]),
    )
    def test_trackers_change_no_key_in_any_order(self, address: str, trackers: list[str]) -> None:
        page, mark, fragment = address.partition("#")

        tracked = f"{page}{'&' if '?' in page else '?'}{'&'.join(trackers)}{mark}{fragment}"

        assert canonical(tracked) == canonical(address)

    @given(video_ids, video_ids, st.sampled_from(["https://youtu.be/{}", "https://www.youtube.com/watch?t=1&v={}"]))
    def test_two_videos_share_a_key_only_if_they_are_one(self, one: str, other: str, other_form: str) -> None:
        keys = canonical(f"https://www.youtube.com/watch?v={one}"), canonical(other_form.format(other))

        assert (keys[0] == keys[1]) is (one == other)


class TestKind:
    @pytest.mark.parametrize(
        ("kind", "places"),
        [
            (
                Kind.VIDEO,
                "youtu.be/dQw4w9WgXcQ youtube.com/shorts/dQw4w9WgXcQ vimeo.com/1 ted.com/talks/x twitch.tv/videos/1",
            ),
            (
                Kind.PODCAST,
                "podcasts.apple.com/us/podcast/x/id1 open.spotify.com/show/1 overcast.fm/+ab ada.podbean.com",
            ),
            (
                Kind.PODCAST,
                "www.buzzsprout.com/1/2 loops.transistor.fm/1 ada.simplecast.com anchor.fm/ada ada.libsyn.com/x",
            ),
            (
                Kind.RESEARCH,
                "doi.org/10.1000/x arxiv.org/pdf/2101.00001 pubmed.ncbi.nlm.nih.gov/1/ papers.ssrn.com/sol3/papers.cfm",
            ),
            (Kind.RESEARCH, "www.jstor.org/stable/1 dl.acm.org/doi/10.1145/1 www.semanticscholar.org/paper/x/1"),
            (
                Kind.BOOK,
                "www.goodreads.com/book/show/1 bookshop.org/p/books/x/1 leanpub.com/loops openlibrary.org/works/OL1W/x",
            ),
            (
                Kind.BOOK,
                "www.oreilly.com/library/view/x/9780596007126/ www.amazon.de/x/dp/0596007124 amazon.com/dp/080442957X",
            ),
            (Kind.COURSE, "www.coursera.org/learn/x www.edx.org/course/x www.udemy.com/course/x"),
            (
                Kind.COMMUNITY,
                "discord.gg/abc discord.com/invite/abc meetup.com/de-DE/loops/ join.slack.com/t/loops/invite",
            ),
            (
                Kind.TOOL,
                "github.com/ada/loops.git gitlab.com/ada/loops codeberg.org/ada/loops",
            ),
        ],
    )
    def test_kind_is_guessed_where_the_address_is_proof(self, kind: Kind, places: str) -> None:
        assert {place: guess_kind(check(place)) for place in places.split()} == dict.fromkeys(places.split(), kind)

    @pytest.mark.parametrize(
        "place",
        (
            "example.org/watch youtube.com/@ada youtube.com/playlist?list=1 vimeo.com/ada "
            "open.spotify.com/track/1 amazon.com/dp/B07XYZ1234 amazon.com/dp/0596007125 amazon.com/s?k=book "
            "github.com/ada github.com/topics/loops github.com/ada/loops/issues/1 github.com/ada/awesome-loops "
            "doi.org meetup.com/find leanpub.com oreilly.com/radar/x notyoutube.com/watch?v=dQw4w9WgXcQ "
            "podbean.com.example.org/x ted.com/about"
        ).split(),
    )
    def test_kind_is_left_open_where_it_could_be_wrong(self, place: str) -> None:
        assert guess_kind(check(place)) is None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Example.org/x", "example.org"),
        ("https://m.example.org/x", "m.example.org"),
        ("http://example.org:80/", "example.org"),
        ("http://example.org:443/", "example.org:443"),
        ("https://example.org:8080/", "example.org:8080"),
        ("https://аpple.example/", "xn--pple-43d.example"),
        ("https://[2606:4700::1111]:81/", "[2606:4700::1111]:81"),
        ("https://134744072/", "8.8.8.8"),
    ],
)
def test_host_is_shown_so_that_it_cannot_pretend(address: str, host: str) -> None:
    assert host_of(check(address)) == host


@pytest.mark.parametrize(
    ("address", "title"),
    [
        (
            "https://www.example.org/blog/2024/communities-of-practice.html?x=1#y",
            "Communities of practice (example.org)",
        ),
        ("https://example.org/wiki/Community_of_practice", "Community of practice (example.org)"),
        ("https://example.org/caf%C3%A9-talk/", "Café talk (example.org)"),
        ("https://example.org/%E6%97%A5%E6%9C%AC%E8%AA%9E", "日本語 (example.org)"),
        ("https://example.org/talks/12345", "Talks (example.org)"),
        ("https://medium.com/loops/1a2b3c4d5e6f", "Loops (medium.com)"),
        ("https://youtu.be/dQw4w9WgXcQ1", "youtu.be"),
        ("https://example.org/talks/watch?v=1", "Talks (example.org)"),
        ("https://example.org", "example.org"),
        ("https://example.org/%E2%80%AEgpj%00%1b[31m-photo", "Gpj [31m photo (example.org)"),
        ("https://example.org/" + "word-" * 40, f"{('Word ' + 'word ' * 18).strip()}… (example.org)"),
        ("https://example.org/" + "a" * 100, f"A{'a' * 99} (example.org)"),
        ("https://example.org/" + "a" * 101, f"A{'a' * 98}… (example.org)"),
    ],
)
def test_title_is_made_of_the_last_telling_words(address: str, title: str) -> None:
    assert title_from(check(address)) == title
