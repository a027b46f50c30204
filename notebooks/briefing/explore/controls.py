"""The machinery of the controls: a panel that shows parts, and its labelled inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go
from IPython.display import Javascript, display

from briefing import lab, prose
from briefing.dataset import Data
from briefing.lab import frames as lab_frames


def containing(rows: pd.DataFrame, text: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """Rows in which one of ``columns`` (all by default) contains ``text``, upper or lower case; all
    rows for an empty text.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return rows
    cells = rows[list(columns or rows.columns)].astype("str")
    found = cells.apply(lambda column: column.str.casefold().str.contains(wanted, regex=False))
    return rows[found.any(axis=1)]


# What a control shows: sentences in Markdown, charts and tables, in this order.
Part = str | go.Figure | pd.DataFrame
Parts = Iterator[Part]

ALL = "all"

# JupyterLab first draws the chart of a widget at another width; a legend tied to the plot area
# would stay where it was then.
LEGEND_ON_TOP = dict(yref="container", y=1, yanchor="top")

WRAP = widgets.Layout(
    display="flex",
    flex_flow="row wrap",
    grid_gap="8px 20px",
    align_items="flex-start",
    margin="0 0 8px 0",
)

# JupyterLab takes arrow keys and letters for commands to the notebook; this leaves those pressed on
# a control to the control.
KEYS = (
    "document.addEventListener('focusin', ({target}) => target.closest('.briefing-controls') &&"
    " target.setAttribute('data-lm-suppress-shortcuts', ''))"
)


def nothing(what: str, hint: str) -> str:
    """The sentence that stands for a choice without a row."""
    return f"**No {what} fits this choice.** {hint}"


def shown_chart(figure: go.Figure, title: str, note: str = "") -> Parts:
    """A chart of the pages under a title of its own, since that of the whole record would not be
    true of a selection.
    """
    yield f"**{prose.plain(title)}**"
    yield figure.update_layout(title_text="")
    if note:
        yield prose.plain(note)


def _output(part: Part) -> dict:
    """A part as a Jupyter output."""
    if isinstance(part, str):
        bundle = {"text/markdown": part, "text/plain": part}
    elif isinstance(part, pd.DataFrame):
        rows = lab_frames.payload(part, "rows", "Rows")
        bundle = {"text/html": lab.table(rows, kept=False), "text/plain": lab.text(rows)}
    else:
        bundle = part._repr_mimebundle_()
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


def panel(
    show: Callable[..., Parts],
    data: Data,
    extra: Iterable[widgets.Widget] = (),
    **controls: widgets.Widget,
) -> widgets.VBox:
    """The controls (``extra`` first) in a row that wraps, and below it what ``show`` gives for
    their values.
    """
    shown = widgets.Output()

    def update(change=None) -> None:
        # Set rather than captured with the widget as context: nbclient, which runs notebooks
        # without a browser, hangs on captured output.
        chosen = {name: control.value for name, control in controls.items()}
        shown.outputs = tuple(map(_output, show(data, **chosen)))

    for control in controls.values():
        control.observe(update, "value")
    update()
    display(Javascript(KEYS))
    row = widgets.Box([*extra, *controls.values()], layout=WRAP)
    return widgets.VBox([row.add_class("briefing-controls"), shown])


def fitted(control: widgets.Widget, width: str = "26em") -> widgets.Widget:
    """A control with its label in full beside it, never wider than the screen."""
    control.style.description_width = "initial"
    control.layout.width, control.layout.max_width = width, "96%"
    return control


def _options(options: Iterable) -> list[tuple]:
    """Options as pairs of what is shown and what is meant."""
    return [option if isinstance(option, tuple) else (option, option) for option in options]


def pick_one(label: str, options: Iterable, value=None, width: str = "26em") -> widgets.Dropdown:
    """A choice of one, at first ``value`` or the first; ``options`` are (text, value) pairs or
    plain values.
    """
    options = _options(options)
    first = options[0][1] if value is None else value
    return fitted(widgets.Dropdown(description=label, options=options, value=first), width)


def pick_several(
    label: str, options: Iterable, value: Iterable | None = None, width: str = "26em"
) -> widgets.SelectMultiple:
    """A choice of several, all by default; Ctrl or Shift with click or arrow keys adds to it."""
    options = _options(options)
    control = widgets.SelectMultiple(
        description=label,
        options=options,
        value=[option[1] for option in options] if value is None else list(value),
        rows=min(6, len(options)),
        tooltip="Hold Ctrl or Shift, with a click or the arrow keys, to choose several",
    )
    return fitted(control, width)


def text_box(label: str) -> widgets.Text:
    """A line for words to look for, which are taken when Enter is pressed."""
    hint = "a word, then Enter"
    return fitted(widgets.Text(description=label, placeholder=hint, continuous_update=False))


def pick_day(label: str, value: date) -> widgets.DatePicker:
    """A choice of a day, at first ``value``; it may be left empty."""
    return fitted(widgets.DatePicker(description=label, value=value), "16em")
