"""Part of `make check`: collects all text marked for translation and finds words that the product never uses.

Writes .cache/messages.pot for translators.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from html import unescape
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

NEVER_SAY = Path("docs/never-say.toml")
COLLECTED = Path(".cache/messages.pot")
# Legal text stays formal, so the style rules do not apply to it.
LEGAL = ("templates/content/terms.html", "templates/content/privacy.html", "templates/content/health-data.html")
LAZY = {"lazy_gettext": None, "_l": None, "lazy_ngettext": (1, 2)}
TAG = re.compile(r"<[^>]*>")
VALUE = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True)
class Rule:
    phrase: re.Pattern[str]
    say: str
    context: tuple[str, ...]
    exceptions: tuple[re.Pattern[str], ...]

    def breaks(self, text: str, file: str) -> str | None:
        """Return the first words in the text that break the rule, or None."""
        if self.context and not any(fnmatch(file, pattern) for pattern in self.context):
            return None
        for exception in self.exceptions:
            text = exception.sub(" ", text)
        found = self.phrase.search(text)
        return found.group() if found else None


def rules() -> list[Rule]:
    return [
        Rule(
            phrase=_pattern(one["phrase"]),
            say=one["say"],
            context=tuple(one.get("context", ())),
            exceptions=tuple(_pattern(phrase) for phrase in one.get("exceptions", ())),
        )
        for one in tomllib.loads(NEVER_SAY.read_text())["never"]
    ]


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{phrase})(?!\w)", re.IGNORECASE)


def collect(root: Path = Path()) -> Catalog:
    """Collect the text marked for translation in templates and in the application."""
    methods, options = _mapping()
    catalog = Catalog(project="CozyWish", fuzzy=False)
    found = extract_from_dir(root, methods, options, keywords={**DEFAULT_KEYWORDS, **LAZY})
    for file, line, message, comments, context in found:
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalog


def _mapping() -> tuple[list[tuple[str, str]], dict[str, dict[str, str]]]:
    methods, options = [], {}
    for one in tomllib.loads(Path("pyproject.toml").read_text())["tool"]["babel"]["mappings"]:
        methods.append((one["pattern"], one["method"]))
        options[one["pattern"]] = {name: value for name, value in one.items() if name not in {"pattern", "method"}}
    return methods, options


def problems(catalog: Catalog, never: list[Rule]) -> Iterator[str]:
    """Yield one line per problem, with file and line number."""
    for message in catalog:
        for file, line in message.locations:
            if file in LEGAL:
                continue
            for text in _texts(message):
                for rule in never:
                    words = rule.breaks(text, file)
                    if words:
                        yield f"{file}:{line}: “{words}” in “{text}”: say {rule.say}"


def _texts(message: Message) -> Iterator[str]:
    """Yield the text of a message as people read it: without tags, entities or placeholder names."""
    for text in (message.id,) if isinstance(message.id, str) else message.id:
        yield unescape(VALUE.sub("…", TAG.sub("", text))).replace("%%", "%").replace("'", "’")


def uncollected(file: Path) -> Iterator[str]:
    """Yield one line for each marked text inside an f-string of a Python file, where it isn't collected."""
    marks = {"_", *LAZY, *(name for name in DEFAULT_KEYWORDS if name.endswith("gettext"))}
    for outer in ast.walk(ast.parse(file.read_text())):
        if isinstance(outer, ast.JoinedStr):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
                    yield f"{file}:{outer.lineno}: marked text inside an f-string isn’t collected: use join_sentences"


def main() -> int:
    catalog = collect()
    COLLECTED.parent.mkdir(exist_ok=True)
    with COLLECTED.open("wb") as file:
        write_po(file, catalog, omit_header=True, sort_output=True)
    found = sorted(problems(catalog, rules()))
    found += [line for file in sorted(Path("app").rglob("*.py")) for line in uncollected(file)]
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(catalog)} texts are marked for translation, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
