"""How the documentation becomes a site: `make docs` builds it into out/docs, without a network."""

import sys
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

import detente

sys.path.insert(0, str(Path(__file__).parent))

project = "Detente"
author = "the authors of Detente"
release = version = detente.__version__

extensions = ["myst_parser", "mathml"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3  # links name headings as they do on code hosts
html_math_renderer = "mathml"

smartquotes = False  # "--" and straight quotes stand in the pages because they mean what they are
nitpicky = True  # a reference that leads nowhere is a fault
html_theme = "furo"
html_title = f"Detente {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_theme_options = {
    # those of the brief: a serif for text, a sans for labels, and nothing to fetch
    "light_css_variables": {
        "font-stack": "Georgia, 'Times New Roman', 'DejaVu Serif', serif",
        "color-brand-primary": "#1f4e8c",
        "color-brand-content": "#1f4e8c",
    },
    "dark_css_variables": {"color-brand-primary": "#8fb0d9", "color-brand-content": "#8fb0d9"},
}


def setup(app: Sphinx) -> None:
    """Show tables in CSV as they are: Pygments has no lexer for them."""
    app.add_lexer("csv", TextLexer)
