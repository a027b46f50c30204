"""Goals, rights and treaties: which goal meets which right, by whose reading, and what bound
Belarus on the day of the speech.
"""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go

from briefing import dataset, prose
from briefing.dataset import Data
from briefing.tables import Column, Table, Views
from briefing.theme import (
    BACKGROUND,
    BLUE,
    GRID,
    INK,
    MUTED,
    PALE,
    PURPLE,
    VERMILLION,
    escape,
    finish,
    wrap,
)
from briefing.treaties import bound_from, is_exact

SPEECH = pd.Timestamp(dataset.SPEECH)
FAMILIES = {
    "civil": "Civil rights",
    "political": "Political rights",
    "economic": "Economic rights",
    "social": "Social rights",
    "cultural": "Cultural rights",
    "development": "Development",
}
BASIS = {"ohchr-table": "OHCHR table, seen in a copy", "our-reading": "Our reading"}
BOTH = "Both"
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

GROUPS = ("Core UN human rights instruments", "Other treaties", "ILO conventions")
JOINED = {"ratification": "ratified", "accession": "acceded", "approval": "approved"}
DECLARATION, NOT_JOINED, BOUND, UNKNOWN = (
    "declaration, not a treaty",
    "not a party",
    "bound",
    "not looked into",
)


# ---- Facts


def links(data: Data) -> pd.DataFrame:
    """One row per goal, right and article, with what belongs to it.

    Columns of ``data.goal_rights`` and: ``goal_title``, ``label`` and ``family`` of the right,
    ``short_title`` of the article, ``article_source``, ``standing`` (bound, not a party,
    declaration) and ``belarus`` (the same in words).
    """
    articles = data.articles.rename(columns={"id": "article_id", "source": "article_source"})[
        ["article_id", "short_title", "article_source"]
    ]
    treaties = instruments(data)[["instrument", "standing", "belarus", "source"]].rename(
        columns={"source": "instrument_source"}
    )
    rows = data.goal_rights.merge(
        data.goals[["goal", "short_title"]].rename(columns={"short_title": "goal_title"}), on="goal"
    )
    return (
        rows.merge(data.rights[["right", "label", "family"]], on="right")
        .merge(articles, on="article_id")
        .merge(treaties, on="instrument")
    )


def _provision(row) -> str:
    """``ICCPR 9(1)``; the code alone for a whole instrument; ``UDHR 27 (printed as 25)`` where the
    copy errs.
    """
    if row.article_id == row.instrument:
        return row.instrument
    number = row.article_id.removeprefix(row.instrument).strip()
    return (
        f"{row.instrument} {row.provision}"
        if row.provision.split("(")[0] == number
        else f"{row.article_id} (printed as {row.provision})"
    )


def _titled(provision: str, title: str) -> str:
    """``ICCPR 7: Freedom from torture``, or the provision alone where the article has no title."""
    return f"{provision}: {title}" if title else provision


def pairs(data: Data) -> pd.DataFrame:
    """Goals and rights that meet in at least one row: ``goal``, ``right``, ``basis`` (a key of
    ``MARKS``), ``articles`` by basis as text.
    """
    rows = data.goal_rights
    rows["cited"] = [_provision(r) for r in rows.itertuples()]
    found = (
        rows.groupby(["goal", "right", "basis"])
        .cited.agg(", ".join)
        .unstack(fill_value="")
        .reindex(columns=list(BASIS), fill_value="")
        .reset_index()
    )
    ours, copied = found["our-reading"] != "", found["ohchr-table"] != ""
    found["basis"] = [
        BOTH if a and b else "our-reading" if a else "ohchr-table"
        for a, b in zip(ours, copied, strict=True)
    ]
    return found


def instruments(data: Data) -> pd.DataFrame:
    """Every instrument with the status of Belarus.

    Columns of ``data.instruments`` and ``data.treaty_status`` and: ``group`` (one of ``GROUPS`` or
    declarations), ``standing`` on 10 December 2020, ``bound_from`` (day from which the treaty bound
    Belarus) and ``exact`` (False where that is only the earliest possible day), ``belarus``
    (standing with these years), ``left`` (day on which it stopped being bound),
    ``complaints_on_day`` (individual complaints against Belarus on that day, in words), ``anchor``
    of its row.
    """
    names = {"note": "status_note", "confidence": "status_confidence"}
    status = data.treaty_status.rename(columns=names)
    rows = data.instruments.merge(status, on="instrument", how="left")
    core, labour = rows.core_un.astype(bool), rows.kind == "convention-labour"
    rows["group"] = "Other treaties"
    rows["group"] = (
        rows.group.mask(core, GROUPS[0])
        .mask(labour, GROUPS[2])
        .mask(rows.kind == "declaration", "Declarations")
    )
    rows["standing"] = (
        rows.status_on_day.map({"party": BOUND, "not-a-party": NOT_JOINED})
        .fillna(UNKNOWN)
        .mask(rows.kind == "declaration", DECLARATION)
    )
    rows["left"] = rows.later_effect
    rows["bound_from"] = rows.instrument.map(bound_from(data))
    rows["exact"] = rows.instrument.map(is_exact(data)).eq(True)
    rows["belarus"] = [_standing(row) for row in rows.itertuples()]
    rows["complaints_on_day"] = _complaints(rows)
    rows["anchor"] = "treaty-" + rows.instrument.str.lower()
    return rows


def _standing(row) -> str:
    """``bound since 1976 (ratified 1973)``; ``bound (ratified 1973)`` where the day is not exact."""
    if row.standing != BOUND:
        return row.standing
    since = f"bound since {row.bound_from.year}" if row.exact else BOUND
    left = f", left {row.left.year}" if pd.notna(row.left) else ""
    return f"{since} ({JOINED[row.mode]} {row.joined.year}{left})"


def _complaints(rows: pd.DataFrame) -> list[str]:
    """Per instrument: open, not open, by which protocol, or by a declaration of the State. A note
    names the way where it is not joining itself.
    """
    way = rows.note.str.extract(r"Complaints: (.*?)\.")[0].fillna("")
    protocol = way.str.extract(r"through ([A-Z0-9-]+)")[0]
    bound = set(rows[rows.standing == BOUND].instrument)
    said = []
    for row, text, through in zip(rows.itertuples(), way, protocol, strict=True):
        if not row.complaints:
            said.append("none provided for")
        elif isinstance(through, str):
            said.append(f"{'open' if through in bound else 'not open'}, through {through}")
        elif text:
            said.append("only by a separate declaration, not looked into")
        else:
            said.append("open" if row.instrument in bound else "not open")
    return said


def core(data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The core UN human rights treaties and protocols that bound Belarus on 10 December 2020, and
    those it had not joined.
    """
    rows = instruments(data)
    rows = rows[rows.core_un.astype(bool)]
    return rows[rows.standing == BOUND], rows[rows.standing == NOT_JOINED]


def disputed(data: Data) -> pd.DataFrame:
    """The core instruments on whose dates or status sources disagree.

    Columns of ``instruments``; how they disagree stands in ``status_note``.
    """
    rows = instruments(data)
    return rows[rows.core_un.astype(bool) & rows.status_confidence.isin(["medium", "low"])]


def complaint_protocols(data: Data) -> pd.DataFrame:
    """The instruments that were themselves open for individual complaints against Belarus on 10
    December 2020.
    """
    rows = instruments(data)
    return rows[rows.complaints_on_day == "open"]


def treaty_sources(data: Data, *codes: str) -> list[str]:
    """Ids of the sources for the status of Belarus under the instruments named."""
    rows = data.treaty_sources
    return list(dict.fromkeys(s for code in codes for s in rows[rows.instrument == code].source))


def bound_sources(data: Data, *codes: str) -> list[str]:
    """Ids of the sources for the day from which the instruments named bound Belarus.

    They are those of joining, of the treaty's entry into force and of its waiting time.
    """
    own = data.instruments.set_index("instrument").source
    waiting = data.waiting_times.set_index("instrument").source
    found = [
        source
        for code in codes
        for source in (*treaty_sources(data, code), own.get(code), waiting.get(code))
    ]
    return list(dict.fromkeys(s for s in found if s))


def targets_linked(data: Data) -> dict:
    """How many targets the Danish Institute for Human Rights links to instruments: ``linked``,
    ``of`` (all targets), ``source``.
    """
    row = data.target_counts[data.target_counts.linked.notna()].iloc[0]
    return {"linked": int(row.linked), "of": len(data.targets), "source": row.source}


# ---- Rows with labels: beside the row on a wide screen, above it on a narrow one, where the width
# is needed


def _rows(
    figure: go.Figure, groups: list[tuple[str, list[tuple[str, str]]]], first: float = 1.3
) -> tuple[dict, list[float], float]:
    """Lay out labelled rows under bold group headings on the y axis, whose unit is a row.

    ``groups``: heading and (key, label) of its rows; ``first``: rows from a heading to its first
    row. Returns the y of each key, the y of each heading, and the y below the last row.
    """
    y, at, heads, ticks = -0.9, {}, [], []
    for heading, members in groups:
        y += 1.8
        heads.append(y)
        ticks.append((y, f"<b>{escape(heading)}</b>"))
        y += first - 1
        for key, label in members:
            y += 1
            at[key] = y
            ticks.append((y, escape(label if len(label) <= LABEL else label[: LABEL - 1] + "…")))
    figure.update_yaxes(
        range=[y + 0.6, -0.1],
        tickvals=[t for t, _ in ticks],
        ticktext=[t for _, t in ticks],
        tickfont=dict(size=12),
        ticks="",
        showgrid=False,
        fixedrange=True,
    )
    return at, heads, y + 0.7


def _guides(
    figure: go.Figure, x: list, text: list[str], heads: list[float], rows: list[float], ends: tuple
) -> None:
    """Lines behind the marks, and the columns' names at every heading. Traces, because Plotly drops
    grid lines that meet labels inside a plot.
    """
    down = [value for at in x for value in (at, at, None)]
    across = [value for _ in rows for value in (*ends, None)] if ends else []
    figure.add_scatter(
        x=down + across,
        y=[heads[0] + 0.5, rows[-1] + 0.6, None] * len(x)
        + [value for y in rows for value in (y, y, None) if ends],
        mode="lines",
        line=dict(color=GRID, width=1),
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=x * len(heads),
        y=[y for y in heads for _ in x],
        text=text * len(heads),
        mode="text",
        textfont=dict(size=11, color=MUTED),
        hoverinfo="skip",
        showlegend=False,
    )


LABEL = 58  # characters; a longer label is cut at 360 pixels
NARROW_LABELS = dict(ticklabelposition="inside", ticklabelshift=15, tickfont=dict(size=11))


def grid(
    rows: pd.DataFrame,
    cells: pd.DataFrame,
    columns: pd.DataFrame,
    marks: dict,
    row: tuple[int, int] = (26, 36),
) -> tuple[go.Figure, int, dict]:
    """Marks where labelled rows and numbered columns meet.

    ``rows``: ``key``, ``label``, ``group``; ``cells``: ``key``, ``column``, ``mark``, ``hover``
    and, for words inside the marks, ``text``; ``columns``: ``column``, ``text``, ``colour`` ("" for
    none); ``marks``: per mark its name, symbol, colour and size; ``row``: height of a row in CSS
    pixels, wide and narrow. Returns the figure, its height and its changes for narrow screens.
    """
    figure = go.Figure()
    at, heads, end = _rows(
        figure,
        [
            (group, list(zip(members.key, members.label, strict=True)))
            for group, members in rows.groupby("group", sort=False)
        ],
    )
    x = list(columns.column)
    low, high = min(x) - 0.6, max(x) + 0.6
    _guides(figure, x, list(columns.text), heads, list(at.values()), (low, high))
    if columns.colour.all():  # decoration: the goals' own colours
        figure.add_scatter(
            x=x * len(heads),
            y=[y + 0.36 for y in heads for _ in x],
            mode="markers",
            hoverinfo="skip",
            showlegend=False,
            marker=dict(symbol="square", size=6, color=list(columns.colour) * len(heads)),
        )
    for mark, (name, symbol, colour, size) in marks.items():
        part = cells[cells["mark"] == mark]
        figure.add_scatter(
            x=list(part.column),
            y=[at[key] for key in part.key],
            mode="markers",
            name=name,
            hovertext=list(part.hover),
            hoverinfo="text",
            marker=dict(symbol=symbol, size=size, color=colour, line=dict(width=1.8, color=colour)),
        )
        if "text" in part:  # a trace of its own: a legend would show sample letters on the mark
            figure.add_scatter(
                x=list(part.column),
                y=[at[key] for key in part.key],
                mode="text",
                text=list(part.text),
                hoverinfo="skip",
                showlegend=False,
                textfont=dict(size=11, color=colour if symbol.endswith("-open") else BACKGROUND),
            )
    figure.update_xaxes(range=[low, high], visible=False, fixedrange=True)
    height, tall = (round(end * pixels) + 48 for pixels in row)
    figure.update_layout(
        margin=dict(t=40, b=8, r=4), legend=dict(itemclick=False, itemdoubleclick=False)
    )
    narrow = dict(
        height=tall + 24,
        yaxis=NARROW_LABELS,
        margin=dict(t=64, b=8, l=2, r=2),
        legend=dict(font=dict(size=11)),
    )
    return figure, height, narrow


def goal_columns(data: Data) -> pd.DataFrame:
    """The goals as columns of ``grid``: ``column``, ``text``, ``colour``."""
    goals = data.goals
    return pd.DataFrame(
        {"column": goals.goal, "text": goals.goal.astype(str), "colour": goals.colour}
    )


def _marks() -> dict:
    names = {**BASIS, BOTH: BOTH}
    return {key: (names[key], *look) for key, look in MARKS.items()}


def _union(bases: pd.Series) -> str:
    kinds = set(bases)
    return kinds.pop() if len(kinds) == 1 else BOTH


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
        .agg(basis=("basis", _union), rights=("label", lambda s: "; ".join(dict.fromkeys(s))))
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


# ---- Tables of links


def _copy_label(row) -> str:
    """The right as the copy prints it, and in which language; or why there is no name."""
    if row.label_basis == "own-label":
        return f"{row.source_label} (our label; the copy names no right)."
    return (
        f"“{row.source_label}” in the copy"
        f" ({'as printed' if row.label_basis == 'english' else 'our translation'})."
    )


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.findall(r"[^.]+\.(?=\s|$)", text)]


def _shared_remarks(notes: pd.Series) -> list[str]:
    """Sentences about the copy as a whole, which nearly all rows from it carry: said once below the
    table instead.
    """
    counts = notes.map(_sentences).explode().dropna().value_counts(sort=False)
    return list(counts[(counts >= 0.8 * len(notes)) & (counts > 2)].index)


def _explained(row, shared: list[str]) -> str:
    text = row.rationale if row.basis == "our-reading" else _copy_label(row)
    note = " ".join(s for s in _sentences(row.note) if s not in shared)
    doubt = "" if row.confidence == "high" else f"Confidence: {row.confidence}."
    return " ".join(part for part in (text, note, doubt) if part)


def goal_views(data: Data) -> Views:
    """One table per goal (``goal-1`` ...): right, instrument, article, basis and reason, status of
    Belarus, sources; its targets in the note.
    """
    rows = links(data)
    copies = data.goal_right_sources.groupby("goal_right").source.agg(list)
    rows["first"] = (
        rows.assign(n=range(len(rows))).groupby(["goal", "basis", "right"]).n.transform("min")
    )
    rows = rows.sort_values(
        ["goal", "basis", "first"], kind="stable"
    )  # the copies first, articles of one right together
    rows = rows.assign(
        right_link="#right-" + rows.right,
        named=[f"{r.label} ({r.family})" for r in rows.itertuples()],
        treaty_link="#treaty-" + rows.instrument.str.lower(),
        cited=[_titled(_provision(r), r.short_title) for r in rows.itertuples()],
        said=rows.basis.map(BASIS),
        sources=[
            list(filter(None, [*copies.get(r.id, []), r.article_source or r.instrument_source]))
            for r in rows.itertuples()
        ],
    )
    columns = (
        Column("named", "Right (family)", link="right_link"),
        Column("cited", "Instrument and article", link="treaty_link"),
        Column("said", "Basis", filter=True),
        Column("why", "Name in the copy, or why we link them"),
        Column("belarus", "Belarus on 10 December 2020"),
        Column("sources", "Sources", sources=True),
    )
    tables = []
    for goal in data.goals.itertuples():
        targets = data.targets[data.targets.goal == goal.goal]
        listed = "; ".join(f"{t.target} {t.label}" for t in targets.itertuples())
        of_goal = rows[rows.goal == goal.goal]
        shared = _shared_remarks(of_goal[of_goal.basis == "ohchr-table"].note)
        of_goal = of_goal.assign(why=[_explained(r, shared) for r in of_goal.itertuples()])
        remarks = ["On the rows of the OHCHR table:", *shared] if shared else []
        tables.append(
            Table(
                of_goal,
                f"goal-{goal.goal}",
                f"Goal {goal.goal}: {goal.short_title}",
                columns,
                note=" ".join(
                    [
                        *remarks,
                        (
                            f"The {prose.count(len(targets), 'target')} of this goal, in our short"
                            f" labels: {listed}."
                        ),
                    ]
                ),
            )
        )
    return Views(tuple(tables), "goals", "Choose a goal")


def right_views(data: Data) -> Views:
    """One table per right (``right-life`` ...): its goals, on what basis, and the articles, grouped
    by family.
    """
    rows = links(data)
    rows["cited"] = [
        _provision(r) + (f" ({NOT_JOINED})" if r.standing == NOT_JOINED else "")
        for r in rows.itertuples()
    ]
    found = (
        rows.groupby(["right", "goal", "goal_title", "basis"])
        .cited.agg(", ".join)
        .reset_index()
        .sort_values(["goal", "basis"])
    )
    found = found.assign(
        said=found.basis.map(BASIS),
        link=[f"#goal-{g}" for g in found.goal],
        titled=[f"Goal {r.goal}: {r.goal_title}" for r in found.itertuples()],
    )
    columns = (
        Column("titled", "Goal", link="link", sort="goal"),
        Column("said", "Basis", filter=True),
        Column("cited", "Instruments and articles"),
    )
    paragraphs = data.speech_links.groupby("right").paragraph.agg(lambda s: list(dict.fromkeys(s)))
    tables, groups = [], []
    for family, name in FAMILIES.items():
        for right in data.rights[data.rights.family == family].itertuples():
            speech = paragraphs.get(right.right, [])
            said = (
                "By our reading the speech touches it in"
                f" {'paragraph' if len(speech) == 1 else 'paragraphs'} {prose.listing(speech)}."
                if speech
                else "The speech does not touch it by our reading."
            )
            tables.append(
                Table(
                    found[found.right == right.right],
                    f"right-{right.right}",
                    right.label,
                    columns,
                    note=" ".join(
                        part
                        for part in (
                            right.description,
                            f"Filed under {name.lower()}.",
                            right.note,
                            said,
                        )
                        if part
                    ),
                )
            )
            groups.append(name)
    return Views(tuple(tables), "rights", "Choose a right", tuple(groups))


def speech_table(data: Data) -> Table:
    """Which right, article and goal each paragraph of the speech touches, and why, by our reading;
    paragraphs link to their claims.
    """
    rows = (
        data.speech_links.merge(data.rights[["right", "label"]], on="right")
        .merge(
            data.articles[["id", "short_title"]].rename(columns={"id": "article_id"}),
            on="article_id",
        )
        .merge(instruments(data)[["instrument", "standing"]], on="instrument")
    )
    rows = rows.assign(n=rows.paragraph.astype(int)).sort_values(["n", "id"], kind="stable")
    rows = rows.assign(
        named="Paragraph " + rows.paragraph,
        claims="evidence.html#paragraph-" + rows.paragraph,
        right_link="#right-" + rows.right,
        article=[
            _titled(r.article_id, r.short_title)
            + ("" if r.standing == BOUND else f" ({r.standing})")
            for r in rows.itertuples()
        ],
        treaty_link="#treaty-" + rows.instrument.str.lower(),
        goal_named=["" if pd.isna(g) else f"Goal {g}" for g in rows.goal],
        goal_link=["" if pd.isna(g) else f"#goal-{g}" for g in rows.goal],
        anchor=[
            r.id if again else f"paragraph-{r.paragraph}"
            for r, again in zip(rows.itertuples(), rows.paragraph.duplicated(), strict=True)
        ],
    )
    return Table(
        rows,
        "speech-links",
        "What each paragraph touches, by our reading",
        anchor="anchor",
        note="A paragraph's name leads to its claims and verdicts.",
        columns=(
            Column("named", "Paragraph", link="claims", sort="n", filter=True),
            Column("label", "Right", link="right_link", filter=True),
            Column("article", "Article", link="treaty_link"),
            Column("goal_named", "Goal", link="goal_link", sort="goal", filter=True),
            Column("rationale", "Why we link them"),
        ),
    )


# ---- Treaties


def treaty_timeline(data: Data) -> go.Figure:
    """For each treaty: its entry into force, when Belarus signed and joined, from when it was
    bound, and later denunciation or withdrawal; or that it had not joined.
    """
    rows = instruments(data)
    rows = rows[rows.standing.isin([BOUND, NOT_JOINED])].sort_values(
        ["bound_from", "instrument"], na_position="last"
    )
    figure = go.Figure()
    at, heads, end = _rows(
        figure,
        [
            (
                group,
                [(r.instrument, _treaty_label(r)) for r in rows[rows.group == group].itertuples()],
            )
            for group in GROUPS
        ],
        first=1,
    )
    years = range(1950, SPEECH.year, 20)
    _guides(
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
            [f"{r.mode}, {prose.day(r.joined)}; {_since(r)}" for r in bound.itertuples()],
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


def _treaty_label(row) -> str:
    if row.standing == NOT_JOINED:
        return f"{row.instrument}: {NOT_JOINED}"
    since = f"{row.bound_from:%-d %b %Y}" + ("" if row.exact else " or later")
    until = f" to {row.left:%-d %b %Y}" if pd.notna(row.left) else ""
    return f"{row.instrument}: {since}{until}"


def _since(row) -> str:
    """From which day a treaty bound Belarus, or that only the earliest is known."""
    return f"bound {'' if row.exact else 'at the earliest '}from {prose.day(row.bound_from)}"


def treaties_table(data: Data) -> Table:
    """All instruments: when Belarus signed and joined and from when it was bound, its status on 10
    December 2020, complaints, later changes, sources; row anchors ``treaty-iccpr``.
    """
    rows = instruments(data)
    order = {group: n for n, group in enumerate((*GROUPS, "Declarations"))}
    rows = rows.assign(o=rows.group.map(order)).sort_values(
        ["o", "adopted", "instrument"], kind="stable"
    )
    rows = rows.assign(
        named=[f"{r.instrument}: {r.name}" for r in rows.itertuples()],
        dates=[_dates(r) for r in rows.itertuples()],
        remark=[
            " ".join(t for t in (r.note, r.status_note) if isinstance(t, str) and t)
            for r in rows.itertuples()
        ],
        sources=[bound_sources(data, code) for code in rows.instrument],
    )
    return Table(
        rows,
        "treaties",
        f"All {prose.count(len(rows), 'instrument')} and the status of Belarus on 10 December 2020",
        anchor="anchor",
        columns=(
            Column("named", "Instrument"),
            Column("standing", "On 10 December 2020", filter=True),
            Column("dates", "Dates", sort="bound_from"),
            Column("complaints_on_day", "Individual complaints on that day", filter=True),
            Column("group", "Group", filter=True),
            Column("remark", "Remarks"),
            Column("sources", "Sources", sources=True),
        ),
    )


def _dates(row) -> str:
    """Adoption and entry into force; when Belarus signed, joined, was bound and left, as far as
    found.
    """
    steps = [("Adopted", row.adopted), ("in force", row.in_force), ("signed", row.signed)]
    found = [
        f"{word} {prose.partial_date(text)}"
        for word, text in steps
        if isinstance(text, str) and text
    ]
    if row.standing == BOUND:
        found += [f"{JOINED[row.mode]} {prose.day(row.joined)}", _since(row)]
    if pd.notna(row.left):
        found.append(
            f"{row.later_change} notified {prose.day(row.later_notified)}, in effect"
            f" {prose.day(row.left)}"
        )
    return "; ".join(found)


def target_counts_table(data: Data) -> Table:
    """The wordings of the Institute's count that circulate, with what each covers and its source."""
    rows = data.target_counts.assign(
        when=[prose.partial_date(w) if w else "" for w in data.target_counts.stated],
        sources=[[s] for s in data.target_counts.source],
    )
    return Table(
        rows,
        "target-counts",
        "The count of targets as it circulates",
        columns=(
            Column("share", "How many targets"),
            Column("covers", "Linked to what"),
            Column("who", "Who says so"),
            Column("when", "When", sort="stated"),
            Column("sources", "Source", sources=True),
        ),
    )
