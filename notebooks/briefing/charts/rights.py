"""Charts of goals, rights and treaties."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.grid import NARROW_LABELS, grid, guides, labelled_rows
from briefing.dataset import Data
from briefing.facts.rights import (
    BASIS,
    BOTH,
    BOUND,
    FAMILIES,
    GROUPS,
    NOT_JOINED,
    SPEECH,
    core,
    disputed,
    instruments,
    links,
    pairs,
    union,
)
from briefing.reading.rights import since, treaty_label
from briefing.theme import BLUE, INK, PALE, PURPLE, VERMILLION, finish, wrap

# Told apart by shape: an open square, a dot, a full square.
MARKS = {
    "ohchr-table": ("square-open", BLUE, 12),
    "our-reading": ("circle", VERMILLION, 6),
    BOTH: ("square", INK, 12),
}


COUNT_NOTE = (
    "Counts measure our table, that is how much of the OHCHR table could be found in copies and how"
    " far we read on. They say nothing about how many rights a goal has."
)


def goal_columns(data: Data) -> pd.DataFrame:
    """The goals as columns of ``grid``: ``column``, ``text``, ``colour``."""
    goals = data.goals
    return pd.DataFrame(
        {"column": goals.goal, "text": goals.goal.astype(str), "colour": goals.colour}
    )


def _marks() -> dict:
    names = {**BASIS, BOTH: BOTH}
    return {key: (names[key], *look) for key, look in MARKS.items()}


def _numbers(goals) -> str:
    return ", ".join(str(g) for g in sorted(set(goals)))


def matrix(data: Data) -> go.Figure:
    """Goals by rights, one mark where at least one row links them; the mark's shape says on what
    basis.
    """
    found = pairs(data).merge(data.rights, on="right")
    rights = data.rights
    rows = pd.DataFrame(
        {"key": rights.right, "label": rights.label, "group": rights.family.map(FAMILIES)}
    )
    rows = rows.assign(order=rights.family.map(list(FAMILIES).index)).sort_values(
        "order", kind="stable"
    )
    hover = [
        f"<b>Goal {r.goal}</b><br>{wrap(r.label)}"
        + (f"<br>OHCHR table (copy): {wrap(r.copied)}" if r.copied else "")
        + (f"<br>Our reading: {wrap(r.ours)}" if r.ours else "")
        for r in found.rename(columns={"ohchr-table": "copied", "our-reading": "ours"}).itertuples()
    ]
    cells = pd.DataFrame(
        {"key": found.right, "column": found.goal, "mark": found.basis, "hover": hover}
    )
    figure, height, narrow = grid(rows, cells, goal_columns(data), _marks())
    by = found.basis.value_counts()
    copied = int(by.get("ohchr-table", 0) + by.get(BOTH, 0))
    without = sorted(set(data.goals.goal) - set(found[found.basis != "our-reading"].goal))
    frame = pd.DataFrame(
        {
            "Right": rows.label,
            "Family": rows.group,
            "Goals, OHCHR table seen in a copy": [
                _numbers(found[(found.right == k) & (found.basis != "our-reading")].goal)
                for k in rows.key
            ],
            "Goals, our reading": [
                _numbers(found[(found.right == k) & (found.basis != "ohchr-table")].goal)
                for k in rows.key
            ],
        }
    )
    sources = data.goal_right_sources.source
    return finish(
        figure,
        id="matrix",
        height=height,
        narrow=narrow,
        title=(
            f"Every one of the {len(data.goals)} goals meets a right: {copied} of {len(found)}"
            f" meetings stand in copies of the OHCHR table, {by.get('our-reading', 0)} in our"
            " reading alone"
        ),
        alt=(
            f"Grid of {len(rights)} rights in {rights.family.nunique()} families by"
            f" {len(data.goals)} goals, with {len(found)} marks. {by.get('ohchr-table', 0)} open"
            f" squares: seen in a copy of the OHCHR table. {by.get('our-reading', 0)} dots: our"
            f" reading. {by.get(BOTH, 0)} full squares: both. "
        )
        + (f"Goals {prose.listing(without)} have dots only." if without else ""),
        note=(
            "A mark means that at least one article links goal and right; the tables below name"
            f" it. {COUNT_NOTE}"
        )
        + (
            f" No usable copy was found for goals {prose.listing(without)}: what stands there is"
            " our reading."
            if without
            else ""
        ),
        sources=list(sources.drop_duplicates()),
        data=frame,
    )


def families(data: Data) -> go.Figure:
    """Goals by the six families of rights that the speech names, by basis."""
    rows = links(data)
    found = (
        rows.groupby(["family", "goal"])
        .agg(basis=("basis", union), rights=("label", lambda s: "; ".join(dict.fromkeys(s))))
        .reset_index()
    )
    lines = pd.DataFrame({"key": list(FAMILIES), "label": list(FAMILIES.values()), "group": "Goal"})
    cells = pd.DataFrame(
        {
            "key": found.family,
            "column": found.goal,
            "mark": found.basis,
            "hover": [f"<b>Goal {r.goal}</b><br>{wrap(r.rights)}" for r in found.itertuples()],
        }
    )
    figure, height, narrow = grid(lines, cells, goal_columns(data), _marks(), row=(30, 40))
    copied = found[found.basis != "our-reading"].groupby("family").goal.agg(list)
    ours = found[found.basis != "ohchr-table"].groupby("family").goal.agg(list)
    named = set(rows[(rows.right == "development") & (rows.basis == "ohchr-table")].goal)
    frame = pd.DataFrame(
        {
            "Family": list(FAMILIES.values()),
            "Rights in it": [
                "; ".join(data.rights[data.rights.family == f].label) for f in FAMILIES
            ],
            "Goals, OHCHR table seen in a copy": [_numbers(copied.get(f, [])) for f in FAMILIES],
            "Goals, our reading": [_numbers(ours.get(f, [])) for f in FAMILIES],
        }
    )
    every = (
        "All six families appear in rows copied from the OHCHR table"
        if len(copied) == len(FAMILIES)
        else f"{len(copied)} of {len(FAMILIES)} families appear in rows copied from the OHCHR table"
    )
    return finish(
        figure,
        id="families",
        height=height,
        narrow=narrow,
        title=every + ("" if named else "; the right to development by name only in our reading"),
        alt="Grid of six families of rights by goal. "
        + " ".join(
            f"{name}: goals {_numbers(copied.get(key, [])) or 'none'} in copies, goals"
            f" {_numbers(ours.get(key, [])) or 'none'} in our reading."
            for key, name in FAMILIES.items()
        ),
        note=(
            "Which family a right belongs to is partly our choice: each right has one here, though"
            f" many belong to more. {COUNT_NOTE}"
        ),
        sources=[],
        data=frame,
    )


def touched(data: Data) -> go.Figure:
    """Rights that each paragraph of the speech touches, by our reading."""
    rows = data.speech_links.merge(data.rights[["right", "label", "family"]], on="right")
    paragraphs = [p for p in data.paragraphs.sort_values("position").paragraph if p.isdigit()]
    rows["column"] = rows.paragraph.astype(int)
    found = (
        rows.groupby(["right", "label", "family", "column"]).article_id.agg(", ".join).reset_index()
    )
    order = (
        found.assign(
            o=found.family.map(list(FAMILIES).index),
            p=found.groupby("right").column.transform("min"),
        )
        .sort_values(["o", "p", "right"])
        .drop_duplicates("right")
    )
    lines = pd.DataFrame(
        {"key": order.right, "label": order.label, "group": order.family.map(FAMILIES)}
    )
    cells = pd.DataFrame(
        {
            "key": found.right,
            "column": found.column,
            "mark": "touches",
            "hover": [
                f"<b>Paragraph {r.column}</b><br>{wrap(r.label)}<br>{wrap(r.articles)}"
                for r in found.rename(columns={"article_id": "articles"}).itertuples()
            ],
        }
    )
    columns = pd.DataFrame(
        {"column": [int(p) for p in paragraphs], "text": paragraphs, "colour": ""}
    )
    figure, height, narrow = grid(
        lines,
        cells,
        columns,
        {"touches": ("The paragraph touches the right, by our reading", "circle", VERMILLION, 9)},
    )
    most = (
        found.groupby(["right", "label"])
        .column.nunique()
        .reset_index()
        .sort_values(["column", "label"], ascending=[False, True])
        .iloc[0]
    )
    none = [p for p in paragraphs if int(p) not in set(found.column)]
    return finish(
        figure,
        id="touched",
        height=height,
        narrow=narrow,
        title=(
            f"By our reading {len(paragraphs) - len(none)} of {len(paragraphs)} paragraphs touch a"
            f" right; {most.label.lower()} runs through {most.column} of them"
        ),
        alt="Grid of rights by paragraph of the speech. "
        + " ".join(
            f"Paragraph {p}:"
            f" {'; '.join(dict.fromkeys(found[found.column == int(p)].label)) or 'no right'}."
            for p in paragraphs
        ),
        note=(
            "Our reading of the speech; the table gives the article and the reason for each mark."
            " The numbers are those of the paragraphs."
        ),
        sources=["speech-en"],
        data="speech-links",
    )


def treaty_timeline(data: Data) -> go.Figure:
    """For each treaty: its entry into force, when Belarus signed and joined, from when it was
    bound, and later denunciation or withdrawal; or that it had not joined.
    """
    rows = instruments(data)
    rows = rows[rows.standing.isin([BOUND, NOT_JOINED])].sort_values(
        ["bound_from", "instrument"], na_position="last"
    )
    figure = go.Figure()
    at, heads, end = labelled_rows(
        figure,
        [
            (
                group,
                [(r.instrument, treaty_label(r)) for r in rows[rows.group == group].itertuples()],
            )
            for group in GROUPS
        ],
        first=1,
    )
    years = range(1950, SPEECH.year, 20)
    guides(
        figure,
        [f"{year}-01-01" for year in years],
        [str(year) for year in years],
        heads,
        list(at.values()),
        (),
    )
    bound, other, left = (
        rows[rows.standing == BOUND],
        rows[rows.standing == NOT_JOINED],
        rows[rows.left.notna()],
    )
    spans = [
        ("", bound, bound.bound_from, [SPEECH] * len(bound), dict(color=BLUE, width=4)),
        (
            "Adopted, not joined",
            other,
            other.adopted,
            [SPEECH] * len(other),
            dict(color=PALE, width=1.5, dash="dot"),
        ),
        ("", left, [SPEECH] * len(left), left.left, dict(color=VERMILLION, width=2, dash="dash")),
    ]
    for name, part, starts, ends, line in spans:
        figure.add_scatter(
            x=[
                f"{pd.Timestamp(v):%Y-%m-%d}" if v is not None else None
                for pair in zip(starts, ends, strict=True)
                for v in (*pair, None)
            ],
            y=[v for code in part.instrument for v in (at[code], at[code], None)],
            mode="lines",
            name=name,
            line=line,
            hoverinfo="skip",
            showlegend=bool(name),
        )
    signed = rows[(rows.standing == BOUND) & (rows.signed != "")]
    dated = rows[rows.in_force != ""]
    points = [
        (
            "Treaty in force",
            dated,
            dated.in_force,
            "line-ns",
            INK,
            8,
            [f"in force since {prose.partial_date(d)}" for d in dated.in_force],
        ),
        (
            "Signed",
            signed,
            signed.signed,
            "diamond-open",
            PURPLE,
            9,
            [f"signed, {prose.partial_date(s)}" for s in signed.signed],
        ),
        (
            "Joined",
            bound,
            bound.joined,
            "circle",
            BLUE,
            9,
            [f"{r.mode}, {prose.day(r.joined)}; {since(r)}" for r in bound.itertuples()],
        ),
        (
            "Left",
            left,
            left.left,
            "x",
            VERMILLION,
            10,
            [f"{r.later_change}, in effect from {prose.day(r.left)}" for r in left.itertuples()],
        ),
    ]
    for name, part, when, symbol, colour, size, words in points:
        figure.add_scatter(
            x=[f"{pd.Timestamp(w):%Y-%m-%d}" for w in when],
            y=[at[code] for code in part.instrument],
            mode="markers",
            name=name,
            marker=dict(symbol=symbol, size=size, color=colour, line=dict(width=1.5, color=colour)),
            hovertext=[
                f"<b>{wrap(full)}</b><br>{word}"
                for full, word in zip(part["name"], words, strict=True)
            ],
            hoverinfo="text",
        )
    figure.add_vline(x=SPEECH, line=dict(color=INK, width=1, dash="dot"))
    figure.add_annotation(
        x=SPEECH,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        showarrow=False,
        text="speech, 10 Dec 2020",
        font=dict(size=11),
    )
    figure.update_xaxes(
        range=["1943-01-01", "2025-06-01"], type="date", visible=False, fixedrange=True
    )
    height, tall = (round(end * pixels) + 72 for pixels in (25, 36))
    figure.update_layout(
        margin=dict(t=64, b=8),
        legend=dict(y=1 + 18 / (height - 72), itemclick=False, itemdoubleclick=False),
    )
    party, missing = core(data)
    gone = party[party.left.notna()]
    return finish(
        figure,
        id="treaties-timeline",
        height=height,
        narrow=dict(
            height=tall + 24,
            yaxis=NARROW_LABELS,
            margin=dict(t=88, b=8, l=4, r=4),
            legend=dict(y=1 + 18 / (tall - 72), font=dict(size=11)),
        ),
        title=(
            f"On the day of the speech {len(party)} of {len(party) + len(missing)} core UN human"
            " rights instruments bound Belarus; it has since left"
            f" {'the ' + prose.listing(gone['name']) if len(gone) else 'none'}"
        ),
        alt=(
            f"Timeline of {len(rows)} treaties. Core UN instruments that bound Belarus on 10"
            f" December 2020: {prose.listing(party.instrument)}. Not joined:"
            f" {prose.listing(missing.instrument)}. "
        )
        + " ".join(
            f"{r.instrument}: {r.later_change} in effect from {prose.day(r.left)}."
            for r in left.itertuples()
        ),
        note=(
            "Core are the nine main UN human rights treaties and their nine protocols. A dot marks"
            " the day on which Belarus ratified, acceded or approved. The date beside the name is"
            " the day from which the treaty bound Belarus, and the line begins there: after the"
            " waiting time that the treaty sets, and not before the treaty itself was in force. “Or"
            " later” means that one of these was not found. What came after the speech is shown"
            " only where Belarus left a treaty. A date without a mark was not found. "
        )
        + " ".join(f"{r.instrument}: {r.status_note}" for r in disputed(data).itertuples()),
        sources=[],
        data="treaties",
    )
