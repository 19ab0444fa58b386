# SPDX-License-Identifier: BSD-2-Clause
"""Configures Sphinx for the site that `make docs` builds.

scripts/stage-docs collects its pages.
"""

project = "gtee"
root_doc = "index"
source_suffix = {".md": "markdown"}
extensions = ["myst_parser"]

# Anchors as GitHub makes them, for the headings of every level that the pages link to.
myst_heading_anchors = 4
# Text stays as it is typed: quotes, and "--" of options.
smartquotes = False
highlight_language = "none"

html_theme = "furo"
html_title = "gtee"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False

# Debian's style sheet lacks the rule for a dark screen, if the reader has chosen no theme.
# The theme writes these variables into each page, with that rule.
html_theme_options = {
    "dark_css_variables": {
        "color-problematic": "#ff7b72",
        "color-foreground-primary": "#e8ebef",
        "color-foreground-secondary": "#a3acb7",
        "color-foreground-muted": "#8a939e",
        "color-foreground-border": "#6b7683",
        "color-background-primary": "#14181d",
        "color-background-secondary": "#1a1f25",
        "color-background-hover": "#222931",
        "color-background-hover--transparent": "#22293100",
        "color-background-border": "#363e48",
        "color-background-item": "#444c56",
        "color-brand-primary": "#58a6ff",
        "color-brand-content": "#58a6ff",
        "color-highlighted-background": "#12406e",
        "color-highlight-on-target": "#333300",
        "color-api-keyword": "#a3acb7",
    },
}
