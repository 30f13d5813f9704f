"""Odd text and numbers that people type or links contain: every question must get an answer."""

from hypothesis import strategies as st

TEXTS = (
    "",
    " ",
    "*",
    "a",
    "massage" * 1500,
    "massage " * 1500,
    "massage AND (NOT nails OR *) ~2^5",
    "name:hazel _exists_:id /.*/ [a TO z] {",
    '"unbalanced \\',
    "'; DROP TABLE venue; --",
    "' & | ! <-> :* )",
    "%s %(x)s {0} ${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "💆🏽‍♀️ 💅",
    "\u202emassage\u202c",
    "تدليك עיסוי マッサージ 按摩",
    "ﬁne Ⅷ ① ß İ ı",
    "e\u0301" * 50,
    "\u200b\ufeff\u00ad",
    "\ud7ff\ue000\U0010ffff",
    "0" * 400,
    "1e999999",
)
# No address contains a NUL: the server rejects the request before it reaches the app. Lone surrogates have no UTF-8
# encoding.
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
texts = st.one_of(st.sampled_from(TEXTS), st.text(LETTERS, max_size=60))

LATITUDES = (-90.0, -89.9999, -0.0, 0.0, 1e-300, 45.5, 71.3, 89.9999, 90.0)
LONGITUDES = (-180.0, -179.9999, -122.6, -1e-12, 0.0, 179.9999, 180.0)
