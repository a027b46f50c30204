"""Tables of goals, rights and treaties."""

from __future__ import annotations

import pandas as pd

from briefing import links, prose
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts import rights as facts
from briefing.tables import Column, Table, Views

DAY = prose.day(SPEECH_DAY)
ON_THE_DAY = f"Belarus on {DAY}"

# The words for what stands in no column: ``facts.rights`` has the codes.
WITHOUT_STATUS = {
    facts.DECLARATION: "declaration, not a treaty",
    facts.UNKNOWN: "not looked into",
}
ON_ANOTHER_DAY = {
    facts.OUTSIDE: "not joined",
    facts.PENDING: "joined, not yet bound",
    facts.LEFT: "left",
}
COMPLAINTS = {
    facts.OPEN: "open",
    facts.SHUT: "not open",
    facts.NO_COMPLAINTS: "none provided for",
    facts.BY_DECLARATION: "only by a separate declaration, not looked into",
}


def standings(data: Data, key: str = "standing") -> dict[str, str]:
    """The words for each ``standing`` of ``facts.rights.instruments``; ``key`` names those that
    ``datapackage.json`` has of a status, by default its label.
    """
    return data.labels("treaty-status", "status_on_day", key) | WITHOUT_STATUS


def on_a_day(data: Data) -> dict[str, str]:
    """The words for each ``on_day`` of ``facts.rights.treaties_on``, in the order of a choice."""
    words = standings(data)
    first = {facts.BOUND: words[facts.BOUND], **ON_ANOTHER_DAY}
    return first | {code: said for code, said in words.items() if code != facts.NOT_JOINED}


def belarus(data: Data) -> dict[str, str]:
    """By instrument, what it was to Belarus on the day of the speech: ``bound since 1976 (ratified
    1973)``, ``bound (ratified 1973)`` where the day is unsure, or its standing.
    """
    words = standings(data)
    rows = facts.instruments(data)
    return {row.instrument: _since(row, words[row.standing]) for row in rows.itertuples()}


def _since(row, said: str) -> str:
    if row.standing != facts.BOUND:
        return said
    since = f"{said} since {row.bound_from.year}" if row.exact else said
    left = f", left {row.left.year}" if pd.notna(row.left) else ""
    return f"{since} ({row.verb} {row.joined.year}{left})"


def complaints(row) -> str:
    """Whether complaints under an instrument were open, and by which protocol: ``not open, through
    CRC-OP-IC``.
    """
    way = f", through {row.complaints_through}" if _through_another(row) else ""
    return COMPLAINTS[row.complaints_on_day] + way


def _through_another(row) -> bool:
    return row.complaints_through not in ("", row.instrument)


def titled(cited: str, title: str) -> str:
    """``ICCPR 7: Freedom from torture``, or the provision alone where the article has no title."""
    return f"{cited}: {title}" if title else cited


GOAL_COLUMNS = (
    Column("named", "Right (family)", link="right_link"),
    Column("article", "Instrument and article", link="treaty_link"),
    Column("said", "Basis", filter=True),
    Column("why", "Name in the copy, or why we link them"),
    Column("belarus", ON_THE_DAY),
    Column("sources", "Sources", sources=True),
)


def goal_views(data: Data) -> Views:
    """One table per goal (``goal-1`` ...): right, instrument, article, basis and reason, status of
    Belarus, sources; its targets in the note.
    """
    rows = _goal_rows(data)
    tables = tuple(
        Table(
            rows[rows.goal == goal.goal],
            links.anchor("goal", goal.goal),
            f"Goal {goal.goal}: {goal.short_title}",
            GOAL_COLUMNS,
            note=_goal_note(goal, data.targets[data.targets.goal == goal.goal]),
        )
        for goal in data.goals.itertuples()
    )
    return Views(tables, "goals", "Choose a goal")


def _goal_rows(data: Data) -> pd.DataFrame:
    """The links of goals and rights: the copied first, the articles of one right together."""
    rows, bases = facts.links(data), data.labels("goal-rights", "basis")
    copies = data.goal_right_sources.groupby("goal_right").source.agg(list)
    names = data.categories("goal-rights", "label_basis").said
    rows = rows.assign(order=rows.basis.map(list(bases).index), first=range(len(rows)))
    rows["first"] = rows.groupby(["goal", "basis", "right"])["first"].transform("min")
    rows = rows.sort_values(["goal", "order", "first"], kind="stable")
    sure = rows.confidence == "high"
    rows = rows.assign(
        named=[f"{row.label} ({row.family})" for row in rows.itertuples()],
        right_link=[links.here("right", right) for right in rows.right],
        article=[titled(row.cited, row.short_title) for row in rows.itertuples()],
        treaty_link=[links.here("treaty", code) for code in rows.instrument],
        said=rows.basis.map(bases),
        belarus=rows.instrument.map(belarus(data)),
        doubt=rows.confidence.map(data.labels("goal-rights", "confidence")).mask(sure, ""),
        sources=[
            list(
                filter(None, [*copies.get(row.id, []), row.article_source or row.instrument_source])
            )
            for row in rows.itertuples()
        ],
    )
    return rows.assign(why=[_why(row, names) for row in rows.itertuples()])


def _why(row, names: pd.Series) -> str:
    """Our reason, or the name in the copy by how it stands there; then remark and doubt."""
    name = names.get(row.label_basis, "{}").format(row.source_label)
    doubt = f"Confidence: {row.doubt}." if row.doubt else ""
    said = row.rationale if row.basis == facts.READ else name
    return " ".join(filter(None, [said, row.note, doubt]))


def _goal_note(goal, targets: pd.DataFrame) -> str:
    listed = "; ".join(f"{target.target} {target.label}" for target in targets.itertuples())
    remark = f"On the rows of the OHCHR table: {goal.copy_note} " if goal.copy_note else ""
    count = prose.count(len(targets), "target")
    return f"{remark}The {count} of this goal, in our short labels: {listed}."


RIGHT_COLUMNS = (
    Column("titled", "Goal", link="link", sort="goal"),
    Column("said", "Basis", filter=True),
    Column("cited", "Instruments and articles"),
)


def right_views(data: Data) -> Views:
    """One table per right (``right-life`` ...): its goals, on what basis, and the articles, grouped
    by family.
    """
    rows, rights = _right_rows(data), facts.by_family(data)
    touched = facts.touched(data).groupby("right").paragraph.agg(list)
    tables = tuple(
        Table(
            rows[rows.right == right.right],
            links.anchor("right", right.right),
            right.label,
            RIGHT_COLUMNS,
            note=_right_note(right, touched.get(right.right, [])),
        )
        for right in rights.itertuples()
    )
    return Views(tables, "rights", "Choose a right", tuple(rights.family_name))


def _right_rows(data: Data) -> pd.DataFrame:
    """Per right, goal and basis the articles, those of treaties not joined marked."""
    rows, bases = facts.links(data), data.labels("goal-rights", "basis")
    outside = rows.standing == facts.NOT_JOINED
    rows["cited"] = rows.cited.mask(outside, rows.cited + f" ({standings(data)[facts.NOT_JOINED]})")
    rows["order"] = rows.basis.map(list(bases).index)
    keys = ["right", "goal", "goal_title", "order", "basis"]
    found = rows.groupby(keys).cited.agg(", ".join).reset_index().sort_values(["goal", "order"])
    return found.assign(
        said=found.basis.map(bases),
        link=[links.here("goal", goal) for goal in found.goal],
        titled=[f"Goal {row.goal}: {row.goal_title}" for row in found.itertuples()],
    )


def _right_note(right, paragraphs: list[int]) -> str:
    said = "The speech does not touch it by our reading."
    if paragraphs:
        word = "paragraph" if len(paragraphs) == 1 else "paragraphs"
        said = f"By our reading the speech touches it in {word} {prose.listing(paragraphs)}."
    filed = f"Filed under {right.family_name.lower()}."
    return " ".join(filter(None, [right.description, filed, right.note, said]))


def speech_table(data: Data) -> Table:
    """Which right, article and goal each paragraph of the speech touches, and why, by our reading;
    paragraphs link to their claims.
    """
    articles = data.articles[["id", "short_title"]].rename(columns={"id": "article_id"})
    rows = (
        data.speech_links.merge(data.rights[["right", "label"]], on="right")
        .merge(articles, on="article_id")
        .merge(facts.instruments(data)[["instrument", "standing"]], on="instrument")
    )
    rows = rows.assign(n=rows.paragraph.astype(int)).sort_values(["n", "id"], kind="stable")
    words = rows.standing.map(standings(data))
    standing = (" (" + words + ")").mask(rows.standing == facts.BOUND, "")
    article = [titled(row.article_id, row.short_title) for row in rows.itertuples()]
    goals = rows.goal.dropna()
    first = rows.paragraph.map(lambda paragraph: links.anchor("touched", paragraph))
    rows = rows.assign(
        named="Paragraph " + rows.paragraph,
        claims=[links.address("paragraph", paragraph) for paragraph in rows.paragraph],
        right_link=[links.here("right", right) for right in rows.right],
        article=article + standing,
        treaty_link=[links.here("treaty", code) for code in rows.instrument],
        goal_named=goals.map(lambda goal: f"Goal {goal}").reindex(rows.index, fill_value=""),
        goal_link=goals.map(lambda goal: links.here("goal", goal)).reindex(
            rows.index, fill_value=""
        ),
        anchor=first.mask(rows.paragraph.duplicated(), rows.id),
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


def treaty_label(row, words: dict[str, str]) -> str:
    """``ICCPR: 23 Mar 1976``: since when, and until when, an instrument bound Belarus; or what it
    was, in the ``words`` of ``standings``.
    """
    if row.standing != facts.BOUND:
        return f"{row.instrument}: {words[row.standing]}"
    start = f"{row.bound_from:%-d %b %Y}" + ("" if row.exact else " or later")
    until = f" to {row.left:%-d %b %Y}" if pd.notna(row.left) else ""
    return f"{row.instrument}: {start}{until}"


def since(row) -> str:
    """From which day a treaty bound Belarus, or that only the earliest is known."""
    return f"bound {'' if row.exact else 'at the earliest '}from {prose.day(row.bound_from)}"


def treaties_table(data: Data) -> Table:
    """All instruments: when Belarus signed and joined and from when it was bound, its status on 10
    December 2020, complaints, later changes, sources; row anchors ``treaty-iccpr``.
    """
    rows = facts.instruments(data)
    rows = rows.assign(
        o=rows.group.map(facts.groups(data).index),
        anchor=[links.anchor("treaty", code) for code in rows.instrument],
        named=[f"{row.instrument}: {row.name}" for row in rows.itertuples()],
        dates=[_dates(row) for row in rows.itertuples()],
        was=rows.standing.map(standings(data)),
        complaints_said=[complaints(row) for row in rows.itertuples()],
        remark=[_remark(row) for row in rows.itertuples()],
        sources=[facts.bound_sources(data, code) for code in rows.instrument],
    )
    return Table(
        rows.sort_values(["o", "adopted", "instrument"], kind="stable"),
        "treaties",
        f"All {prose.count(len(rows), 'instrument')} and the status of {ON_THE_DAY}",
        anchor="anchor",
        columns=(
            Column("named", "Instrument"),
            Column("was", f"On {DAY}", filter=True),
            Column("dates", "Dates", sort="bound_from"),
            Column("complaints_said", "Individual complaints on that day", filter=True),
            Column("group", "Group", filter=True),
            Column("remark", "Remarks"),
            Column("sources", "Sources", sources=True),
        ),
    )


def _remark(row) -> str:
    """By which protocol complaints are open, and the notes on the instrument and on Belarus."""
    way = f"Complaints: through {row.complaints_through}." if _through_another(row) else ""
    status = row.status_note if pd.notna(row.status_note) else ""
    return " ".join(filter(None, [way, row.note, status]))


def _dates(row) -> str:
    """Adoption and entry into force; when Belarus signed, joined, was bound and left, as far as
    found.
    """
    steps = {"Adopted": row.adopted, "in force": row.in_force, "signed": row.signed}
    found = [f"{word} {prose.partial_date(d)}" for word, d in steps.items() if d and pd.notna(d)]
    if row.standing == facts.BOUND:
        found += [f"{row.verb} {prose.day(row.joined)}", since(row)]
    if pd.notna(row.left):
        found.append(
            f"{row.later_change} notified {prose.day(row.later_notified)}, in effect"
            f" {prose.day(row.left)}"
        )
    return "; ".join(found)


def target_counts_table(data: Data) -> Table:
    """The wordings of the Institute's count that circulate, what each covers, and its source."""
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
