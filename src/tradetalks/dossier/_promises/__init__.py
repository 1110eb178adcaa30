"""Commitments: constructions that make a promise, and what can be promised."""
