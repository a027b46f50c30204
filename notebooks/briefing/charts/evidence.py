"""Charts of the verdicts on the speech."""

from __future__ import annotations

import plotly.graph_objects as go

from briefing import prose
from briefing.dataset import Data
from briefing.facts.evidence import VERDICTS, tally
from briefing.reading.evidence import open_points, paragraph_name
from briefing.theme import escape, finish, wrap


def verdicts(data: Data) -> go.Figure:
    """Verdicts at a glance: one row per paragraph, one mark per claim, both in the order of the
    speech.
    """
    paragraphs = data.paragraphs.sort_values("position").paragraph.tolist()
    claims = data.claims.sort_values("position")
    claims["row"] = claims.paragraph.map(paragraphs.index)
    claims["place"] = claims.groupby("row").cumcount()
    counts = tally(data)
    figure = go.Figure()
    for verdict, look in VERDICTS.items():
        part = claims[claims.verdict == verdict]
        figure.add_scatter(
            x=part.place,
            y=part.row,
            mode="markers+text",
            name=f"{look.sign} {verdict} ({counts[verdict]})",
            text=[look.sign] * len(part),
            textfont=dict(color="white" if look.filled else look.colour, size=14),
            marker=dict(
                symbol=look.symbol,
                color=look.colour,
                size=22,
                line=dict(width=2, color=look.colour),
            ),
            hovertext=[
                f"<b>{c.id}: {verdict}</b><br>{wrap(c.claim, 50)}" for c in part.itertuples()
            ],
            hoverinfo="text",
        )
    figure.update_yaxes(
        tickvals=list(range(len(paragraphs))),
        ticktext=[escape(paragraph_name(p)) for p in paragraphs],
        range=[len(paragraphs) - 0.4, -0.6],
        fixedrange=True,
    )
    figure.update_xaxes(visible=False, range=[-0.6, int(claims.place.max()) + 0.6], fixedrange=True)
    figure.update_layout(
        legend=dict(y=1, itemclick=False, itemdoubleclick=False), margin=dict(t=56)
    )
    rows = [
        f"{paragraph_name(p)}: {', '.join(of.verdict)}"
        for p, of in claims.groupby("paragraph", sort=False)
    ]
    total, height = prose.count(len(claims), "statement"), 34 * len(paragraphs) + 72
    return finish(
        figure,
        id="verdicts",
        height=height,
        narrow=dict(height=height + 48, margin=dict(t=104)),
        title=(
            f"{counts['confirmed']} of {total} are confirmed and {counts['partly confirmed']}"
            f" partly confirmed; {open_points(data)}"
        ),
        alt=(
            f"A mark for each of {total}, in rows by paragraph and in the order of the speech."
            f" {'. '.join(rows)}."
        ),
        note=(
            "From left to right as in the speech. How many statements there are depends on how"
            " finely the text was cut: the count is no grade."
        ),
        sources=["speech-en"],
        data="claims",
    )


def verdict_counts(data: Data) -> go.Figure:
    """All claims in one bar, by verdict, each part with its sign and number."""
    counts = tally(data)
    figure = go.Figure()
    for verdict, look in VERDICTS.items():
        figure.add_bar(
            x=[counts[verdict]],
            y=[""],
            orientation="h",
            name=f"{look.sign} {verdict} ({counts[verdict]})",
            marker=dict(
                color=look.colour if look.filled else "white", line=dict(color=look.colour, width=2)
            ),
            hoverinfo="name",
            text=[look.sign],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont=dict(color="white" if look.filled else look.colour, size=14),
        )
    figure.update_layout(
        barmode="stack",
        legend=dict(
            y=-0.1, yanchor="top", traceorder="normal", itemclick=False, itemdoubleclick=False
        ),
    )
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    frame = counts.rename_axis("Verdict").rename("Statements").reset_index()
    return finish(
        figure,
        id="verdict-counts",
        height=150,
        narrow=dict(height=230, legend=dict(orientation="v")),
        title=(
            f"{counts['confirmed'] + counts['partly confirmed']} of"
            f" {prose.count(int(counts.sum()), 'statement')} are confirmed in full or in part;"
            f" {open_points(data)}"
        ),
        alt="One bar of all statements by verdict: "
        + prose.listing([f"{verdict} {n}" for verdict, n in counts.items()])
        + ".",
        note="The count says how the text was cut, not how good the speech is.",
        sources=["speech-en"],
        data=frame,
    )
