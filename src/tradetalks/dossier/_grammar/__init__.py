"""The parse of a sentence, and walks over it."""
