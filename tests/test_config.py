"""The configuration: what is read, what is refused, and that no secret is ever shown."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, ConfigError, Given, doubts, keys, load, masked, secret_of, secrets_of

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def loaded(file: Path, database: str | None = None, **environment: str) -> Config:
    return load(Given(file=file, database=database, environment=environment))


def refused(file: Path, database: str | None = None, **environment: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loaded(file, database, **environment)
    return [problem.replace(str(file), "FILE") for problem in caught.value.problems]


def url_of(config: Config) -> str:
    return config.database.url.get_secret_value()


def test_without_a_file_everything_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    config = load(Given(environment={}))

    assert config == Config()
    assert url_of(config) == "sqlite:///commonplace.db"


def test_file_in_the_working_directory_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, '[console]\nname = "Ada"')

    assert load(Given(environment={})).console.name == "Ada"


def test_example_loads_as_the_defaults() -> None:
    assert loaded(EXAMPLE) == Config()


def test_example_shows_every_key_and_no_other() -> None:
    shown, section = [], ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
        elif key := re.match(r"(?:# )?(\w+) = ", line):
            shown.append(f"{section}.{key[1]}")

    assert shown == list(keys())


def test_example_is_still_right_with_every_line_switched_on(tmp_path: Path) -> None:
    text = re.sub(r"^# (\w+ = )", r"\1", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)

    content = tomllib.loads(text)
    assert [f"{section}.{key}" for section, table in content.items() for key in table] == list(keys())


def test_five_mistakes_are_told_at_once_each_with_its_key_and_the_expected_form(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        """
        databas = 1
        [database]
        url = "mysql://ada:secret@host/name"
        [console]
        name = ""
        comunity = "Guild"
        [log]
        level = 3
        """,
    )

    assert sorted(refused(file)) == [
        "FILE: console.comunity: unknown key; did you mean community? expected one of community, name",
        "FILE: console.name: not 1 to 80 characters long; expected a name of 1 to 80 characters",
        (
            "FILE: databas: unknown section; did you mean database? expected one of database, console, discord, "
            "slack, web, limits, log"
        ),
        (
            "FILE: database.url: not the address of a SQLite or PostgreSQL database; expected an address like "
            "sqlite:///commonplace.db or postgresql://user:password@host/name"
        ),
        'FILE: log.level: not one of the words it can be; expected "debug", "info", "warning" or "error"',
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("database = 5", "FILE: database: not a section; expected a section [database]"),
        (
            "[console]\nname = 5",
            "FILE: console.name: not a text in quotation marks; expected a name of 1 to 80 characters",
        ),
        ("[web]\nport = 0", "FILE: web.port: too small; expected a number from 1 to 65535"),
        ("[web]\nenabled = 1", "FILE: web.enabled: neither true nor false; expected true or false"),
        (
            "[web]\nhost = 'example.org'",
            "FILE: web.host: not an address of this machine; expected an address like 127.0.0.1 or 0.0.0.0",
        ),
        (
            "[discord]\nmembers_intent = true",
            (
                "FILE: discord.token: not there, so the bot cannot log in; expected the token of the bot, or token_env "
                "or token_file instead"
            ),
        ),
        (
            "[discord]\ntoken = 'a.b.c'\nguilds = ['x']",
            (
                "FILE: discord.guilds: not all of them are ids of servers; expected a list of ids of servers, like "
                '["81384788765712384"]'
            ),
        ),
        (
            "[discord]\ntoken = 'a b'",
            (
                "FILE: discord.token: empty, or with a space or a line break in it; expected the token of the bot, or "
                "token_env or token_file instead"
            ),
        ),
        (
            "[discord]\ntoken = 'a.b.c'\napi_base = 'discord.com'",
            (
                "FILE: discord.api_base: not an address that begins with https:// or http://; expected an address like "
                "https://discord.com/api/v10"
            ),
        ),
        (
            "[slack]\nbot_token = 'xoxb-1'",
            (
                'FILE: slack.app_token: not there, so Socket Mode cannot connect (mode = "http" needs none); expected '
                "a token that begins with xapp-, or app_token_env or _file"
            ),
        ),
        (
            "[slack]\nbot_token = 'xoxb-1'\nmode = 'http'",
            (
                "FILE: slack.signing_secret: not there, so nothing that comes in can be told from a forgery; expected "
                "the signing secret of the app, or signing_secret_env or _file"
            ),
        ),
        (
            "[slack]\nbot_token = 'xoxb-1'\napp_token = 'xapp-1'\ncommand_prefix = 'CP!'",
            (
                "FILE: slack.command_prefix: not a short word; expected a word of at most 12 letters a-z, digits and "
                "dashes, or nothing"
            ),
        ),
    ],
)
def test_mistake_has_one_line(tmp_path: Path, text: str, problem: str) -> None:
    assert refused(write(tmp_path, text)) == [problem]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "commonplace.db", "", "sqlite+x"])
def test_address_without_a_file_or_a_scheme_is_refused(tmp_path: Path, url: str) -> None:
    [problem] = refused(write(tmp_path, f'[database]\nurl = "{url}"'))

    assert problem.startswith("FILE: database.url: ")


def test_missing_file_that_was_named_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.toml") == ["FILE: no such file or directory; expected a TOML file that can be read"]


def test_file_that_is_not_toml_is_refused_with_the_expected_form(tmp_path: Path) -> None:
    [problem] = refused(write(tmp_path, "[database"))

    assert problem.startswith("FILE: not valid TOML: ")
    assert problem.endswith('; expected lines like key = "value"')


def test_folder_and_binary_file_are_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")

    assert refused(tmp_path) == ["FILE: is a directory; expected a TOML file that can be read"]
    assert refused(binary) == ["FILE: not a text in UTF-8; expected a TOML file"]


def test_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'\xef\xbb\xbf[console]\nname = "Ada"')

    assert loaded(file).console.name == "Ada"


def test_command_line_goes_before_environment_and_environment_before_file(tmp_path: Path) -> None:
    file = write(tmp_path, '[database]\nurl = "sqlite:///file.db"')
    elsewhere = {"COMMONPLACE_DATABASE": "sqlite:///environment.db"}

    assert url_of(loaded(file)) == "sqlite:///file.db"
    assert url_of(loaded(file, **elsewhere)) == "sqlite:///environment.db"
    assert url_of(loaded(file, "sqlite:///line.db", **elsewhere)) == "sqlite:///line.db"


def test_problem_with_an_address_names_where_it_was_given(tmp_path: Path) -> None:
    file = write(tmp_path, "")

    assert refused(file, "oracle://x")[0].startswith("--database: database.url: ")
    assert refused(file, COMMONPLACE_DATABASE="oracle://x")[0].startswith("COMMONPLACE_DATABASE: database.url: ")


def test_secret_is_taken_from_the_environment_or_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql://ada:pass@host/file\n")
    from_environment = write(tmp_path, '[database]\nurl_env = "URL"')

    assert url_of(loaded(from_environment, URL="postgresql://ada:pass@host/env")) == "postgresql://ada:pass@host/env"
    from_file = write(tmp_path, f"[database]\nurl_file = '{secret}'")
    assert url_of(loaded(from_file)) == "postgresql://ada:pass@host/file"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            'url_env = "NONE"',
            (
                "FILE: database.url_env: there is no environment variable NONE, or it is empty; expected the "
                "name of an environment variable with the secret in it"
            ),
        ),
        (
            'url_file = "none"',
            ("FILE: database.url_file: no such file or directory; expected the path of a file with the secret in it"),
        ),
        (
            "url_file = 5",
            (
                "FILE: database.url_file: not a text in quotation marks; expected the path of a file with the "
                "secret in it"
            ),
        ),
        (
            'url = "sqlite:///a.db"\nurl_env = "URL"',
            ("FILE: database.url: given 2 times, as url and url_env; expected one of them"),
        ),
    ],
)
def test_secret_that_cannot_be_had_is_a_mistake(tmp_path: Path, text: str, problem: str) -> None:
    assert refused(write(tmp_path, f"[database]\n{text}"), URL="sqlite:///b.db") == [problem]


PLATFORMS = """
[discord]
token_env = "DISCORD"
[slack]
bot_token_env = "BOT"
app_token_env = "APP"
signing_secret_env = "SIGNING"
client_id = "1.2"
client_secret_env = "CLIENT"
"""


def on_platforms(folder: Path, text: str = PLATFORMS, **secrets: str) -> Config:
    environment = {"DISCORD": "a.b.c", "BOT": "xoxb-1", "APP": "xapp-1", "SIGNING": "s", "CLIENT": "c"} | secrets
    return loaded(write(folder, text), None, **environment)


def test_every_mistake_of_both_platforms_is_told_at_once(tmp_path: Path) -> None:
    file = write(tmp_path, '[discord]\nguilds = 3\n[slack]\nclient_id = "1.2"\nmode = "html"\napp_token_env = "NONE"')

    keys_told = [problem.split(": ")[1] for problem in refused(file)]

    assert keys_told == ["discord.token", "slack.client_secret", "slack.app_token_env", "discord.guilds", "slack.mode"]


def test_platforms_are_configured_by_their_tokens(tmp_path: Path) -> None:
    assert not loaded(EXAMPLE).has_platform

    config = on_platforms(tmp_path)

    assert (config.platforms, config.has_platform) == (("Discord", "Slack"), True)
    assert secret_of(config.slack.bot_token) == "xoxb-1"


@pytest.mark.parametrize(
    ("text", "is_needed"),
    [
        ("", False),
        ("[web]\nenabled = true", True),
        ("[slack]\nbot_token = 'xoxb-1'\napp_token = 'xapp-1'", False),
        ("[slack]\nbot_token = 'xoxb-1'\nmode = 'http'\nsigning_secret = 's'", True),
        ("[slack]\nclient_id = '1'\nclient_secret = 's'\napp_token = 'xapp-1'", True),
    ],
)
def test_web_server_runs_where_it_is_needed(tmp_path: Path, text: str, is_needed: bool) -> None:
    assert loaded(write(tmp_path, text)).needs_web is is_needed


@pytest.mark.parametrize(
    ("given_address", "address"),
    [
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/api/v10"),
        ("http://127.0.0.1:9000/api", "http://127.0.0.1:9000/api/v10"),
        ("http://proxy/api/v9/", "http://proxy/api/v9"),
    ],
)
def test_address_of_discord_may_leave_out_the_version(tmp_path: Path, given_address: str, address: str) -> None:
    text = f"[discord]\ntoken = 'a.b.c'\napi_base = '{given_address}'"

    assert loaded(write(tmp_path, text)).discord.api_base == address


@pytest.mark.parametrize(
    ("given_address", "address"),
    [
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/api/"),
        ("http://127.0.0.1:9000/api", "http://127.0.0.1:9000/api/"),
        ("https://slack.com/api/", "https://slack.com/api/"),
    ],
)
def test_address_of_slack_ends_with_a_slash(tmp_path: Path, given_address: str, address: str) -> None:
    text = f"[slack]\nbot_token = 'xoxb-1'\napp_token = 'xapp-1'\napi_base = '{given_address}'"

    assert loaded(write(tmp_path, text)).slack.address == address


def test_govslack_has_an_address_of_its_own(tmp_path: Path) -> None:
    text = "[slack]\nbot_token = 'xoxb-1'\napp_token = 'xapp-1'\ngovslack = true"

    assert loaded(write(tmp_path, text)).slack.address == "https://slack-gov.com/api/"


def test_tokens_in_the_wrong_place_are_doubted_but_not_refused_and_not_shown(tmp_path: Path) -> None:
    config = on_platforms(tmp_path, BOT="xapp-canary", APP="xoxb-canary", DISCORD="canary")

    assert doubts(config) == (
        "slack.bot_token does not begin with xoxb-, as such tokens of Slack do.",
        "slack.app_token does not begin with xapp-, as such tokens of Slack do.",
        "discord.token does not have the three parts with dots between that tokens of Discord bots have.",
    )
    assert doubts(on_platforms(tmp_path)) == ()


def test_secrets_of_platforms_are_shown_nowhere(tmp_path: Path) -> None:
    canaries = {name: f"canary-{name}" for name in ("DISCORD", "BOT", "APP", "SIGNING", "CLIENT")}
    config = on_platforms(tmp_path, **canaries)
    mistakes = refused(write(tmp_path, PLATFORMS + "mode = 5"), **canaries)
    mistakes += refused(write(tmp_path, PLATFORMS), **(canaries | {"BOT": "canary with space"}))

    shown = [repr(config), str(config.slack), config.model_dump_json(), *mistakes, *doubts(config)]
    assert [text for text in shown if "canary" in text] == []


def test_every_secret_is_known_to_be_one(tmp_path: Path) -> None:
    config = on_platforms(tmp_path, text='[database]\nurl = "postgresql://ada:p%40ss@host/name"' + PLATFORMS)

    assert sorted(secrets_of(config)) == sorted(["p%40ss", "p@ss", "a.b.c", "xoxb-1", "xapp-1", "s", "c"])
    assert secrets_of(Config()) == ()


def test_password_is_shown_nowhere(tmp_path: Path) -> None:
    canary = "canary-3fd1"
    config = loaded(write(tmp_path, ""), f"postgresql://ada:{canary}@host/name")
    mistakes = refused(write(tmp_path, "[log]\nlevel = 1"), f"mysql://ada:{canary}@host/name")

    shown = [repr(config), str(config), repr(config.database), config.model_dump_json(), *mistakes]
    assert url_of(config) == f"postgresql://ada:{canary}@host/name"
    assert [text for text in shown if canary in text] == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///commonplace.db", "sqlite:///commonplace.db"),
        ("sqlite:////var/lib/commonplace.db", "sqlite:////var/lib/commonplace.db"),
        ("postgresql://ada:secret@host:5432/name", "postgresql://ada:***@host:5432/name"),
        ("postgresql://ada:se@cret@host/name", "postgresql://ada:***@host/name"),
        ("postgresql://ada@/name?host=/run", "postgresql://ada@/name?host=/run"),
        ("postgresql://ada@/name?password=secret", "postgresql://ada@/name"),
        ("postgresql://ada:secret@[host/name", "***"),
    ],
)
def test_masked_address_keeps_everything_but_the_password(url: str, shown: str) -> None:
    assert masked(url) == shown


@given(st.binary(max_size=200))
def test_random_bytes_are_a_configuration_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "random.toml"
    file.write_bytes(content)

    with suppress(ConfigError):
        loaded(file)
