"""Games of offers until a threat falls due: stages, beliefs, the path of equilibria, trees."""
