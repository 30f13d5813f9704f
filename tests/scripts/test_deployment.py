"""Tests that image, compose file, settings and docs agree, because a test run cannot build the image."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "compose.yaml"


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def names_of_settings(*, required: bool = False) -> set[str]:
    fields = Settings.model_fields.items()
    return {str(each.validation_alias or name).upper() for name, each in fields if each.is_required() or not required}


def copied() -> list[str]:
    """Return the paths that the Dockerfile copies from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_the_docs_explain_every_setting() -> None:
    explained = set(re.findall(r"`([A-Z0-9_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    assert names_of_settings() - explained == set()


@pytest.mark.parametrize("service", ["migrate", "web", "worker"])
def test_the_compose_file_sets_all_settings_without_a_default(service: str) -> None:
    assert names_of_settings(required=True) - services()[service]["environment"].keys() == set()


def test_the_example_environment_names_what_the_compose_file_requires() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))
    named = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == required


def test_services_wait_only_for_services_that_exist() -> None:
    awaited = {name for service in services().values() for name in service.get("depends_on", {})}
    assert awaited - services().keys() == set()


def test_every_service_that_others_wait_for_has_a_health_check() -> None:
    waits = [wait for service in services().values() for wait in service.get("depends_on", {}).items()]
    healthy = {name for name, wait in waits if wait["condition"] == "service_healthy"}
    assert [name for name in healthy if "test" not in services()[name]["healthcheck"]] == []


def test_the_health_check_of_the_worker_is_valid_python() -> None:
    command, option, code = services()["worker"]["healthcheck"]["test"][1:]
    assert (command, option) == ("python", "-c")
    compile(code, "healthcheck", "exec")


def test_files_copied_into_the_image_exist_and_are_sent_to_the_builder() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert [source for source in copied() if not (ROOT / source).exists()] == []
    assert set(copied()) - sent == set()


def test_the_image_contains_no_sandbox_servers() -> None:
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    assert allowed.index("*") == 1
    assert "!sandbox" not in allowed


def test_only_migrations_connect_as_the_table_owner() -> None:
    urls = {name: services()[name]["environment"]["DATABASE_URL"] for name in ("migrate", "web", "worker")}
    assert urls["web"] == urls["worker"] == services()["migrate"]["environment"]["APPLICATION_DATABASE_URL"]
    owner = services()["postgres"]["environment"]["POSTGRES_USER"]
    assert f"//{owner}:" in urls["migrate"]
    assert f"//{owner}:" not in urls["web"]


@pytest.mark.parametrize("service", ["migrate", "web", "worker"])
def test_each_process_has_bounded_memory(service: str) -> None:
    found = services()[service]
    assert "mem_limit" in found
    assert [folder for folder in found["tmpfs"] if ":size=" not in folder] == []


def test_the_image_does_not_run_as_root() -> None:
    (user,) = re.findall(r"^USER (\d+):\d+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert int(user) > 0


def test_ci_runs_one_script_that_is_executable() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]
    commands = [step["run"] for step in jobs["test"]["steps"] if "run" in step]
    assert commands == [".ci/run"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
