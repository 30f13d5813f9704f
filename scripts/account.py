"""An account for servers that refuse to run as root: root starts them as this one, everybody else as themselves."""

import os
import pwd
import stat
import subprocess
from pathlib import Path
from typing import Any

ACCOUNT = "embedded_postgres"


def account() -> pwd.struct_passwd:
    """Root's stand-in, made when it is missing."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", ACCOUNT], check=True)
        return pwd.getpwnam(ACCOUNT)


def not_as_root() -> dict[str, Any]:
    """Arguments that have a program run as root's stand-in; none for everybody else."""
    if os.geteuid() != 0:
        return {}
    owner = account()
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def give(*paths: Path) -> None:
    """Make root's stand-in the owner of these, where root is the one who starts the server."""
    if os.geteuid() == 0:
        owner = account()
        for path in paths:
            os.chown(path, owner.pw_uid, owner.pw_gid)


def open_way_to(path: Path) -> None:
    """Let every account pass through the folders above `path`, without letting it list them."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)
