"""A program that writes a poster as PDF: texts as JSON come in, the PDF goes out.

A process of its own has a time limit, and the typesetter takes no memory of a web process.
"""

import json
import sys
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("poster.typ")


def main() -> None:
    texts: dict[str, str] = json.load(sys.stdin)
    # Texts are data for the template: nothing in them is read as a command.
    sys.stdout.buffer.write(typst.compile(TEMPLATE.read_bytes(), sys_inputs=texts))


if __name__ == "__main__":
    main()
