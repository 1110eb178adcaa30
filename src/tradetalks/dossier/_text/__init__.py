"""A document: its text, kept untouched, its words, and the items that are read from it."""
