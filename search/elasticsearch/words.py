"""Lookup of the query words that have no matches, for `search.rewording`, in Elasticsearch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.documents import SearchQuery
from search.elasticsearch.conditions import Clause, begins, found_by
from search.elasticsearch.requests import alike
from search.rewording import WordUse, choice, weights
from search.sought import Sought
from search.text import nearest, slips


@dataclass(frozen=True, slots=True)
class ElasticsearchWords:
    """Word lookup in at most three requests. `search` sends one and returns the answer."""

    search: Callable[[Clause], Mapping[str, Any]]

    def known(self, words: Sequence[Sought]) -> Mapping[str, str | None]:
        doubtful = [one.word for one in words if slips(one.word)]
        answer = self.search({"size": 0, "aggs": _counted(words), **({"suggest": alike(doubtful)} if doubtful else {})})
        counts = [answer["aggregations"][str(number)]["doc_count"] for number in range(len(words))]
        found: dict[str, str | None] = {
            one.word: one.word if number else None for one, number in zip(words, counts, strict=True)
        }
        for word in doubtful:
            if found[word] is None:
                options = answer["suggest"][word][0]["options"]
                found[word] = nearest(word, ((option["text"], option["freq"]) for option in options))
        return found

    def kept(self, query: SearchQuery, words: Sequence[Sought]) -> set[str]:
        """Count the venues that have each word, then find the venue with the highest sum of weights."""
        rest = found_by(replace(query, text="", after=None))
        found = self.search({"size": 0, "query": rest, "aggs": _counted(words)})["aggregations"]
        counted = [found[str(number)] for number in range(len(words))]
        worth = weights([WordUse(one["doc_count"], one["besides_names"]["doc_count"]) for one in counted])
        scored = [
            {"constant_score": {"filter": begins("words", one), "boost": weight}}
            for one, weight in zip(words, worth, strict=True)
        ]
        best = {"bool": {"filter": rest, "should": scored, "minimum_should_match": 1}}
        answer = self.search({"size": 1, "query": best, "_source": False, "track_total_hits": False})
        return {words[number].word for number in choice(int(answer["hits"]["max_score"] or 0), worth)}


def _counted(words: Sequence[Sought]) -> Clause:
    """Return the aggregation that counts the venues with each word, and those that have it outside the name."""
    return {
        str(number): {
            "filter": begins("words", one),
            "aggs": {"besides_names": {"filter": {"bool": {"must_not": begins("name_words", one)}}}},
        }
        for number, one in enumerate(words)
    }
