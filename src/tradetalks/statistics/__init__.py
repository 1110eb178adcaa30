"""Readers of public trade statistics, classifications, indicators."""
