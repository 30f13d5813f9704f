"""Supervision of several programs as one: they start together, stop together, and none outlives the others."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence

from scripts.child import Child, Program

GRACE = 10.0  # seconds between asking a program to stop and SIGKILL, for each program
PATIENCE = 60.0  # seconds in which each program must become ready
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
COLORS = ("36", "33", "35", "32", "34")


class Stopped(Exception):
    """End of the run. `code` is the exit code: 0 if a person ended it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Supervisor:
    """A runner of programs: `step` for one that must finish first, then `serve` for those that keep running.

    Must be created inside a running event loop.
    """

    def __init__(self, *, width: int = 8) -> None:
        self.width = width
        self.names: list[str] = []
        self.children: list[Child] = []
        self.stop_requested = asyncio.Event()
        self.hurry = asyncio.Event()
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self.ask_to_stop)

    def say(self, line: str) -> None:
        """Print a line immediately. A broken pipe ends the run, because nothing reads the output anymore."""
        try:
            print(line, flush=True)
        except BrokenPipeError:
            self.stop_requested.set()

    def ask_to_stop(self) -> None:
        """Handle a signal: the first stops everything in order, the second stops waiting and kills."""
        if self.stop_requested.is_set():
            self.hurry.set()
            return
        self.stop_requested.set()
        self.say("\nStopping. Ctrl-C again does not wait.")

    async def step(self, program: Program, *, beside: Sequence[Program] = ()) -> None:
        """Run one program until it exits. Those `beside` it start at the same time and keep running for `serve`.

        Raises Stopped, after all are stopped, if the program fails or a person ends the run.
        """
        try:
            for each in beside:
                await self.launch(each)
            child = await self.launch(program)
            await self.unless_stopped(child.ended)
            if child.code != 0:
                raise await self.end_of(child)
        except BaseException:
            await self.stop()
            raise
        await child.stop(grace=GRACE, hurry=self.hurry)
        self.children.remove(child)

    async def serve(self, programs: Sequence[Program], *, ready: Callable[[], None]) -> None:
        """Run these programs, and those already started, until one exits or a person ends the run.

        Calls `ready` once all of them respond. At the end it stops all and raises Stopped.
        """
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
        """Wait until every child is ready. Raises Stopped if one takes too long."""
        for child in self.children:
            try:
                await asyncio.wait_for(child.answers(), PATIENCE)
            except TimeoutError:
                self.say(f"\n{child.name} did not answer at {child.health} within {PATIENCE:.0f} seconds.")
                raise Stopped(1) from None

    async def unless_one_ends(self, work: Awaitable[object]) -> None:
        """Wait for `work`. Raises Stopped if a child exits first or a person ends the run."""
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
        """Wait for the first of these tasks. Raises Stopped if a person ends the run first."""
        stop = asyncio.create_task(self.stop_requested.wait())
        try:
            await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
            if self.stop_requested.is_set():
                raise Stopped(0)
        finally:
            stop.cancel()

    async def end_of(self, child: Child) -> Stopped:
        """Print that a child exited on its own, with its last lines, and return Stopped with its exit code (or 1)."""
        await child.drain()
        self.say(f"\n{child.name} ended with exit code {child.code}. Its last lines:")
        for line in child.last_lines or ["(it wrote nothing)"]:
            self.say(f"    {line}")
        return Stopped(child.code or 1)

    async def stop(self) -> None:
        """Stop all children in reverse order of their start."""
        while self.children:
            await self.children[-1].stop(grace=GRACE, hurry=self.hurry)
            self.children.pop()
