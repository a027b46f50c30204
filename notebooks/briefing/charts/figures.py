"""Charts of contested counts: who says how many."""

from __future__ import annotations

import plotly.graph_objects as go

from briefing import prose
from briefing.charts.stack import Stack
from briefing.dataset import Data
from briefing.facts import figures as facts
from briefing.reading.figures import figures_frame, says
from briefing.theme import COLOURS, FIXED_LEGEND, fill, finish, wrap


def contested(data: Data, topics: list[str], *, id: str, title: str, note: str = "") -> go.Figure:
    """Counts of the same thing by different counters: a bar each, under its topic, labelled with
    who says it.

    ``topics`` are ids of ``data.topics``, best of one unit. Every bar carries its attribution
    and hedge as text; colour and pattern repeat the kind of speaker.
    """
    rows = facts.numbers_of(data, topics)
    units = list(dict.fromkeys(rows.unit))
    if len(units) > 1:  # said beside each number then
        rows["scope"] = (rows.unit + ", " + rows.scope).str.removesuffix(", ")
    rows["says"] = [says(data, row) for row in rows.itertuples()]
    rows["legend"] = ~rows.who_kind.duplicated()  # one entry for each kind of speaker
    speakers, stack, words = data.categories("figures", "who_kind"), Stack(), []
    for topic, of_topic in rows.groupby("title", sort=False):
        stack.write(f"<b>{wrap(topic, 40)}</b>", 13, above=17)
        for row in of_topic.itertuples():
            text, speaker = wrap(row.says, 50), speakers.loc[row.who_kind]
            stack.write(text, above=6)
            marker = fill(COLOURS[speaker.colour], speaker.pattern)
            stack.bar(float(row.value), marker, f"{text}<br>{wrap(row.note)}")
            entry = dict(name=speaker.label, legendgroup=row.who_kind, showlegend=row.legend)
            stack.figure.data[-1].update(**entry)
        words.append(f"{topic}: {'; '.join(of_topic.says)}.")
    top = float(rows.value.max()) or 1  # an axis needs a length where all counts are 0
    height = stack.close(range=[0, top * 1.04], tickformat=",") + 24
    legend = dict(y=1, **FIXED_LEGEND)
    stack.figure.update_layout(showlegend=True, legend=legend, margin=dict(t=48, b=32))
    return finish(
        stack.figure,
        id=id,
        height=height,
        title=title,
        alt=f"Bars of {prose.listing(units)} by who counted. {' '.join(words)}",
        note=note,
        narrow=dict(legend=dict(font=dict(size=11))),
        sources=list(rows.source),
        data=figures_frame(data, rows),
    )
