"""From a user's own statistics to a case folder that briefs at once."""

from tradetalks.drafting._draft import Draft, draft

__all__ = ["Draft", "draft"]
