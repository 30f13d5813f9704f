"""A supervisor over tiny programs, in its own process: `python -m tests.scripts.fakes STEP PROGRAM...`.

Each argument is `name=python code` or `name@health=python code`; the first is the step that must succeed. BESIDE is the
number of programs that start with it.
"""

import asyncio
import os
import sys

from scripts import supervisor
from scripts.child import Program
from scripts.supervisor import Stopped, Supervisor


def program(argument: str) -> Program:
    label, code = argument.split("=", 1)
    name, _, health = label.partition("@")
    return Program(name, (sys.executable, "-S", "-c", code), health=health or None)


async def main(step: Program, *programs: Program) -> int:
    watcher, beside = Supervisor(), int(os.environ.get("BESIDE", "0"))
    try:
        await watcher.step(step, beside=programs[:beside])
        await watcher.serve(programs[beside:], ready=lambda: print("all ready", flush=True))
    except Stopped as stopped:
        return stopped.code
    return 0


if __name__ == "__main__":
    supervisor.PATIENCE = float(os.environ.get("PATIENCE", "60"))
    sys.exit(asyncio.run(main(*map(program, sys.argv[1:]))))
