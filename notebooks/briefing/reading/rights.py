"""Tables of goals, rights and treaties."""

from __future__ import annotations

import re

import pandas as pd

from briefing import prose
from briefing.dataset import Data
from briefing.facts.rights import (
    BASIS,
    BOUND,
    FAMILIES,
    GROUPS,
    JOINED,
    NOT_JOINED,
    bound_sources,
    instruments,
    links,
    provision,
    titled,
)
from briefing.tables import Column, Table, Views


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
        cited=[titled(provision(r), r.short_title) for r in rows.itertuples()],
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
        provision(r) + (f" ({NOT_JOINED})" if r.standing == NOT_JOINED else "")
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
            titled(r.article_id, r.short_title)
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


def treaty_label(row) -> str:
    if row.standing == NOT_JOINED:
        return f"{row.instrument}: {NOT_JOINED}"
    since = f"{row.bound_from:%-d %b %Y}" + ("" if row.exact else " or later")
    until = f" to {row.left:%-d %b %Y}" if pd.notna(row.left) else ""
    return f"{row.instrument}: {since}{until}"


def since(row) -> str:
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
        found += [f"{JOINED[row.mode]} {prose.day(row.joined)}", since(row)]
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
