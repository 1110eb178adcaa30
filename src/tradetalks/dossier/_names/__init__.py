"""Names that are known: countries, offices, bodies, companies, trades."""
