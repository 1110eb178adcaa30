"""tradetalks: what every move in a trade dispute is worth, and how the talks may go."""

from importlib.metadata import version

__all__ = ["__version__"]
__version__ = version("tradetalks")
