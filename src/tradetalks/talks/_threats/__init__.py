"""Threats and their estimation, audience costs, wars of attrition."""
