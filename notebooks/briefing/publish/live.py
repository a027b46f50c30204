"""The live charts of an executed notebook: Plotly figures with what ``theme.finish`` wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from nbformat import NotebookNode

from briefing import look
from briefing.publish.markup import json_block

# Traces that are drawn on what another host has.
MAPS = {
    f"{kind}{map}" for kind in ("choropleth", "density", "scatter") for map in ("map", "mapbox")
}
MAPS |= {"choropleth", "scattergeo"}


@dataclass(frozen=True)
class Chart:
    """A live chart: the keys of ``layout.meta`` as ``theme.finish`` writes and explains them, and
    the ``figure`` without them.
    """

    id: str
    title: str
    alt: str
    note: str
    sources: list[str]
    table: dict | str
    narrow: dict
    figure: dict

    @classmethod
    def of(cls, output: dict) -> Chart:
        """The chart in a Plotly output. Raises ``ValueError`` where ``theme.finish`` did not make
        it.
        """
        layout = dict(output["layout"])
        meta = layout.pop("meta", None)
        if not meta or "alt" not in meta:
            raise ValueError(
                "a chart without title, words and data; return it through briefing.theme.finish"
            )
        if empty := [name for name in ("id", "title", "alt") if not str(meta[name]).strip()]:
            raise ValueError(f"a chart with an empty {' and '.join(empty)}")
        if output.get("frames"):
            raise ValueError("a chart that moves; draw its states side by side")
        if maps := MAPS & {trace.get("type", "") for trace in output["data"]}:
            raise ValueError(
                f"a chart on a map ({', '.join(sorted(maps))}), which a page would have to load"
                " from elsewhere; show it as an image"
            )
        return cls(**meta, figure={"data": output["data"], "layout": look.untitled(layout)})

    @property
    def script(self) -> str:
        """The figure for Plotly, with the changes for narrow screens, as a script that hands it to
        the page.

        A page opened from disk may load a script from its folder, but not fetch a file.
        """
        name, figure = json.dumps(self.id), json_block({**self.figure, "narrow": self.narrow})
        return f"(window.briefingCharts ??= {{}})[{name}] = {figure};\n"


def charts(notebook: NotebookNode, begin: Callable[[NotebookNode], object]) -> list[Chart]:
    """All charts of an executed notebook, in order; calls ``begin`` with each cell before it looks
    for its charts.

    Raises ``ValueError`` for a chart without words or with the id of another, whose picture and
    data it would take.
    """
    found: dict[str, Chart] = {}
    for cell in notebook.cells:
        begin(cell)
        outputs = cell.outputs if cell.cell_type == "code" else []
        for output in (o for o in outputs if look.CHART_MIMETYPE in o.get("data", {})):
            one = Chart.of(output.data[look.CHART_MIMETYPE])
            if one.id in found:
                raise ValueError(f"a chart above has the id {one.id!r} too; give it another")
            found[one.id] = one
    return list(found.values())
