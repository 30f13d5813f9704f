"""A program that makes a PDF: a template and what it is given come in as JSON, the PDF goes out.

A process of its own has a time limit, and the typesetter takes no memory of a web process.
"""

import json
import sys
from pathlib import Path
from typing import Any

import typst


def main() -> None:
    job: dict[str, Any] = json.load(sys.stdin)
    # What it is given is data for the template: nothing in it is read as a command.
    given = {"given": json.dumps(job["given"])}
    sys.stdout.buffer.write(typst.compile(Path(job["template"]).read_bytes(), sys_inputs=given))


if __name__ == "__main__":
    main()
