"""Packages, solutions, offers in turn, screening and vetoes, the game at home, other models."""
