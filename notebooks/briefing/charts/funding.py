"""Charts of the money: stated and recorded, panels, measures, flows, small firms, scale."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from briefing import money, prose
from briefing.charts.stack import EDGE_TO_EDGE, LINE, Cells, Stack
from briefing.dataset import Data
from briefing.facts import funding as facts
from briefing.money import DOLLARS, Money
from briefing.reading.funding import (
    about,
    axis,
    capital,
    dates,
    day_of,
    in_dollars_too,
    in_own_unit,
    nearly,
    period,
    short_day_of,
    together,
    when,
    whole,
)
from briefing.theme import (
    BLUE,
    COLOURS,
    GREEN,
    GRID,
    GROUND,
    INK,
    MUTED,
    ORANGE,
    PALE,
    PURPLE,
    VERMILLION,
    Marks,
    escape,
    fill,
    finish,
    wrap,
)

TEXT, LONG = 44, 118  # characters of a line that fit the narrowest and the widest chart

# Colour and pattern of the agencies on record, so that each looks the same in every chart. WHO is
# hatched, because its lines run to 2021; an agency that a later row brings is grey and crossed.
AGENCIES = {
    "WHO": (BLUE, "/"),
    "UNICEF": (GREEN, ""),
    "UNDP": (PURPLE, ""),
    "UNHCR": (VERMILLION, ""),
}
OTHER_AGENCY = (MUTED, "x")


def _of_agency(name: str) -> dict:
    return fill(*AGENCIES.get(name, OTHER_AGENCY))


def _bold(text: str) -> str:
    return f"<b>{text}</b>"


# ---- The stated total over time

STEP = dict(yanchor="bottom", yshift=10, xanchor="center", align="center", xshift=0)
# The label of the last step stands below its line, clear of the one before.
LAST_STEP = dict(yanchor="top", yshift=-10, xanchor="right", align="right", xshift=12)


def _step(row, day: pd.Timestamp, last: bool) -> dict:
    """Day, amount and verb of a statement, beside its step."""
    millions = float(row.amount) / 1e6
    verb = wrap(row.verb, 12)
    text = f"{short_day_of(row.date)}<br><b>{millions:g} million</b><br>“{verb}”"
    font = dict(size=12)
    where = LAST_STEP if last else STEP
    return dict(x=day, y=millions, text=text, showarrow=False, font=font, **where)


def statements(data: Data) -> go.Figure:
    """The stated total over time: a step at each statement in US dollars, with day, amount and
    verb.
    """
    every = data.statements
    every = every[every.amount.notna()].sort_values("date")
    rows, others = every[every.currency == DOLLARS], every[every.currency != DOLLARS]
    days, amounts = pd.to_datetime(rows.date, format="ISO8601"), rows.amount.astype(float) / 1e6
    figure = go.Figure()
    figure.add_scatter(
        x=days,
        y=amounts,
        mode="lines+markers",
        line=dict(color=BLUE, width=3, shape="hv"),
        marker=dict(size=11, color=BLUE),
        showlegend=False,
        hovertext=[
            f"<b>{day_of(r.date)}</b><br>{escape(r.speaker)}<br>{wrap(r.wording_note)}"
            for r in rows.itertuples()
        ],
        hoverinfo="text",
    )
    steps = enumerate(zip(rows.itertuples(), days, strict=True), 1)
    labels = [_step(row, day, n == len(rows)) for n, (row, day) in steps]
    figure.update_layout(annotations=labels, margin=dict(t=16, b=32))
    months = [days.min() - pd.Timedelta(days=45), days.max() + pd.Timedelta(days=20)]
    figure.update_xaxes(range=months, dtick="M1", tickformat="%b", fixedrange=True)
    unit = f"Million {prose.currency(DOLLARS)}, as stated"
    figure.update_yaxes(range=[0, amounts.max() * 1.45], title_text=unit, nticks=5, fixedrange=True)
    return _say_statements(data, figure, every, rows, others)


def _say_statements(
    data: Data, figure: go.Figure, every: pd.DataFrame, rows: pd.DataFrame, others: pd.DataFrame
) -> go.Figure:
    first, last = rows.iloc[0], rows.iloc[-1]
    again = rows[rows.amount == last.amount].iloc[0]
    note = (
        "The step marks the day of a statement, not of a payment. Whether the amounts follow one"
        " definition is not known."
    )
    if beside := [f"{in_own_unit(data, r)}, {day_of(r.date)}" for r in others.itertuples()]:
        note += f" Not drawn, since not in US dollars: {prose.listing(beside)}."
    told = [
        f"{day_of(r.date)}, {r.speaker}: {in_own_unit(data, r)}, “{r.verb}”."
        for r in every.itertuples()
    ]
    return finish(
        figure,
        id="statements",
        height=380,
        narrow=dict(height=380),
        title=(
            f"{prose.count(len(rows), 'statement')}, {rows.amount.nunique()} amounts:"
            f" {first.amount / 1e6:g} million “{first.verb}”, then {last.amount / 1e6:g} million"
            f" “{again.verb}”"
        ),
        alt="A line with a step at each statement of the total. " + " ".join(told),
        note=note,
        sources=list(every.source),
        data="statements-table",
    )


# ---- Stated beside recorded

COLUMNS = LEFT, RIGHT = "<b>Stated<br>by the UN</b>", "<b>Found<br>in records</b>"
THIN, SLIM = 0.01, 0.1  # shares of a bar in which no text fits, and one line


def _bar(figure: go.Figure, x: str, amount: Money, marker: dict, hover: str, **where) -> None:
    figure.add_bar(
        x=[x],
        y=[amount.value / 1e6],
        width=0.96,
        marker=marker,
        showlegend=False,
        hovertext=[hover],
        hoverinfo="text",
        **where,
    )


def _inside(x: str, y: float, text: str, size: int, **more) -> dict:
    font = dict(size=size)
    return dict(x=x, y=y / 1e6, text=text, showarrow=False, font=font, borderpad=1, **more)


def _stated_bar(figure: go.Figure, data: Data) -> dict:
    """Draw the stated total in one piece; the text in it."""
    said = facts.stated(data)
    stated = money.of(said)
    look = dict(color=GRID, line=dict(color=INK, width=1.5))
    _bar(figure, LEFT, stated, look, f"{whole(stated)}, {day_of(said.date)}")
    first, again = short_day_of(facts.first_stated(data)), short_day_of(said.date)
    text = (
        f"<b>{stated.value / 1e6:g} million</b><br>stated by the UN;<br>no breakdown<br>found<br>"
        f"<br>first stated<br>{first},<br>again<br>{again}"
    )
    return _inside(LEFT, stated.value / 2, text, 12)


def _recorded_bars(figure: go.Figure, data: Data) -> list[dict]:
    """Draw what each agency's record holds, on top of each other; the texts in the parts."""
    view, base, texts = facts.default_view(data), 0.0, []
    recorded = money.total(view)
    for agency, amount in facts.sums(data, "agency").items():
        rows, share = view[view.agency == agency], amount / recorded
        look = {**_of_agency(agency), "line": dict(color="white", width=1)}
        hover = f"<b>{escape(agency)}</b><br>{whole(amount)}<br>{dates(rows)}"
        _bar(figure, RIGHT, amount, look, hover, base=base / 1e6)
        text = f"<b>{escape(agency)}</b> {prose.number(amount.value)}"
        if share > SLIM:
            text += f"<br>{period(rows)}, as of<br>{short_day_of(rows.as_of.max())}"
        else:
            text += f", {period(rows)}"
        middle = base + amount.value / 2
        if share < THIN:  # above the bar, where it is the last
            middle = base + amount.value + 0.024 * recorded.value
        texts.append(_inside(RIGHT, middle, text, 11, bgcolor="rgba(255,255,255,0.93)"))
        base += amount.value
    return texts


def _table_of_both(data: Data) -> pd.DataFrame:
    said, view, amounts = facts.stated(data), facts.default_view(data), facts.sums(data, "agency")
    stated, recorded = money.of(said), money.total(view)
    days = f"stated on {day_of(facts.first_stated(data))} and {day_of(said.date)}"
    rows = [
        ("Stated by the UN", stated.value, f"{days}; no breakdown found"),
        *[
            (f"{agency}, own records", amount.value, dates(view[view.agency == agency]))
            for agency, amount in amounts.items()
        ],
        (f"{prose.count(len(amounts), 'agency', 'agencies')} together", recorded.value, "mixed"),
    ]
    unit = capital(axis(recorded, stated))
    return pd.DataFrame(rows, columns=["What", unit, "Period and day of the record"])


def stated_and_recorded(data: Data) -> go.Figure:
    """The stated total as one unsplit bar beside a separate bar of what the agencies' records
    hold.
    """
    said, view, amounts = facts.stated(data), facts.default_view(data), facts.sums(data, "agency")
    stated, recorded = money.of(said), money.total(view)
    figure, unit = go.Figure(), axis(recorded, stated)
    texts = [_stated_bar(figure, data), *_recorded_bars(figure, data)]
    figure.update_layout(annotations=texts, barmode="overlay", margin=dict(t=8, b=32))
    top = max(recorded, stated).value / 1e6 * 1.07
    figure.update_yaxes(title_text=f"Million {unit}", range=[0, top], nticks=9, fixedrange=True)
    figure.update_xaxes(showgrid=False, fixedrange=True, tickfont=dict(size=13))
    first = amounts.index[0]
    until = view[view.agency == first].period_end.max()[:4] or "no day given"
    told = [
        f"{agency} {prose.number(amount.value)} ({dates(view[view.agency == agency])})"
        for agency, amount in amounts.items()
    ]
    hatched = ". The WHO part is hatched because it runs beyond the speech."
    return finish(
        figure,
        id="stated-and-recorded",
        height=560,
        narrow=dict(height=560, yaxis=dict(title=dict(text=""))),
        title=(
            f"Records of {len(amounts)} agencies hold {recorded.value / 1e6:.2f} million {unit},"
            f" but {prose.percent(amounts.iloc[0] / recorded)} of it is a {first} line that runs to"
            f" {until}"
        ),
        alt=(
            f"Two separate bars. One, unsplit: {prose.money(stated)}, stated by the UN; no"
            f" breakdown found. The other, found in public records, together {whole(recorded)}:"
            f" {'; '.join(told)}{hatched if 'WHO' in amounts.index else '.'}"
        ),
        note=(
            "The two bars were not built on one definition and cover different periods. Neither"
            " explains the other. UNHCR's part is spending, the only figure it gives; it comes from"
            " a fact sheet, the others from IATI records archived in June 2021."
        ),
        sources=[said.source, *view.source],
        data=_table_of_both(data),
    )


# ---- Funding, spending and goods

Row = tuple[str, str, str, str, str]  # panel, what, amount, period or rate, note


def panels(data: Data, as_of: str = facts.SPENT_BY) -> go.Figure:
    """Funding, spending to ``as_of`` and goods as three separate panels on one scale, never
    stacked.
    """
    view, spending = facts.default_view(data), facts.spent(data, as_of)
    goods = facts.in_dollars(data, data.contributions.query("panel == 'goods'"))
    goods = goods.sort_values("usd", ascending=False, kind="stable")
    recorded, booked = money.total(view), facts.booked(spending)
    stack, rows, tops = Stack(), [], []
    for title, draw in (
        ("1. Funding on record", partial(_funding, stack, data, view)),
        (f"2. Booked as spent by {prose.day(as_of)}", partial(_spending, stack, spending)),
        ("3. Goods with a stated value", partial(_goods, stack, data, goods)),
    ):
        tops.append(stack.y + 10)
        stack.write(_bold(title), 13, 22)
        rows += draw()
    _backgrounds(stack, tops)
    unit = axis(recorded, booked, Money(0, DOLLARS))
    height = stack.close(title_text=f"Million {unit}, one scale for all panels")
    told = [
        f"{panel}: {what}, {amount}{f' ({years})' if years else ''}."
        for panel, what, amount, years, _ in rows
    ]
    return finish(
        stack.figure,
        id="funding-spending-goods",
        height=height,
        title=(
            f"Funding {whole(recorded)}, spending {whole(booked)} by {prose.day(as_of)}: views that"
            " overlap and must not be added"
        ),
        alt="Three panels of bars that must not be added. " + " ".join(told),
        note=(
            "As far as sources say, goods were bought with money that already stands in the first"
            " panel or beside it; the three panels show largely one stream from three sides and"
            " must not be added."
        ),
        sources=[*view.source, *spending.source, *goods.source, *filter(None, goods.rate_source)],
        data=pd.DataFrame(rows, columns=["Panel", "What", "Amount", "Period or rate", "Note"]),
    )


def _backgrounds(stack: Stack, tops: list[int]) -> None:
    """Set each panel apart by a light ground."""
    look = dict(type="rect", fillcolor=GROUND, line=dict(width=0), layer="below")
    for top, bottom in zip(tops, [*tops[1:], stack.y + 8], strict=True):
        stack.marks.draw(xref="paper", x0=-0.01, x1=1.01, y0=top, y1=bottom - 8, **look)


def _funding(stack: Stack, data: Data, view: pd.DataFrame) -> list[Row]:
    """Draw the sums of the agencies; rows for the table behind the chart."""
    rows = []
    for agency, amount in facts.sums(data, "agency").items():
        years = dates(view[view.agency == agency])
        stack.write(wrap(f"{agency}: {whole(amount)} ({years})", TEXT))
        stack.bar(amount.value / 1e6, _of_agency(agency))
        rows.append(("Funding", agency, whole(amount), years, ""))
    return rows


def _spending(stack: Stack, spending: pd.DataFrame) -> list[Row]:
    """Draw what the agencies had booked as spent; rows for the table."""
    rows = []
    for row in spending.itertuples():
        amount, until = whole(money.of(row)), f"to {prose.day(row.as_of)}"
        stack.write(wrap(f"{row.agency}: {amount} ({until})", TEXT))
        stack.bar(float(row.amount) / 1e6, _of_agency(row.agency))
        rows.append(("Spending", row.agency, amount, until, row.note))
    return rows


def _goods(stack: Stack, data: Data, goods: pd.DataFrame) -> list[Row]:
    """Draw goods by their value in US dollars, list those without below; rows for the table."""
    valued, rows = goods.unit.map(money.is_currency) & goods.amount.notna(), []
    for row in goods[valued].itertuples():
        value, reading = in_dollars_too(data, row), " (in part we infer)" if row.inference else ""
        stack.write(wrap(f"{row.title}: {value}{reading}", TEXT))
        if not row.no_rate:
            stack.bar(float(row.usd) / 1e6, fill(ORANGE), wrap(row.overlap_note))
        rows.append(("Goods", row.title, value, row.rate, row.overlap_note))
    stack.write("<b>Goods without a stated value</b>", 12, 12)
    unpriced = goods[~valued]
    said_once = unpriced.title_has_amount.fillna(False)
    for row, once in zip(unpriced.itertuples(), said_once, strict=True):
        amount = in_own_unit(data, row)
        stack.write(wrap(row.title if once else f"{row.title} ({amount})", TEXT), above=4)
        rows.append(("Goods", row.title, amount, "", row.overlap_note))
    return rows


# ---- Four measures

# Where a text says what a dotted line means, above the plot.
ABOVE_PLOT = dict(y=1, yref="paper", yanchor="bottom", showarrow=False, font=dict(size=12))


def measures(data: Data) -> go.Figure:
    """Four measures of recorded money beside the stated total, each with its weakness."""
    rows, stated = facts.measures(data), money.of(facts.stated(data))
    total, unit = stated.value / 1e6, axis(stated, *map(money.of, rows.itertuples()))
    looks, stack = data.categories("measures", "measure"), Stack()
    for row in rows.itertuples():
        share = f"{prose.percent(row.share, 1)} of {total:g} million"
        look = fill(BLUE, looks.pattern[row.measure])
        stack.write(_bold(wrap(f"{row.measure}. {row.title}", TEXT - 8)), 13, 16)
        stack.write(escape(f"{whole(money.of(row))}, {share}"), above=2)
        stack.mark(total)
        stack.bar(row.amount / 1e6, look, wrap(row.definition))
        stack.write(wrap(f"Weakness: {row.weakness}", TEXT), 12, 2, MUTED)
    stack.marks.write(
        x=total, xanchor="right", text=f"dotted: {total:g} million stated", **ABOVE_PLOT
    )
    end = max(rows.amount.max(), stated.value) / 1e6 * 1.04
    height = stack.close(title_text=f"Million {unit}", range=[0, end])
    stack.figure.update_layout(margin=dict(t=28))
    told = [
        f"{r.measure}, {r.title}: {whole(money.of(r))}, {prose.percent(r.share, 1)}. Weakness:"
        f" {r.weakness}"
        for r in rows.itertuples()
    ]
    return finish(
        stack.figure,
        id="measures",
        height=height + 20,
        title=(
            f"From {prose.percent(rows.share.min())} to {prose.percent(rows.share.max())} of the"
            " stated amount, depending on what is counted: no measure settles it"
        ),
        alt=f"Four bars beside a line at {prose.money(stated)}. " + " ".join(told),
        note=(
            "All four are worked out here and stand in no source. Hatched: holds money that WHO"
            " books for 2020 and 2021 together. Several sums of published amounts come near the"
            " stated total, so it must not be solved by arithmetic."
        ),
        sources=[*facts.default_view(data).source, *data.spent_to_date.source],
        data=_table_of_measures(rows, unit),
    )


def _table_of_measures(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The table behind the chart."""
    return pd.DataFrame(
        {
            "Measure": rows.measure + ". " + rows.title,
            capital(unit): rows.amount.round(),
            "Per cent of the stated total": [prose.percent(s, 1) for s in rows.share],
            "How it is computed": rows.definition,
            "Weakness": rows.weakness,
        }
    )


# ---- Who gave, through whom, for what


def flow(data: Data) -> go.Figure:
    """The recorded money as a matrix: donors above, agencies as columns, sectors below, in their
    own currency.
    """
    view, amounts = facts.default_view(data), facts.sums(data, "agency")
    recorded, missing = money.total(view), facts.missing_entities(data)
    sectors = data.labels("contributions", "sector")
    years = [period(view[view.agency == agency], "–", 2) for agency in amounts.index]
    heads = [f"{_bold(escape(a))}<br>{y}" for a, y in zip(amounts.index, years, strict=True)]
    heads.append(f"{_bold('All')}<br>{len(amounts)}")
    cells = Cells(len(heads))
    cells.heads("From", heads)
    rows = _block(cells, data, "donor_group", capital)
    cells.rule(above=2, below=6)
    in_all = enumerate(prose.number(amount.value) for amount in (*amounts, recorded))
    cells.row("<b>On record, all donors and sectors</b>", {n: (text, 0) for n, text in in_all})
    cells.rule(below=12)
    cells.heads("For", heads)
    rows += _block(cells, data, "sector", sectors.get)
    cells.y += 8
    unknown = f"<b>No public figure found:</b> <br>{escape(prose.listing(missing))}."
    cells.write(f"{unknown}<br>That means unknown, not zero.", height=56, align="left")
    height = cells.close()
    return _say_flow(data, cells.figure, height, pd.DataFrame(rows))


def _block(cells: Cells, data: Data, by: str, named) -> list[dict]:
    """Draw a row of cells for each donor or sector, shaded by the logarithm of the amount; rows for
    the table behind the chart.
    """
    agencies = list(facts.sums(data, "agency").index)
    recorded, parts = money.total(facts.default_view(data)), facts.sums(data, by, "agency")
    full = math.log10(max(recorded.value, 500) / 500) or 1
    rows = []
    for key, of_all in facts.sums(data, by).items():
        row, shown = {"Donor or sector": named(key)}, {}
        for column, agency in enumerate(agencies):
            amount = parts.get((key, agency))
            row[agency] = "" if amount is None else prose.number(amount.value)
            if amount is not None:
                step = math.log10(max(amount.value, 500) / 500)
                shown[column] = row[agency], 0.08 + 0.4 * step / full
        row["All"] = prose.number(of_all.value)
        cells.row(escape(named(key)), {**shown, len(agencies): (row["All"], 0)})
        rows.append(row)
    return rows


def _say_flow(data: Data, figure: go.Figure, height: int, frame: pd.DataFrame) -> go.Figure:
    view, labels = facts.default_view(data), data.labels("contributions", "sector")
    recorded, unit = money.total(view), axis(money.total(view))
    donors, sectors = facts.sums(data, "donor_group"), facts.sums(data, "sector")
    flows = facts.sums(data, "donor_group", "agency")
    to_agency = "; ".join(f"{d} to {a} {prose.number(v.value)}" for (d, a), v in flows.items())
    by_sector = "; ".join(f"{labels[s]} {prose.number(v.value)}" for s, v in sectors.items())
    return finish(
        figure,
        id="flow",
        height=height,
        title=(
            f"{donors.index[0]} money is {prose.percent(donors.iloc[0] / recorded, 1)} of the"
            f" recorded {recorded.value / 1e6:.2f} million, and health is"
            f" {prose.percent(sectors.iloc[0] / recorded)}"
        ),
        alt=(
            f"A matrix of donors, agencies and sectors in {unit}. From donor to agency:"
            f" {to_agency}. By sector: {by_sector}. No public figure found:"
            f" {prose.listing(facts.missing_entities(data))}."
        ),
        note=(
            f"{capital(unit)}; darker cells hold more. One sector per line of the record, which we"
            " judged from title and description. We infer that the money booked under UNICEF's own"
            " office in Belarus was raised from private donors there."
        ),
        sources=list(view.source),
        data=frame,
    )


# ---- Small firms


def small_firms(data: Data) -> go.Figure:
    """Money for small and medium-sized enterprises in layers that must not be mixed or added."""
    layers = data.categories("contributions", "sme_layer").query("colour != ''")  # what is drawn
    rows = data.contributions
    rows = facts.in_dollars(data, rows[rows.sme_layer.isin(layers.index)])
    order = {layer: n for n, layer in enumerate(layers.index)}
    rows = rows.sort_values("sme_layer", key=lambda column: column.map(order), kind="stable")
    rows["place"] = [
        f"{'inside' if inside else 'outside'} the recorded sum" for inside in rows.in_default_view
    ]
    stack = Stack()
    for layer in layers.itertuples():
        stack.write(_bold(wrap(layer.label, TEXT - 6)), 13, 18)
        for row in rows[rows.sme_layer == layer.Index].itertuples():
            _grant(stack, data, row, fill(COLOURS[layer.colour], layer.pattern))
    height = stack.close(title_text=f"Thousand {prose.currency(DOLLARS)}")
    number = capital(prose.in_words(len(layers)))
    told = [
        f"{layers.label[r.sme_layer]}. {r.title}: {in_dollars_too(data, r)} ({when(r)}), {r.place}."
        for r in rows.itertuples()
    ]
    return finish(
        stack.figure,
        id="small-firms",
        height=height,
        title=_tagged(data) + _larger_grants(data),
        alt=f"{number} layers of money, not to be mixed. {' '.join(told)}",
        note=(
            "The layers rest on different grounds and must not be added. COVID-19 is the"
            " publisher's tag; that a line is near to business is our reading of its title. Nothing"
            " found says whether the UN counted any of them in the stated total."
        ),
        sources=[*rows.source, *filter(None, rows.rate_source)],
        data=_table_of_layers(data, rows),
    )


def _grant(stack: Stack, data: Data, row, look: dict) -> None:
    """Donor, amount and period of a row, its bar, and whether the recorded sum holds it."""
    text = f"{row.donor}: {in_dollars_too(data, row)} ({when(row)})"
    stack.write(wrap(text, TEXT), above=4)
    if pd.notna(row.usd):
        stack.bar(float(row.usd) / 1e3, look, wrap(row.purpose))
    reading = "; that it matches the words of the speech, we infer" if row.inference else ""
    stack.write(wrap(row.place + reading, TEXT), 12, 0, MUTED)


def _table_of_layers(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """The table behind the chart."""
    return pd.DataFrame(
        {
            "Layer": rows.sme_layer.map(data.labels("contributions", "sme_layer")),
            "What": rows.title,
            "As stated": [in_own_unit(data, r) for r in rows.itertuples()],
            "US dollars": rows.usd,
            "Rate": rows.rate.where(rows.rate != "", rows.no_rate),
            "When": [when(r) for r in rows.itertuples()],
            "Place in the record": rows.place,
            "Note": rows.note,
        }
    )


def _tagged(data: Data) -> str:
    """What of the recorded money is tagged and near to business, which part that is, and what of it
    names small firms.
    """
    tagged = facts.tagged_for_small_firms(data)
    words, share = together(data, tagged), prose.percent(facts.share_tagged(data), 1)
    named = tagged[tagged.names_firms]
    naming = f", of which {together(data, named)} names small firms" if len(named) else ""
    return f"Tagged COVID-19 and near to business: {words} or {share} of the recorded money{naming}"


def _larger_grants(data: Data) -> str:
    """How many EU grants are larger than what is tagged."""
    larger = facts.larger_grants(data)
    if larger == 1:
        return "; one EU grant line beside it is larger"
    return f"; {larger} EU grant lines beside it are larger" if larger else ""


# ---- The scale of other money

SCALE_GROUPS = {
    "loans": ("Loans to the state and to firms", VERMILLION),
    "eu": ("EU packages: they overlap, never add", BLUE),
    "state": ("State money, gifts and donations", GREEN),
    "un": ("UN programmes, as a yardstick", PURPLE),
}
POWERS = {
    1e5: ("100 thousand", "100 th."),
    1e6: ("1 million", "1 m"),
    1e7: ("10 million", "10 m"),
    1e8: ("100 million", "100 m"),
    1e9: ("1 billion", "1 bn"),
}


def _placed(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """The sums group by group with ``y`` (a row is one unit high, with one more for each heading)
    and their words: ``said`` (status), ``wide`` and ``narrow`` (labels), ``dollars``.
    """
    statuses, kinds = (data.labels("contributions", field) for field in ("status", "kind"))
    rows = rows.assign(order=rows.group.map(list(SCALE_GROUPS).index))
    rows = rows.sort_values("order", kind="stable")
    words = []
    for row in rows.itertuples():
        said = ", ".join(statuses[s] for s in row.statuses) or kinds[row.kind].lower()
        usd, own, brief = (
            Money(row.usd, DOLLARS),
            in_own_unit(data, row),
            row.short_title or row.title,
        )
        rest = f"; {said}{' (we infer)' if row.inference else ''}"
        rest += "" if row.usd else "; no dot, since this axis has no place for zero"
        amount = f"{own} ({nearly(usd)}){rest}" if row.rate else f"{own}{rest}"
        wide = f"{row.title}: {amount}"
        wide = wide if len(wide) < LONG else f"{brief}: {amount}"
        words.append((said, wide, f"{brief}: {own}{rest}", about(usd) if row.rate else whole(usd)))
    words = pd.DataFrame(words, rows.index, ["said", "wide", "narrow", "dollars"])
    return rows.join(words).assign(y=[order + n for n, order in enumerate(rows.order, 1)])


def _scale_labels(placed: pd.DataFrame, width: int) -> list[dict]:
    """Headings, and labels of sums above their dots, broken at ``width`` characters; a narrow
    screen leaves the conversion to the table.
    """

    def label(y: int, text: str, size: int = 12, colour: str = INK) -> dict:
        where = dict(x=0, xref="paper", xanchor="left", y=y, yanchor="bottom", yshift=6)
        font = dict(size=size, color=colour)
        return dict(text=text, font=font, align="left", showarrow=False, **where)

    above = [int((placed.order < n).sum()) + n for n in range(len(SCALE_GROUPS))]
    heads = [
        label(y, _bold(escape(text)), 13, colour)
        for y, (text, colour) in zip(above, SCALE_GROUPS.values(), strict=True)
    ]
    texts = placed.wide if width > TEXT else placed.narrow
    sums = [label(y, wrap(text, width)) for y, text in zip(placed.y, texts, strict=True)]
    return sorted(heads + sums, key=lambda one: one["y"])


def _scale_dots(placed: pd.DataFrame, stated: Money) -> tuple[go.Figure, list[dict]]:
    """A figure with a dot for each sum, and the shapes behind it: its line, and beside the dot the
    stated total.
    """
    figure, marks, total = go.Figure(), Marks(), stated.value
    thin, dotted = dict(color=GRID, width=1), dict(color=INK, width=2, dash="dot")
    for row in placed.itertuples():
        colour, symbol = SCALE_GROUPS[row.group][1], "circle" if row.real else "circle-open"
        marks.draw(type="line", **EDGE_TO_EDGE, y0=row.y, y1=row.y, line=thin, layer="below")
        ends = dict(x0=total, x1=total, y0=row.y - 0.14, y1=row.y + 0.14)
        marks.draw(type="line", **ends, line=dotted)
        figure.add_scatter(
            x=[float(row.usd) or None],
            y=[row.y],
            mode="markers",
            showlegend=False,
            hoverinfo="text",
            hovertext=[f"{wrap(row.title)}<br>{escape(row.rate)}"],
            marker=dict(size=12, color=colour, symbol=symbol, line=dict(width=2, color=colour)),
        )
    return figure, marks.layout["shapes"]


def scale(data: Data) -> go.Figure:
    """Loans, EU packages, state and private money on a logarithmic axis, with status, original
    amount and conversion.
    """
    rows, stated = facts.scale_rows(data), money.of(facts.stated(data))
    placed, unit = _placed(data, rows), capital(axis(stated, Money(0, DOLLARS)))
    figure, shapes = _scale_dots(placed, stated)
    text = f"dotted: {stated.value / 1e6:g} million, stated by the UN"
    dotted = dict(x=math.log10(stated.value), text=text, **ABOVE_PLOT)
    wide, narrow = ([*_scale_labels(placed, width), dotted] for width in (LONG, TEXT))
    height = len(rows) + len(SCALE_GROUPS)
    lines = max(label["text"].count("<br>") + 1 for label in narrow)
    figure.update_layout(annotations=wide, shapes=shapes, margin=dict(t=28, b=40), showlegend=False)
    figure.update_yaxes(visible=False, range=[height - 0.5, -0.9], fixedrange=True)
    drawn = rows.usd[rows.usd > 0]
    figure.update_xaxes(
        type="log",
        title_text=f"{unit}, each step ten times the one before",
        fixedrange=True,
        range=[math.log10(drawn.min() / 2), math.log10(drawn.max() * 2)],
        tickvals=list(POWERS),
        ticktext=[long for long, _ in POWERS.values()],
        tickfont=dict(size=11),
    )
    return finish(
        figure,
        id="scale",
        height=100 + 38 * height,
        narrow=dict(
            height=100 + (LINE * lines + 22) * height,
            annotations=narrow,
            xaxis=dict(ticktext=[short for _, short in POWERS.values()]),
        ),
        **_say_scale(data, rows, placed),
    )


def _say_scale(data: Data, rows: pd.DataFrame, placed: pd.DataFrame) -> dict:
    """Title, words, sources and table of the sums."""
    largest = rows[rows.statuses.map(lambda stages: "disbursed" in stages)].iloc[0]
    frame = pd.DataFrame(
        {
            "Group": [SCALE_GROUPS[group][0] for group in placed.group],
            "What": placed.title,
            "Status": placed.said,
            "As stated": [in_own_unit(data, row) for row in placed.itertuples()],
            "In US dollars": placed.dollars,
            "Rate": placed.rate,
            "Note": placed.note,
        }
    )
    told = [
        f"{title}: {own}{f' ({usd})' if rate else ''}, {status}."
        for _, title, status, own, usd, rate, _ in frame.itertuples(index=False)
    ]
    every = facts.in_dollars(data, data.contributions.query("panel == 'scale'"))
    left_out = [
        f" Not drawn: {r.title}, {in_own_unit(data, r)} ({r.no_rate})."
        for r in every[every.no_rate != ""].itertuples()
    ]
    return dict(
        title=(
            f"The largest sum found as paid out is {in_dollars_too(data, largest)}"
            f" ({largest.short_title or largest.title}); {(~rows.real).sum()} of {len(rows)} sums"
            " are only plans, reports or refusals"
        ),
        alt=f"Dots on a logarithmic axis, in {prose.currency(DOLLARS)}. " + " ".join(told),
        note=(
            "None of these sums is recorded as UN money for the response, though the foreign aid of"
            " two months may hold UN goods. A filled dot was granted, paid or budgeted; an open one"
            " is a plan, a wish, a report or a refusal. Stages of one loan share a dot. We infer"
            " where EU packages overlap. Amounts in other currencies are converted at the average"
            " rate of their month; the rate stands in the table." + "".join(left_out)
        ),
        sources=[*rows.source, *filter(None, rows.rate_source)],
        data=frame,
    )


# ---- Beside other countries


def per_inhabitant(data: Data) -> go.Figure:
    """WHO's emergency output of 2020 and 2021 by inhabitant, for each country on record."""
    every = facts.per_inhabitant(data)
    rows, others = every[every.per_inhabitant.notna()], every[every.per_inhabitant.isna()]
    unit, stack = prose.currency(DOLLARS), Stack()
    each = [prose.number(value, 2) for value in rows.per_inhabitant]
    for row, value in zip(rows.itertuples(), each, strict=True):
        ours = row.country == "Belarus"
        amount = in_dollars_too(data, row) if row.rate else prose.number(row.amount)
        text = wrap(f"{row.country}: {value} {unit} ({amount} in all)", TEXT + 4)
        stack.write(_bold(text) if ours else text)
        stack.bar(row.per_inhabitant, fill(BLUE, "/") if ours else fill(PALE), wrap(row.note))
    height = stack.close(title_text=f"{capital(unit)} for each inhabitant")
    ours = float(rows[rows.country == "Belarus"].per_inhabitant.max())
    beside = rows[rows.country != "Belarus"]
    note = (
        "One agency, one output, 2020 and 2021 together, as recorded in April 2021; population of"
        " 2020. It is the only like-for-like comparison of recorded money that was found and says"
        " nothing on other agencies."
    )
    for row in others.itertuples():
        why = row.no_rate or "its population is not in the tables"
        note += f" Not drawn: {row.country}, {in_own_unit(data, row)}, since {why}."
    told = [f"{country} {value}." for country, value in zip(rows.country, each, strict=True)]
    return finish(
        stack.figure,
        id="per-inhabitant",
        height=height,
        title=(
            f"WHO's emergency output comes to {prose.number(ours, 2)} {unit} for each inhabitant of"
            f" Belarus, more than in {(beside.per_inhabitant < ours).sum()} of {len(beside)} other"
            " countries"
        ),
        alt=f"Bars of {unit} for each inhabitant. " + " ".join(told),
        note=note,
        sources=[*every.source, *filter(None, rows.rate_source), "wb-population"],
        data=_table_of_countries(data, rows, each),
    )


def _table_of_countries(data: Data, rows: pd.DataFrame, each: list[str]) -> pd.DataFrame:
    """The table behind the chart; a column of rates only where an amount was converted."""
    frame = pd.DataFrame(
        {
            "Country": rows.country,
            "US dollars": rows.usd,
            "Population 2020": rows.population,
            "US dollars for each inhabitant": each,
            "Note": rows.note,
        }
    )
    if any(rows.rate):
        stated = [f"{in_own_unit(data, r)}; {r.rate}" if r.rate else "" for r in rows.itertuples()]
        frame.insert(2, "As stated, and rate", stated)
    return frame
