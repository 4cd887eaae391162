from pathlib import Path

import pytest

from panel.cli.tool import reach
from panel.errors import InputError, UsageError
from panel.llm.recorded import RECORDED
from panel.settings import MODEL, OPENAI, Settings, find_workspace, load

FILE = '[endpoint]\nbase_url = "http://file/v1"\nmodel = "file"\n'
USER = '[endpoint]\nbase_url = "http://user/v1"\nmodel = "user"\n'
PANEL = {"PANEL_BASE_URL": "http://panel/v1", "PANEL_MODEL": "panel"}
VENDOR = {"OPENAI_BASE_URL": "http://vendor/v1"}
FLAGS = {"base_url": "http://flag/v1", "model": "flag"}


def settings(folder: Path, environment: dict[str, str] | None = None, *, file: str = "", user: str = "", **flags: str) -> Settings:
    """The settings of a workspace with these files."""
    (folder / "panel.toml").write_text(file)
    (folder / "user.toml").write_text(user)
    return load(folder, environment or {}, user=folder / "user.toml", **flags)


LADDER = {
    "a flag": (FLAGS, {**PANEL, **VENDOR}, FILE, USER, "http://flag/v1", "flag"),
    "our variables": ({}, {**PANEL, **VENDOR}, FILE, USER, "http://panel/v1", "panel"),
    "the vendor's variable": ({}, VENDOR, FILE, USER, "http://vendor/v1", "file"),
    "the workspace": ({}, {}, FILE, USER, "http://file/v1", "file"),
    "the user's file": ({}, {}, "", USER, "http://user/v1", "user"),
    "the vendor, for its key": ({}, {"OPENAI_API_KEY": "k"}, "", "", OPENAI, MODEL),
    "the vendor, for our key": ({}, {"PANEL_API_KEY": "k"}, "", "", OPENAI, MODEL),
    "the recording": ({}, {}, "", "", "", RECORDED.label),
    "the recording, whatever model is named": ({"model": "flag"}, {}, "", "", "", RECORDED.label),
    "empty variables count as unset": ({}, dict.fromkeys({**PANEL, **VENDOR}, ""), FILE, "", "http://file/v1", "file"),
}


@pytest.mark.parametrize(("flags", "environment", "file", "user", "base_url", "model"), LADDER.values(), ids=LADDER)
def test_the_nearest_word_decides_whom_to_ask(
    tmp_path: Path, flags: dict[str, str], environment: dict[str, str], file: str, user: str, base_url: str, model: str
) -> None:
    """Flag over PANEL_* over OPENAI_* over panel.toml over the user's file over the default."""

    made = settings(tmp_path, environment, file=file, user=user, **flags)
    assert (made.base_url, made.model) == (base_url, model)


OURS, THEIRS = {"PANEL_API_KEY": "ours"}, {"OPENAI_API_KEY": "theirs"}
MEANT = {**OURS, "PANEL_BASE_URL": "http://panel/v1"}
KEYS = {
    "ours, to our address": (MEANT, "", "", "ours"),
    "ours, to our address with a slash": ({**MEANT, "PANEL_BASE_URL": "http://panel/v1/"}, "", "", "ours"),
    "ours, not to another address by flag": (MEANT, "", "http://flag/v1", ""),
    "ours, not to the vendor by flag": (MEANT, "", OPENAI, ""),
    "ours, to the one that was chosen when none was named": (OURS, "", "http://flag/v1", "ours"),
    "ours, not to the workspace's address": (OURS, FILE, "", ""),
    "ours, to the vendor when nothing else is set": (OURS, "", "", "ours"),
    "theirs, to the vendor": (THEIRS, "", "", "theirs"),
    "theirs, to the vendor by flag with a slash": (THEIRS, "", OPENAI + "/", "theirs"),
    "theirs, to the vendor's variable": ({**THEIRS, **VENDOR}, "", "", "theirs"),
    "theirs, not to the vendor when it was set for elsewhere": ({**THEIRS, **VENDOR}, "", OPENAI, ""),
    "theirs, not to a flag": (THEIRS, "", "http://flag/v1", ""),
    "theirs, not to the workspace's address": (THEIRS, FILE, "", ""),
    "theirs, not to our address": ({**THEIRS, "PANEL_BASE_URL": "http://panel/v1"}, "", "", ""),
    "theirs, not to a look-alike": (THEIRS, "", "https://api.openai.com.evil.example/v1", ""),
    "theirs, not without encryption": (THEIRS, "", "http://api.openai.com/v1", ""),
    "both, each to its own: ours": ({**THEIRS, **MEANT}, "", "", "ours"),
    "both, each to its own: theirs": ({**THEIRS, **MEANT}, "", OPENAI, "theirs"),
    "none": ({}, FILE, "", ""),
}


@pytest.mark.parametrize(("environment", "file", "flag", "key"), KEYS.values(), ids=KEYS)
def test_a_key_goes_only_to_the_endpoint_that_it_was_set_for(
    tmp_path: Path, environment: dict[str, str], file: str, flag: str, key: str
) -> None:
    """Another endpoint gets none, even if that means it will refuse the call."""

    made = settings(tmp_path, environment, file=file, base_url=flag)
    assert made.api_key == key
    assert made.target.api_key == (key or None)


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    """Neither the settings nor the target print it."""

    made = settings(tmp_path, {"OPENAI_API_KEY": "sk-canary"})
    assert made.api_key == "sk-canary"
    assert "sk-canary" not in repr(made) + repr(made.target) + str(made)


@pytest.mark.parametrize(
    "address", ["localhost:8000", "ftp://host/v1", "http://", "//host", "host", "http://[::1", "http://host:99999/v1", "file:///etc"]
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    """The message shows what one looks like."""

    with pytest.raises(UsageError, match=r"not an http\(s\) address; it looks like http://localhost:8000/v1"):
        settings(tmp_path, base_url=address)


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path) -> None:
    """Messages end up in logs."""

    with pytest.raises(UsageError) as told:
        settings(tmp_path, base_url="ftp://user:sk-canary@host/v1")
    assert "sk-canary" not in str(told.value)


BAD = {
    "an unknown table": ("[models]", "models: unknown field"),
    "a key in the file": ('[endpoint]\napi_key = "sk"', "endpoint.api_key: unknown field"),
    "nobody at once": ("[limits]\nconcurrency = 0", "limits.concurrency: Input should be greater than or equal to 1, not 0"),
    "half of the prices": ("[prices]\ninput = 1.0", "prices.output: missing"),
    "a price without end": ("[prices]\ninput = inf\noutput = 1", "prices.input: Input should be a finite number, not inf"),
    "no TOML": ("[", "not TOML"),
}


@pytest.mark.parametrize(("file", "fact"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("place", ["file", "user"])
def test_a_bad_file_is_told_with_its_field(tmp_path: Path, place: str, file: str, fact: str) -> None:
    """In the workspace and in the user's own file alike."""

    with pytest.raises(InputError) as told:
        settings(tmp_path, **{place: file})
    assert fact in str(told.value)


def test_limits_and_prices_reach_the_target(tmp_path: Path) -> None:
    """What the file says about an endpoint is what the model side gets."""
    file = FILE + "[limits]\nconcurrency = 3\ndeadline_seconds = 9.5\nrequests_per_minute = 7\n[prices]\ninput = 0.1\noutput = 2\n"

    target = settings(tmp_path, file=file).target
    assert (target.label, target.concurrency, target.deadline, target.requests_per_minute) == ("http://file/v1", 3, 9.5, 7)
    assert target.prices
    assert (str(target.prices.prompt), str(target.prices.completion)) == ("0.1", "2.0")


def test_with_nobody_to_ask_the_recording_answers(tmp_path: Path) -> None:
    """Its label is part of every request, so it is never mixed with an endpoint's replies."""

    made = settings(tmp_path)
    assert made.target is RECORDED
    assert made.label == "recorded"


def test_the_workspace_is_found_upwards(tmp_path: Path) -> None:
    """The nearest folder with a panel.toml, here or above."""
    (tmp_path / "panel.toml").touch()
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)

    assert find_workspace(deep) == tmp_path
    (tmp_path / "a" / "panel.toml").touch()
    assert find_workspace(deep) == tmp_path / "a"
    assert find_workspace(tmp_path) == tmp_path


def test_without_a_workspace_the_remedy_is_named(tmp_path: Path) -> None:
    """A folder of that name is no workspace."""
    (tmp_path / "panel.toml").mkdir()

    with pytest.raises(UsageError, match=r"no panel\.toml here or above; `panel init` makes a workspace"):
        find_workspace(tmp_path)


def test_the_database_is_the_one_that_was_named_last(tmp_path: Path) -> None:
    """Flag over environment over file; the address is never shown."""
    (tmp_path / "panel.toml").write_text('[database]\nurl = "postgresql://file/panel"\n')
    named = {"PANEL_DATABASE": "postgresql://u:secret@host/panel"}

    assert load(tmp_path, {}).database == "postgresql://file/panel"
    assert load(tmp_path, named).database == "postgresql://u:secret@host/panel"
    assert load(tmp_path, named, database="postgresql://flag/panel").database == "postgresql://flag/panel"
    assert "secret" not in repr(load(tmp_path, named))


def test_a_workspace_keeps_no_password(tmp_path: Path) -> None:
    """It may be in a repository."""
    (tmp_path / "panel.toml").write_text('[database]\nurl = "postgresql://u:secret@host/panel"\n')

    with pytest.raises(InputError, match="carries a password") as told:
        load(tmp_path, {})
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("contact", ["editor@example.org", "https://reviews.example/contact", ""])
def test_sites_are_told_whom_to_ask(tmp_path: Path, contact: str) -> None:
    """A mail address or a page."""

    assert settings(tmp_path, file=f'[intake]\ncontact = "{contact}"\n').config.intake.contact == contact


def test_the_contact_stands_in_the_user_agent_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one, that is said."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))

    (tmp_path / "panel.toml").touch()
    assert reach(tmp_path).agent.endswith("; contact not set)")
    (tmp_path / "panel.toml").write_text('[intake]\ncontact = "editor@example.org"\n')
    assert reach(tmp_path).agent.endswith("; editor@example.org)")


@pytest.mark.parametrize(
    "contact",
    ["ask me", "a@b\\r\\nX-Evil: 1", "https://x.example/ (a)", "ftp://x.example", "@", "a@", "ü@x.example", "a@b); evil", "a@b c@d"],
)
def test_a_contact_that_is_none_is_refused(tmp_path: Path, contact: str) -> None:
    """It goes into a header of every request."""

    with pytest.raises(InputError, match=r"panel\.toml: intake\.contact: .* is no mail address and no http\(s\) address; give one"):
        settings(tmp_path, file=f'[intake]\ncontact = "{contact}"\n')
