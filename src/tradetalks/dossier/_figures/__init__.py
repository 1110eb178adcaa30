"""Figures: amounts with what they measure and how exactly they are meant."""
