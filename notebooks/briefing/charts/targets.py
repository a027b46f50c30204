"""The 169 targets and the articles they reflect: what each is linked to, how strongly, why, and
whether Belarus was bound. All of it is our own reading.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import mapping, prose
from briefing.charts.rights import (
    BOUND,
    FAMILIES,
    GROUPS,
    NOT_JOINED,
    goal_columns,
    grid,
    instruments,
)
from briefing.dataset import Data
from briefing.tables import Column, Table, Views
from briefing.theme import BLUE, INK, VERMILLION, finish, wrap

# Told apart by shape: a full square, an open circle, an open square.
LOOKS = {
    mapping.DIRECT: ("square", BLUE, 14),
    mapping.SUPPORTING: ("circle-open", VERMILLION, 15),
    mapping.NONE: ("square-open", INK, 13),
}
NOTE = (
    "All links are our own reading. How many there are measures how much the wording touches and"
    " how far we read on, not how much a goal or right matters."
)
DAY = "Belarus on 10 December 2020"


def links(data: Data) -> pd.DataFrame:
    """One row per link: the columns of ``mapping.links``, ``standing`` of the instrument for
    Belarus, ``named`` right, ``short_title`` of the article, ``cited`` provision.
    """
    articles = data.articles.rename(columns={"id": "article_id", "source": "article_source"})[
        ["article_id", "short_title", "article_source"]
    ]
    rows = (
        mapping.links(data)
        .merge(articles, on="article_id")
        .merge(instruments(data)[["instrument", "standing"]], on="instrument")
    )
    order = pd.Series(range(len(data.target_rights)), index=data.target_rights.id)
    targets = pd.Series(range(len(data.targets)), index=data.targets.target)
    rows = (
        rows.assign(
            o=rows.target.map(targets), s=rows.strength.map(list(LOOKS).index), n=rows.id.map(order)
        )
        .sort_values(["o", "s", "n"])
        .drop(columns=["o", "s", "n"])
    )
    rows["cited"] = [
        r.instrument if r.article_id == r.instrument else f"{r.instrument} {r.provision}"
        for r in rows.itertuples()
    ]
    return rows.merge(
        data.rights[["right", "label", "family"]].rename(columns={"label": "named"}), on="right"
    ).reset_index(drop=True)


def anchor(target: str) -> str:
    """The id of a target's first row: ``16.10`` is ``target-16-10``."""
    return "target-" + target.replace(".", "-")


def wholly_unbound(data: Data) -> pd.DataFrame:
    """Targets that are linked, but to no treaty that bound Belarus on 10 December 2020: the columns
    of ``mapping.decided``.
    """
    bound = links(data).query("standing == @BOUND").target
    rows = mapping.decided(data)
    return rows[(rows.strength != mapping.NONE) & ~rows.target.isin(bound)]


def only_through(data: Data, *keys: str) -> list[str]:
    """Targets all of whose links lead to the instruments or articles named, by code or article id."""
    rows = links(data)
    outside = rows[~(rows.instrument.isin(keys) | rows.article_id.isin(keys))].target
    return [target for target in dict.fromkeys(rows.target) if target not in set(outside)]


# ---- Charts


def targets(data: Data) -> go.Figure:
    """All targets by goal, one mark each: linked directly, in support only, or not at all."""
    rows = mapping.decided(data)
    rows["column"] = rows.groupby("goal").cumcount() + 1
    articles = links(data).groupby("target").cited.agg(lambda s: ", ".join(dict.fromkeys(s)))
    goals = data.goals
    lines = pd.DataFrame(
        {
            "key": goals.goal,
            "label": [f"{g.goal} {g.short_title}" for g in goals.itertuples()],
            "group": "Targets of goal",
        }
    )
    cells = pd.DataFrame(
        {
            "key": rows.goal,
            "column": rows.column,
            "mark": rows.strength,
            "text": rows.target.str.split(".").str[1],
            "hover": [
                f"<b>{r.target} {wrap(r.label)}</b><br>{wrap(articles.get(r.target, r.reason))}"
                for r in rows.itertuples()
            ],
        }
    )
    last = int(rows.column.max())
    columns = pd.DataFrame({"column": range(1, last + 1), "text": "", "colour": ""})
    marks = {
        mapping.DIRECT: "At least one direct link",
        mapping.SUPPORTING: "Supporting links only",
        mapping.NONE: "No link",
    }
    figure, height, narrow = grid(
        lines,
        cells,
        columns,
        {key: (name, *LOOKS[key]) for key, name in marks.items()},
        row=(26, 42),
    )
    kinds = rows.strength.value_counts().reindex(list(LOOKS), fill_value=0)
    by_goal = (
        rows.groupby(["goal", "strength"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=list(LOOKS), fill_value=0)
    )
    without = rows[rows.strength == mapping.NONE].target
    frame = pd.DataFrame(
        {
            "Goal": lines.label.array,
            "Targets": by_goal.sum(axis=1).array,
            "With a direct link": by_goal[mapping.DIRECT].array,
            "Supporting links only": by_goal[mapping.SUPPORTING].array,
            "No link": by_goal[mapping.NONE].array,
        }
    )
    return finish(
        figure,
        id="targets",
        height=height,
        narrow=narrow,
        title=(
            f"By our reading {kinds[mapping.DIRECT]} of {len(rows)} targets ask for something that"
            f" an article guarantees; {kinds[mapping.SUPPORTING]} more only support one, and"
            f" {kinds[mapping.NONE]} touch none of those used"
        ),
        alt=(
            f"{len(rows)} marks, one a target, in {len(goals)} rows, one a goal."
            f" {kinds[mapping.DIRECT]} full squares: at least one direct link."
            f" {kinds[mapping.SUPPORTING]} open circles: supporting links only."
            f" {kinds[mapping.NONE]} open squares: no link, targets {prose.listing(without)}. "
        )
        + " ".join(
            f"Goal {g}: {c[mapping.DIRECT]} direct, {c[mapping.SUPPORTING]} supporting,"
            f" {c[mapping.NONE]} none."
            for g, c in by_goal.iterrows()
        ),
        note=f"The text in a mark is the second part of the target's number. {NOTE}",
        sources=["open-sdg-targets"],
        data=frame,
    )


def matrix(data: Data) -> go.Figure:
    """Goals by rights: in each field the number of the goal's targets that are linked to the right;
    the shape says whether one of them is directly.
    """
    found = mapping.pairs(data).merge(data.rights, on="right")
    rights = data.rights.assign(o=data.rights.family.map(list(FAMILIES).index)).sort_values(
        "o", kind="stable"
    )
    lines = pd.DataFrame(
        {"key": rights.right, "label": rights.label, "group": rights.family.map(FAMILIES)}
    )
    found["total"] = found.direct.str.len() + found.supporting.str.len()
    found["mark"] = [mapping.DIRECT if direct else mapping.SUPPORTING for direct in found.direct]
    hover = [
        f"<b>Goal {r.goal}</b><br>{wrap(r.label)}"
        + "".join(
            f"<br>{word}: {wrap(', '.join(part))}"
            for word, part in (("Direct", r.direct), ("Supporting", r.supporting))
            if part
        )
        for r in found.itertuples()
    ]
    cells = pd.DataFrame(
        {
            "key": found.right,
            "column": found.goal,
            "mark": found["mark"],
            "text": found.total.astype(str),
            "hover": hover,
        }
    )
    marks = {mapping.DIRECT: "At least one target directly", mapping.SUPPORTING: "In support only"}
    figure, height, narrow = grid(
        lines,
        cells,
        goal_columns(data),
        {key: (name, *LOOKS[key]) for key, name in marks.items()},
        row=(26, 38),
    )
    kinds = found["mark"].value_counts().reindex(list(marks), fill_value=0)
    most = found.sort_values(["total", "goal"], ascending=[False, True]).iloc[0]
    parts = {
        key: found.explode(key).dropna(subset=[key]).groupby("right")[key].agg(", ".join)
        for key in (mapping.DIRECT, mapping.SUPPORTING)
    }
    frame = pd.DataFrame(
        {
            "Right": lines.label.array,
            "Family": lines.group.array,
            "Targets linked directly": [parts[mapping.DIRECT].get(k, "") for k in lines.key],
            "Targets linked in support": [parts[mapping.SUPPORTING].get(k, "") for k in lines.key],
        }
    )
    return finish(
        figure,
        id="target-matrix",
        height=height,
        narrow=narrow,
        title=(
            f"Target by target, goals and rights meet in {len(found)} fields: in"
            f" {kinds[mapping.DIRECT]} at least one target asks for the right itself, in"
            f" {kinds[mapping.SUPPORTING]} targets only support it"
        ),
        alt=(
            f"Grid of {len(lines)} rights by {len(data.goals)} goals with {len(found)} marks, each"
            f" with the number of linked targets. {kinds[mapping.DIRECT]} full squares: at least"
            f" one target directly. {kinds[mapping.SUPPORTING]} open circles: in support only. The"
            f" highest number, {most.total}, stands where goal {most.goal} meets"
            f" {most.label.lower()}."
        ),
        note=f"The number counts targets, not links. {NOTE}",
        sources=[],
        data=frame,
    )


# ---- Tables


def goal_views(data: Data, goals: range | None = None) -> Views:
    """One table per goal (``targets-goal-1`` ...), of ``goals`` or of all: target, right, article,
    strength, why, id of the link, status of Belarus; a target's first row is its anchor.
    """
    rows = links(data)
    rows = rows.assign(
        titled=rows.target + " " + rows.label,
        link="targets.html#instrument-" + rows.instrument.str.lower(),
        article=rows.cited + ": " + rows.short_title,
        why=[
            " ".join(
                filter(
                    None,
                    [
                        r.rationale,
                        r.reviewer_note and f"Open to dispute: {r.reviewer_note}",
                        f"({r.id})",
                    ],
                )
            )
            for r in rows.itertuples()
        ],
        status=rows.standing.map(
            {BOUND: "Belarus was bound", NOT_JOINED: "Belarus was not a party"}
        ).fillna(rows.standing),
        anchor=[
            anchor(r.target) if first else ""
            for r, first in zip(rows.itertuples(), ~rows.target.duplicated(), strict=True)
        ],
    )
    columns = (
        Column("titled", "Target", filter=True),
        Column("named", "Right", filter=True),
        Column("article", "Article and provision", link="link"),
        Column("strength", "Strength", filter=True),
        Column("why", "What they share"),
        Column("status", "On the day of the speech", filter=True),
    )
    left_out = mapping.decided(data).query("strength == @mapping.NONE")
    tables = []
    chosen = data.goals if goals is None else data.goals[data.goals.goal.isin(goals)]
    for goal in chosen.itertuples():
        of_goal, missing = rows[rows.goal == goal.goal], left_out[left_out.goal == goal.goal]
        kinds = of_goal.strength.value_counts()
        said = (
            f"{prose.count(kinds.get(mapping.DIRECT, 0), 'direct link')} and"
            f" {prose.number(kinds.get(mapping.SUPPORTING, 0))} supporting."
        )
        none = (
            " Without a link:"
            f" {prose.listing([f'{t.target} {t.label}' for t in missing.itertuples()])}; the reason"
            " stands further down."
            if len(missing)
            else ""
        )
        tables.append(
            Table(
                of_goal,
                f"targets-goal-{goal.goal}",
                f"Goal {goal.goal}: {goal.short_title}",
                columns,
                anchor="anchor",
                stack=True,
                note=said + none,
            )
        )
    return Views(tuple(tables), "target-goals", "Choose a goal")


def instrument_views(data: Data) -> Views:
    """One table per instrument (``instrument-iccpr`` ...): each article with the targets that ask
    for it directly and those that support it, and the status of Belarus.
    """
    rows = links(data)
    names = instruments(data).set_index("instrument")
    number = rows.article_id.str.extract(r" (\d+)$")[0].astype("float").fillna(0)
    articles = (
        rows.assign(number=number)
        .sort_values("number", kind="stable")
        .drop_duplicates("article_id")
    )
    listed = (
        rows.groupby(["article_id", "strength"])
        .target.agg(lambda s: ", ".join(dict.fromkeys(s)))
        .unstack(fill_value="")
    )
    columns = (
        Column("article", "Article"),
        Column("direct", "Targets that ask for it"),
        Column("supporting", "Targets that support it"),
    )
    tables, groups = [], []
    for group in (*GROUPS, "Declarations"):
        for code in names[(names.group == group) & names.index.isin(rows.instrument)].index:
            part = articles[articles.instrument == code]
            part = part.assign(
                article=[
                    r.short_title if r.article_id == code else f"{r.article_id}: {r.short_title}"
                    for r in part.itertuples()
                ],
                direct=part.article_id.map(listed[mapping.DIRECT]),
                supporting=part.article_id.map(listed[mapping.SUPPORTING]),
            )
            tables.append(
                Table(
                    part,
                    f"instrument-{code.lower()}",
                    f"{code}: {names['name'][code]}",
                    columns,
                    note=f"{DAY}: {names.belarus[code]}.",
                )
            )
            groups.append(group)
    return Views(tuple(tables), "target-instruments", "Choose an instrument", tuple(groups))


def instruments_table(data: Data) -> Table:
    """Every instrument used: links by strength, number of targets, status of Belarus; its name
    leads to its articles, its status to the treaties.
    """
    rows = links(data)
    count = (
        rows.groupby(["instrument", "strength"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=[mapping.DIRECT, mapping.SUPPORTING], fill_value=0)
    )
    found = instruments(data).merge(
        count.assign(targets=rows.groupby("instrument").target.nunique()).reset_index(),
        on="instrument",
    )
    found = found.assign(total=found.direct + found.supporting).sort_values(
        ["total", "instrument"], ascending=[False, True]
    )
    found = found.assign(
        titled=found.instrument + ": " + found["name"],
        link="#instrument-" + found.instrument.str.lower(),
        treaty="rights.html#" + found.anchor,
    )
    return Table(
        found,
        "by-instrument",
        f"The {prose.count(len(found), 'instrument')} used and the number of links to each",
        columns=(
            Column("titled", "Instrument", link="link"),
            Column("direct", "Direct links"),
            Column("supporting", "Supporting links"),
            Column("targets", "Targets"),
            Column("standing", DAY, link="treaty", filter=True),
        ),
    )


def standing_table(data: Data) -> Table:
    """Links and targets by what the instrument was for Belarus on 10 December 2020."""
    rows = links(data)
    count = (
        rows.groupby(["standing", "strength"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=[mapping.DIRECT, mapping.SUPPORTING], fill_value=0)
    )
    found = (
        count.assign(
            total=count.sum(axis=1),
            targets=rows.groupby("standing").target.nunique(),
            of=rows.groupby("standing").instrument.agg(lambda s: ", ".join(dict.fromkeys(s))),
        )
        .sort_values("total", ascending=False)
        .reset_index()
    )
    return Table(
        found,
        "by-standing",
        f"What the {prose.count(len(rows), 'link')} rest on, for Belarus on 10 December 2020",
        columns=(
            Column("standing", "The instrument is"),
            Column("direct", "Direct links"),
            Column("supporting", "Supporting links"),
            Column("targets", "Targets"),
            Column("of", "Instruments"),
        ),
    )


def unlinked_table(data: Data) -> Table:
    """The targets without a link, with the reason; row anchors as ``target-10-5``."""
    rows = mapping.decided(data).query("strength == @mapping.NONE")
    rows = rows.assign(
        titled=rows.target + " " + rows.label, anchor=[anchor(t) for t in rows.target]
    )
    return Table(
        rows,
        "targets-without-link",
        f"The {prose.count(len(rows), 'target')} without a link",
        anchor="anchor",
        columns=(Column("titled", "Target"), Column("reason", "Why we drew none")),
    )


def gaps_table(data: Data) -> Table:
    """Goals and rights that are linked for the goal as a whole but by none of its targets, with the
    reason.
    """
    rows = (
        mapping.uncovered(data)
        .merge(data.goal_right_gaps, on=["goal", "right"])
        .merge(data.rights[["right", "label"]], on="right")
        .sort_values(["goal", "right"])
    )
    rows = rows.assign(
        titled=[f"Goal {g}" for g in rows.goal],
        link=[f"rights.html#goal-{g}" for g in rows.goal],
        right_link="rights.html#right-" + rows.right,
    )
    return Table(
        rows,
        "gaps",
        "Linked for the goal, but for none of its targets",
        columns=(
            Column("titled", "Goal", link="link", sort="goal"),
            Column("label", "Right", link="right_link"),
            Column("reason", "Why the two levels differ"),
        ),
    )


def codebook_table(data: Data) -> Table:
    """The codebook: what the mapping covers, method, strength, what it is not, how to dispute a
    link; row anchors as ``codebook-strength``.
    """
    rows = data.target_codebook.assign(anchor="codebook-" + data.target_codebook.id)
    return Table(
        rows,
        "codebook",
        "The codebook",
        anchor="anchor",
        stack=True,
        columns=(Column("title", "Subject"), Column("text", "Rule")),
    )
