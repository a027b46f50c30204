"""The machinery of the controls: a panel that shows parts, and its labelled inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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

# A browser scrolls a list to the last of the options that are chosen at first, and a chart whose
# marks can be chosen is first drawn at the width of no screen. This mends both once they are there.
ONCE_SHOWN = """;
if (!window.briefingShown) {
  const lists = new IntersectionObserver(seen => {
    for (const { target } of seen.filter(one => one.isIntersecting)) {
      target.scrollTop = 0
      lists.unobserve(target)
    }
  })
  const charts = new ResizeObserver(() => window.dispatchEvent(new Event('resize')))
  const watch = (what, observer) => {
    for (const one of document.querySelectorAll(`${what}:not([data-watched])`)) {
      one.dataset.watched = ''
      observer.observe(one)
    }
  }
  window.briefingShown = new MutationObserver(() => {
    watch('.briefing-controls select[multiple]', lists)
    watch('.briefing-marks .js-plotly-plot', charts)
  })
  window.briefingShown.observe(document.body, { childList: true, subtree: true })
}"""


def nothing(what: str, hint: str) -> str:
    """The sentence that stands for a choice without a row."""
    return f"**No {what} fits this choice.** {hint}"


def shown_chart(
    figure: go.Figure, title: str, note: str = "", rows: pd.DataFrame | None = None
) -> Parts:
    """A chart of the pages under a title of its own, since that of the whole record would not be
    true of a selection; ``rows`` stand before a chart that is long.
    """
    yield f"**{prose.plain(title)}**"
    if rows is not None:
        yield rows
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


def as_outputs(parts: Part | Iterable[Part]) -> tuple[dict, ...]:
    """One part or several as Jupyter outputs."""
    several = isinstance(parts, (Iterator, list, tuple))
    return tuple(map(_output, parts if several else [parts]))


def outputs_or_error(make: Callable[[], Part | Iterable[Part]]) -> tuple[dict, ...]:
    """What ``make`` gives as Jupyter outputs, or the last line of its error, which JupyterLab would
    show nowhere but in its log.
    """
    try:
        return as_outputs(make())
    except Exception as error:
        name, said = type(error).__name__, str(error)
        line = f"{name}: {said}"
        return (dict(output_type="error", ename=name, evalue=said, traceback=[line]),)


def panel(
    show: Callable[..., Part | Iterable[Part]],
    data: Data,
    extra: Iterable[widgets.Widget] = (),
    **controls: widgets.Widget,
) -> widgets.VBox:
    """The controls (``extra`` first) in a row that wraps, and below it what ``show`` gives for
    ``data`` and their values, at first and whenever one changes: text in Markdown, a Plotly
    figure, a DataFrame, or several of these. Each control is handed over by its name::

        from briefing import explore

        def by_place(data, place):
            return data.events[data.events.place == place]

        explore.panel(by_place, data, place=explore.pick_one("Place", ["Minsk", "Belarus"]))
    """
    shown = widgets.Output()

    def parts() -> Part | Iterable[Part]:
        return show(data, **{name: control.value for name, control in controls.items()})

    # Set rather than captured with the widget as context: nbclient, which runs notebooks without a
    # browser, hangs on captured output.
    shown.outputs = as_outputs(parts())
    for control in controls.values():
        control.observe(lambda _: setattr(shown, "outputs", outputs_or_error(parts)), "value")
    display(Javascript(KEYS + ONCE_SHOWN))
    row = widgets.Box([*extra, *controls.values()], layout=WRAP)
    return widgets.VBox([row.add_class("briefing-controls"), shown])


def fitted(control: widgets.Widget, width: str = "26em") -> widgets.Widget:
    """A control with its label in full beside it, never wider than the screen."""
    control.style.description_width = "initial"
    control.layout.width, control.layout.max_width = width, "96%"
    return control


def _options(options: Iterable) -> list[tuple]:
    """Options as pairs of what is shown and what is meant."""
    if isinstance(options, Mapping):
        return [(label, value) for value, label in options.items()]
    return [option if isinstance(option, tuple) else (option, option) for option in options]


def pick_one(label: str, options: Iterable, value=None, width: str = "26em") -> widgets.Dropdown:
    """A choice of one, at first ``value`` or the first; ``options`` are (text, value) pairs,
    plain values, or labels by value as ``data.labels`` gives them.
    """
    options = _options(options)
    first = options[0][1] if value is None else value
    return fitted(widgets.Dropdown(description=label, options=options, value=first), width)


def pick_several(
    label: str, options: Iterable, value: Iterable | None = None, width: str = "26em"
) -> widgets.SelectMultiple:
    """A choice of several of such ``options``, all by default; Ctrl or Shift with click or arrow
    keys adds to it.
    """
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


def pick_day(label: str, value: date | None = None, width: str = "16em") -> widgets.DatePicker:
    """A choice of a day, at first ``value``; it may be left empty."""
    return fitted(widgets.DatePicker(description=label, value=value), width)
