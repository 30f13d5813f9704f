"""Saved cards: customers, their payment methods, setup intents, and payments that need no guest."""
