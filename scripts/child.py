"""One program that a run starts: its lines, its health and its end."""

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

LAST_LINES = 20  # kept of what it wrote, to be shown again where they cannot be missed
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """What to start. `health` is an address that answers 200 once it is ready; without one, to live is to be ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    health: str | None = None


class Child:
    """A started program, leader of a process group of its own: Ctrl-C in the terminal does not reach it."""

    def __init__(self, program: Program, process: Process, lines: AsyncIterator[str], tell: Tell) -> None:
        self.name = program.name
        self.health = program.health
        self.process = process
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self.ended = asyncio.create_task(process.wait())
        self.relayed = asyncio.create_task(self.relay(lines, tell))

    @classmethod
    async def start(cls, program: Program, tell: Tell) -> "Child":
        """Start it; `tell` is called with each line that it writes."""
        # Our own pipe: with asyncio's, a program that has ended counts as running while another holds its outlet.
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
        """The exit code as a shell tells it: 128 + n after signal n."""
        code = self.process.returncode or 0
        return code if code >= 0 else 128 - code

    async def relay(self, lines: AsyncIterator[str], tell: Tell) -> None:
        async for line in lines:
            self.last_lines.append(line)
            tell(line)

    async def stop(self, *, grace: float, hurry: asyncio.Event) -> None:
        """Ask it to end, wait `grace` seconds or until `hurry` is set, then kill it and what it started itself."""
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
        """Show what it wrote last. A process that left its group and holds the pipe open does not hold us up."""
        await asyncio.wait([self.relayed], timeout=1)

    async def answers(self) -> None:
        """Wait until it is ready."""
        while self.health and not await asyncio.to_thread(is_healthy, self.health):
            await asyncio.sleep(0.1)


def end_with_parent() -> None:
    """Linux sends the child SIGTERM when the supervisor was killed and can no longer do it."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


async def reader_of(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(descriptor, "rb"))
    return reader


async def lines_of(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """The lines, of any length, as they come; bytes that are not UTF-8 are shown as marks."""
    rest = b""
    while chunk := await stream.read(65536):
        *lines, rest = re.split(rb"\r?\n", rest + chunk)
        for line in lines:
            yield line.decode(errors="replace")
    if rest:
        yield rest.decode(errors="replace")


def is_healthy(url: str) -> bool:
    """Whether the address answers 200 now. Waits two seconds at most."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
