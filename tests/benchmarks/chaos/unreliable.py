"""The application's processes as a bad day treats them: the web server and the worker are killed again and again."""

import os
import random
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

from scripts.child import Program, end_with_parent
from scripts.stack import wait_for


class Mortal:
    """A program that is started again after each kill."""

    def __init__(self, program: Program, environment: Mapping[str, str], folder: Path) -> None:
        self.program, self._environment, self._folder = program, dict(environment), folder
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self.kills = 0

    def restart(self, **changed: str) -> None:
        """Kill it in the middle of whatever it does (SIGKILL), start it again with settings changed from now on, and
        wait until it is ready."""
        with self._lock:
            self.kill()
            self._environment |= changed
            with (self._folder / f"{self.program.name}.log").open("ab") as log:
                # In a process group of its own, so that its children die with it.
                self._process = subprocess.Popen(
                    self.program.command,
                    env={**os.environ, **self._environment, **self.program.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=end_with_parent,  # noqa: PLW1509  # it calls the kernel and nothing else
                )
            wait_for(self.program, self._process, self._folder)

    def kill(self) -> None:
        """Kill it, if it runs."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            self.kills += 1


@contextmanager
def killed_at_random(programs: list[Mortal], *, seconds: tuple[float, float], chance: random.Random) -> Iterator[None]:
    """Kill one of the programs every few seconds inside the block, and start it again."""
    over = Event()

    def work() -> None:
        while not over.wait(chance.uniform(*seconds)):
            chance.choice(programs).restart()

    killer = Thread(target=work)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()
        # Linux ends a program along with the thread that started it.
        for each in programs:
            each.restart()
