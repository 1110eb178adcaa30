"""Quotations and whose words they are."""
