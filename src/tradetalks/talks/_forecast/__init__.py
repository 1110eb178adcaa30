"""The games played for a case: payoffs, forecast, replay, postures, deadlines, linked talks."""
