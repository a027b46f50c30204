"""Charts of goals, rights and treaties."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.grid import Columns, Grid, Mark, family_rows, goal_columns, marks_of
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts import rights as facts
from briefing.reading.rights import since, standings, treaty_label
from briefing.theme import BLUE, INK, PALE, PURPLE, SYMBOLS, VERMILLION, finish, wrap

COUNT_NOTE = (
    "Counts measure our table, that is how much of the OHCHR table could be found in copies and how"
    " far we read on. They say nothing about how many rights a goal has."
)


def _basis_marks(data: Data) -> dict[str, Mark]:
    return {**marks_of(data, "goal-rights", "basis"), facts.BOTH: Mark("Both", "square", INK, 12)}


def _goals(found: pd.DataFrame, by: str, basis: str) -> dict[str, str]:
    """For each value of the column ``by`` the goals that it meets on that basis, as text."""
    numbers = (
        found[found[basis] != ""]
        .groupby(by)
        .goal.agg(lambda of: ", ".join(map(str, sorted(set(of)))))
    )
    return numbers.to_dict()


def _goals_by_basis(data: Data, found: pd.DataFrame, by: str, keys: list[str]) -> dict:
    """The last columns of the table behind a chart: for each basis the goals of each key."""
    headings = data.categories("goal-rights", "basis").heading
    goals = {basis: _goals(found, by, basis) for basis in headings.index}
    return {
        heading: [goals[basis].get(key, "") for key in keys] for basis, heading in headings.items()
    }


def matrix(data: Data) -> go.Figure:
    """Goals by rights, one mark where at least one row links them; the mark's shape says on what
    basis.
    """
    found, rights = facts.pairs(data).merge(data.rights, on="right"), facts.by_family(data)
    rows = family_rows(rights)
    grid = Grid(rows, goal_columns(data))
    grid.put_all(_basis_marks(data), _matrix_cells(data, found))
    goals = _goals_by_basis(data, found, "right", list(rows.key))
    return finish(
        grid.close().figure,
        id="matrix",
        **grid.size,
        **_matrix_words(data, found, rights),
        sources=list(data.goal_right_sources.source.drop_duplicates()),
        data=pd.DataFrame({"Right": rows.label, "Family": rows.group, **goals}),
    )


def _matrix_words(data: Data, found: pd.DataFrame, rights: pd.DataFrame) -> dict[str, str]:
    """Title, alternative text and note of the matrix."""
    copied, read = (found[facts.COPIED] != "").sum(), (found.basis == facts.READ).sum()
    counts, words = found.basis.value_counts(), data.categories("goal-rights", "basis").alt
    marks = _basis_marks(data)
    shown = " ".join(f"{m.said(counts.get(of, 0), words.get(of, ''))}." for of, m in marks.items())
    unseen = sorted(set(data.goals.goal) - set(found[found.basis != facts.READ].goal))
    shape = SYMBOLS.get(marks[facts.READ].symbol, "marks of our reading")
    alone = f"Goals {prose.listing(unseen)} have {shape} only."
    no_copy = f" No usable copy was found for goals {prose.listing(unseen)}: what stands there is"
    return dict(
        title=(
            f"Every one of the {len(data.goals)} goals meets a right: {copied} of"
            f" {len(found)} meetings stand in copies of the OHCHR table, {read} in our reading"
            " alone"
        ),
        alt=(
            f"Grid of {len(rights)} rights in {rights.family.nunique()} families by"
            f" {len(data.goals)} goals, with {len(found)} marks. {shown} {alone if unseen else ''}"
        ),
        note=(
            "A mark means that at least one article links goal and right; the tables below name"
            f" it. {COUNT_NOTE}{no_copy + ' our reading.' if unseen else ''}"
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


def families(data: Data) -> go.Figure:
    """Goals by the six families of rights that the speech names, by basis."""
    found, names = facts.families(data), data.labels("rights", "family")
    hover = [f"<b>Goal {r.goal}</b><br>{wrap(r.rights)}" for r in found.itertuples()]
    grid = Grid(
        pd.DataFrame({"key": list(names), "label": list(names.values()), "group": "Goal"}),
        goal_columns(data),
    )
    cells = {"key": found.family, "column": found.goal, "mark": found.basis, "hover": hover}
    grid.put_all(_basis_marks(data), pd.DataFrame(cells))
    copied = _goals(found, "family", facts.COPIED)
    rows = data.goal_rights[data.goal_rights.basis == facts.COPIED]
    six = prose.in_words(len(names))
    every = f"All {six}" if len(copied) == len(names) else f"{len(copied)} of {len(names)}"
    named = (
        ""
        if "development" in set(rows.right)
        else "; the right to development by name only in our reading"
    )
    return finish(
        grid.close((30, 40)).figure,
        id="families",
        **grid.size,
        title=f"{every} families appear in rows copied from the OHCHR table{named}",
        alt=f"Grid of {six} families of rights by goal. " + _families_said(data, found, names),
        note=(
            "Which family a right belongs to is partly our choice: each right has one here, though"
            f" many belong to more. {COUNT_NOTE}"
        ),
        sources=[],
        data=pd.DataFrame(
            {
                "Family": list(names.values()),
                "Rights in it": [
                    "; ".join(data.rights[data.rights.family == key].label) for key in names
                ],
                **_goals_by_basis(data, found, "family", list(names)),
            }
        ),
    )


def _families_said(data: Data, found: pd.DataFrame, names: dict[str, str]) -> str:
    """``Civil rights: goals 1, 2 in copies, goals 3 in our reading.``, for each of the families."""
    where = data.labels("goal-rights", "basis", "where")
    goals = {basis: _goals(found, "family", basis) for basis in where}
    said = {
        name: ", ".join(f"goals {goals[one].get(key, 'none')} {at}" for one, at in where.items())
        for key, name in names.items()
    }
    return " ".join(f"{name}: {at}." for name, at in said.items())


TOUCHES = Mark("The paragraph touches the right, by our reading", "circle", VERMILLION, 9)


def touched(data: Data) -> go.Figure:
    """Rights that each paragraph of the speech touches, by our reading."""
    found = facts.touched(data)
    paragraphs = [int(p) for p in data.paragraphs.sort_values("position").paragraph if p.isdigit()]
    grid = Grid(_touched_rows(data, found), Columns(paragraphs, list(map(str, paragraphs))))
    hover = [
        f"<b>Paragraph {r.paragraph}</b><br>{wrap(r.label)}<br>{wrap(r.articles)}"
        for r in found.itertuples()
    ]
    cells = {"key": found.right, "column": found.paragraph, "hover": hover}
    grid.put(TOUCHES, pd.DataFrame(cells))
    most = found.groupby("label").paragraph.nunique().sort_index()
    rights = found.groupby("paragraph").label.agg(lambda of: "; ".join(dict.fromkeys(of)))
    return finish(
        grid.close().figure,
        id="touched",
        **grid.size,
        title=(
            f"By our reading {len(set(paragraphs) & set(rights.index))} of {len(paragraphs)}"
            f" paragraphs touch a right; {most.idxmax().lower()} runs through {most.max()} of them"
        ),
        alt="Grid of rights by paragraph of the speech. "
        + " ".join(f"Paragraph {p}: {rights.get(p, 'no right')}." for p in paragraphs),
        note=(
            "Our reading of the speech; the table gives the article and the reason for each mark."
            " The numbers are those of the paragraphs."
        ),
        sources=["speech-en"],
        data="speech-links",
    )


def _touched_rows(data: Data, found: pd.DataFrame) -> pd.DataFrame:
    """The rights that are touched, by family and then by the paragraph that touches them first."""
    rights = facts.by_family(data)
    rights["first"] = rights.right.map(found.groupby("right").paragraph.min())
    order = rights.dropna(subset="first").sort_values(["family_name", "first", "right"])
    return family_rows(order)


# The steps of a treaty by the column of their day: the mark, and what it says when pointed at.
STEPS = {
    "in_force": (
        Mark("Treaty in force", "line-ns", INK, 8, edge=1.5),
        lambda r: f"in force since {prose.partial_date(r.in_force)}",
    ),
    "signed": (
        Mark("Signed", "diamond-open", PURPLE, 9, edge=1.5),
        lambda r: f"signed, {prose.partial_date(r.signed)}",
    ),
    "joined": (
        Mark("Joined", "circle", BLUE, 9, edge=1.5),
        lambda r: f"{r.mode}, {prose.day(r.joined)}; {since(r)}",
    ),
    "left": (
        Mark("Left", "x", VERMILLION, 10, edge=1.5),
        lambda r: f"{r.later_change}, in effect from {prose.day(r.left)}",
    ),
}

TREATIES_NOTE = (
    "Core are the nine main UN human rights treaties and their nine protocols. A dot marks the day"
    " on which Belarus ratified, acceded or approved. The date beside the name is the day from"
    " which the treaty bound Belarus, and the line begins there: after the waiting time that the"
    " treaty sets, and not before the treaty itself was in force. “Or later” means that one of"
    " these was not found. What came after the speech is shown only where Belarus left a treaty. A"
    " date without a mark was not found. "
)


def treaty_timeline(data: Data) -> go.Figure:
    """For each treaty: its entry into force, when Belarus signed and joined, from when it was
    bound, and later denunciation or withdrawal; or that it had not joined.
    """
    rows = _treaties(data)
    years = range(1950, SPEECH_DAY.year, 20)
    columns = Columns(
        [f"{year}-01-01" for year in years],
        [str(year) for year in years],
        ends=("1943-01-01", "2025-06-01"),
    )
    groups = facts.groups(data)
    grouped = rows.sort_values("group", key=lambda of: of.map(groups.index), kind="stable")
    grid = Grid(grouped, columns, gap=1, ruled=False)
    _draw_treaties(grid, rows)
    grid.figure.add_vline(x=SPEECH_DAY, line=dict(color=INK, width=1, dash="dot"))
    grid.figure.add_annotation(
        x=SPEECH_DAY,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        showarrow=False,
        text="speech, 10 Dec 2020",
        font=dict(size=11),
    )
    grid.close((25, 36), top=64, lift=18, right=None, sides=4)
    grid.figure.update_xaxes(type="date")
    disputed = [f"{r.instrument}: {r.status_note}" for r in facts.disputed(data).itertuples()]
    return finish(
        grid.figure,
        id="treaties-timeline",
        **grid.size,
        **_treaty_words(data, rows),
        note=TREATIES_NOTE + " ".join(disputed),
        sources=[],
        data="treaties",
    )


def _treaties(data: Data) -> pd.DataFrame:
    """The instruments that Belarus could join, in the order in which they bound it; ``key`` and
    ``label`` for the grid, ``speech`` for the day at which the lines end or begin.
    """
    rows = facts.instruments(data)
    rows = rows[rows.standing.isin([facts.BOUND, facts.NOT_JOINED])]
    rows = rows.sort_values(["bound_from", "instrument"], na_position="last")
    words = standings(data)
    labels = [treaty_label(row, words) for row in rows.itertuples()]
    return rows.assign(key=rows.instrument, label=labels, speech=SPEECH_DAY)


def _draw_treaties(grid: Grid, rows: pd.DataFrame) -> None:
    """Draw for each treaty the time in which it bound Belarus, and a mark for each step."""
    bound, other = (rows[rows.standing == of] for of in (facts.BOUND, facts.NOT_JOINED))
    left = rows[rows.left.notna()]
    waiting = dict(color=PALE, width=1.5, dash="dot")
    for name, part, start, end, line in (
        ("", bound, "bound_from", "speech", dict(color=BLUE, width=4)),
        ("Adopted, not joined", other, "adopted", "speech", waiting),
        ("", left, "speech", "left", dict(color=VERMILLION, width=2, dash="dash")),
    ):
        grid.line(name, part.key, _days(part[start]), _days(part[end]), **line)
    taken = {
        "in_force": rows[rows.in_force != ""],
        "signed": bound[bound.signed != ""],
        "joined": bound,
        "left": left,
    }
    for step, part in taken.items():
        mark, words = STEPS[step]
        hover = [f"<b>{wrap(row.name)}</b><br>{words(row)}" for row in part.itertuples()]
        grid.put(mark, part[["key"]].assign(column=_days(part[step]), hover=hover))


def _days(days: pd.Series) -> list[str]:
    """Days and partial dates as an axis of days takes them."""
    return [f"{pd.Timestamp(day):%Y-%m-%d}" for day in days]


def _treaty_words(data: Data, rows: pd.DataFrame) -> dict[str, str]:
    """The title and the alternative text of the timeline of treaties."""
    party, missing = facts.core(data)
    gone, left = party[party.left.notna()], rows[rows.left.notna()]
    since_left = f"the {prose.listing(gone['name'])}" if len(gone) else "none"
    return dict(
        title=(
            f"On the day of the speech {len(party)} of {len(party) + len(missing)} core UN human"
            f" rights instruments bound Belarus; it has since left {since_left}"
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
    )
