"""An account for servers that refuse to run as root. Root starts them under it; other users run them as themselves."""

import os
import pwd
import stat
import subprocess
from pathlib import Path
from typing import Any

ACCOUNT = "embedded_postgres"


def account() -> pwd.struct_passwd:
    """Return the unprivileged account, creating it if it is missing."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", ACCOUNT], check=True)
        return pwd.getpwnam(ACCOUNT)


def not_as_root() -> dict[str, Any]:
    """Return Popen arguments that run a program under the unprivileged account; none unless we are root."""
    if os.geteuid() != 0:
        return {}
    owner = account()
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def give(*paths: Path) -> None:
    """Make the unprivileged account the owner of these paths. Does nothing unless we are root."""
    if os.geteuid() == 0:
        owner = account()
        for path in paths:
            os.chown(path, owner.pw_uid, owner.pw_gid)


def open_way_to(path: Path) -> None:
    """Let every account traverse the folders above `path` without being able to list them."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)
