"""The text of a file: plain, HTML or PDF."""
