"""Dates, terms and deadlines."""
