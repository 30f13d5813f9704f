"""Tests of everything but whole journeys (e2e)."""

import gc

# Before any import of the application: what imports make stays, and looking for garbage takes a fourth of their time.
gc.set_threshold(20_000, 20, 20)
