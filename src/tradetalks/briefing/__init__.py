"""Tables, charts and pages: what a reader sees of a case."""

from tradetalks.briefing._analysis import Analysis, analyse
from tradetalks.briefing._assemble import assemble
from tradetalks.briefing._document import Document
from tradetalks.briefing._files import write_files
from tradetalks.briefing._json import render_json
from tradetalks.briefing._page import render_html
from tradetalks.briefing._screen import render_screen

__all__ = [
    "Analysis",
    "Document",
    "analyse",
    "assemble",
    "render_html",
    "render_json",
    "render_screen",
    "write_files",
]
