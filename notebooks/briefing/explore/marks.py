"""A chart whose marks can be chosen, and below it what stands behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec

import ipywidgets as widgets
import plotly.graph_objects as go
from IPython.display import Javascript, display
from plotly.basedatatypes import BaseTraceType
from plotly.callbacks import InputDeviceState, Points

from briefing.explore.controls import ONCE_SHOWN, Part, as_outputs, outputs_or_error

# In a browser alone it is left out, with the second copy of Plotly's library that it brings.
LIVE = find_spec("anywidget") is not None
HINT = "Click a mark, or drag a box around several: here stands what is behind them."
NEEDS = "Marks can be chosen where the Python package anywidget is installed."


class Marks(widgets.VBox):
    """``figure`` with marks to choose, and below it what ``show`` gives for those chosen.

    ``show`` takes the ``customdata`` of the marks as a list, and gives what it may give to a panel.
    Shift adds to the choice, a double click ends it. Without anywidget nothing can be chosen::

        figure = px.scatter(rows, x="date", y="lane", custom_data=["id"])
        explore.Marks(figure, lambda ids: rows[rows.id.isin(ids)])
    """

    def __init__(
        self, figure: go.Figure | None, show: Callable[[list], Part | Iterable[Part]]
    ) -> None:
        self._show, self._below, self._live = show, widgets.Output(), None
        super().__init__()
        self.add_class("briefing-marks")
        display(Javascript(ONCE_SHOWN))
        self.draw(figure)

    def draw(self, figure: go.Figure | None) -> None:
        """Draw another figure, of which nothing is chosen; ``None`` for none at all."""
        self.layout.display = "none" if figure is None else None
        if figure is None:
            return
        if not LIVE:
            self._below.outputs, self.children = as_outputs([figure, NEEDS]), [self._below]
            return
        figure = go.Figure(figure)
        # Clicks are told apart from selections: while the kernel is busy, the last of two messages
        # stands for both, and Plotly sends a click after the selection that it made of it.
        figure.update_layout(dragmode="select", clickmode="event", hovermode="closest")
        if self._live is None:  # once: it brings Plotly's whole library with it
            self._live = go.FigureWidget(figure)
            self._live._config = {**self._live._config, "responsive": True, "displaylogo": False}
            self.children = [self._live, self._below]
        else:
            old = len(self._live.data)
            self._live.add_traces(figure.data)  # first: an axis without data forgets its days
            self._live.data = self._live.data[old:]
            self._live.layout = figure.layout
        for trace in self._live.data:
            trace.on_click(self._click)
        # Plotly tells every trace of a choice, the last one last.
        for trace in self._live.data[-1:]:
            trace.on_selection(lambda *_: self.choose())
            trace.on_deselect(lambda *_: self.clear())
        self.clear()

    def _click(self, trace: BaseTraceType, points: Points, keys: InputDeviceState) -> None:
        """Choose the mark that was clicked; with Shift add it to those chosen, or take it away."""
        clicked = set(points.point_inds)
        if not clicked:  # another trace's
            return
        with self._live.batch_update():
            for one in self._live.data:
                old = set(one.selectedpoints or ()) if keys.shift else set()
                one.selectedpoints = sorted(old ^ clicked if one is trace else old)
        self.choose()

    def choose(self) -> None:
        """Show what stands behind the marks that are chosen."""
        chosen = [
            _first(trace.customdata[point])
            for trace in self._live.data
            if trace.customdata is not None
            for point in trace.selectedpoints or ()
        ]
        if chosen:
            self._below.outputs = outputs_or_error(lambda: self._show(chosen))
        else:
            self.clear()

    def clear(self) -> None:
        """Choose no mark."""
        with self._live.batch_update():
            for trace in self._live.data:
                trace.selectedpoints = None
            self._live.layout.selections = ()
        self._below.outputs = as_outputs(HINT)


def _first(value: object) -> object:
    """The first where Plotly Express has several for a mark."""
    return value if isinstance(value, str) or not hasattr(value, "__len__") else value[0]
