"""What moves tell of resolve, how they are misread, and talks on linked fronts."""
