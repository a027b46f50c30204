"""Controls over the links of targets and articles."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd

from briefing import prose
from briefing.charts import targets as targets_charts
from briefing.dataset import Data
from briefing.explore.controls import (
    ALL,
    LEGEND_ON_TOP,
    Parts,
    nothing,
    panel,
    pick_one,
    shown_chart,
)
from briefing.facts import targets as targets_facts


def choose_target_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", strength: str = ""
) -> pd.DataFrame:
    """Links of targets and articles (``charts.targets.links``) with that goal, right, instrument
    and strength; 0 and ``""`` choose all.
    """
    rows = targets_facts.links(data)
    for column, wanted in (
        ("goal", goal),
        ("right", right),
        ("instrument", instrument),
        ("strength", strength),
    ):
        rows = rows[rows[column] == wanted] if wanted else rows
    return rows


def show_target_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", strength: str = ""
) -> Parts:
    """The links of targets and articles chosen as a matrix, and as a table with the reason for
    each.
    """
    rows = choose_target_links(data, goal, right, instrument, strength)
    if rows.empty:
        yield nothing("link", "Set one of the four to all.")
        return
    view = data.narrowed(
        target_rights=data.target_rights[lambda r: r.id.isin(rows.id)],
        rights=data.rights[lambda r: r.right.isin(rows.right)],
    )
    title = f"{prose.count(len(rows), 'link')} of {prose.count(rows.target.nunique(), 'target')}"
    yield from shown_chart(
        targets_charts.matrix(view).update_layout(legend=LEGEND_ON_TOP), title, targets_charts.NOTE
    )
    columns = [
        "id",
        "target",
        "label",
        "named",
        "cited",
        "short_title",
        "strength",
        "rationale",
        "reviewer_note",
        "standing",
    ]
    yield rows[columns].rename(
        columns={
            "named": "right",
            "cited": "article",
            "short_title": "title",
            "standing": "Belarus on 10 December 2020",
        }
    )


def links(data: Data) -> widgets.VBox:
    """Links of targets and articles by goal, right, instrument and strength."""
    used = data.instruments[lambda i: i.instrument.isin(data.target_rights.instrument)]
    return panel(
        show_target_links,
        data,
        goal=pick_one(
            "Goal",
            [
                (ALL, 0),
                *(
                    (f"{goal.goal} {goal.short_title}", goal.goal)
                    for goal in data.goals.itertuples()
                ),
            ],
        ),
        right=pick_one(
            "Right",
            [
                (ALL, ""),
                *(
                    (right.label, right.right)
                    for right in data.rights.sort_values("label").itertuples()
                ),
            ],
            width="34em",
        ),
        instrument=pick_one(
            "Instrument",
            [
                (ALL, ""),
                *(
                    (f"{code}: {name}", code)
                    for code, name in zip(used.instrument, used["name"], strict=True)
                ),
            ],
            width="34em",
        ),
        strength=pick_one("Strength", [(ALL, ""), "direct", "supporting"]),
    )
