"""URL slugs for names: "Alder & Salt" becomes alder-and-salt."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count


def slugify(name: str, *, fallback: str, longest: int) -> str:
    """Return lower-case ASCII words joined by hyphens, cut at a word, or `fallback` if nothing of the name is left."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain.lower()))
    while len("-".join(words)) > longest and len(words) > 1:
        words.pop()
    return "-".join(words)[:longest] or fallback


def first_free(*candidates: str, taken: Collection[str]) -> str:
    """Return the first unused candidate in `candidates`, or else the last one with the lowest unused number from 2."""
    numbered = (f"{candidates[-1]}-{number}" for number in count(2))
    return next(slug for slug in chain(candidates, numbered) if slug not in taken)
