"""A child process of a run: its output, health check and shutdown."""

import asyncio
import ctypes
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

LAST_LINES = 20  # of output to remember and repeat at the end, where they cannot be missed
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """A program to start. `health` is a URL that returns 200 once it is ready; without one, running means ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    health: str | None = None


class Child:
    """A running program in its own process group, so that Ctrl-C in the terminal does not reach it."""

    def __init__(self, program: Program, process: Process, lines: AsyncIterator[str], tell: Tell) -> None:
        self.name = program.name
        self.health = program.health
        self.process = process
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self.ended = asyncio.create_task(process.wait())
        self.relayed = asyncio.create_task(self.relay(lines, tell))

    @classmethod
    async def start(cls, program: Program, tell: Tell) -> "Child":
        """Start the program. `tell` is called with each line of its output."""
        # With asyncio's own pipe, an exited program counts as running while another process has its stdout open.
        outlet, inlet = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *program.command,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environment},
                stdin=DEVNULL,
                stdout=inlet,
                stderr=STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )
        finally:
            os.close(inlet)
        return cls(program, process, lines_of(await reader_of(outlet)), tell)

    @property
    def code(self) -> int:
        """Return the exit code as a shell reports it: 128 + n after signal n."""
        code = self.process.returncode or 0
        return code if code >= 0 else 128 - code

    async def relay(self, lines: AsyncIterator[str], tell: Tell) -> None:
        async for line in lines:
            self.last_lines.append(line)
            tell(line)

    async def stop(self, *, grace: float, hurry: asyncio.Event) -> None:
        """Ask the program to exit, wait `grace` seconds or until `hurry` is set, then kill its process group."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                self.process.terminate()
            hurried = asyncio.create_task(hurry.wait())
            await asyncio.wait([self.ended, hurried], timeout=grace, return_when=asyncio.FIRST_COMPLETED)
            hurried.cancel()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.ended
        await self.drain()

    async def drain(self) -> None:
        """Relay the last output. Waits one second at most: a process that left the group may have the pipe open."""
        await asyncio.wait([self.relayed], timeout=1)

    async def answers(self) -> None:
        """Wait until the program is ready."""
        while self.health and not await asyncio.to_thread(is_healthy, self.health):
            await asyncio.sleep(0.1)


def end_with_parent() -> None:
    """Have Linux send this process SIGTERM when its parent dies, in case the supervisor is killed."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


async def reader_of(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(descriptor, "rb"))
    return reader


async def lines_of(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """Yield lines of any length as they arrive. Bytes that are not UTF-8 become replacement characters."""
    rest = b""
    while chunk := await stream.read(65536):
        *lines, rest = re.split(rb"\r?\n", rest + chunk)
        for line in lines:
            yield line.decode(errors="replace")
    if rest:
        yield rest.decode(errors="replace")


def is_healthy(url: str) -> bool:
    """Whether the URL returns 200 now. Waits two seconds at most."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
