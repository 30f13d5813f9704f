"""The tables of the PostgreSQL engine. Disposable: all of them can be rebuilt from the venues."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy import Double as Number
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# The newest version written or removed. It outlives the document, or else a late writer would restore it.
versions = Table(
    "search_version",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False, index=True),
)

# Sets of words that a document has together, numbered.
sets = Table(
    "search_set",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("members", ARRAY(Text), nullable=False, unique=True),
)

# Columns for counting come first: PostgreSQL reads a row up to the last column that it needs.
documents = Table(
    "search_document",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # The set ids of its tags, its categories, and its city with the state: faster to count than the words themselves.
    Column("tag_set", Integer, nullable=False),
    Column("category_set", Integer, nullable=False),
    Column("city_set", Integer, nullable=False),
    # The hour after the last deal of any offer, 0 for none. Together with `cents`, the lowest price, and `free`, every
    # hour with an available start, it sums up the offers, so that most queries need not read them.
    Column("deal_until", Integer, nullable=False),
    Column("latitude", Number, nullable=False),
    Column("longitude", Number, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone", Text, nullable=False),
    # Minutes since 1970: the venue opens at the first, closes at the second, and so on.
    Column("open", ARRAY(Integer), nullable=False),
    Column("cents", Integer),
    Column("rating", Number),
    Column("free", ARRAY(Integer), nullable=False),
    Column("name", Text, nullable=False),  # folded: the last sort key before the id
    Column("tags", ARRAY(Text), nullable=False),
    Column("categories", ARRAY(Text), nullable=False),
    Column("deals_until", ARRAY(Integer), nullable=False),  # as above, for each of the categories
    Column("city", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("title", Text, nullable=False),  # the name as written
    Column("name_words", TSVECTOR, nullable=False),
    Index("ix_search_document_latitude_longitude", "latitude", "longitude"),
    Index("ix_search_document_name_words", "name_words", postgresql_using="gin"),
    Index("ix_search_document_name", text('name COLLATE "C"'), "id"),
)


def _of_document() -> Column[int]:
    return Column("document_id", ForeignKey(documents.c.id, ondelete="CASCADE"), primary_key=True)


# A separate table, so that counting the venues of a country need not read the words of each.
texts = Table(
    "search_text",
    metadata,
    _of_document(),
    Column("words", TSVECTOR, nullable=False),  # of the name, the keywords and the titles: the last with the weight B
    Index("ix_search_text_words", "words", postgresql_using="gin"),
)

# Hours are bits of days (search.postgres.hours); each query calculates which of them are over.
offers = Table(
    "search_offer",
    metadata,
    _of_document(),
    Column("id", BigInteger, primary_key=True),
    Column("categories", ARRAY(Text), nullable=False),
    Column("name", Text, nullable=False),  # the title, folded
    Column("words", TSVECTOR, nullable=False),  # of the title
    Column("cents", Integer, nullable=False),
    Column("guests", SmallInteger, nullable=False),
    Column("free", ARRAY(Integer), nullable=False),
    Column("deal", ARRAY(Integer), nullable=False),
    Column("deal_until", Integer, nullable=False),  # the hour after the last of them, 0 for none
    Column("genders", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("minutes", SmallInteger),  # NULL until the venue is indexed again
    Index("ix_search_offer_name", "name", "document_id"),
)

# Every title that an offer ever had, folded, and how the first offer spelled it.
titles = Table(
    "search_title",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Index("ix_search_title_name", text('name COLLATE "C"')),
    Index("ix_search_title_words", "words", postgresql_using="gin"),
)

# The documents that another engine missed, to be written again.
missed = Table("search_missed", metadata, Column("id", BigInteger, primary_key=True, autoincrement=False))

# Every word that a document ever had, for correcting typos.
vocabulary = Table("search_word", metadata, Column("word", Text, primary_key=True))
