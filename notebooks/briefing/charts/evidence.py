"""Charts of the verdicts on the speech."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.dataset import Data
from briefing.facts.evidence import tally
from briefing.look import BACKGROUND, COLOURS, INK, MUTED, NARROW, WIDE
from briefing.reading.evidence import open_points, part_names
from briefing.theme import FIXED_LEGEND, Marks, escape, finish, wrap

SURFACE = COLOURS["light"]  # what carries dark text, and needs an edge of its own
SIDES = 16  # CSS pixels of margin left and right of a chart
LETTER = 6.9  # CSS pixels of a letter of 11 pixels, in a wide font
BAR, LABEL, GAP = 44, 18, 6  # heights of the bar and of a label below it, and the way to them
# The columns behind the chart of all statements, and their names.
BEHIND = {"part": "Part", "id": "Id", "claim": "Statement", "said": "Verdict"}


@dataclass(frozen=True)
class Look:
    """How a verdict looks: ``sign`` and ``symbol`` tell it apart without colour."""

    verdict: str
    label: str
    number: int
    sign: str
    symbol: str
    fill: str
    edge: str
    ink: str  # of what is written on the fill


def verdict_looks(data: Data) -> Iterator[Look]:
    """The look of each verdict, in their order, with the number of statements that have it."""
    counts = tally(data)
    for look in data.categories("claims", "verdict").itertuples():
        colour = COLOURS[look.colour]
        dark = look.filled and colour != SURFACE
        yield Look(
            verdict=look.Index,
            label=look.label,
            number=int(counts[look.Index]),
            sign=look.sign,
            symbol=look.symbol,
            fill=colour if look.filled else _faint(colour),
            edge=MUTED if colour == SURFACE else colour,
            ink=BACKGROUND if dark else INK,
        )


def _faint(colour: str) -> str:
    """A fifth of a colour, on whatever is behind it."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.2)"


def _placed(data: Data, parts: list[str]) -> pd.DataFrame:
    """The claims in the order of the speech, each with its ``row`` (part), its ``place`` in the
    row, its verdict as ``said`` and ``hover``.
    """
    claims = data.claims.sort_values("position")
    claims["row"] = claims.paragraph.map(parts.index)
    claims["place"] = claims.groupby("row").cumcount()
    claims["said"] = claims.verdict.map(data.labels("claims", "verdict"))
    claims["hover"] = [
        f"<b>{c.id}: {c.said}</b><br>{wrap(c.claim, 40)}" for c in claims.itertuples()
    ]
    return claims


def _dots(look: Look, part: pd.DataFrame) -> go.Scatter:
    """The marks of the statements with one verdict, each with its sign."""
    edge = dict(width=1.5, color=look.edge)
    return go.Scatter(
        x=part.place,
        y=part.row,
        mode="markers+text",
        name=f"{look.sign} {look.label} ({look.number})",
        text=[look.sign] * len(part),
        textfont=dict(color=look.ink, size=12),
        marker=dict(symbol=look.symbol, color=look.fill, size=17, line=edge),
        hovertext=part.hover,
        hoverinfo="text",
    )


def verdicts(data: Data) -> go.Figure:
    """Verdicts at a glance: one row per part of the speech, one mark per statement, both in the
    order of the speech.
    """
    names = part_names(data)
    claims, counts = _placed(data, list(names)), tally(data)
    figure = go.Figure()
    for look in verdict_looks(data):
        part = claims[claims.verdict == look.verdict]
        figure.add_trace(_dots(look, part))
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[escape(name) for name in names.values()],
        range=[len(names) - 0.4, -0.6],
        fixedrange=True,
    )
    figure.update_xaxes(visible=False, range=[-0.6, int(claims.place.max()) + 0.6], fixedrange=True)
    figure.update_layout(legend=FIXED_LEGEND, margin=dict(t=56))
    said = [", ".join(of) for _, of in claims.groupby("row").said]
    rows = [f"{name}: {of}" for name, of in zip(names.values(), said, strict=True)]
    total, height = prose.count(len(claims), "statement"), 25 * len(names) + 64
    lines = 20 * len(figure.data)  # of the legend on a narrow screen, one verdict a line
    return finish(
        figure,
        id="verdicts",
        height=height,
        narrow=dict(
            height=height + lines - 40,
            margin=dict(t=lines + 16),
            yaxis=dict(tickfont=dict(size=11)),
        ),
        title=f"{counts['confirmed']} of {total} are confirmed and {counts['partly confirmed']}"
        f" partly confirmed; {open_points(data)}",
        alt=f"A mark for each of {total}, in rows by part of the speech and in its order."
        f" {'. '.join(rows)}.",
        note="From left to right as in the speech. Numbers are those of its paragraphs.",
        sources=["speech-en"],
        data=claims.assign(part=claims.paragraph.map(names))[list(BEHIND)].rename(columns=BEHIND),
    )


def verdict_counts(data: Data) -> go.Figure:
    """All statements in one bar by verdict, each part with its name and number."""
    looks, figure = list(verdict_looks(data)), go.Figure()
    for look in looks:
        figure.add_bar(
            x=[look.number],
            y=[BAR / 2],
            width=BAR,
            orientation="h",
            name=look.label,
            marker=dict(color=look.fill, line=dict(color=look.edge, width=2)),
            hovertext=[f"{escape(look.label)}: {look.number}"],
            hoverinfo="text",
            showlegend=False,
        )
    total = sum(look.number for look in looks)
    wide, narrow = (_labelled(looks, width - SIDES) for width in (WIDE, NARROW))
    figure.update_layout(barmode="stack", margin=dict(t=8, b=4), **wide)
    figure.update_xaxes(visible=False, range=[0, total], fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    some = sum(look.number for look in looks if look.verdict in ("confirmed", "partly confirmed"))
    return finish(
        figure,
        id="verdict-counts",
        height=wide["height"],
        narrow=narrow,
        title=f"{some} of {prose.count(total, 'statement')} are confirmed in full or in part;"
        f" {open_points(data)}",
        alt="One bar of all statements by verdict: "
        f"{prose.listing([f'{look.label} {look.number}' for look in looks])}.",
        note="Not checkable: a judgement or a promise. Norm: a statement of what should be, not of"
        " what is. How many statements there are depends on how finely we cut the text; the count"
        " is no grade.",
        sources=["speech-en"],
        data=pd.DataFrame(
            {
                "Verdict": [look.label for look in looks],
                "Statements": [look.number for look in looks],
            }
        ),
    )


def _labelled(looks: list[Look], width: int) -> dict:
    """The layout of the bar at a ``width``: its labels, on the parts where they fit and else below
    them, and its height.
    """
    marks, total, end, below = Marks(), sum(look.number for look in looks), 0.0, BAR + GAP
    for look in (look for look in looks if look.number):
        middle, end = end + look.number / 2, end + look.number
        lines = look.label.split(" ", 1)
        lines[-1] += f" {look.number}"
        if max(map(len, lines)) * LETTER + 8 <= look.number / total * width:
            text, font = "<br>".join(map(escape, lines)), dict(size=11, color=look.ink)
            marks.write(x=middle, y=BAR / 2, text=text, font=font, showarrow=False)
            continue
        # Below and to the left, each lower than the one before: so no line crosses a name.
        text = " ".join(lines)
        left = len(text) * LETTER + 8 <= middle / total * width
        marks.draw(
            type="line", x0=middle, x1=middle, y0=BAR, y1=below + 9, line=dict(color=MUTED, width=1)
        )
        marks.write(
            x=middle,
            y=below + 9,
            text=escape(text),
            font=dict(size=11, color=INK),
            bgcolor=BACKGROUND,
            xanchor="right" if left else "left",
            xshift=-3 if left else 3,
            showarrow=False,
        )
        below += LABEL
    return dict(height=below + 16, yaxis=dict(range=[below + 2, -2]), **marks.layout)
