"""Disputes and inquiries: a bank takes a charge back, evidence is submitted, and the bank decides."""
