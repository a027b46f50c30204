"""Live controls over the same data and the same charts, for JupyterLab; the exported pages hold
none of it.

``explore.timeline(data)`` and its like show labelled controls and, below them, what they select.
Plain functions decide what a choice selects (``choose_...``) and what is shown of it
(``show_...``); both work without a browser. The last part puts controls on them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go
from IPython.display import Javascript, display

from briefing import money, prose
from briefing.charts import evidence as evidence_charts
from briefing.charts import funding as funding_charts
from briefing.charts import rights as rights_charts
from briefing.charts import targets as target_charts
from briefing.charts import timeline as timeline_charts
from briefing.dataset import Data
from briefing.money import Money

# ---- What a choice selects


def narrowed(data: Data, **tables: pd.DataFrame) -> Data:
    """``data`` with the tables named replaced, so that a chart function draws a selection; ``data``
    itself stays as it is.
    """
    view = copy.copy(data)
    view._tables = {**data._tables, **tables}
    return view


def containing(rows: pd.DataFrame, text: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """Rows in which one of ``columns`` (all by default) contains ``text``, upper or lower case; all
    rows for an empty text.
    """
    wanted = text.strip().casefold()
    cells = (
        rows[list(columns) if columns else list(rows.columns)]
        .astype("str")
        .apply(lambda column: column.str.casefold().str.contains(wanted, regex=False))
    )
    return rows[cells.any(axis=1)] if wanted else rows


def choose_events(
    data: Data,
    lanes: Iterable[str],
    start: date | None = None,
    end: date | None = None,
    text: str = "",
    confidence: str = "",
) -> pd.DataFrame:
    """Events of ``lanes`` that lie between two days, contain ``text`` and are of that confidence;
    ``None`` and ``""`` set no bound.
    """
    rows = data.events
    last = rows.end_date.fillna(rows.date)
    fits = rows.lane.isin(list(lanes)) & (rows.confidence == confidence if confidence else True)
    fits &= rows.date >= pd.Timestamp(start or rows.date.min())
    fits &= last <= pd.Timestamp(end or last.max())
    return containing(rows[fits], text, ("title", "summary", "actors", "place", "note"))


def contested_topics(data: Data) -> pd.DataFrame:
    """Subjects on which at least two figures stand side by side: columns of ``data.topics`` and
    ``versions``, how many there are.
    """
    rows = data.topics.assign(versions=data.topics.topic.map(data.figures.topic.value_counts()))
    return rows[rows.versions > 1].sort_values(["kind", "title"], kind="stable")


def choose_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", basis: str = ""
) -> pd.DataFrame:
    """Links of goals and rights (``charts.rights.links``) with that goal, right, instrument and
    basis; 0 and ``""`` choose all.
    """
    rows = rights_charts.links(data)
    for column, wanted in (
        ("goal", goal),
        ("right", right),
        ("instrument", instrument),
        ("basis", basis),
    ):
        rows = rows[rows[column] == wanted] if wanted else rows
    return rows


BOUND_ON, NOT_YET, NOT_JOINED, LEFT = "bound", "joined, not yet bound", "not joined", "left"


def choose_target_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", strength: str = ""
) -> pd.DataFrame:
    """Links of targets and articles (``charts.targets.links``) with that goal, right, instrument
    and strength; 0 and ``""`` choose all.
    """
    rows = target_charts.links(data)
    for column, wanted in (
        ("goal", goal),
        ("right", right),
        ("instrument", instrument),
        ("strength", strength),
    ):
        rows = rows[rows[column] == wanted] if wanted else rows
    return rows


def treaties_on(data: Data, day: date) -> pd.DataFrame:
    """Every instrument with what it was to Belarus on ``day``: columns of
    ``charts.rights.instruments`` and ``on_day``.

    Counted from the day from which the treaty bound Belarus (``briefing.treaties.bound_from``).
    What is no treaty, or was not looked into, keeps the words of ``standing``.
    """
    day, rows = pd.Timestamp(day), rights_charts.instruments(data)

    def words(row) -> str:
        if row.standing not in (rights_charts.BOUND, rights_charts.NOT_JOINED):
            return row.standing
        if pd.isna(row.joined) or row.joined > day:
            return NOT_JOINED
        if pd.notna(row.left) and row.left <= day:
            return LEFT
        return NOT_YET if row.bound_from > day else BOUND_ON

    return rows.assign(on_day=[words(row) for row in rows.itertuples()])


def agencies_of(rows: pd.DataFrame) -> pd.Series:
    """The agencies of each row of contributions as a list; ``[""]`` where none is concerned."""
    return rows.agency.str.split(";").map(lambda names: [name.strip() for name in names])


def choose_contributions(
    data: Data,
    kinds: Iterable[str],
    donors: Iterable[str],
    agencies: Iterable[str],
    once: bool = True,
) -> pd.DataFrame:
    """Contributions of these kinds, donor groups and agencies.

    ``once`` applies the overlap rule and keeps the rows of the default view, in which all money is
    counted once; without it every row with an amount of money stays, whether or not it holds the
    money of another.
    """
    rows, wanted = data.contributions, set(agencies)
    fits = (
        rows.kind.isin(list(kinds))
        & rows.donor_group.isin(list(donors))
        & agencies_of(rows).map(lambda names: bool(wanted & set(names)))
    )
    return rows[
        fits
        & (rows.in_default_view if once else rows.amount.notna() & rows.unit.map(money.is_currency))
    ]


def in_currency(rows: pd.DataFrame, currency: str, rate: str, rates: pd.DataFrame) -> pd.DataFrame:
    """``rows`` of contributions with ``amount`` and ``unit`` in ``currency``, the amount missing
    where no rate is known.

    ``rate`` is a kind of ``rates`` (``data.exchange_rates``). Adds ``stated`` (the amount in its
    source's currency) and ``how``: the rate used, or why there is none.
    """
    amounts, how = [], []
    for row in rows.itertuples():
        period = money.dated_to(row)[: 4 if rate == "annual-average" else 7]
        try:
            done = money.convert(money.of(row), currency, period, rate, rates)
            amounts.append(done.value)
            how.append("; ".join(map(str, done.rates)) or "as stated")
        except (money.NoRate, money.CannotAdd) as error:
            amounts.append(None)
            how.append(str(error))
    stated = [funding_charts.in_own_unit(row) for row in rows.itertuples()]
    return rows.assign(
        amount=pd.array(amounts, dtype="Float64"), unit=currency, stated=stated, how=how
    )


def overlapping(rows: pd.DataFrame) -> pd.DataFrame:
    """Pairs of ``rows`` of contributions that hold the same money: ``one``, ``other`` (ids) and
    ``why``, the note of the data.
    """
    pairs = [
        (a.id, b.id, a.overlap_note or b.overlap_note)
        for a, b in combinations(rows.itertuples(), 2)
        if money.overlap(a.overlap_group, b.overlap_group)
    ]
    return pd.DataFrame(pairs, columns=["one", "other", "why"])


def choose_claims(
    data: Data, verdicts: Iterable[str], paragraph: str = "", kind: str = ""
) -> pd.DataFrame:
    """Statements of the speech with one of ``verdicts``, in ``paragraph``, whose evidence rests on
    a source of ``kind``; ``""`` chooses all.
    """
    rows = data.claims.sort_values("position")
    rows = rows[
        rows.verdict.isin(list(verdicts)) & (rows.paragraph == paragraph if paragraph else True)
    ]
    if kind:
        of_kind = set(data.sources[data.sources.kind == kind].id)
        rows = rows[rows.id.isin(resting(data)[lambda pieces: pieces.sources.isin(of_kind)].claim)]
    return rows


def resting(data: Data) -> pd.DataFrame:
    """Every piece of evidence once for each source behind it: id, claim, bears, shows, ``sources``
    (one id).
    """
    return evidence_charts.evidence(data, most=len(data.sources)).explode("sources")


def claims_on(data: Data, source: str) -> pd.DataFrame:
    """Statements whose evidence rests on a source: Statement, In our words, Verdict, Evidence,
    Shows.
    """
    rows = resting(data)[lambda pieces: pieces.sources == source].merge(
        data.claims, left_on="claim", right_on="id", suffixes=("_piece", "")
    )
    rows = rows.sort_values("position")
    return rows[["id", "claim", "verdict", "bears", "shows"]].set_axis(
        ["Statement", "In our words", "Verdict", "Evidence", "Shows"], axis=1
    )


def rows_on(data: Data, source: str) -> pd.DataFrame:
    """Rows of the tables that cite a source: Page, Table, Row (its anchor on the page) and What,
    where the row has a title.
    """
    topics = data.topics.set_index("topic").title
    titles = {
        **dict(zip(data.events.id, data.events.title, strict=True)),
        **dict(zip("row-" + data.contributions.id, data.contributions.title, strict=True)),
        **{f"figure-{f.id}": f"{topics[f.topic]}: {f.who}" for f in data.figures.itertuples()},
        **dict(zip(data.statements.id, data.statements.wording_note, strict=True)),
        **{f"goal-{g.goal}": g.short_title for g in data.goals.itertuples()},
        **{
            f"treaty-{i.instrument.lower()}": i.name
            for i in data.instruments.itertuples(index=False)
        },
    }
    uses = evidence_charts.uses(data)
    uses = uses[uses.source == source]
    anchors = uses.href.str.partition("#")[2] if len(uses) else pd.Series(dtype="str")
    return pd.DataFrame(
        {
            "Page": uses.page,
            "Table": uses.table,
            "Row": anchors,
            "What": anchors.map(titles).fillna(""),
        }
    ).drop_duplicates()


# ---- What is shown of it: parts in order, a string being Markdown

Part = str | go.Figure | pd.DataFrame
Parts = Iterator[Part]


# JupyterLab first draws the chart of a widget at another width; a legend tied to the plot area
# would stay where it was then.
LEGEND_ON_TOP = dict(yref="container", y=1, yanchor="top")


def _nothing(what: str, hint: str) -> str:
    return f"**No {what} fits this choice.** {hint}"


def _chart(figure: go.Figure, title: str, note: str = "") -> Parts:
    """A chart of the pages under a title of its own, since that of the whole record would not be
    true of a selection.
    """
    yield f"**{prose.plain(title)}**"
    if room := figure.layout.meta.get("headroom", 0):  # what the chart keeps free for its own title
        figure.update_layout(
            height=figure.layout.height - room, margin_t=figure.layout.margin.t - room
        )
    yield figure.update_layout(title_text="")
    if note:
        yield prose.plain(note)


def show_table(data: Data, table: str, text: str = "") -> Parts:
    """A table of the data: what it holds, its columns with units, and its rows that contain
    ``text``.
    """
    resource, every = data.resource(table), data.table(table)
    rows = containing(every, text)
    yield f"`data.{table}` in `data/{resource['path']}`: {prose.plain(resource['description'])}"
    yield data.fields(table)[["name", "type", "unit", "description"]]
    yield (
        f"**{prose.count(len(rows), 'row')}** of {prose.number(len(every))}"
        if len(rows)
        else _nothing("row", "Try a shorter word.")
    )
    if len(rows):
        yield rows


def show_events(
    data: Data,
    lanes: Iterable[str],
    start: date | None = None,
    end: date | None = None,
    text: str = "",
    confidence: str = "",
) -> Parts:
    """The events chosen in lanes, and as a table."""
    rows = choose_events(data, lanes, start, end, text, confidence)
    if rows.empty:
        yield _nothing(
            "event",
            (
                "Choose a lane."
                if not lanes
                else (
                    "The first day lies after the last."
                    if start and end and start > end
                    else "Widen the dates, or try a shorter word."
                )
            ),
        )
        return
    first, last = (
        pd.Timestamp(start or rows.date.min()),
        pd.Timestamp(end or rows.end_date.fillna(rows.date).max()),
    )
    margin = pd.Timedelta(days=3)
    figure = timeline_charts.lanes(data, rows, start=first - margin, end=last + margin)
    if (last - first).days < 240:
        figure.update_xaxes(dtick=None, tickformat="%-d %b\n%Y", nticks=8)
    yield from _chart(
        figure,
        f"{prose.count(len(rows), 'event')} from {prose.span(first, last)}",
        "A bar marks an event that its source dates to a span, a month or a quarter.",
    )
    yield timeline_charts.events_table(data, rows).frame[
        ["when", "title", "summary", "lane", "in_speech", "note"]
    ]


def show_versions(data: Data, topic: str) -> Parts:
    """Every version of a contested figure with who says so, and what keeps the versions apart."""
    rows, about = (
        timeline_charts.figures_of(data, [topic]),
        data.topics.set_index("topic").loc[topic],
    )
    title = f"{about.title}: {prose.count(len(rows), 'version')}"
    if rows.value.notna().any():
        yield from _chart(
            timeline_charts.contested(data, [topic], id="versions", title=title), title
        )
    else:
        yield f"**{prose.plain(title)}**"
    if about.note:
        yield f"What keeps them apart: {prose.plain(about.note)}"
    yield timeline_charts.figures_frame(rows).assign(Note=rows.note.array, Source=rows.source.array)


def show_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", basis: str = ""
) -> Parts:
    """The links of goals and rights chosen as a matrix, and as a table with the reason for each."""
    rows = choose_links(data, goal, right, instrument, basis)
    if rows.empty:
        yield _nothing("link", "Set one of the four to all.")
        return
    view = narrowed(
        data,
        goal_rights=data.goal_rights[lambda r: r.id.isin(rows.id)],
        rights=data.rights[lambda r: r.right.isin(rows.right)],
    )
    by = [
        f"{words}: {number}"
        for key, words in rights_charts.BASIS.items()
        if (number := (rows.basis == key).sum())
    ]
    title = (
        f"{prose.count(len(rows), 'link')} of {prose.count(rows.goal.nunique(), 'goal')} with"
        f" {prose.count(rows.right.nunique(), 'right')} ({'; '.join(by)})"
    )
    yield from _chart(
        rights_charts.matrix(view).update_layout(legend=LEGEND_ON_TOP),
        title,
        rights_charts.COUNT_NOTE,
    )
    why = rows.rationale.where(rows.basis == "our-reading", rows.source_label)
    yield rows.assign(basis=rows.basis.map(rights_charts.BASIS), why=why)[
        ["goal", "label", "article_id", "short_title", "basis", "why", "confidence", "belarus"]
    ].rename(
        columns={
            "label": "right",
            "article_id": "article",
            "short_title": "title",
            "belarus": "Belarus on 10 December 2020",
        }
    )


def show_target_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", strength: str = ""
) -> Parts:
    """The links of targets and articles chosen as a matrix, and as a table with the reason for
    each.
    """
    rows = choose_target_links(data, goal, right, instrument, strength)
    if rows.empty:
        yield _nothing("link", "Set one of the four to all.")
        return
    view = narrowed(
        data,
        target_rights=data.target_rights[lambda r: r.id.isin(rows.id)],
        rights=data.rights[lambda r: r.right.isin(rows.right)],
    )
    title = f"{prose.count(len(rows), 'link')} of {prose.count(rows.target.nunique(), 'target')}"
    yield from _chart(
        target_charts.matrix(view).update_layout(legend=LEGEND_ON_TOP), title, target_charts.NOTE
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


def show_treaties(data: Data, day: date | None, status: str = "") -> Parts:
    """What each instrument was to Belarus on ``day``, on the timeline of treaties and as a table."""
    if day is None:
        yield _nothing("day", "Choose one.")
        return
    rows = treaties_on(data, day)
    core = rows[rows.core_un.astype(bool)]
    figure = (
        rights_charts.treaty_timeline(data)
        .add_vline(x=pd.Timestamp(day), line=dict(width=2, dash="dash"))
        .update_layout(legend=LEGEND_ON_TOP)
    )
    note = (
        "Counted after the waiting time that a treaty sets for a State that joins, and not before"
        " the treaty itself was in force; where one of these was not found, from the earliest"
        " possible day."
    )
    if pd.Timestamp(day) > rights_charts.SPEECH:
        note += (
            f" After {prose.day(rights_charts.SPEECH)} the tables follow only what Belarus left,"
            " not what it may have joined."
        )
    yield from _chart(
        figure,
        f"On {prose.day(day)} (dashed line) {(core.on_day == BOUND_ON).sum()} of {len(core)} core"
        " UN human rights instruments bound Belarus",
        note,
    )
    shown = rows[rows.on_day == status] if status else rows
    if shown.empty:
        yield _nothing("instrument", "Choose another day or status.")
        return
    dates = shown[["joined", "bound_from", "left"]].apply(
        lambda column: column.map(prose.day, na_action="ignore").astype("object").fillna("")
    )
    yield shown.assign(
        **dates, in_force=shown.in_force.map(lambda text: text and prose.partial_date(text))
    )[
        [
            "instrument",
            "name",
            "group",
            "on_day",
            "joined",
            "in_force",
            "bound_from",
            "exact",
            "left",
        ]
    ].rename(
        columns={
            "on_day": "status",
            "joined": "Belarus joined",
            "in_force": "treaty in force",
            "bound_from": "Belarus bound from",
            "exact": "that day is exact",
            "left": "Belarus left",
        }
    )


def show_contributions(
    data: Data,
    kinds: Iterable[str],
    donors: Iterable[str],
    agencies: Iterable[str],
    once: bool = True,
    currency: str = "USD",
    rate: str = "annual-average",
) -> Parts:
    """The sum of the rows chosen or why there is none, beside the stated total where the overlap
    rule holds, and the rows.
    """
    rows = choose_contributions(data, kinds, donors, agencies, once)
    if rows.empty:
        missing = [
            label
            for label, chosen in (("a kind", kinds), ("a donor", donors), ("an agency", agencies))
            if not chosen
        ]
        yield _nothing(
            "row",
            (
                f"Choose {prose.listing(missing)}."
                if missing
                else (
                    "Choose more, or switch the overlap rule off to see rows outside the default"
                    " view."
                )
            ),
        )
        return
    converted = in_currency(rows, currency, rate, data.exchange_rates)
    try:
        found = funding_charts.whole(money.total(converted))
        yield f"**{found}** in {prose.count(len(rows), 'row')}; no money in it is counted twice."
    except money.CannotAdd as refused:
        yield (
            f"**`money.total` refuses to add these {prose.count(len(rows), 'row')}.** They"
            f" {prose.plain(refused)}."
        )
        if converted.amount.isna().any():
            yield (
                "Where no rate is known, none of another day or kind is put in its place. Choose"
                " another rate, or the currency in which the rows are stated."
            )
        if not once:
            counted = choose_contributions(data, kinds, donors, agencies)
            counted = in_currency(counted, currency, rate, data.exchange_rates)
            yield from _broken(converted, counted, currency)
    if once:
        yield from _beside_stated(data, rows)
    columns = {
        "id": "id",
        "title": "title",
        "kind": "kind",
        "donor_group": "donor",
        "agency": "agency",
        "stated": "as stated",
        "amount": currency,
        "how": "rate, or why none",
        "overlap_group": "overlap group",
    }
    yield converted.assign(
        kind=converted.kind.map(funding_charts.KINDS),
        amount=converted.amount.round().astype("Int64"),
    )[list(columns)].rename(columns=columns)


def _beside_stated(data: Data, rows: pd.DataFrame) -> Parts:
    """The stated total beside the sum of rows, in their own currency; or why they have no sum."""
    try:
        found = money.total(rows)
        figure = funding_charts.stated_and_recorded(narrowed(data, contributions=rows))
    except money.CannotAdd as refused:
        yield f"**No chart of these rows.** They {prose.plain(refused)}."
        return
    stated = prose.money(money.of(money.stated(data)))
    yield from _chart(
        figure,
        f"{stated} stated, {funding_charts.whole(found)} found in the rows chosen",
        f"The chart stays in {prose.currency(found.currency)}, in which all these rows are stated. "
        "Neither bar explains the other.",
    )


def _broken(rows: pd.DataFrame, counted: pd.DataFrame, currency: str) -> Parts:
    """How far a sum without the overlap rule leads astray, and which rows hold the same money.

    Sums are compared only where every row has an amount in ``currency``; else the others are named.
    """
    naive, rule = (Money(float(part.amount.sum()), currency) for part in (rows, counted))
    without, pairs = rows[rows.amount.isna()], overlapping(rows)
    sums, left_out = funding_charts.whole(naive), ""
    if len(pairs):
        why = f"{prose.count(len(pairs), 'pair')} of rows hold the same money"
    else:
        why = "the rows are not of one kind, or not all have an amount in this currency"
    if len(without):
        are = "is" if len(without) == 1 else "are"
        left_out = (
            f" {prose.count(len(without), 'row')} without a rate {are} left out: "
            f"{prose.plain(', '.join(without.id))}."
        )
    elif rule.value:
        sums += (
            f", {prose.number(naive / rule, 2)} times the {funding_charts.whole(rule)}"
            " that the rule counts"
        )
    yield (
        f"**The default view breaks.** Added all the same, the amounts come to {sums}. "
        f"That is no sum of money: {why}.{left_out}"
    )
    if len(pairs):
        yield pairs.rename(
            columns={"one": "one row", "other": "and the other", "why": "why not to add them"}
        )


def show_claims(data: Data, verdicts: Iterable[str], paragraph: str = "", kind: str = "") -> Parts:
    """The statements chosen, at a glance and as a table with the reason for each verdict."""
    rows = choose_claims(data, verdicts, paragraph, kind)
    if rows.empty:
        yield _nothing(
            "statement",
            (
                "Choose a verdict."
                if not verdicts
                else "Choose more verdicts, or set paragraph or kind of source to all."
            ),
        )
        return
    view = narrowed(
        data, claims=rows, paragraphs=data.paragraphs[lambda p: p.paragraph.isin(rows.paragraph)]
    )
    yield from _chart(
        evidence_charts.verdicts(view),
        f"{prose.count(len(rows), 'statement')} of {len(data.claims)}",
    )
    yield (
        evidence_charts.claims_table(view)
        .frame[["id", "name", "claim", "verdict", "reason"]]
        .rename(columns={"name": "where"})
    )


def show_source(data: Data, source: str | None) -> Parts:
    """A source, the rows that cite it and the statements of the speech whose evidence rests on it."""
    if source is None:
        yield _nothing("source", "Try a shorter word.")
        return
    row, cited, stated = (
        data.sources.set_index("id").loc[source],
        rows_on(data, source),
        claims_on(data, source),
    )
    yield (
        f"**{prose.plain(row.title or row.url)}** ({prose.plain(row.publisher)}),"
        f" [{prose.plain(row.url)}](<{row.url}>), id `{source}`. On it rest"
        f" {prose.count(len(cited), 'row')} of the tables and"
        f" {prose.count(stated['Statement'].nunique(), 'statement')} of the speech."
    )
    yield from (frame for frame in (cited, stated) if len(frame))


# ---- Controls

ALL = "all"
WRAP = widgets.Layout(
    display="flex",
    flex_flow="row wrap",
    grid_gap="8px 20px",
    align_items="flex-start",
    margin="0 0 8px 0",
)


# JupyterLab takes arrow keys and letters for commands to the notebook; this leaves those pressed on
# a control to the control.
KEYS = (
    "document.addEventListener('focusin', ({target}) => target.closest('.briefing-controls') &&"
    " target.setAttribute('data-lm-suppress-shortcuts', ''))"
)
# Text is easier to read from the left, which JupyterLab has otherwise; a long table scrolls in
# place, also by keyboard.
ROWS = """<style>.briefing-rows td, .briefing-rows th {{ text-align: left !important; vertical-align: top }}</style>
<div class="briefing-rows" role="region" aria-label="Rows" tabindex="0" style="max-height: 26em; overflow: auto">{}</div>"""


def _output(part: Part) -> dict:
    """A part as a Jupyter output; a very long table keeps its first and last rows."""
    if isinstance(part, str):
        bundle = {"text/markdown": part, "text/plain": part}
    elif isinstance(part, pd.DataFrame):
        with pd.option_context(
            "display.max_colwidth",
            240,
            "display.max_rows",
            300,
            "display.min_rows",
            300,
            "display.max_columns",
            None,
        ):
            part = part.reset_index(drop=True)
            bundle = {"text/html": ROWS.format(part._repr_html_()), "text/plain": repr(part)}
    else:
        bundle = part._repr_mimebundle_()
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


def _panel(
    show: Callable[..., Parts],
    data: Data,
    extra: Iterable[widgets.Widget] = (),
    **controls: widgets.Widget,
) -> widgets.VBox:
    """The controls (``extra`` first) in a row that wraps, and below it what ``show`` gives for
    their values.
    """
    shown = widgets.Output()

    def update(change=None) -> None:
        # Set rather than captured with the widget as context: nbclient, which runs notebooks
        # without a browser, hangs on captured output.
        shown.outputs = tuple(
            map(_output, show(data, **{name: control.value for name, control in controls.items()}))
        )

    for control in controls.values():
        control.observe(update, "value")
    update()
    display(Javascript(KEYS))
    row = widgets.Box([*extra, *controls.values()], layout=WRAP)
    return widgets.VBox([row.add_class("briefing-controls"), shown])


def _fit(control: widgets.Widget, width: str = "26em") -> widgets.Widget:
    """A control with its label in full beside it, never wider than the screen."""
    control.style.description_width = "initial"
    control.layout.width, control.layout.max_width = width, "96%"
    return control


def _pairs(options: Iterable) -> list[tuple]:
    """Options as pairs of what is shown and what is meant."""
    return [option if isinstance(option, tuple) else (option, option) for option in options]


def _one(label: str, options: Iterable, value=None, width: str = "26em") -> widgets.Dropdown:
    """A choice of one, at first ``value`` or the first; ``options`` are (text, value) pairs or
    plain values.
    """
    options = _pairs(options)
    return _fit(
        widgets.Dropdown(
            description=label, options=options, value=options[0][1] if value is None else value
        ),
        width,
    )


def _several(
    label: str, options: Iterable, value: Iterable | None = None, width: str = "26em"
) -> widgets.SelectMultiple:
    """A choice of several, all by default; Ctrl or Shift with click or arrow keys adds to it."""
    options = _pairs(options)
    chosen = [option[1] for option in options] if value is None else list(value)
    tip = "Hold Ctrl or Shift, with a click or the arrow keys, to choose several"
    return _fit(
        widgets.SelectMultiple(
            description=label, options=options, value=chosen, rows=min(6, len(options)), tooltip=tip
        ),
        width,
    )


def _text(label: str) -> widgets.Text:
    return _fit(
        widgets.Text(description=label, placeholder="a word, then Enter", continuous_update=False)
    )


def _day(label: str, value: date) -> widgets.DatePicker:
    return _fit(widgets.DatePicker(description=label, value=value), "16em")


def tables(data: Data) -> widgets.VBox:
    """Look into any table of the data: what it holds, its columns with units, its rows."""
    titles = sorted(
        (resource["title"], name)
        for resource, name in zip(data.package["resources"], data.names, strict=True)
    )
    return _panel(
        show_table,
        data,
        table=_one("Table", titles, "events", width="36em"),
        text=_text("Rows that contain"),
    )


def timeline(data: Data) -> widgets.VBox:
    """Events by lane, dates, words and confidence."""
    return _panel(
        show_events,
        data,
        lanes=_several(
            "Lanes", [(name, lane) for lane, (name, _) in timeline_charts.LANES.items()]
        ),
        start=_day("First day", date(2020, 1, 1)),
        end=_day("Last day", date(2020, 12, 31)),
        text=_text("Search text"),
        confidence=_one(
            "Confidence", [(ALL, ""), *sorted(set(data.events.confidence))], width="16em"
        ),
    )


def figures(data: Data) -> widgets.VBox:
    """A contested figure and every version of it."""
    topics = [
        (f"{topic.title} ({topic.versions})", topic.topic)
        for topic in contested_topics(data).itertuples()
    ]
    return _panel(show_versions, data, topic=_one("Contested figure", topics, width="52em"))


def rights(data: Data) -> widgets.VBox:
    """Links of goals and rights by goal, right, instrument and basis."""
    used = data.instruments[lambda i: i.instrument.isin(data.goal_rights.instrument)]
    return _panel(
        show_links,
        data,
        goal=_one(
            "Goal",
            [
                (ALL, 0),
                *(
                    (f"{goal.goal} {goal.short_title}", goal.goal)
                    for goal in data.goals.itertuples()
                ),
            ],
        ),
        right=_one(
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
        instrument=_one(
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
        basis=_one(
            "Basis", [(ALL, ""), *((words, key) for key, words in rights_charts.BASIS.items())]
        ),
    )


def targets(data: Data) -> widgets.VBox:
    """Links of targets and articles by goal, right, instrument and strength."""
    used = data.instruments[lambda i: i.instrument.isin(data.target_rights.instrument)]
    return _panel(
        show_target_links,
        data,
        goal=_one(
            "Goal",
            [
                (ALL, 0),
                *(
                    (f"{goal.goal} {goal.short_title}", goal.goal)
                    for goal in data.goals.itertuples()
                ),
            ],
        ),
        right=_one(
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
        instrument=_one(
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
        strength=_one("Strength", [(ALL, ""), "direct", "supporting"]),
    )


def treaties(data: Data) -> widgets.VBox:
    """What bound Belarus on a chosen day."""
    statuses = [
        BOUND_ON,
        NOT_JOINED,
        NOT_YET,
        LEFT,
        rights_charts.DECLARATION,
        rights_charts.UNKNOWN,
    ]
    return _panel(
        show_treaties,
        data,
        day=_day("Day", rights_charts.SPEECH.date()),
        status=_one("Status", [(ALL, ""), *statuses]),
    )


def funding(data: Data) -> widgets.VBox:
    """Recorded money by kind, donor and agency, in a currency of choice, with the overlap rule on
    or off.
    """
    rows, view, rates = data.contributions, money.default_view(data), data.exchange_rates
    donors, agencies = (
        sorted(set(rows.donor_group)),
        sorted({name for names in agencies_of(rows) for name in names}),
    )
    return _panel(
        show_contributions,
        data,
        kinds=_several(
            "Kind",
            [(name, kind) for kind, name in funding_charts.KINDS.items()],
            dict.fromkeys(view.kind),
        ),
        donors=_several(
            "Donor", [(donor or "not one donor", donor) for donor in donors], width="30em"
        ),
        agencies=_several(
            "Agency",
            [(agency or "no UN agency", agency) for agency in agencies],
            dict.fromkeys(view.agency),
            width="18em",
        ),
        once=_fit(
            widgets.Checkbox(
                description="Overlap rule: count all money once", value=True, indent=False
            )
        ),
        currency=_one("Currency", ["USD", *sorted(set(rates.currency))], width="14em"),
        rate=_one("Rate", sorted(set(rates.kind)), width="18em"),
    )


def claims(data: Data) -> widgets.VBox:
    """The statements of the speech by verdict, paragraph and the kind of source that their evidence
    rests on.
    """
    paragraphs = [
        (evidence_charts.paragraph_name(paragraph), paragraph)
        for paragraph in data.paragraphs.sort_values("position").paragraph
    ]
    kinds = [
        (evidence_charts.KINDS.get(kind, kind), kind)
        for kind in data.sources.kind.value_counts().index
    ]
    return _panel(
        show_claims,
        data,
        verdicts=_several("Verdict", evidence_charts.VERDICTS),
        paragraph=_one("Paragraph", [(ALL, ""), *paragraphs]),
        kind=_one("Kind of source", [(ALL, ""), *kinds]),
    )


def source(data: Data) -> widgets.VBox:
    """For any source, all that rests on it: rows of every page, and statements of the speech."""
    every = data.sources.sort_values(["publisher", "published", "id"])
    find, pick = _text("Find a source"), _fit(widgets.Select(description="Source", rows=6), "60em")

    def fill(change=None) -> None:
        rows = containing(every, find.value, ("id", "title", "publisher", "url"))
        pick.options = [
            (f"{row.publisher}: {row.title or row.url} ({row.published or 'no date'})", row.id)
            for row in rows.itertuples()
        ]
        pick.value = rows.id.iloc[0] if len(rows) else None

    fill()
    find.observe(fill, "value")
    return _panel(show_source, data, [find], source=pick)
