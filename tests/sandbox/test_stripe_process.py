"""The stand-ins as programs: startup checks, and state across restarts."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.endpoint import endpoint
from tests.sandbox.orders import order
from tests.sandbox.servers import ROOT, WEBHOOK_SECRET, stripe_sandbox

MODULES = ("sandbox.stripe", "sandbox.mail")


def start(module: str, *flags: str, env: str = "test") -> tuple[int, str]:
    """Run a stand-in that fails to start, and return its exit code and error output."""
    ended = subprocess.run(
        [sys.executable, "-m", module, *flags],
        cwd=ROOT,
        env={**os.environ, "COZYWISH_ENV": env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stderr


@pytest.mark.parametrize("module", MODULES)
def test_stand_in_refuses_to_start_in_production(module: str, tmp_path: Path) -> None:
    code, output = start(module, "--data", str(tmp_path / "data"), env="production")
    assert code == 2
    assert output.count("\n") == 1
    assert "does not run in production" in output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("module", "flag"), [(MODULES[0], "--port"), (MODULES[1], "--port"), (MODULES[1], "--smtp-port")]
)
def test_port_in_use_is_reported_in_one_line(module: str, flag: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        others = ["--port", "0"] if flag == "--smtp-port" else ["--smtp-port", "0"] if "mail" in module else []
        code, output = start(module, "--data", str(tmp_path), *others, flag, port)
    assert code == 2
    assert output.count("\n") == 1
    assert f"Port {port}" in output
    assert flag in output


def test_live_api_key_is_rejected_without_printing_it(tmp_path: Path) -> None:
    code, output = start(MODULES[0], "--data", str(tmp_path), "--key", "sk_live_1")
    assert (code, output.count("\n")) == (2, 1)
    assert "sk_live_1" not in output


def test_webhook_url_flag_replaces_the_one_from_the_last_run(tmp_path: Path) -> None:
    with endpoint(WEBHOOK_SECRET) as first, stripe_sandbox(tmp_path, webhook_url=first.url) as sandbox:
        sandbox.pay(sandbox.client().v1.checkout.sessions.create(order()).id)
        first.wait_for(2)
    with endpoint(WEBHOOK_SECRET) as second, stripe_sandbox(tmp_path, webhook_url=second.url) as sandbox:
        sandbox.pay(sandbox.client().v1.checkout.sessions.create(order()).id)
        second.wait_for(2)


def test_state_survives_a_clean_restart(tmp_path: Path) -> None:
    with stripe_sandbox(tmp_path) as sandbox:
        params = order()
        first = sandbox.client().v1.checkout.sessions.create(params, {"idempotency_key": "order-1"})
        sandbox.advance(60)
        sandbox.webhooks(seed=5, paused=True)
        assert sandbox.process.stop() == 0
        sandbox.restart()
        again = sandbox.client().v1.checkout.sessions.create(params, {"idempotency_key": "order-1"})
        assert again == first
        assert sandbox.pay(first.id)["result"] == "paid"
        late = sandbox.client().v1.events.list().data[0]
        assert late.created - first.created >= 60
