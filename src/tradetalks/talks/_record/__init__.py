"""Past threats: reference classes, a logistic forecast, scores."""
