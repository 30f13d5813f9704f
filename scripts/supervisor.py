"""Several programs that run as one: started together, stopped together, and none outlives the others."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence

from scripts.child import Child, Program

GRACE = 10.0  # seconds from the request to stop until SIGKILL, for each program
PATIENCE = 60.0  # seconds until every program must be ready
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
COLORS = ("36", "33", "35", "32", "34")


class Stopped(Exception):
    """The run is over. `code` is what it ends with: 0 when a person ended it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Supervisor:
    """`step` for what must end well first, then `serve` for what stays. Made inside a running event loop."""

    def __init__(self, *, width: int = 8) -> None:
        self.width = width
        self.names: list[str] = []
        self.children: list[Child] = []
        self.stop_asked = asyncio.Event()
        self.hurry = asyncio.Event()
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self.ask_to_stop)

    def say(self, line: str) -> None:
        """Show a line at once. When nobody reads them any more, the run is over."""
        try:
            print(line, flush=True)
        except BrokenPipeError:
            self.stop_asked.set()

    def ask_to_stop(self) -> None:
        """The first signal stops everything in order, the second does not wait for it."""
        if self.stop_asked.is_set():
            self.hurry.set()
            return
        self.stop_asked.set()
        self.say("\nStopping. Ctrl-C again does not wait.")

    async def step(self, program: Program) -> None:
        """Run one program to its end. Raises Stopped when it fails or a person ends the run."""
        try:
            child = await self.launch(program)
            await self.unless_stopped(child.ended)
            if child.code != 0:
                raise await self.end_of(child)
        finally:
            await self.stop()

    async def serve(self, programs: Sequence[Program], *, ready: Callable[[], None]) -> None:
        """Run all until one ends or a person ends the run, then stop all and raise Stopped. `ready` is called once all
        answer."""
        try:
            for program in programs:
                await self.launch(program)
            await self.unless_one_ends(self.all_answer())
            ready()
            await self.unless_one_ends(asyncio.Event().wait())
        finally:
            await self.stop()

    async def launch(self, program: Program) -> Child:
        if program.name not in self.names:
            self.names.append(program.name)
        label = self.label(program.name)
        child = await Child.start(program, lambda line: self.say(f"{label} {line}"))
        self.children.append(child)
        return child

    def label(self, name: str) -> str:
        label = f"{name:<{self.width}} |"
        if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
            return label
        return f"\033[{COLORS[self.names.index(name) % len(COLORS)]}m{label}\033[0m"

    async def all_answer(self) -> None:
        """Wait until every child is ready. Raises Stopped when one takes too long."""
        for child in self.children:
            try:
                await asyncio.wait_for(child.answers(), PATIENCE)
            except TimeoutError:
                self.say(f"\n{child.name} did not answer at {child.health} within {PATIENCE:.0f} seconds.")
                raise Stopped(1) from None

    async def unless_one_ends(self, work: Awaitable[object]) -> None:
        """Wait for `work`. Raises Stopped when a child ends before, or a person ends the run."""
        task = asyncio.ensure_future(work)
        try:
            await self.unless_stopped(task, *(child.ended for child in self.children))
            for child in self.children:
                if child.ended.done():
                    raise await self.end_of(child)
            await task
        finally:
            task.cancel()

    async def unless_stopped(self, *tasks: asyncio.Future[object] | asyncio.Task[int]) -> None:
        """Wait for the first of these. Raises Stopped when a person ends the run before."""
        stop = asyncio.create_task(self.stop_asked.wait())
        try:
            await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
            if self.stop_asked.is_set():
                raise Stopped(0)
        finally:
            stop.cancel()

    async def end_of(self, child: Child) -> Stopped:
        """Say that a child ended by itself, with its last lines."""
        await child.drain()
        self.say(f"\n{child.name} ended with exit code {child.code}. Its last lines:")
        for line in child.last_lines or ["(it wrote nothing)"]:
            self.say(f"    {line}")
        return Stopped(child.code or 1)

    async def stop(self) -> None:
        """Stop what was started, the last one first."""
        while self.children:
            await self.children[-1].stop(grace=GRACE, hurry=self.hurry)
            self.children.pop()
