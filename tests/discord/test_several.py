"""Questions on Discord of which several choices answer one."""

from __future__ import annotations

from adapters.discord.forms import modal
from bot.errors import InvalidInput
from bot.replies import Button, Field, Form, Reply, done, said
from bot.requests import Call
from bot.spec import Text, command
from tests.discord.conftest import OpenStage
from tests.discord.connected import connected
from tests.discord.fake import Channel, Discord, Human
from tests.discord.test_forms import inputs
from tests.discord.test_storms import ada, channel, discord, guild

__all__ = ["ada", "channel", "discord", "guild"]

WAYS = ("read", "listen", "watch")


@command(
    "learn",
    about="How you learn",
    options=[
        Text(name="ways", about="How you like to learn", several_of=WAYS),
        Text(name="tags", about="About what"),
    ],
)
async def learn(call: Call, ways: str = "", tags: str = "") -> Reply:
    if not ways:
        fields = (
            Field(option="ways", label="How", choices=WAYS, most=3, value="watch"),
            Field(option="tags", label="About what", choices=("loops", "pairing"), most=2),
        )
        return Form(title="Learn", command=("learn",), fields=fields)
    if tags == "pairing":
        raise InvalidInput("Not today.", "Choose another.", field="tags")
    return done(f"{ways} about {tags}")


@command("start", about="Start", reads=True)
async def start(call: Call) -> Reply:
    return said("Learn?", actions=(Button(label="Learn", command=("learn",)),))


async def test_several_are_chosen_and_arrive_as_words_parted_by_commas(open_stage: OpenStage) -> None:
    stage = await open_stage([learn, start])
    window = await stage.ada.slash(stage.channel, "learn")
    assert window.modal
    asked = inputs(window.modal)

    sent = await stage.ada.submit_modal(window, {"ways": ["listen", "read"], "tags": ["loops", "pairing"]})

    assert {name: (one["min_values"], one["max_values"]) for name, one in asked.items()} == {
        "ways": (0, 3),
        "tags": (0, 2),
    }
    assert [one["value"] for one in asked["ways"]["options"] if one.get("default")] == ["watch"]
    assert stage.read(sent) == "listen, read about loops, pairing"


async def test_refused_window_comes_back_with_what_was_chosen(open_stage: OpenStage) -> None:
    stage = await open_stage([learn, start])
    window = await stage.ada.slash(stage.channel, "learn")

    refused = await stage.ada.submit_modal(window, {"ways": ["read", "listen"], "tags": ["pairing"]})
    assert refused.response
    again = await stage.ada.click(refused.response, label="Fix it")

    assert again.modal
    asked = inputs(again.modal)
    assert [one["value"] for one in asked["ways"]["options"] if one.get("default")] == ["read", "listen"]
    # What the command does not declare cannot be offered again, and is there to be mended as words.
    assert asked["tags"]["value"] == "pairing"


def test_no_more_can_be_chosen_than_there_is() -> None:
    field = Field(option="ways", label="How", choices=WAYS, most=25, value="read, listen, walk")
    window = modal(Form(title="Learn", command=("learn",), fields=(field,)), learn, "x").to_dict()

    [asked] = [dict(one["component"]) for one in window["components"]]
    assert asked["max_values"] == 3
    assert [one["value"] for one in asked["options"] if one.get("default")] == ["read", "listen"]


async def test_newcomer_picks_several_tags_in_a_window_that_the_strict_stand_in_takes(
    discord: Discord, channel: Channel, ada: Human, sqlite_address: str
) -> None:
    async with connected(discord, sqlite_address) as bot:
        await bot.ready()
        more = {"new-tags": True}
        await ada.slash(channel, "resource add", what="Loops", kind="book", tags="loops,pairing,tests", **more)
        asked = await ada.slash(channel, "onboarding start")
        opened = await ada.press(asked, "Answer")
        assert opened.form
        field = opened.form.fields["What do you want to learn about?"]

        told = await ada.fill(opened, learn=["loops", "tests"])

    assert (field["min_values"], field["max_values"]) == (0, 3)
    assert "learn about #loops and #tests" in told.messages[0].text.replace("\\", "")


async def test_step_that_was_refused_comes_back_with_the_questions_that_it_asked(
    discord: Discord, channel: Channel, ada: Human, sqlite_address: str
) -> None:
    async with connected(discord, sqlite_address) as bot:
        await bot.ready()
        asked = await ada.slash(channel, "onboarding start")
        step = await ada.press(asked, "Skip this")
        learning = await ada.press(step, "Answer")
        again = await ada.press(await ada.fill(learning, minutes="soon"), "Fix it")
        mended = await ada.fill(again, minutes="20")
        hours = await ada.press(mended, "Add hours and language")
        once_more = await ada.press(await ada.fill(hours, hours="sometimes"), "Fix it")

    for first, second in ((learning.form, again.form), (hours.form, once_more.form)):
        assert first
        assert second
        assert (second.title, list(second.fields)) == (first.title, list(first.fields))
