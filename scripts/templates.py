"""Part of `make check`: templates must compile and use only existing templates, macros, filters, pages and icons.

They build no lists or dicts step by step: a view or a copy module passes these. No line is longer than 160 characters.
"""

import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from app import create_app
from config import Settings
from scripts.unmarked import unmarked

ICONS = Path("static/src/icons.json")
LONGEST_LINE = 160
# Methods that change a list or a dict.
CHANGES = {"append", "extend", "update"}
NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
# No adapter is called, because nothing is rendered.
PLACEHOLDERS = {
    "COZYWISH_ENV": "test",
    "database_url": "postgresql://nowhere/none",
    "secret_key": "templates-are-compiled-without-secrets",
    "health_keys": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "two_factor_keys": "MTA5ODc2NTQzMjEwOTg3NjU0MzIxMDk4NzY1NDMyMTA=",
    "gift_card_keys": "Z2lmdC1jYXJkLWtleS1naWZ0LWNhcmQta2V5LWdpZnQ=",
    "stripe_secret_key": "none",
    "stripe_webhook_secret": "none",
    "smtp_url": "smtp://nowhere:25",
}


@dataclass(frozen=True)
class Known:
    """Names that any template may use: page endpoints and icons of the sprite."""

    pages: Collection[str]
    icons: Collection[str]


class Template:
    """The syntax tree of one template and the names it uses."""

    def __init__(self, environment: Environment, name: str) -> None:
        """Compile and parse the template. Raises TemplateSyntaxError."""
        environment.get_template(name)
        source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
        self.tree = environment.parse(source, name)
        self.long_lines = [at for at, line in enumerate(source.splitlines(), 1) if len(line) > LONGEST_LINE]
        self.unmarked = list(unmarked(name, source))
        self.macros = {macro.name for macro in self.tree.find_all(nodes.Macro)}

    @property
    def references(self) -> Iterator[tuple[int, str]]:
        """Yield line and name of each template it extends, includes or imports from. Computed names are skipped."""
        for node in self.tree.find_all(nodes.Stmt):
            if isinstance(node, NAMING) and isinstance(node.template, nodes.Const):
                yield node.lineno, node.template.value

    @property
    def imports(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, template and name of each macro that it imports from another template."""
        for node in self.tree.find_all(nodes.FromImport):
            if isinstance(node.template, nodes.Const):
                for name in node.names:
                    yield node.lineno, node.template.value, name if isinstance(name, str) else name[0]

    @cached_property
    def names(self) -> set[str]:
        """Return the names that it defines, imports, sets or receives as arguments."""
        found = self.macros | {name.name for name in self.tree.find_all(nodes.Name) if name.ctx in {"store", "param"}}
        found |= {module.target for module in self.tree.find_all(nodes.Import)}
        for node in self.tree.find_all(nodes.FromImport):
            found |= {name if isinstance(name, str) else name[1] for name in node.names}
        return found

    @property
    def filters(self) -> Iterator[tuple[int, str]]:
        """Yield line and name of each filter. Under an `if`, Jinja itself notices a missing filter only at run time."""
        for node in self.tree.find_all(nodes.Filter):
            yield node.lineno, node.name

    @property
    def tests(self) -> Iterator[tuple[int, str]]:
        for node in self.tree.find_all(nodes.Test):
            yield node.lineno, node.name

    @property
    def calls(self) -> Iterator[tuple[int, str, str | None]]:
        """Yield line and name of each function that it calls, with the first argument if that is a string literal."""
        for call in self.tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name):
                first = call.args[0] if call.args else None
                text = first.value if isinstance(first, nodes.Const) and isinstance(first.value, str) else None
                yield call.lineno, call.node.name, text

    @property
    def changes(self) -> Iterator[tuple[int, str]]:
        """Yield line and reason of each expression that builds a list or a dict step by step."""
        for call in self.tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Getattr) and call.node.attr in CHANGES:
                yield call.lineno, f"{call.node.attr}() changes data: let the view or copy.py build it"
        for change in self.tree.find_all(nodes.Assign):
            added = change.node
            if isinstance(added, nodes.Add) and isinstance(added.right, nodes.List | nodes.Tuple):
                yield change.lineno, "a list grows: let the view or copy.py build it"


def problems(environment: Environment, known: Known) -> Iterator[str]:
    """Yield one line per problem, with file and line number."""
    read: dict[str, Template] = {}
    for name in sorted(environment.list_templates()):
        try:
            read[name] = Template(environment, name)
        except TemplateSyntaxError as error:
            yield f"{error.name or name}:{error.lineno}: {error.message}"
    macros = set().union(*(template.macros for template in read.values()))
    for name, template in read.items():
        found = (
            *missing_parts(template, read),
            *missing_filters(template, environment),
            *missing_calls(template, macros, known),
            *template.changes,
            *((line, f"longer than {LONGEST_LINE} characters") for line in template.long_lines),
            *((line, f"not marked for translation: {text}") for line, text in template.unmarked),
        )
        yield from (f"{name}:{line}: {what}" for line, what in found)


def missing_parts(template: Template, read: dict[str, Template]) -> Iterator[tuple[int, str]]:
    for line, other in template.references:
        if other not in read:
            yield line, f"there is no template {other}"
    for line, other, macro in template.imports:
        if other in read and macro not in read[other].names:
            yield line, f"{other} has no {macro}"


def missing_filters(template: Template, environment: Environment) -> Iterator[tuple[int, str]]:
    for line, name in template.filters:
        if name not in environment.filters:
            yield line, f"there is no filter {name}"
    for line, name in template.tests:
        if name not in environment.tests:
            yield line, f"there is no test {name}"


def missing_calls(template: Template, macros: Collection[str], known: Known) -> Iterator[tuple[int, str]]:
    """Yield macros that are not imported and pages or icons that do not exist.

    Functions that no template defines come from the view and are not checked.
    """
    for line, name, text in template.calls:
        if name in macros and name not in template.names:
            yield line, f"the macro {name} is not imported here"
        if name == "url_for" and text and not text.startswith(".") and text not in known.pages:
            yield line, f"there is no page {text}"
        if name == "icon" and text and text not in known.icons:
            yield line, f"the sprite has no icon {text}"


def main() -> int:
    app = create_app(Settings(**PLACEHOLDERS))  # type: ignore[arg-type]  # by alias and by name
    known = Known(pages=app.view_functions.keys(), icons=json.loads(ICONS.read_text()))
    found = list(problems(app.jinja_env, known))
    for problem in found:
        print(f"templates/{problem}", file=sys.stderr)
    print(f"{len(app.jinja_env.list_templates())} templates, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
