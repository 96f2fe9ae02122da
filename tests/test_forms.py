"""Forms: what a command still needs is asked for, and what is suggested counts unless something else is said."""

from __future__ import annotations

from tests.talk import Talk


async def test_what_a_form_suggests_counts_unless_something_else_is_filled_in(ada: Talk) -> None:
    await ada("/resource add https://www.youtube.com/watch?v=dQw4w9WgXcQ")

    assert await ada('/fill title:"How we began" tags:stories') == (
        "Added to the library as number 1\n\n"
        "How we began <https://www.youtube.com/watch?v=dQw4w9WgXcQ>\n\n"
        "Kind: video\nTags: #stories\nFound by: Ada\n\n"
        "[Useful 1] [Share here] [Open youtube.com <https://www.youtube.com/watch?v=dQw4w9WgXcQ>]\n\n"
        "number 1"
    )
