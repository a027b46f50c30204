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
from briefing.look import INK
from briefing.reading.rights import families_said, goals_said
from briefing.theme import finish, wrap

NOTE = (
    "All links are our own reading. Their number measures how much the wording touches and how far"
    " we read on, not how much a goal or right matters."
)

NO_LINK = Mark("No link", "square-open", INK, 14)


def targets(data: Data) -> go.Figure:
    """All targets by goal, one mark each: linked directly, in support only, or not at all."""
    rows, goals = facts.decided(data), data.goals
    names = [f"{goal.goal} {goal.short_title}" for goal in goals.itertuples()]
    cells = _target_cells(data, rows)
    places = list(range(1, int(cells.column.max()) + 1))
    grid = Grid(
        pd.DataFrame({"key": goals.goal, "label": names, "group": "Goal and its targets"}),
        Columns(places, [""] * len(places)),
    )
    marks = _marks(data, "mark_of_target") | {NONE: NO_LINK}
    grid.put_all(marks, cells)
    by_goal = rows.groupby(["goal", "strength"]).size().unstack(fill_value=0)
    by_goal = by_goal.reindex(columns=list(marks), fill_value=0)
    kinds, headings = by_goal.sum(), _words(data, "column_of_target") | {NONE: NO_LINK.name}
    return finish(
        grid.close((22, 35), shift=15).figure,
        id="targets",
        **grid.size,
        title=(
            f"By our reading {kinds[DIRECT]} of {len(rows)} targets ask for what an article"
            f" guarantees; {kinds[SUPPORTING]} only support it; {kinds[NONE]} have no link"
        ),
        alt=f"{len(rows)} marks, one a target, in {len(goals)} rows, one a goal."
        f" {'. '.join(mark.said(kinds[key]) for key, mark in marks.items())}, targets"
        f" {prose.listing(rows[rows.strength == NONE].target)}. {_goals_said(data, by_goal)}",
        note=f"The text in a mark is the second part of the target's number. {NOTE}",
        sources=["open-sdg-targets"],
        data=pd.DataFrame({"Goal": names, "Targets": by_goal.sum(axis=1).array}, by_goal.index)
        .join(by_goal.rename(columns=headings))
        .reset_index(drop=True),
    )


def _words(data: Data, key: str) -> dict[str, str]:
    """What the description says of each strength under ``key``."""
    return data.labels("target-rights", "strength", key)


def _marks(data: Data, key: str) -> dict[str, Mark]:
    """The mark of each strength, named by what the description says of it under ``key``."""
    return marks_of(data, "target-rights", "strength", **_words(data, key))


def _goals_said(data: Data, by_goal: pd.DataFrame) -> str:
    """``Goal 1: 5 direct, 2 supporting, 0 none.``, for each goal."""
    labels = data.labels("target-rights", "strength") | {NONE: "none"}
    return " ".join(
        f"Goal {goal}: {', '.join(f'{of[key]} {label}' for key, label in labels.items())}."
        for goal, of in by_goal.iterrows()
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
    cells, marks = _matrix_cells(data, found), _marks(data, "mark_of_field")
    grid = Grid(rows, goal_columns(data), families_said(data, "target-rights", "strength"))
    grid.put_all(marks, cells)
    table = {
        name: _targets_by_right(found, strength, rows.key)
        for strength, name in _words(data, "column_of_field").items()
    }
    return finish(
        grid.close((17, 33), shift=15).figure,
        id="target-matrix",
        **grid.size,
        **_matrix_words(data, found, cells),
        sources=[],
        data=pd.DataFrame({"Right": rows.label.array, "Family": rows.group.array, **table}),
    )


def _matrix_words(data: Data, found: pd.DataFrame, cells: pd.DataFrame) -> dict[str, str]:
    """Title, alternative text and note of the matrix."""
    marks = _marks(data, "mark_of_field")
    kinds = cells["mark"].value_counts().reindex(list(marks), fill_value=0)
    found = found.assign(total=cells.text.astype(int).array)
    most = found.sort_values(["total", "goal"], ascending=[False, True]).iloc[0]
    return dict(
        title=(
            f"By our reading goals and rights meet {len(found)} times through targets; in"
            f" {kinds[DIRECT]} a target asks directly for what an article guarantees"
        ),
        alt=(
            f"Grid of {data.rights.right.nunique()} rights by {len(data.goals)} goals with"
            f" {len(found)} marks, each with the number of linked targets."
            f" {'. '.join(mark.said(kinds[key]) for key, mark in marks.items())}. The highest"
            f" number, {most.total}, stands where goal {most.goal} meets {most.label.lower()}."
        ),
        note=(
            "The number in a mark counts targets, those beside a family count links."
            f" {NOTE} {goals_said(data)}"
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
            "mark": found.strength,
            "text": sum(found[strength].str.len() for strength in labels).astype(str),
            "hover": hover,
        }
    )


def _targets_by_right(found: pd.DataFrame, strength: str, rights: pd.Series) -> list[str]:
    """For each of ``rights`` its targets of that strength, as text."""
    listed = found.explode(strength).dropna(subset=strength).groupby("right")[strength]
    return list(rights.map(listed.agg(", ".join)).fillna(""))
