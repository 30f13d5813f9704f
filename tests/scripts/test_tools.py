"""The browser of journeys: one without windows if there is one, and otherwise any Chromium."""

from pathlib import Path

import pytest

from scripts import tools


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder in which programs are found. It has no apt-get."""
    monkeypatch.setattr(tools, "BIN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    return tmp_path


def added(folder: Path, name: str) -> Path:
    program = folder / name
    program.touch(mode=0o755)
    return program


def test_journeys_prefer_the_browser_without_windows(programs: Path) -> None:
    added(programs, "chromium")
    shell = added(programs, "chromium-headless-shell")
    assert tools.headless_chromium() == shell


def test_journeys_use_any_chromium_where_the_shell_is_missing(programs: Path) -> None:
    chrome = added(programs, "google-chrome")
    assert tools.headless_chromium() == chrome


def test_journeys_use_the_browser_that_is_asked_for(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added(programs, "chromium-headless-shell")
    own = added(programs, "own-browser")
    monkeypatch.setenv("CHROMIUM", str(own))
    assert tools.headless_chromium() == own


def test_a_missing_browser_says_what_to_install(programs: Path) -> None:
    with pytest.raises(tools.Problem, match="apt-get install chromium"):
        tools.headless_chromium()
