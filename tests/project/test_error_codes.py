"""Tests that rules raise codes, that every code is raised, and that its text fits the values of the error."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flask_babel import LazyString

from app import error_texts
from app.core.errors import DomainError, ErrorCode

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TEXTS = {code: text for texts in error_texts.ALL for code, text in texts.items()}
CODES = {f"{kind.__name__}.{code.name}": code for kind in ErrorCode.__subclasses__() for code in kind}


@cache
def calls() -> list[tuple[Path, ast.Call]]:
    """Return every call in the application, with its file."""
    trees = ((file, ast.parse(file.read_text())) for file in Path("app").rglob("*.py"))
    return [(file, node) for file, tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


@cache
def raised() -> list[tuple[str, set[str]]]:
    """Return each code that is passed to an error, and the names of the values next to it."""
    return [
        (name, {str(value.arg) for value in call.keywords})
        for _, call in calls()
        for each in call.args
        if isinstance(each, ast.Attribute) and (name := ast.unparse(each)) in CODES
    ]


def sentences_raised() -> Iterator[str]:
    """Find errors of rules that are raised with a text instead of a code."""
    errors = {"DomainError", *(kind.__name__ for kind in DomainError.__subclasses__())}
    for file, call in calls():
        if {"actions", "queries"} & {*file.parts, file.stem} and ast.unparse(call.func) in errors:
            first = call.args[0] if call.args else None
            if isinstance(first, ast.Constant | ast.JoinedStr | ast.Call | ast.BinOp):
                yield f"{file}:{call.lineno}"


def values_in(code: ErrorCode) -> set[str]:
    text = TEXTS[code]
    if isinstance(text, LazyString):
        return set(PLACEHOLDER.findall(str(text)))
    return set(inspect.signature(text).parameters)


def test_every_code_has_a_text_and_every_text_a_code() -> None:
    assert set(CODES.values()) == TEXTS.keys()


def test_every_code_is_raised() -> None:
    assert CODES.keys() - {name for name, _ in raised()} == set()


def test_a_code_is_raised_with_the_values_of_its_text() -> None:
    assert [(name, given) for name, given in raised() if given != values_in(CODES[name])] == []


def test_rules_raise_codes_instead_of_sentences() -> None:
    assert list(sentences_raised()) == []
