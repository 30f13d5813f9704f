"""The categories and tags of a new site, read from the TOML files in data/. The demo uses them, too."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.taxonomy.enums import TagGroup

DATA = Path(__file__).parent / "data"


class CategoryRow(BaseModel):
    """A category; its subcategories are names by slug. They are displayed in this order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    subcategories: Mapping[str, str] = {}


class TagRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    group: TagGroup


@cache
def categories() -> Mapping[str, CategoryRow]:
    """Return the categories by slug, in order. Raises ValidationError for a misspelled key."""
    return {slug: CategoryRow(**row) for slug, row in _read("categories").items()}


@cache
def tags() -> Mapping[str, TagRow]:
    """Return the tags by slug, in order. Raises ValidationError for a misspelled key."""
    return {slug: TagRow(**row) for slug, row in _read("tags").items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
