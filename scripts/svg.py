# SPDX-License-Identifier: BSD-2-Clause
"""Write SVG as text, in the colours of this project's pictures.

Each colour is a class with its name; a media query replaces it on a dark screen. A picture has
its own background, because a page can be dark on a light screen. Equal calls give equal output.
"""

from xml.sax.saxutils import escape, quoteattr

# Name: colour on a light screen, colour on a dark screen
COLOURS = {
    "page": ("#ffffff", "#14181d"),
    "ink": ("#1b1f24", "#e8ebef"),
    "faint": ("#57606a", "#a3acb7"),
    "grid": ("#d5dae0", "#363e48"),
    "user": ("#e3eefb", "#162a44"),
    "kernel": ("#e4f3e6", "#16321f"),
    "secure": ("#fbeed9", "#3d2c12"),
    "box": ("#ffffff", "#0f1317"),
    "other": ("#aab2bc", "#6b7683"),
    "ours": ("#1769c4", "#58a6ff"),
    "missed": ("#c4461a", "#ff8a5c"),
    "limit": ("#1b1f24", "#f0f3f6"),
    "floor": ("#8a5a00", "#e3b341"),
}


def style():
    """Return the style sheet: fill-NAME and line-NAME for each colour."""
    def rules(shade):
        return "".join(f".fill-{name}{{fill:{pair[shade]}}}.line-{name}{{stroke:{pair[shade]}}}\n"
                       for name, pair in COLOURS.items())
    return ("<style>\ntext{font-family:system-ui,'DejaVu Sans',sans-serif}\n"
            f"{rules(0)}@media (prefers-color-scheme:dark){{\n{rules(1)}}}\n</style>")


def number(value):
    """Return a coordinate as text, without a fraction of zeros."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Picture:
    """A picture that grows downwards: its height is an argument of svg()."""

    def __init__(self, width, title, made_by):
        self.width, self.title, self.made_by = width, title, made_by
        self.parts = []

    def rect(self, x, y, width, height, fill, line=None, radius=0):
        classes = f"fill-{fill}" + (f" line-{line}" if line else "")
        corner = f' rx="{radius}"' if radius else ""
        self.parts.append(f'<rect class="{classes}" x="{number(x)}" y="{number(y)}"'
                          f' width="{number(width)}" height="{number(height)}"{corner}/>')

    def line(self, x1, y1, x2, y2, colour, width=1, dash=None):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<path class="line-{colour}" stroke-width="{number(width)}"{dashes}'
                          f' d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"/>')

    def shape(self, points, fill):
        path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self.parts.append(f'<path class="fill-{fill}" d="M{path}z"/>')

    def text(self, x, y, text, size=12, colour="ink", anchor="start", bold=False, turn=False):
        extra = "" if anchor == "start" else f' text-anchor="{anchor}"'
        extra += ' font-weight="600"' if bold else ""
        extra += f' transform="rotate(-90 {number(x)} {number(y)})"' if turn else ""
        self.parts.append(f'<text class="fill-{colour}" x="{number(x)}" y="{number(y)}"'
                          f' font-size="{number(size)}"{extra}>{escape(text)}</text>')

    def svg(self, height):
        size = f'width="{number(self.width)}" height="{number(height)}"'
        box = f'viewBox="0 0 {number(self.width)} {number(height)}"'
        return "\n".join([
            f"<!-- SPDX-License-Identifier: BSD-2-Clause; made by {self.made_by} -->",
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img"'
            f" aria-label={quoteattr(self.title)}>",
            f"<title>{escape(self.title)}</title>", style(),
            f'<rect class="fill-page" {size} rx="8"/>', *self.parts, "</svg>", ""])
