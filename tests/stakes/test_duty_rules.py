"""Faults of duties and transfers are told with their place and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tradetalks.case import load_case
from tradetalks.errors import CaseError

Build = Callable[..., Path]
Change = tuple[str, str, str]

ON_TILES = "products: {origin: BBB}\n  duration"

BAD: dict[str, tuple[Change, str]] = {
    "origin that sells nothing there": (
        ("measures.yaml", ON_TILES, "products: {origin: DDD}\n  duration"),
        "threat.products.origin: origin 'DDD' is not in market 'tiles'; known: AAA, BBB, CCC",
    ),
    "product of another origin": (
        ("measures.yaml", ON_TILES, "products: {origin: BBB, products: [cland]}\n  duration"),
        "threat.products.products: product 'cland' is not of origin BBB; leave it out",
    ),
    "unknown product": (
        ("measures.yaml", "products: [large]", "products: [huge]"),
        "on-vans.products.products: product 'huge' is not in the market; known: home, small, large",
    ),
    "two rules at once": (
        ("measures.yaml", "products: [large]", "products: [large], price_above: {assumption: cut}"),
        "on-vans.products.products: products by id and by price exclude each other",
    ),
    "price where there is none": (
        (
            "measures.yaml",
            ON_TILES,
            "products: {origin: BBB, price_above: {assumption: cut}}\n  duration",
        ),
        "threat.products.price_above: a market of kind ces knows no such rule; remove it",
    ),
    "party that does not govern the market": (
        ("measures.yaml", "imposer: BBB", "imposer: AAA"),
        "answer.imposer: party 'AAA' charges no duty in a market of BBB; make the two agree",
    ),
    "no duration": (
        ("measures.yaml", "  duration: {assumption: years}\n", ""),
        "threat.duration: missing; give it: how long it would last",
    ),
    "effect on an unknown product": (
        ("issues.yaml", "products: [small, large]", "products: [small, huge]"),
        "products: product 'huge' is not in market 'vans'; known: home, small, large",
    ),
    "rate that is money": (
        ("issues.yaml", "amount: {assumption: none}", "amount: {assumption: spent}"),
        "amount: assumption spent is in USD bn (money); this field takes ratio in 1 or percent",
    ),
    "transfer by an unknown party": (
        ("issues.yaml", "payer: BBB", "payer: BBD"),
        "payer: party 'BBD' is not in case.yaml; did you mean 'BBB'?",
    ),
    "transfer to an unknown group": (
        ("issues.yaml", "receiver_group: makers", "receiver_group: maker"),
        "receiver_group: group 'maker' is not in case.yaml; did you mean 'makers'?",
    ),
    "unknown kind of effect": (
        ("issues.yaml", "kind: transfer\n", "kind: transfers\n"),
        "issues.fund.levels.1.effects.0: input tag 'transfers' found",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_told_with_its_place_and_remedy(name: str, tiles: Build) -> None:
    (file, old, new), told = BAD[name]
    with pytest.raises(CaseError) as caught:
        load_case(tiles((file, old, new)))
    assert any(told in fault for fault in caught.value.faults), "\n".join(caught.value.faults)
