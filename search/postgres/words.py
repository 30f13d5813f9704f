"""Lookup of the query words that have no matches, for `search.rewording`, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, text

from search.documents import SearchQuery, Sort
from search.postgres.matches import matches
from search.postgres.prepared_query import PreparedQuery, any_form, ask, values
from search.postgres.statements import SETTINGS
from search.rewording import WordUse, choice, weights
from search.sought import Sought
from search.text import alike, nearest, slips

# A word has only letters and digits, so it has no operators or wildcards.
_KNOWN = text("""
    SELECT EXISTS (SELECT FROM search_text WHERE words @@ CAST(sought AS tsquery))
    FROM unnest(CAST(:each AS text[])) WITH ORDINALITY AS sought_word (sought, number) ORDER BY number
""")
_LIKE = "SELECT word FROM search_word WHERE word LIKE :begins_{0} AND length(word) BETWEEN :least_{0} AND :most_{0}"
_HOW_OFTEN = text("""
    SELECT word, (SELECT count(*) FROM search_text WHERE words @@ CAST(quote_literal(word) AS tsquery))
    FROM unnest(CAST(:words AS text[])) AS word
""")


@dataclass(frozen=True, slots=True)
class PostgresWords:
    """Word lookup in at most four statements."""

    connection: Connection

    def known(self, words: Sequence[Sought]) -> Mapping[str, str | None]:
        is_known = self.connection.scalars(_KNOWN, {"each": [any_form(one) for one in words]})
        found: dict[str, str | None] = {
            one.word: one.word if known else None for one, known in zip(words, is_known, strict=True)
        }
        doubtful = [word for word, known in found.items() if known is None and slips(word)]
        return {**found, **self._nearest(doubtful)} if doubtful else found

    def _nearest(self, doubtful: Sequence[str]) -> Mapping[str, str | None]:
        bounds: dict[str, str | int] = {}
        for number, word in enumerate(doubtful):
            bounds[f"begins_{number}"] = f"{word[0]}%"
            bounds[f"least_{number}"] = len(word) - slips(word)
            bounds[f"most_{number}"] = len(word) + slips(word)
        like = " UNION ".join(_LIKE.format(number) for number in range(len(doubtful)))
        known = self.connection.scalars(text(like), bounds).all()
        near = {word: [other for other in known if alike(word, other)] for word in doubtful}
        words = sorted({other for others in near.values() for other in others})
        often = {word: number for word, number in self.connection.execute(_HOW_OFTEN, {"words": words}) if number}
        return {
            word: nearest(word, ((other, often[other]) for other in others if other in often))
            for word, others in near.items()
        }

    def kept(self, query: SearchQuery, words: Sequence[Sought]) -> set[str]:
        """Choose the words by counting the venues that match the rest of the query, by the words they have."""
        prepared = PreparedQuery.of(replace(query, text="", sort=Sort.BEST, page=1, after=None))
        statement = f"""{SETTINGS} WITH {matches(prepared)}
            SELECT choice, named, count(*) AS number FROM (
                SELECT {_bits("words", words)} AS choice, {_bits("name_words", words)} AS named
                FROM matches JOIN search_text ON document_id = matches.id
                    JOIN search_document AS own ON own.id = matches.id
                WHERE {prepared.chosen()} AND words @@ CAST(:any_word AS tsquery)
            ) AS found GROUP BY choice, named"""
        forms = [any_form(one) for one in words]
        given = {f"word_{number}": form for number, form in enumerate(forms)}
        rows = ask(self.connection, statement, {**values(prepared), **given, "any_word": " | ".join(forms)})
        numbers = range(len(words))
        worth = weights([_use(2**number, rows) for number in numbers])
        totals = (sum(worth[number] for number in numbers if row.choice & 2**number) for row in rows)
        return {words[number].word for number in choice(max(totals, default=0), worth)}


def _bits(column: str, words: Sequence[Sought]) -> str:
    """Return an expression for a number with a bit for each of the words in a column."""
    return " + ".join(
        f"CASE WHEN {column} @@ CAST(:word_{number} AS tsquery) THEN {2**number} ELSE 0 END"
        for number in range(len(words))
    )


def _use(bit: int, rows: Sequence[Row[Any]]) -> WordUse:
    has = [row for row in rows if row.choice & bit]
    return WordUse(sum(row.number for row in has), sum(row.number for row in has if not row.named & bit))
