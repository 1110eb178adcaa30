"""Events: deeds of the tables, their status, and who did them to whom."""
