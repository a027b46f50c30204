"""Charts of the targets and the rights that they are linked to."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.grid import Columns, Grid, Mark, family_rows, goal_columns, marks_of
from briefing.dataset import Data
from briefing.facts import rights as rights_facts
from briefing.facts import targets as facts
from briefing.facts.targets import DIRECT, NONE, SUPPORTING
from briefing.theme import INK, finish, wrap

NOTE = (
    "All links are our own reading. How many there are measures how much the wording touches and"
    " how far we read on, not how much a goal or right matters."
)


def _strength_marks(data: Data, **names: str) -> dict[str, Mark]:
    """Told apart by shape: a full square, an open circle."""
    return marks_of(data, "target-rights", "strength", **names)


def targets(data: Data) -> go.Figure:
    """All targets by goal, one mark each: linked directly, in support only, or not at all."""
    rows, goals = facts.decided(data), data.goals
    names = [f"{goal.goal} {goal.short_title}" for goal in goals.itertuples()]
    cells = _target_cells(data, rows)
    places = list(range(1, int(cells.column.max()) + 1))
    grid = Grid(
        pd.DataFrame({"key": goals.goal, "label": names, "group": "Targets of goal"}),
        Columns(places, [""] * len(places)),
    )
    marks = _strength_marks(
        data, direct="At least one direct link", supporting="Supporting links only"
    )
    grid.put_all({**marks, NONE: Mark("No link", "square-open", INK, 13)}, cells)
    by_goal = rows.groupby(["goal", "strength"]).size().unstack(fill_value=0)
    by_goal = by_goal.reindex(columns=[DIRECT, SUPPORTING, NONE], fill_value=0)
    kinds = by_goal.sum()
    return finish(
        grid.close((26, 42)).figure,
        id="targets",
        **grid.size,
        title=(
            f"By our reading {kinds[DIRECT]} of {len(rows)} targets ask for something that an"
            f" article guarantees; {kinds[SUPPORTING]} more only support one, and {kinds[NONE]}"
            " touch none of those used"
        ),
        alt=(
            f"{len(rows)} marks, one a target, in {len(goals)} rows, one a goal. {kinds[DIRECT]}"
            f" full squares: at least one direct link. {kinds[SUPPORTING]} open circles:"
            f" supporting links only. {kinds[NONE]} open squares: no link, targets"
            f" {prose.listing(rows[rows.strength == NONE].target)}. "
        )
        + " ".join(
            f"Goal {goal}: {of[DIRECT]} direct, {of[SUPPORTING]} supporting, {of[NONE]} none."
            for goal, of in by_goal.iterrows()
        ),
        note=f"The text in a mark is the second part of the target's number. {NOTE}",
        sources=["open-sdg-targets"],
        data=pd.DataFrame(
            {
                "Goal": names,
                "Targets": by_goal.sum(axis=1).array,
                "With a direct link": by_goal[DIRECT].array,
                "Supporting links only": by_goal[SUPPORTING].array,
                "No link": by_goal[NONE].array,
            }
        ),
    )


def _target_cells(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """One cell per target in the row of its goal, naming its articles or why there are none."""
    articles = (
        facts.links(data).groupby("target").cited.agg(lambda of: ", ".join(dict.fromkeys(of)))
    )
    why = rows.target.map(articles).fillna(rows.reason)
    hover = [
        f"<b>{row.target} {wrap(row.label)}</b><br>{wrap(text)}"
        for row, text in zip(rows.itertuples(), why, strict=True)
    ]
    return pd.DataFrame(
        {
            "key": rows.goal,
            "column": rows.groupby("goal").cumcount() + 1,
            "mark": rows.strength,
            "text": rows.target.str.split(".").str[1],
            "hover": hover,
        }
    )


def matrix(data: Data) -> go.Figure:
    """Goals by rights: in each field the number of the goal's targets that are linked to the right;
    the shape says whether one of them is directly.
    """
    rows, found = family_rows(rights_facts.by_family(data)), facts.pairs(data)
    found = found.merge(data.rights, on="right")
    cells = _matrix_cells(data, found)
    marks = _strength_marks(
        data, direct="At least one target directly", supporting="In support only"
    )
    grid = Grid(rows, goal_columns(data))
    grid.put_all(marks, cells)
    kinds = cells["mark"].value_counts().reindex(list(marks), fill_value=0)
    found["total"] = cells.text.astype(int)
    most = found.sort_values(["total", "goal"], ascending=[False, True]).iloc[0]
    return finish(
        grid.close((26, 38)).figure,
        id="target-matrix",
        **grid.size,
        title=(
            f"Target by target, goals and rights meet in {len(found)} fields: in {kinds[DIRECT]} at"
            f" least one target asks for the right itself, in {kinds[SUPPORTING]} targets only"
            " support it"
        ),
        alt=(
            f"Grid of {len(rows)} rights by {len(data.goals)} goals with {len(found)} marks, each"
            f" with the number of linked targets. {kinds[DIRECT]} full squares: at least one"
            f" target directly. {kinds[SUPPORTING]} open circles: in support only. The highest"
            f" number, {most.total}, stands where goal {most.goal} meets {most.label.lower()}."
        ),
        note=f"The number counts targets, not links. {NOTE}",
        sources=[],
        data=pd.DataFrame(
            {
                "Right": rows.label.array,
                "Family": rows.group.array,
                "Targets linked directly": _targets_by_right(found, DIRECT, rows.key),
                "Targets linked in support": _targets_by_right(found, SUPPORTING, rows.key),
            }
        ),
    )


def _matrix_cells(data: Data, found: pd.DataFrame) -> pd.DataFrame:
    """One cell per goal and right; pointed at, it lists the targets by strength."""
    labels = data.labels("target-rights", "strength")
    hover = [
        f"<b>Goal {row['goal']}</b><br>{wrap(row['label'])}"
        + "".join(
            f"<br>{label.capitalize()}: {wrap(', '.join(row[strength]))}"
            for strength, label in labels.items()
            if row[strength]
        )
        for row in found.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "key": found.right,
            "column": found.goal,
            "mark": [DIRECT if targets else SUPPORTING for targets in found[DIRECT]],
            "text": (found[DIRECT].str.len() + found[SUPPORTING].str.len()).astype(str),
            "hover": hover,
        }
    )


def _targets_by_right(found: pd.DataFrame, strength: str, rights: pd.Series) -> list[str]:
    """For each of ``rights`` its targets of that strength, as text."""
    listed = found.explode(strength).dropna(subset=strength).groupby("right")[strength]
    return list(rights.map(listed.agg(", ".join)).fillna(""))
