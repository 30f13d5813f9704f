"""Stripe Connect: Express accounts with hosted onboarding, separate charges and transfers, and payouts."""
