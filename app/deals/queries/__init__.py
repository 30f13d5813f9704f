"""Queries about deals: their rules for prices, and the deals themselves."""
