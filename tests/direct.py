"""A word that the bot sends in direct messages in tests, and all that can be pressed there."""

from __future__ import annotations

from bot.errors import InvalidInput
from bot.identity import Role
from bot.posts import Writing, post
from bot.replies import Button, Card, Reply, Section, Shown, Update, done, said
from bot.requests import Call
from bot.spec import AnyCommand, Text, Whole, command

WORD = "test.word"
BUTTONS = ("Seen", "Tell", "More", "Rule", "Where")


@post(WORD, about="a word for somebody")
async def word(writing: Writing) -> Shown:
    actions = tuple(Button(label=one, command=(one.lower(),)) for one in BUTTONS)
    return Card(title=f"A word from {writing.community.name}", sections=(Section(text=("Well?",)),), actions=actions)


@command("seen", about="Say that it was seen", options=[Whole(name="times", about="How often")])
async def seen(call: Call, times: int = 1) -> Reply:
    return Update(reply=done(f"{call.member.name} of {call.community.name} has seen it."))


@command("tell", about="Tell", options=[Text(name="what", about="What there is to tell", required=True)])
async def tell(call: Call, what: str) -> Reply:
    if what == "nothing":
        raise InvalidInput("That is nothing.", "Tell something.", field="what")
    more = (Button(label="More", command=("more",)),)
    return done(f"{call.member.name} of {call.community.name} tells {what}.", actions=more)


@command("more", about="More", reads=True)
async def more(call: Call) -> Reply:
    return said(f"More of {call.community.name}.", actions=(Button(label="More", command=("more",)),))


@command("rule", about="Rule", allow=Role.ORGANISER)
async def rule(call: Call) -> Reply:
    return done(f"{call.member.name} rules {call.community.name}.")


@command("where", about="Where", reads=True, private=False)
async def where(call: Call) -> Reply:
    return said(f"{call.place.workspace}: {call.place.channel}")


COMMANDS: tuple[AnyCommand, ...] = (seen, tell, more, rule, where)
