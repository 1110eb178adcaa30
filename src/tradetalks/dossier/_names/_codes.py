"""Codes of parties: a country with its branch, as ``JPNGOV``; the Union and other bodies alone."""

from __future__ import annotations

__all__ = ["branch_of", "country_of", "government"]


def country_of(code: str) -> str:
    """The country of a code; a body of several is its own."""
    return code if code[:3] == "IGO" else code[:3]


def government(country: str) -> str:
    """Code of a country's government; the Union and bodies of several countries have but one."""
    return country if country == "EUR" or country[:3] == "IGO" else country + "GOV"


def branch_of(country: str, branch: str) -> str:
    """Code of a country's branch; the executive of the Union is the Union."""
    return government(country) if branch == "GOV" else country + branch
