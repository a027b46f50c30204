"""One look for all charts, and the one way to hand a chart's title, words, sources and data to a
page.
"""

from __future__ import annotations

import html
from collections import defaultdict
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import plotly.io as pio

from briefing import tables

if TYPE_CHECKING:
    import pandas as pd

# Okabe and Ito's palette for colour-blind readers (https://jfly.uni-koeln.de/color/), with yellow
# and the light tones left out: each colour here has a contrast of at least 3:1 on white.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE = "#0072B2", "#B84A00", "#00785A", "#8F4A78", "#8A6100"
INK, MUTED, GRID, BACKGROUND = "#1A1A1A", "#595959", "#E3E3E3", "#FFFFFF"
PALE = "#8C8C8C"  # comparators; 3.4:1 on white

# The colours by the names that ``datapackage.json`` gives coded values.
COLOURS = {
    "blue": BLUE,
    "vermillion": VERMILLION,
    "green": GREEN,
    "purple": PURPLE,
    "orange": ORANGE,
    "ink": INK,
    "muted": MUTED,
    "pale": PALE,
    "light": "#CFCFCF",  # a surface behind dark text
}

# What alternative texts call the symbols of marks.
SYMBOLS = {
    "circle": "dots",
    "circle-open": "open circles",
    "square": "full squares",
    "square-open": "open squares",
}

FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans',"
    " sans-serif"
)

TEMPLATE = go.layout.Template(
    layout=go.Layout(
        font=dict(family=FONT, size=13, color=INK),
        paper_bgcolor=BACKGROUND,
        plot_bgcolor=BACKGROUND,
        colorway=[BLUE, VERMILLION, GREEN, PURPLE, ORANGE],
        margin=dict(l=8, r=8, t=48, b=8),
        title=dict(x=0, xanchor="left", xref="container", font=dict(size=17), pad=dict(l=8)),
        xaxis=dict(
            showgrid=True,
            gridcolor=GRID,
            zeroline=False,
            automargin=True,
            linecolor=MUTED,
            title=dict(font=dict(size=13)),
        ),
        yaxis=dict(
            showgrid=True,
            gridcolor=GRID,
            zeroline=False,
            automargin=True,
            title=dict(font=dict(size=13)),
        ),
        legend=dict(orientation="h", x=0, y=1, xanchor="left", yanchor="bottom"),
        hoverlabel=dict(bgcolor=BACKGROUND, font=dict(color=INK), bordercolor=MUTED, align="left"),
        bargap=0.15,
        dragmode=False,
    )
)
pio.templates["briefing"] = TEMPLATE
pio.templates.default = "briefing"
pio.renderers.default = "plotly_mimetype"  # the native output of JupyterLab; the build reads it too

# A legend whose entries switch nothing off: what they explain is drawn by several traces.
FIXED_LEGEND = dict(itemclick=False, itemdoubleclick=False)

WIDE, NARROW = 760, 360  # CSS pixels for which every chart is laid out


def escape(text: object) -> str:
    """Text from the data for use in a chart, where Plotly would read tags as markup."""
    return html.escape(str(text), quote=False)


def wrap(text: str, width: int = 60) -> str:
    """Escaped text broken into lines of about ``width`` characters; a word longer than half a line
    more is broken too.
    """
    lines, line = [], ""
    longest = width + width // 2
    words = (word[n : n + longest] for word in text.split() for n in range(0, len(word), longest))
    for word in map(escape, words):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])


class Marks:
    """Texts and shapes of a figure, collected and then given to it at once:
    ``figure.update_layout(**marks.layout)``.

    Plotly's own ``add_annotation`` and ``add_shape`` check all that are there again with each one
    that is added.
    """

    def __init__(self):
        self.layout: defaultdict[str, list[dict]] = defaultdict(list)

    def write(self, **annotation) -> None:
        """Add a text, in the words of Plotly's ``layout.annotations``."""
        self.layout["annotations"].append(annotation)

    def draw(self, **shape) -> None:
        """Add a shape, in the words of Plotly's ``layout.shapes``."""
        self.layout["shapes"].append(shape)


def finish(
    figure: go.Figure,
    *,
    id: str,
    title: str,
    alt: str,
    sources: list[str],
    data: pd.DataFrame | str,
    height: int,
    note: str = "",
    narrow: dict | None = None,
) -> go.Figure:
    """Return ``figure`` with everything a page needs to present it, in ``layout.meta``.

    ``id`` names the chart in links and downloads; ``title`` states the finding; ``alt`` says in
    words what the chart shows; ``sources`` are source ids; ``data`` is the table behind the
    chart, columns under readable names, or the id of a table on the same page; ``note`` is what a
    reader must know; ``height`` in CSS pixels at ``WIDE``; ``narrow`` are changes to the layout for
    a screen of ``NARROW`` pixels.
    """
    figure.update_layout(
        title_text=escape(title),
        height=height,
        meta=dict(
            id=id,
            title=title,
            alt=alt,
            note=note,
            sources=list(dict.fromkeys(sources)),
            table=(
                data
                if isinstance(data, str)
                else tables.of(data, f"{id}-data", f"Data: {title}").payload()
            ),
            narrow={"height": height, **(narrow or {})},
        ),
    )
    return figure
