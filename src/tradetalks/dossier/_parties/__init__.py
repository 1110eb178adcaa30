"""Who is meant: the voice of a document, its two sides, descriptions and pronouns."""
