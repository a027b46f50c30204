"""The template of all charts, and the one way to hand a chart's title, words, sources and data to a
page.
"""

from __future__ import annotations

import html
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
from IPython.display import display

from briefing import links, prose, tables
from briefing.look import (
    BACKGROUND,
    BLUE,
    CHART_MIMETYPE,
    FONT,
    GREEN,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    VERMILLION,
    WORDS_MIMETYPE,
    untitled,
)

if TYPE_CHECKING:
    import pandas as pd

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
        # At the top of the figure: tied to the plot, it stays where it was when a window grows.
        legend=dict(orientation="h", x=0, y=1, yref="container", xanchor="left", yanchor="top"),
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


# What Plotly makes of a gap in a list of texts.
TEXTS, GAPS = frozenset(("text", "hovertext")), frozenset(("nan", "NaT", "<NA>"))


class Marks:
    """Texts and shapes of a figure, collected and then given to it at once.

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

    def add_to(self, figure: go.Figure) -> None:
        """Give them to a figure, after those that it has."""
        has = figure.layout
        figure.update_layout({name: [*has[name], *these] for name, these in self.layout.items()})


class Chart(go.Figure):
    """A figure that has been through ``finish``. In JupyterLab its title stands above it, note and
    sources below it, as on a page: inside of the figure they would be cut.
    """

    @property
    def words(self) -> dict:
        """What ``finish`` wrote: ``title``, ``alt``, ``note``, ``sources`` and the rest."""
        return self.layout.meta

    def _repr_mimebundle_(self, include=None, exclude=None, **options) -> dict:
        bundle = super()._repr_mimebundle_(include, exclude, **options)
        if layout := bundle.get(CHART_MIMETYPE, {}).get("layout"):
            bundle[CHART_MIMETYPE]["layout"] = untitled(layout)
        return bundle

    def _ipython_display_(self) -> None:
        sources = (f"[{source}]({links.to('source', source)})" for source in self.words["sources"])
        below = [prose.plain(self.words["note"]), f"Sources: {', '.join(sources)}"]
        _write(f"**{prose.plain(self.words['title'])}**")
        display(self._repr_mimebundle_(), raw=True)
        _write("\n\n".join(text for text in below if text.strip(": ") not in ("", "Sources")))


def _write(text: str) -> None:
    if text:
        display({WORDS_MIMETYPE: {}, "text/markdown": text, "text/plain": text}, raw=True)


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
) -> Chart:
    """Return ``figure`` with everything a page needs to present it, in ``layout.meta``.

    ``id`` names the chart in links and downloads; ``title`` states the finding; ``alt`` says in
    words what the chart shows; ``sources`` are source ids; ``data`` is the table behind the
    chart, columns under readable names, or the id of a table on the same page; ``note`` is what a
    reader must know; ``height`` in CSS pixels at ``WIDE``; ``narrow`` are changes to the layout for
    a screen of ``NARROW`` pixels. Raises ``ValueError`` naming the chart where ``data`` is no such
    table.
    """
    for trace in figure.data:
        trace.update(_gaps(trace.to_plotly_json()) or {})
    figure.update_layout(
        title_text=escape(title),
        height=height,
        meta=dict(
            id=id,
            title=title,
            alt=alt,
            note=note,
            sources=list(dict.fromkeys(sources)),
            table=data if isinstance(data, str) else _table(data, id, title),
            narrow={"height": height, **(narrow or {})},
        ),
    )
    # The same figure, shown in another way; a copy would not know the grid of its plots any more.
    figure.__class__ = Chart
    return figure


def _gaps(part: Any, name: str = "") -> Any:
    """The arrays in a part of a figure, called ``name``, that have gaps, with ``None`` for each,
    where they stand; ``None`` for a part without any.

    Plotly sends NaN, infinity and NaT as they are, and its script takes the next value for the
    missing one: a bar that is stacked on it stands on nothing.
    """
    import pandas as pd

    if isinstance(part, dict):
        found = {key: _gaps(value, key) for key, value in part.items()}
        return {key: gaps for key, gaps in found.items() if gaps is not None} or None
    if not isinstance(part, (list, tuple, np.ndarray)):
        return None
    if name in TEXTS and GAPS & {one for one in part if isinstance(one, str)}:
        return [None if isinstance(one, str) and one in GAPS else one for one in part]
    if not isinstance(part, np.ndarray):
        each = [(_gaps(one) if isinstance(one, dict) else None) or {} for one in part]
        return each if any(each) else None
    missing = pd.isna(part) | (np.isinf(part) if part.dtype.kind == "f" else False)
    if not missing.any():
        return None
    values = np.datetime_as_string(part) if part.dtype.kind == "M" else part
    filled = values.astype(object)
    filled[missing] = None
    return filled


def _table(data: pd.DataFrame, id: str, title: str) -> dict:
    """What the page needs of the table behind the chart ``id``: its index as columns, where that
    has names, and all columns named by text.
    """
    import pandas as pd

    if not isinstance(data, pd.DataFrame):
        raise ValueError(f"chart {id!r}: data is a {type(data).__name__}; give a DataFrame")
    if any(name is not None and name not in data.columns for name in data.index.names):
        data = data.reset_index()
    elif not pd.api.types.is_integer_dtype(data.index):
        raise ValueError(
            f"chart {id!r}: the index of data has no name, and the table would lose it; name it"
            " with rename_axis, or leave it out with reset_index(drop=True)"
        )
    names = [_name(column) for column in data.columns]
    if twice := [name for n, name in enumerate(names) if name in names[:n]]:
        raise ValueError(f"chart {id!r}: data has two columns {twice[0]!r}; give each its name")
    data = data.set_axis(names, axis="columns")
    try:
        return tables.of(data, f"{id}-data", f"Data: {title}").payload()
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"chart {id!r}: data has a cell that is no number, day or text ({error})"
        ) from error


def _name(column: Any) -> str:
    """The name of a column in words: its levels one after the other, a day as its date."""
    import pandas as pd

    if isinstance(column, tuple):
        return ", ".join(name for level in column if (name := _name(level)))
    return str(column.date() if isinstance(column, pd.Timestamp) else column)
