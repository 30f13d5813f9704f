"""How tests start Chromium."""

import os
import shutil
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Return the launch options of Chromium, which cannot use its own sandbox as root."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": shutil.which("chromium") or "/usr/bin/chromium", "args": flags}
