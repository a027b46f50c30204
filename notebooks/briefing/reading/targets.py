"""Tables of the targets and the articles that they are linked to."""

from __future__ import annotations

import pandas as pd

from briefing import prose
from briefing.dataset import Data
from briefing.facts import targets as targets_facts
from briefing.facts.rights import BOUND, GROUPS, NOT_JOINED, instruments
from briefing.facts.targets import anchor, links
from briefing.tables import Column, Table, Views

DAY = "Belarus on 10 December 2020"


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
    left_out = _unlinked(data)
    tables = []
    chosen = data.goals if goals is None else data.goals[data.goals.goal.isin(goals)]
    for goal in chosen.itertuples():
        of_goal, missing = rows[rows.goal == goal.goal], left_out[left_out.goal == goal.goal]
        kinds = of_goal.strength.value_counts()
        said = (
            f"{prose.count(kinds.get(targets_facts.DIRECT, 0), 'direct link')} and"
            f" {prose.number(kinds.get(targets_facts.SUPPORTING, 0))} supporting."
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
                direct=part.article_id.map(listed[targets_facts.DIRECT]),
                supporting=part.article_id.map(listed[targets_facts.SUPPORTING]),
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
        .reindex(columns=[targets_facts.DIRECT, targets_facts.SUPPORTING], fill_value=0)
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
        .reindex(columns=[targets_facts.DIRECT, targets_facts.SUPPORTING], fill_value=0)
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


def _unlinked(data: Data) -> pd.DataFrame:
    rows = targets_facts.decided(data)
    return rows[rows.strength == targets_facts.NONE]


def unlinked_table(data: Data) -> Table:
    """The targets without a link, with the reason; row anchors as ``target-10-5``."""
    rows = _unlinked(data)
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
    rows = data.goal_right_gaps.merge(data.rights[["right", "label"]], on="right").sort_values(
        ["goal", "right"]
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
