"""Tables of goals, rights and treaties."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from briefing import links, prose
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts import rights as facts
from briefing.tables import Column, KeyNumber, Table

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
    facts.NOT_BOUND: "not open: Belarus was not a party",
    facts.OPEN: "open",
    facts.SHUT: "not open",
    facts.NO_COMPLAINTS: "none: it has no human rights complaints body",
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
    1973)``, ``bound (ratified 1973)`` where the day is unsure or disputed, or its standing.
    """
    words = standings(data)
    rows = facts.instruments(data)
    return {row.instrument: _since(row, words[row.standing]) for row in rows.itertuples()}


def _since(row, said: str) -> str:
    if row.standing != facts.BOUND:
        return said
    sure = row.exact and not row.disputed
    since = f"{said} since {row.bound_from.year}" if sure else said
    left = f", left {row.left.year}" if pd.notna(row.left) else ""
    return f"{since} ({row.verb} {row.joined.year}{left})"


def bound_said(row, words: dict[str, str], short: bool = False) -> str:
    """``23 Mar 1976``, ``1956 or later``, ``1992 to 2023``: since when, and until when, an
    instrument bound Belarus; or what it was, in the ``words`` of ``standings``; with an asterisk
    where sources disagree. ``short`` gives years alone where there are two days.
    """
    return _when(row, words, short) + ("*" if row.disputed else "")


def _when(row, words: dict[str, str], short: bool) -> str:
    if row.standing != facts.BOUND:
        return words[row.standing]
    form = "%Y" if short and pd.notna(row.left) else "%-d %b %Y"
    start = f"{row.bound_from:{form}}" if row.exact else f"{row.bound_from.year} or later"
    return f"{start} to {row.left:{form}}" if pd.notna(row.left) else start


def key_number(data: Data, code: str) -> KeyNumber:
    """Whether and since when an instrument bound Belarus on the day of the speech, to be set
    large.
    """
    [row] = facts.instruments(data).query("instrument == @code").itertuples()
    bound, said = row.standing == facts.BOUND, standings(data)[row.standing]
    doubt = "; sources disagree" if row.disputed else ""
    if bound:
        value = prose.day(row.bound_from) + ("" if row.exact else " or later")
    else:
        value = f"{said[:1].upper()}{said[1:]}"
    return KeyNumber(
        value=value,
        unit="",
        what=(
            f"the day from which the {row.label} bound Belarus"
            if bound
            else f"the status of Belarus under the {row.label} on the day of the speech"
        ),
        who=("UN treaty list; the day is worked out by us" if bound else "UN treaty list") + doubt,
        when="",
        sources=tuple(facts.bound_sources(data, code)),
        link=links.notebook(*links.place("treaty", code)),
    )


def treaty_links(data: Data, codes: Iterable[str]) -> str:
    """The instruments in a sentence, each with the way to its row, in Markdown."""
    labels = data.instruments.set_index("instrument").label
    return prose.listing(
        [
            f"[{prose.plain(labels[code])}]({links.notebook(*links.place('treaty', code))})"
            for code in codes
        ]
    )


def families_said(data: Data, table: str, field: str, key: str = "label") -> dict[str, str]:
    """``31 in copies, 70 in our reading`` for each family of rights: its links of ``table`` by the
    values of the coded ``field``, in the words of the description under ``key``.
    """
    words = data.labels(table, field, key)
    return {
        family: ", ".join(f"{prose.number(row[value])} {said}" for value, said in words.items())
        for family, row in facts.links_by_family(data, table, field).iterrows()
    }


def goals_said(data: Data) -> str:
    """The goals by number and name, for the note of a chart that shows the numbers alone."""
    named = [f"{goal.goal} {goal.short_title}" for goal in data.goals.itertuples()]
    return f"The goals: {'; '.join(named)}."


def complaints(row) -> str:
    """Whether complaints under an instrument were open, and by which protocol: ``open, through
    ICCPR-OP1``, or why not: ``not open: needs CRC-OP-IC, to which Belarus was not a party``.
    """
    said, protocol = COMPLAINTS[row.complaints_on_day], row.complaints_through
    if row.complaints_on_day == facts.SHUT:
        return f"{said}: needs {protocol}, to which Belarus was not a party"
    if row.complaints_on_day == facts.OPEN and _through_another(row):
        return f"{said}, through {protocol}"
    return said


def _through_another(row) -> bool:
    return bool(row.complaints) and row.complaints_through not in ("", row.instrument)


def titled(cited: str, title: str) -> str:
    """``ICCPR 7: Freedom from torture``, or the provision alone where the article has no title."""
    return f"{cited}: {title}" if title else cited


def links_table(data: Data) -> Table:
    """Every link of a goal, a right and an article: basis and reason, standing of the instrument on
    the day of the speech, sources; the first row of a goal has its anchor, ``goal-16``.
    """
    rows = _link_rows(data)
    return Table(
        rows,
        "goal-links",
        f"All {prose.count(len(rows), 'link')} of goals, rights and articles",
        anchor="anchor",
        stack=True,
        columns=(
            Column("goal_named", "Goal", sort="goal", filter=True),
            Column("label", "Right", link="right_link", filter=True),
            Column("family", "Family", filter=True),
            Column("instrument", "Instrument", link="treaty_link", filter=True),
            Column("article_said", "Article and reason", more=("why",)),
            Column("said", "Basis", filter=True),
            Column("was", f"On {DAY}", filter=True),
            Column("sources", "Sources", sources=True),
        ),
    )


def _link_rows(data: Data) -> pd.DataFrame:
    """The links of goals and rights: the copied first, the articles of one right together."""
    rows, bases = facts.links(data), data.labels("goal-rights", "basis")
    copies = data.goal_right_sources.groupby("goal_right").source.agg(list)
    names = data.categories("goal-rights", "label_basis").said
    rows = rows.assign(order=rows.basis.map(list(bases).index), first=range(len(rows)))
    rows["first"] = rows.groupby(["goal", "basis", "right"])["first"].transform("min")
    rows = rows.sort_values(["goal", "order", "first"], kind="stable")
    sure = rows.confidence == "high"
    anchors = rows.goal.map(lambda goal: links.anchor("goal", goal))
    rows = rows.assign(
        anchor=anchors.mask(rows.goal.duplicated(), ""),
        goal_named=[f"{row.goal} {row.goal_title}" for row in rows.itertuples()],
        right_link=[links.address("right", right) for right in rows.right],
        family=rows.family.map(data.labels("rights", "family")),
        treaty_link=[links.address("treaty", code) for code in rows.instrument],
        article_said=[titled(row.cited, row.short_title) for row in rows.itertuples()],
        said=rows.basis.map(bases),
        was=rows.standing.map(standings(data)),
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


def goals_table(data: Data) -> Table:
    """The goals: number of links by basis, targets in our short labels, and what is to be known of
    the copy; a goal's name leads to its links.
    """
    listed = (data.targets.target + " " + data.targets.label).groupby(data.targets.goal)
    counts = data.goal_rights.groupby(["goal", "basis"]).size().unstack(fill_value=0)
    bases = data.labels("goal-rights", "basis")
    rows = data.goals.merge(counts.reindex(columns=list(bases), fill_value=0), on="goal")
    rows = rows.assign(
        titled=[f"Goal {goal.goal}: {goal.short_title}" for goal in rows.itertuples()],
        link=[links.here("goal", goal) for goal in rows.goal],
        targets=rows.goal.map(listed.agg("; ".join)),
    )
    return Table(
        rows,
        "goals",
        f"The {prose.count(len(rows), 'goal')} and their targets",
        stack=True,
        columns=(
            Column("titled", "Goal", link="link", sort="goal"),
            *(
                Column(basis, f"Links: {label[:1].lower()}{label[1:]}")
                for basis, label in bases.items()
            ),
            Column("targets", "Targets, in short labels of ours"),
            Column("ohchr_family", "Family that OHCHR names"),
            Column("copy_note", "On the copies of the OHCHR table"),
        ),
    )


def rights_table(data: Data) -> Table:
    """The rights by family: what each asks for, its goals by basis, and the paragraphs of the
    speech that touch it by our reading; row anchors ``right-life``.
    """
    bases, pairs = data.categories("goal-rights", "basis"), facts.pairs(data)
    touched = data.speech_links.groupby("right").paragraph.agg(_numbers)
    rows = facts.by_family(data)
    for basis in bases.index:
        goals = pairs[pairs[basis] != ""].groupby("right").goal.agg(_numbers)
        rows[basis] = [goals.get(right, "") for right in rows.right]
    rows = rows.assign(
        family_name=rows.family_name.astype("str"),
        anchor=[links.anchor("right", right) for right in rows.right],
        about=[" ".join(filter(None, of)) for of in zip(rows.description, rows.note, strict=True)],
        paragraphs=[touched.get(right, "") for right in rows.right],
    )
    return Table(
        rows,
        "rights",
        f"The {prose.count(len(rows), 'right')} by family",
        anchor="anchor",
        stack=True,
        columns=(
            Column("label", "Right"),
            Column("family_name", "Family", filter=True),
            Column("about", "What it asks for, and why it stands in this family"),
            *(Column(basis, heading) for basis, heading in bases.heading.items()),
            Column("paragraphs", "Paragraphs of the speech, by our reading"),
        ),
    )


def _numbers(values: pd.Series) -> str:
    """Each number once, in order: ``2, 7, 10``."""
    return ", ".join(map(str, sorted({int(value) for value in values})))


def touched_table(data: Data) -> Table:
    """Each paragraph of the speech: what it is about, and the rights and articles that it touches
    by our reading; its name leads to its claims, row anchors ``paragraph-7``. The note spells out
    the instruments.
    """
    rows = facts.touched(data)
    used = data.instruments[data.instruments.instrument.isin(data.speech_links.instrument)]
    names = [f"{row.instrument}: {row.name}" for row in used.itertuples()]
    rows = rows.assign(
        anchor=[links.anchor("touched", paragraph) for paragraph in rows.paragraph],
        link=[links.address("paragraph", paragraph) for paragraph in rows.paragraph],
        named="Paragraph " + rows.paragraph,
        said=rows.rights.replace("", "none"),
    )
    return Table(
        rows,
        "touched",
        "What each paragraph is about, and the rights it touches by our reading",
        anchor="anchor",
        note=f"{'; '.join(names)}.",
        stack=True,
        columns=(
            Column("named", "Paragraph", link="link"),
            Column("summary", "What it is about"),
            Column("said", "Rights it touches"),
            Column("articles", "Articles behind them"),
        ),
    )


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
    rows = rows.assign(
        named="Paragraph " + rows.paragraph,
        claims=[links.address("paragraph", paragraph) for paragraph in rows.paragraph],
        right_link=[links.here("right", right) for right in rows.right],
        article=article + standing,
        treaty_link=[links.address("treaty", code) for code in rows.instrument],
        goal_named=goals.map(lambda goal: f"Goal {goal}").reindex(rows.index, fill_value=""),
        goal_link=goals.map(lambda goal: links.here("goal", goal)).reindex(
            rows.index, fill_value=""
        ),
    )
    return Table(
        rows,
        "speech-links",
        "Why each paragraph touches a right, by our reading",
        anchor="id",
        note="A paragraph's name leads to its claims and verdicts.",
        stack=True,
        columns=(
            Column("named", "Paragraph", link="claims", sort="n", filter=True),
            Column("label", "Right", link="right_link", filter=True),
            Column("article", "Article", link="treaty_link"),
            Column("goal_named", "Goal", link="goal_link", sort="goal", filter=True),
            Column("rationale", "Why we link them"),
        ),
    )


def since(row) -> str:
    """From which day a treaty bound Belarus, or that only the earliest is known; and whether
    sources disagree.
    """
    said = f"bound {'' if row.exact else 'at the earliest '}from {prose.day(row.bound_from)}"
    return f"{said} (sources disagree)" if row.disputed else said


def treaties_table(data: Data) -> Table:
    """All instruments: whether and since when each bound Belarus on the day of the speech, the
    steps to it, complaints, later changes, sources; row anchors ``treaty-iccpr``.
    """
    rows = facts.instruments(data)
    rows = rows.assign(
        o=rows.group.map(facts.groups(data).index),
        anchor=[links.anchor("treaty", code) for code in rows.instrument],
        named=[f"{row.instrument}: {row.name}" for row in rows.itertuples()],
        was=rows.standing.map(standings(data)),
        since=[since(row) if row.standing == facts.BOUND else "" for row in rows.itertuples()],
        dates=["; ".join(treaty_steps(row)) for row in rows.itertuples()],
        complaints_said=[complaints(row) for row in rows.itertuples()],
        remark=[_remark(row) for row in rows.itertuples()],
        sources=[facts.bound_sources(data, code) for code in rows.instrument],
    )
    return Table(
        rows.sort_values(["o", "adopted", "instrument"], kind="stable"),
        "treaties",
        f"All {prose.count(len(rows), 'instrument')} and the status of {ON_THE_DAY}",
        anchor="anchor",
        stack=True,
        columns=(
            Column("named", "Instrument"),
            Column("was", f"On {DAY}", more=("since", "dates", "remark"), filter=True),
            Column("complaints_said", "Individual complaints on that day", filter=True),
            Column("group", "Group", filter=True),
            Column("sources", "Sources", sources=True),
        ),
    )


def _remark(row) -> str:
    """By which protocol complaints are open, and the notes on the instrument and on Belarus."""
    way = f"Complaints: through {row.complaints_through}." if _through_another(row) else ""
    status = row.status_note if pd.notna(row.status_note) else ""
    return " ".join(filter(None, [way, row.note, status]))


def treaty_steps(row) -> list[str]:
    """Adoption and entry into force of a treaty; when Belarus signed, joined and left, as far as
    found.
    """
    steps = {"adopted": row.adopted, "in force": row.in_force, "signed": row.signed}
    found = [f"{word} {prose.partial_date(d)}" for word, d in steps.items() if d and pd.notna(d)]
    if row.standing == facts.BOUND:
        found.append(f"{row.verb} {prose.day(row.joined)}")
    if pd.notna(row.left):
        found.append(
            f"{row.later_change} notified {prose.day(row.later_notified)}, in effect"
            f" {prose.day(row.left)}"
        )
    return found


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
        stack=True,
        columns=(
            Column("share", "How many targets"),
            Column("covers", "Linked to what"),
            Column("who", "Who says so"),
            Column("when", "When", sort="stated"),
            Column("sources", "Source", sources=True),
        ),
    )
