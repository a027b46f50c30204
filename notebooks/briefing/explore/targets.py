"""Controls over the links of targets and articles."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd

from briefing import prose
from briefing.charts import targets as charts
from briefing.dataset import Data
from briefing.explore.controls import Parts, nothing, panel, shown_chart
from briefing.explore.rights import chosen, coded_control, link_controls
from briefing.facts import targets as facts
from briefing.reading.rights import ON_THE_DAY, standings


def choose_target_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", strength: str = ""
) -> pd.DataFrame:
    """Links of targets and articles (``facts.targets.links``) with that goal, right, instrument
    and strength; 0 and ``""`` choose all.
    """
    rows = facts.links(data)
    return chosen(rows, goal=goal, right=right, instrument=instrument, strength=strength)


def show_target_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", strength: str = ""
) -> Parts:
    """The links of targets and articles chosen as a table with the reason for each, and as a
    matrix.
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
    figure = charts.matrix(view)
    yield from shown_chart(figure, title, charts.NOTE, _link_rows(data, rows))


def _link_rows(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """Links of targets and articles as a table to read."""
    names = {
        "id": "id",
        "target": "target",
        "label": "label",
        "named": "right",
        "cited": "article",
        "short_title": "title",
        "strength": "strength",
        "rationale": "rationale",
        "reviewer_note": "reviewer_note",
        "standing": ON_THE_DAY,
    }
    strengths = rows.strength.map(data.labels("target-rights", "strength"))
    standing = rows.standing.map(standings(data))
    return rows.assign(strength=strengths, standing=standing)[list(names)].rename(columns=names)


def links(data: Data) -> widgets.VBox:
    """Links of targets and articles by goal, right, instrument and strength."""
    strength = coded_control(data, "Strength", "target-rights", "strength")
    choices = link_controls(data, data.target_rights.instrument)
    return panel(show_target_links, data, **choices, strength=strength)
