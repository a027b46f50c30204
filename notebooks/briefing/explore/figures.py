"""Controls over the contested figures."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd

from briefing import prose
from briefing.charts import figures as charts
from briefing.dataset import Data
from briefing.explore.controls import Parts, panel, pick_one, shown_chart
from briefing.facts import figures as facts
from briefing.reading import figures as reading


def contested_topics(data: Data) -> pd.DataFrame:
    """Subjects on which at least two figures stand side by side, by kind and title: columns of
    ``data.topics`` and ``versions``, how many there are.
    """
    rows = data.topics.assign(versions=data.topics.topic.map(data.figures.topic.value_counts()))
    kinds = {kind: n for n, kind in enumerate(data.labels("topics", "kind"))}
    rows = rows[rows.versions > 1].sort_values("title")
    return rows.sort_values("kind", key=lambda kind: kind.map(kinds), kind="stable")


def show_versions(data: Data, topic: str) -> Parts:
    """Every version of a contested figure with who says so, and what keeps the versions apart."""
    rows, about = facts.figures_of(data, [topic]), data.topics.set_index("topic").loc[topic]
    title = f"{about.title}: {prose.count(len(rows), 'version')}"
    if rows.value.notna().any():
        figure = charts.contested(data, [topic], id="versions", title=title)
        yield from shown_chart(figure, title)
    else:
        yield f"**{prose.plain(title)}**"
    if about.note:
        yield f"What keeps them apart: {prose.plain(about.note)}"
    yield reading.figures_frame(data, rows).assign(Note=rows.note.array, Source=rows.source.array)


def figures(data: Data) -> widgets.VBox:
    """A contested figure and every version of it."""
    topics = [(f"{t.title} ({t.versions})", t.topic) for t in contested_topics(data).itertuples()]
    return panel(show_versions, data, topic=pick_one("Contested figure", topics, width="52em"))
