"""Numbers, money and units."""
