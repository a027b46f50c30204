"""Charts of the verdicts on the speech."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.dataset import Data
from briefing.facts.evidence import tally
from briefing.reading.evidence import open_points, paragraph_name
from briefing.theme import COLOURS, FIXED_LEGEND, escape, finish, wrap


def verdict_looks(data: Data) -> Iterator[dict]:
    """How each verdict looks, in order: ``verdict``, ``name`` for the legend, ``sign``,
    ``symbol``, ``colour``, ``inside`` (of its bar), ``textfont`` of the sign.

    Sign and shape tell verdicts apart without colour; a filled shape carries a white sign.
    """
    counts = tally(data)
    for look in data.categories("claims", "verdict").itertuples():
        colour = COLOURS[look.colour]
        yield dict(
            verdict=look.Index,
            name=f"{look.sign} {look.label} ({counts[look.Index]})",
            sign=look.sign,
            symbol=look.symbol if look.filled else f"{look.symbol}-open",
            colour=colour,
            inside=colour if look.filled else "white",
            textfont=dict(color="white" if look.filled else colour, size=14),
        )


def _placed(data: Data, paragraphs: list[str]) -> pd.DataFrame:
    """The claims in the order of the speech, each with its ``row`` (paragraph), its ``place`` in
    the row, its verdict as ``said`` and ``hover``.
    """
    claims = data.claims.sort_values("position")
    claims["row"] = claims.paragraph.map(paragraphs.index)
    claims["place"] = claims.groupby("row").cumcount()
    claims["said"] = claims.verdict.map(data.labels("claims", "verdict"))
    claims["hover"] = [
        f"<b>{c.id}: {c.said}</b><br>{wrap(c.claim, 50)}" for c in claims.itertuples()
    ]
    return claims


def verdicts(data: Data) -> go.Figure:
    """Verdicts at a glance: one row per paragraph, one mark per claim, both in the order of the
    speech.
    """
    paragraphs = data.paragraphs.sort_values("position").paragraph.tolist()
    names = [paragraph_name(paragraph) for paragraph in paragraphs]
    claims, counts = _placed(data, paragraphs), tally(data)
    figure = go.Figure()
    for look in verdict_looks(data):
        part = claims[claims.verdict == look["verdict"]]
        line = dict(width=2, color=look["colour"])
        figure.add_scatter(
            x=part.place,
            y=part.row,
            mode="markers+text",
            name=look["name"],
            text=[look["sign"]] * len(part),
            textfont=look["textfont"],
            marker=dict(symbol=look["symbol"], color=look["colour"], size=22, line=line),
            hovertext=part.hover,
            hoverinfo="text",
        )
    figure.update_yaxes(
        tickvals=list(range(len(paragraphs))),
        ticktext=[escape(name) for name in names],
        range=[len(paragraphs) - 0.4, -0.6],
        fixedrange=True,
    )
    figure.update_xaxes(visible=False, range=[-0.6, int(claims.place.max()) + 0.6], fixedrange=True)
    figure.update_layout(legend=dict(y=1, **FIXED_LEGEND), margin=dict(t=56))
    rows = [f"{names[row]}: {', '.join(of.said)}" for row, of in claims.groupby("row")]
    total, height = prose.count(len(claims), "statement"), 34 * len(paragraphs) + 72
    return finish(
        figure,
        id="verdicts",
        height=height,
        narrow=dict(height=height + 48, margin=dict(t=104)),
        title=f"{counts['confirmed']} of {total} are confirmed and {counts['partly confirmed']}"
        f" partly confirmed; {open_points(data)}",
        alt=f"A mark for each of {total}, in rows by paragraph and in the order of the speech."
        f" {'. '.join(rows)}.",
        note="From left to right as in the speech. How many statements there are depends on how"
        " finely the text was cut: the count is no grade.",
        sources=["speech-en"],
        data="claims",
    )


def verdict_counts(data: Data) -> go.Figure:
    """All claims in one bar, by verdict, each part with its sign and number."""
    counts = tally(data)
    figure = go.Figure()
    for look in verdict_looks(data):
        figure.add_bar(
            x=[counts[look["verdict"]]],
            y=[""],
            orientation="h",
            name=look["name"],
            marker=dict(color=look["inside"], line=dict(color=look["colour"], width=2)),
            hoverinfo="name",
            text=[look["sign"]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont=look["textfont"],
        )
    legend = dict(y=-0.1, yanchor="top", traceorder="normal", **FIXED_LEGEND)
    figure.update_layout(barmode="stack", legend=legend)
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    some = counts["confirmed"] + counts["partly confirmed"]
    said = counts.rename(data.labels("claims", "verdict"))
    parts = prose.listing([f"{verdict} {n}" for verdict, n in said.items()])
    return finish(
        figure,
        id="verdict-counts",
        height=150,
        narrow=dict(height=230, legend=dict(orientation="v")),
        title=f"{some} of {prose.count(int(counts.sum()), 'statement')} are confirmed in full or in"
        f" part; {open_points(data)}",
        alt=f"One bar of all statements by verdict: {parts}.",
        note="The count says how the text was cut, not how good the speech is.",
        sources=["speech-en"],
        data=said.rename_axis("Verdict").rename("Statements").reset_index(),
    )
