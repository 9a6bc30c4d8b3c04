"""The Dockerfile and the compose file: as far as they can be checked where no engine runs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
DOCKERFILE, COMPOSE = ROOT / "deploy" / "Dockerfile", ROOT / "deploy" / "compose.yaml"
BIN = Path(sys.executable).parent


def program(name: str) -> str:
    """Return where a program is; skip the test where it is not installed."""
    found = shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"needs {name}")
    return found


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return read


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [program("hadolint"), "--no-color", DOCKERFILE], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_is_of_its_schema() -> None:
    done = subprocess.run(
        [program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", COMPOSE],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_image_copies_is_there_and_no_solution_is_among_it() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (.*)$", text, re.M) for word in line.split()[:-1]]
    assert {"pyproject.toml", "grader"} <= {*copied}
    assert all((ROOT / name).exists() for name in copied)
    ignored = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == {*copied}


def test_the_image_runs_as_nobody_in_particular_and_is_watched() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    last = text.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001$", last, re.M)
    assert re.search(r"^HEALTHCHECK ", last, re.M)
    assert "/health/ready" in last


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_runs_students_work_may_do_nothing_to_the_machine(
    name: str, compose: dict[str, Any]
) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]  # and no seccomp=unconfined
    assert not {"privileged", "network_mode", "pid", "user", "devices"} & {*service}
    assert service["init"] is True
    assert service["restart"] == "unless-stopped"
    course = [volume for volume in service["volumes"] if ":/course" in volume]
    assert course == ["${COURSE:-../course}:/course:ro"]


def test_every_process_is_watched_and_waits_for_what_it_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert "pg_isready" in services["database"]["healthcheck"]["test"]
    assert "healthcheck" not in services["web"]  # the image's own
    assert services["web"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["worker"]["depends_on"]["web"]["condition"] == "service_healthy"
    assert all(service["stop_grace_period"] for service in services.values())


def test_secrets_are_files_and_the_database_is_on_no_port(compose: dict[str, Any]) -> None:
    assert {*compose["secrets"]} == {"database_url", "database_password"}
    assert all({*secret} == {"file"} for secret in compose["secrets"].values())
    assert "ports" not in compose["services"]["database"]
    assert compose["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]
    for service in compose["services"].values():
        for variable, value in service["environment"].items():
            if "PASSWORD" in variable or "URL" in variable:
                assert value.startswith("/run/secrets/")


@pytest.mark.parametrize("name", ["web", "worker"])
def test_the_commands_are_ones_that_there_are(name: str, compose: dict[str, Any]) -> None:
    command, *options = compose["services"][name]["command"]
    shown = subprocess.run(
        [sys.executable, "-m", "grader", command, "--help"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert all(option in shown for option in options if option.startswith("--"))
