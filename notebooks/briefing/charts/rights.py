"""Charts of goals, rights and treaties."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.grid import Columns, Grid, Mark, family_rows, goal_columns, marks_of
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts import rights as facts
from briefing.look import BACKGROUND, BLUE, MUTED, PALE
from briefing.reading.rights import (
    DAY,
    bound_said,
    families_said,
    goals_said,
    since,
    standings,
    treaty_steps,
)
from briefing.theme import finish, wrap

COUNT_NOTE = (
    "Counts measure our table: how much of the OHCHR table could be found in copies, and how far"
    " we read on. They do not say how many rights a goal has."
)


def _basis_marks(data: Data) -> dict[str, Mark]:
    both = Mark("Both", "square-dot", BLUE, 16, edge=4, outline=BACKGROUND)
    short = data.labels("goal-rights", "basis", "short")
    return {**marks_of(data, "goal-rights", "basis", **short), facts.BOTH: both}


def _goals(found: pd.DataFrame, basis: str) -> dict[str, str]:
    """For each right the goals that it meets on that basis, as text."""
    there = found[found[basis] != ""].sort_values("goal")
    return there.groupby("right").goal.agg(lambda of: ", ".join(map(str, of))).to_dict()


def matrix(data: Data) -> go.Figure:
    """Goals by rights, one mark where at least one row links them; the mark's shape says on what
    basis, each family's heading how many links it has.
    """
    found, rights = facts.pairs(data).merge(data.rights, on="right"), facts.by_family(data)
    rows = family_rows(rights)
    said = families_said(data, "goal-rights", "basis", "where")
    grid = Grid(rows, goal_columns(data), said)
    grid.put_all(_basis_marks(data), _matrix_cells(data, found))
    headings = data.categories("goal-rights", "basis").heading
    goals = {basis: _goals(found, basis) for basis in headings.index}
    listed = {
        heading: [goals[basis].get(right, "") for right in rows.key]
        for basis, heading in headings.items()
    }
    return finish(
        grid.close((17, 30), shift=13).figure,
        id="matrix",
        **grid.size,
        **_matrix_words(data, found, said),
        sources=[],
        data=pd.DataFrame({"Right": rows.label.array, "Family": rows.group.array, **listed}),
    )


def _matrix_words(data: Data, found: pd.DataFrame, said: dict[str, str]) -> dict[str, str]:
    """Title, alternative text and note of the matrix."""
    copied = (found[facts.COPIED] != "").sum()
    counts, words = found.basis.value_counts(), data.categories("goal-rights", "basis").alt
    marks = _basis_marks(data)
    shown = " ".join(f"{m.said(counts.get(of, 0), words.get(of, ''))}." for of, m in marks.items())
    unseen = sorted(set(data.goals.goal) - set(found[found.basis != facts.READ].goal))
    alone = f" Goals {prose.listing(unseen)} have marks of our reading only." if unseen else ""
    families = " ".join(f"{family}: {of}." for family, of in said.items())
    return dict(
        title=(
            f"Goals and rights meet {len(found)} times: {copied} seen in copies of a UN table,"
            f" {counts.get(facts.READ, 0)} in our reading only"
        ),
        alt=(
            f"Grid of {data.rights.right.nunique()} rights in {len(said)} families by"
            f" {len(data.goals)} goals, with {len(found)} marks. {shown}{alone} Links by family:"
            f" {families}"
        ),
        note=(
            "A mark means that at least one article links goal and right; the numbers beside a"
            f" family count all its links. {COUNT_NOTE} {goals_said(data)}"
        ),
    )


def _matrix_cells(data: Data, found: pd.DataFrame) -> pd.DataFrame:
    bases = data.categories("goal-rights", "basis").short
    hover = [
        f"<b>Goal {row['goal']}</b><br>{wrap(row['label'])}"
        + "".join(f"<br>{short}: {wrap(row[key])}" for key, short in bases.items() if row[key])
        for row in found.to_dict("records")
    ]
    return pd.DataFrame(
        {"key": found.right, "column": found.goal, "mark": found.basis, "hover": hover}
    )


START = Mark("From when the treaty bound Belarus", "line-ns", BLUE, 8, edge=2)
BOUND = Mark("Bound on the day of the speech", "circle", BLUE, 9)
NOT_JOINED = Mark("Not joined", "circle-open", MUTED, 9)
LEFT = Mark("Left after the speech", "x", MUTED, 8, edge=0)

TREATIES_NOTE = (
    "Core are the nine main UN human rights treaties and their nine protocols. The date and the"
    " start of the line are the day from which the treaty bound Belarus: after ratification or"
    " accession, after the waiting time that the treaty sets, and not before the treaty itself was"
    " in force. “Or later” means that one of these was not found."
)
DISPUTED_NOTE = "* Sources disagree on this day or status; the page of treaties says how."


FIRST = "1938-01-01"  # where the axis of treaties begins, with room for the label of 1950
ROOM = pd.DateOffset(years=35)  # for the days beside it on a narrow screen


def treaty_timeline(data: Data) -> go.Figure:
    """For each treaty that Belarus could join: since when it was bound on the day of the speech
    and whether it left later, or that it had not joined.
    """
    rows = _treaties(data)
    last = max(SPEECH_DAY, rows.left.max()) + pd.DateOffset(years=2)
    years = range(1950, SPEECH_DAY.year, 20)
    columns = Columns(
        [f"{year}-01-01" for year in years],
        [str(year) for year in years],
        ends=(FIRST, f"{last:%Y-%m-%d}"),
    )
    grid = Grid(rows, columns, ruled=False)
    _draw_treaties(grid, rows)
    said = [dict(zip(rows.key, rows[text], strict=True)) for text in ("said", "said_short")]
    grid.beside("Bound from", *said, ends=(FIRST, f"{last + ROOM:%Y-%m-%d}"))
    grid.figure.add_annotation(
        x=SPEECH_DAY,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        showarrow=False,
        text=f"speech, {SPEECH_DAY:%-d %b %Y} ↓",
        xshift=7,
        font=dict(size=11),
    )
    grid.close((18, 29), shift=13, top=28, legend=False)
    grid.figure.update_xaxes(type="date")
    return finish(
        grid.figure,
        id="treaties-timeline",
        **grid.size,
        **_treaty_words(data, rows),
        note=f"{TREATIES_NOTE} {DISPUTED_NOTE}" if rows.disputed.any() else TREATIES_NOTE,
        sources=facts.treaty_sources(data, *rows.instrument),
        data=_treaty_data(rows),
    )


def _treaties(data: Data) -> pd.DataFrame:
    """The instruments that Belarus could join, by group and in the order in which they bound it.

    Added for the grid: ``key``, ``said`` and ``said_short`` (since when it was bound), ``hover``
    and ``speech``, the day at which the lines end.
    """
    rows, groups = facts.instruments(data), facts.groups(data)
    rows = rows[rows.standing.isin([facts.BOUND, facts.NOT_JOINED])]
    rows = rows.assign(order=rows.group.map(groups.index))
    rows = rows.sort_values(["order", "bound_from", "instrument"], na_position="last")
    words = standings(data)
    return rows.assign(
        key=rows.instrument,
        said=[bound_said(row, words) for row in rows.itertuples()],
        said_short=[bound_said(row, words, short=True) for row in rows.itertuples()],
        hover=[_treaty_hover(row, words[row.standing]) for row in rows.itertuples()],
        speech=SPEECH_DAY,
    )


def _treaty_hover(row, was: str) -> str:
    said = since(row) if row.standing == facts.BOUND else was
    return "<br>".join([f"<b>{wrap(row.name)}</b>", *map(wrap, [said, *treaty_steps(row)])])


def _draw_treaties(grid: Grid, rows: pd.DataFrame) -> None:
    """Draw for each treaty the time in which it bound Belarus, and how it stood at the speech."""
    bound, other = (rows[rows.standing == of] for of in (facts.BOUND, facts.NOT_JOINED))
    left = rows[rows.left.notna()]
    for part, start, end, line in (
        (bound, "bound_from", "speech", dict(color=BLUE, width=4)),
        (left, "speech", "left", dict(color=PALE, width=2, dash="dot")),
    ):
        grid.line(part.key, _days(part[start]), _days(part[end]), **line)
    marks = ((START, bound, "bound_from"), (BOUND, bound, "speech"))
    for mark, part, day in (*marks, (NOT_JOINED, other, "speech"), (LEFT, left, "left")):
        grid.put(mark, part[["key", "hover"]].assign(column=_days(part[day])))


def _days(days: pd.Series) -> list[str]:
    """Days as an axis of days takes them."""
    return [f"{day:%Y-%m-%d}" for day in days]


def _treaty_data(rows: pd.DataFrame) -> pd.DataFrame:
    """The table behind the timeline of treaties."""
    left = [prose.day(day) if pd.notna(day) else "" for day in rows.left]
    return pd.DataFrame(
        {
            "Treaty": rows.name.array,
            "Group": rows.group.array,
            f"On {DAY}": rows.said.array,
            "Left later, in effect from": left,
        }
    )


def _treaty_words(data: Data, rows: pd.DataFrame) -> dict[str, str]:
    """The title and the alternative text of the timeline of treaties."""
    party, missing = facts.core(data)
    left = rows[rows.left.notna()]
    party = party.sort_values("bound_from")
    days = [f"{row.label} {since(row)}" for row in party.itertuples()]
    outside = [
        f"{row.label}{' (sources disagree)' if row.disputed else ''}"
        for row in missing.itertuples()
    ]
    gone = [f"{row.label}, {row.later_change} {prose.day(row.left)}" for row in left.itertuples()]
    return dict(
        title=(
            f"{len(party)} of {len(party) + len(missing)} core UN instruments bound Belarus on the"
            " day of the speech"
        ),
        alt=(
            f"Timeline of {len(rows)} treaties. Core UN human rights instruments that bound"
            f" Belarus on {DAY}: {'; '.join(days) or 'none'}. Not joined:"
            f" {'; '.join(outside) or 'none'}. Left after the speech:"
            f" {'; '.join(gone) or 'none'}."
        ),
    )
