"""Tables of the targets and the articles that they are linked to."""

from __future__ import annotations

import pandas as pd

from briefing import links, prose
from briefing.dataset import Data
from briefing.facts import rights as rights_facts
from briefing.facts import targets as facts
from briefing.facts.targets import DIRECT, NONE, SUPPORTING
from briefing.reading.rights import ON_THE_DAY, standings
from briefing.tables import Column, Table, Views


def _counts(data: Data) -> list[Column]:
    """Columns for the numbers of links by strength, and of targets."""
    labels = data.labels("target-rights", "strength")
    links_by_strength = [
        Column(value, f"{label.capitalize()} links") for value, label in labels.items()
    ]
    return [*links_by_strength, Column("targets", "Targets")]


def _listed(texts: pd.Series) -> str:
    """Each text once, in order."""
    return ", ".join(dict.fromkeys(texts))


LINK_COLUMNS = (
    Column("titled", "Target", filter=True),
    Column("named", "Right", filter=True),
    Column("cited_title", "Article and provision", link="link"),
    Column("said", "Strength", filter=True),
    Column("why", "What they share"),
    Column("status", "On the day of the speech", filter=True),
)


def goal_views(data: Data, goals: range | None = None) -> Views:
    """One table per goal (``targets-goal-1`` ...), of ``goals`` or of all: target, right, article,
    strength, why, id of the link, status of Belarus; a target's first row is its anchor.
    """
    rows, unlinked = _link_rows(data), _unlinked(data)
    chosen = data.goals if goals is None else data.goals[data.goals.goal.isin(goals)]
    tables = tuple(
        Table(
            rows[rows.goal == goal.goal],
            links.anchor("goal-targets", goal.goal),
            f"Goal {goal.goal}: {goal.short_title}",
            LINK_COLUMNS,
            anchor="anchor",
            stack=True,
            note=_goal_note(rows[rows.goal == goal.goal], unlinked[unlinked.goal == goal.goal]),
        )
        for goal in chosen.itertuples()
    )
    return Views(tables, "target-goals", "Choose a goal")


def _link_rows(data: Data) -> pd.DataFrame:
    """The links of targets and articles as a reader sees them."""
    rows = facts.links(data)
    anchors = rows.target.map(lambda target: links.anchor("target", target))
    return rows.assign(
        titled=rows.target + " " + rows.label,
        link=[links.address("instrument", code) for code in rows.instrument],
        cited_title=rows.cited + ": " + rows.short_title,
        said=rows.strength.map(data.labels("target-rights", "strength")),
        why=[_why(row) for row in rows.itertuples()],
        status=rows.standing.map(standings(data, "of_belarus")),
        anchor=anchors.mask(rows.target.duplicated(), ""),
    )


def _why(row) -> str:
    doubt = f"Open to dispute: {row.reviewer_note}" if row.reviewer_note else ""
    return " ".join(filter(None, [row.rationale, doubt, f"({row.id})"]))


def _goal_note(of_goal: pd.DataFrame, unlinked: pd.DataFrame) -> str:
    kinds = of_goal.strength.value_counts()
    direct = prose.count(kinds.get(DIRECT, 0), "direct link")
    said = f"{direct} and {prose.number(kinds.get(SUPPORTING, 0))} supporting."
    if unlinked.empty:
        return said
    listed = prose.listing([f"{row.target} {row.label}" for row in unlinked.itertuples()])
    return f"{said} Without a link: {listed}; the reason stands further down."


def articles_said(rows: pd.DataFrame) -> str:
    """``209 articles and 2 whole instruments``: what ``rows`` of links or articles lead to."""
    once = rows.drop_duplicates("article_id")
    whole = (once.article == "").sum()
    articles = prose.count(len(once) - whole, "article")
    return f"{articles} and {prose.count(whole, 'whole instrument')}" if whole else articles


def articles_table(data: Data) -> Table:
    """Every article used, by instrument: the targets that ask for it directly and those that
    support it, and what the instrument was to Belarus; an instrument's first row is its anchor.
    """
    rows = _article_rows(data)
    headings = data.labels("target-rights", "strength", "column_of_article")
    return Table(
        rows,
        "target-articles",
        f"The {articles_said(rows)}, and the targets that reflect each",
        anchor="anchor",
        stack=True,
        columns=(
            Column("instrument_label", "Instrument", filter=True),
            Column("titled", "Article"),
            *(Column(strength, heading) for strength, heading in headings.items()),
            Column("was", ON_THE_DAY, link="treaty", filter=True),
        ),
    )


def _article_rows(data: Data) -> pd.DataFrame:
    """One row per article, by instrument and number, with its targets by the strength of the
    link.
    """
    rows, groups = facts.links(data), rights_facts.groups(data)
    listed = rows.groupby(["article_id", "strength"]).target.agg(_listed).unstack(fill_value="")
    listed = listed.reindex(columns=facts.strengths(data), fill_value="")
    known = rights_facts.instruments(data)[["instrument", "label", "group"]]
    rows = rows.drop_duplicates("article_id").join(listed, on="article_id")
    rows = rows.merge(known.rename(columns={"label": "instrument_label"}), on="instrument")
    rows = rows.assign(
        group=rows.group.map(groups.index), number=pd.to_numeric(rows.article).fillna(0)
    ).sort_values(["group", "instrument", "number"], kind="stable")
    whole = rows.article == ""
    anchors = rows.instrument.map(lambda code: links.anchor("instrument", code))
    return rows.assign(
        titled=(rows.article_id + ": " + rows.short_title).mask(whole, rows.short_title),
        anchor=anchors.mask(rows.instrument.duplicated(), ""),
        was=rows.standing.map(standings(data)),
        treaty=[links.address("treaty", code) for code in rows.instrument],
    )


def instruments_table(data: Data) -> Table:
    """Every instrument used: links by strength, number of targets, status of Belarus; its name
    leads to its articles, its status to the treaties.
    """
    rows = facts.links(data)
    count = facts.by_strength(data, rows, "instrument")
    count = count.assign(
        total=count.sum(axis=1), targets=rows.groupby("instrument").target.nunique()
    )
    found = rights_facts.instruments(data).merge(count, on="instrument")
    found = found.sort_values(["total", "instrument"], ascending=[False, True])
    found = found.assign(
        titled=found.instrument + ": " + found["name"],
        link=[links.address("instrument", code) for code in found.instrument],
        treaty=[links.address("treaty", code) for code in found.instrument],
        was=found.standing.map(standings(data)),
    )
    return Table(
        found,
        "by-instrument",
        f"The {prose.count(len(found), 'instrument')} used and the number of links to each",
        fold=True,
        stack=True,
        columns=(
            Column("titled", "Instrument", link="link"),
            *_counts(data),
            Column("was", ON_THE_DAY, link="treaty", filter=True),
        ),
    )


def standing_table(data: Data) -> Table:
    """Links and targets by what the instrument was for Belarus on 10 December 2020."""
    rows = facts.links(data)
    count, of = facts.by_strength(data, rows, "standing"), rows.groupby("standing")
    found = count.assign(
        total=count.sum(axis=1),
        targets=of.target.nunique(),
        of=of.instrument.agg(_listed),
        was=count.index.map(standings(data, "of_belarus")),
    )
    return Table(
        found.sort_values("total", ascending=False).reset_index(),
        "by-standing",
        f"What the {prose.count(len(rows), 'link')} rest on, for {ON_THE_DAY}",
        stack=True,
        columns=(
            Column("was", "On the day of the speech"),
            *_counts(data),
            Column("of", "Instruments"),
        ),
    )


def _unlinked(data: Data) -> pd.DataFrame:
    rows = facts.decided(data)
    return rows[rows.strength == NONE]


def unlinked_table(data: Data) -> Table:
    """The targets without a link, with the reason; row anchors as ``target-10-5``."""
    rows = _unlinked(data)
    rows = rows.assign(
        titled=rows.target + " " + rows.label,
        anchor=[links.anchor("unlinked", target) for target in rows.target],
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
    rows = data.goal_right_gaps.merge(data.rights[["right", "label"]], on="right")
    rows = rows.sort_values(["goal", "right"])
    rows = rows.assign(
        titled=[f"Goal {goal}" for goal in rows.goal],
        link=[links.address("goal", goal) for goal in rows.goal],
        right_link=[links.address("right", right) for right in rows.right],
    )
    return Table(
        rows,
        "gaps",
        "Linked for the goal, but for none of its targets",
        fold=True,
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
    rules = data.target_codebook
    return Table(
        rules.assign(anchor=[links.anchor("rule", rule) for rule in rules.id]),
        "codebook",
        "The codebook, every rule in full",
        fold=True,
        anchor="anchor",
        stack=True,
        columns=(Column("title", "Subject"), Column("text", "Rule")),
    )
