"""Charts of the money: stated and recorded, panels, measures, flows, small firms, scale."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from briefing import money, prose
from briefing.charts.stack import LINE, Stack
from briefing.dataset import Data
from briefing.facts import funding as funding_facts
from briefing.facts.funding import (
    KINDS,
    REAL,
    SCALE_GROUPS,
    SECTORS,
    SME_LAYERS,
    STATUS,
    first_stated,
    missing_entities,
    scale_rows,
    share_tagged,
)
from briefing.money import Money
from briefing.reading.funding import (
    about,
    axis,
    capital,
    dates,
    day_of,
    in_dollars_too,
    in_own_unit,
    inferred,
    period,
    short_day_of,
    together,
    when,
    whole,
)
from briefing.theme import (
    BLUE,
    GREEN,
    GRID,
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

TEXT = 44  # characters of a line that fit the narrowest chart, also in a wide font


LONG = 118  # and of one that fits the widest


# The agencies of the record; WHO is hatched throughout, because its lines run to 2021.
AGENCIES = {
    "WHO": (BLUE, "/"),
    "UNICEF": (GREEN, ""),
    "UNDP": (PURPLE, ""),
    "UNHCR": (VERMILLION, ""),
}


OTHER_AGENCY = (MUTED, "x")  # an agency that a later row brings


def statements(data: Data) -> go.Figure:
    """The stated total over time: a step at each statement in US dollars, with day, amount and
    verb.
    """
    every = data.statements
    every = every[every.amount.notna()].sort_values("date")
    rows, others = every[every.currency == money.DOLLARS], every[every.currency != money.DOLLARS]
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
    for n, (row, x) in enumerate(zip(rows.itertuples(), days, strict=True)):
        last = n == len(rows) - 1
        figure.add_annotation(
            x=x,
            y=float(row.amount) / 1e6,
            yanchor="top" if last else "bottom",
            yshift=-10 if last else 10,  # the last label below its line, clear of the one before
            xanchor="right" if last else "center",
            align="right" if last else "center",
            xshift=12 if last else 0,
            text=(
                f"{short_day_of(row.date)}<br><b>{float(row.amount) / 1e6:g}"
                f" million</b><br>“{wrap(row.verb, 12)}”"
            ),
            showarrow=False,
            font=dict(size=12),
        )
    figure.update_xaxes(
        range=[days.min() - pd.Timedelta(days=45), days.max() + pd.Timedelta(days=20)],
        dtick="M1",
        tickformat="%b",
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[0, amounts.max() * 1.45],
        title_text=f"Million {prose.currency(money.DOLLARS)}, as stated",
        nticks=5,
        fixedrange=True,
    )
    figure.update_layout(margin=dict(t=16, b=32))
    first, last = rows.iloc[0], rows.iloc[-1]
    again = rows[rows.amount == last.amount].iloc[0]
    note = (
        "The step marks the day of a statement, not of a payment. Whether the amounts follow one"
        " definition is not known."
    )
    if beside := [f"{in_own_unit(r)}, {day_of(r.date)}" for r in others.itertuples()]:
        note += f" Not drawn, since not in US dollars: {prose.listing(beside)}."
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
        alt="A line with a step at each statement of the total. "
        + " ".join(
            f"{day_of(r.date)}, {r.speaker}: {in_own_unit(r)}, “{r.verb}”."
            for r in every.itertuples()
        ),
        note=note,
        sources=list(every.source),
        data="statements-table",
    )


def stated_and_recorded(data: Data) -> go.Figure:
    """The stated total as one unsplit bar beside a separate bar of what four agencies' records
    hold.
    """
    said, view = funding_facts.stated(data), funding_facts.default_view(data)
    amounts = funding_facts.sums(data, "agency")
    recorded, stated = money.total(view), money.of(said)
    unit, together, total = axis(recorded, stated), recorded.value, stated.value
    figure = go.Figure()
    left, right = "<b>Stated<br>by the UN</b>", "<b>Found<br>in records</b>"
    figure.add_bar(
        x=[left],
        y=[total / 1e6],
        width=0.96,
        marker=dict(color="#E3E3E3", line=dict(color=INK, width=1.5)),
        showlegend=False,
        hovertext=[f"{whole(stated)}, {day_of(said.date)}"],
        hoverinfo="text",
    )
    boxes, base = (
        [
            (
                left,
                total / 2,
                (
                    f"<b>{total / 1e6:g} million</b><br>stated by the UN;<br>no"
                    " breakdown<br>found<br><br>first"
                    f" stated<br>{short_day_of(first_stated(data))},<br>again<br>{short_day_of(said.date)}"
                ),
                12,
            )
        ],
        0.0,
    )
    for agency, part in amounts.items():
        amount = part.value
        colour, pattern = AGENCIES.get(agency, OTHER_AGENCY)
        rows = view[view.agency == agency]
        figure.add_bar(
            x=[right],
            y=[amount / 1e6],
            base=base / 1e6,
            width=0.96,
            marker={**fill(colour, pattern), "line": dict(color="white", width=1)},
            showlegend=False,
            hovertext=[f"<b>{escape(agency)}</b><br>{whole(part)}<br>{dates(rows)}"],
            hoverinfo="text",
        )
        years = period(rows)
        share = part / recorded
        words = f"<b>{escape(agency)}</b> {prose.number(amount)}" + (
            f"<br>{years}, as of<br>{short_day_of(rows.as_of.max())}"
            if share > 0.1
            else f", {years}"
        )
        middle = base + amount / 2
        if share < 0.01:  # too thin for text: above the bar, where it is the last
            middle = base + amount + 0.024 * together
        boxes.append((right, middle, words, 11))
        base += amount
    for x, y, text, size in boxes:
        figure.add_annotation(
            x=x,
            y=y / 1e6,
            text=text,
            showarrow=False,
            font=dict(size=size),
            bgcolor="rgba(255,255,255,0.93)" if x == right else None,
            borderpad=1,
        )
    figure.update_layout(barmode="overlay", margin=dict(t=8, b=32))
    figure.update_yaxes(
        title_text=f"Million {unit}",
        range=[0, max(together, total) / 1e6 * 1.07],
        nticks=9,
        fixedrange=True,
    )
    figure.update_xaxes(showgrid=False, fixedrange=True, tickfont=dict(size=13))
    frame = pd.DataFrame(
        {
            "What": [
                "Stated by the UN",
                *[f"{a}, own records" for a in amounts.index],
                f"{prose.count(len(amounts), 'agency', 'agencies')} together",
            ],
            capital(unit): [total, *[v.value for v in amounts], together],
            "Period and day of the record": [
                (
                    f"stated on {day_of(first_stated(data))} and {day_of(said.date)}; no breakdown"
                    " found"
                ),
                *[dates(view[view.agency == a]) for a in amounts.index],
                "mixed",
            ],
        }
    )
    return finish(
        figure,
        id="stated-and-recorded",
        height=560,
        narrow=dict(height=560, yaxis=dict(title=dict(text=""))),
        title=(
            f"Records of {len(amounts)} agencies hold {together / 1e6:.2f} million {unit}, but"
            f" {prose.percent(amounts.iloc[0] / recorded)} of it is a {amounts.index[0]} line that"
            " runs to"
            f" {view[view.agency == amounts.index[0]].period_end.max()[:4] or 'no day given'}"
        ),
        alt=(
            f"Two separate bars. One, unsplit: {prose.money(stated)}, stated by the UN; no"
            f" breakdown found. The other, found in public records, together {whole(recorded)}: "
        )
        + "; ".join(
            f"{a} {prose.number(v.value)} ({dates(view[view.agency == a])})"
            for a, v in amounts.items()
        )
        + (
            "."
            if "WHO" not in amounts.index
            else ". The WHO part is hatched because it runs beyond the speech."
        ),
        note=(
            "The two bars were not built on one definition and cover different periods. Neither"
            " explains the other. UNHCR's part is spending, the only figure it gives; it comes from"
            " a fact sheet, the others from IATI records archived in June 2021."
        ),
        sources=[said.source, *view.source],
        data=frame,
    )


GOODS_NOTE = (
    "As far as sources say, goods were bought with money that already stands in the first panel or"
    " beside it; the three panels show largely one stream from three sides and must not be added."
)


def panels(data: Data, as_of: str = "2021-03-31") -> go.Figure:
    """Funding, spending to ``as_of`` and goods as three separate panels on one scale, never
    stacked.
    """
    view, spending = funding_facts.default_view(data), funding_facts.spent(data, as_of)
    goods = funding_facts.in_dollars(data, data.contributions.query("panel == 'goods'"))
    goods = goods.sort_values("usd", ascending=False, kind="stable")
    recorded, booked = money.total(view), funding_facts.booked(spending)
    stack, frame, starts = Stack(), [], []

    def panel(title: str) -> None:
        starts.append(stack.y + 10)
        stack.write(f"<b>{title}</b>", 13, 22)

    panel("1. Funding on record")
    for agency, amount in funding_facts.sums(data, "agency").items():
        years = dates(view[view.agency == agency])
        stack.write(wrap(f"{agency}: {whole(amount)} ({years})", TEXT))
        stack.bar(amount.value / 1e6, fill(*AGENCIES.get(agency, OTHER_AGENCY)))
        frame.append(("Funding", agency, whole(amount), years, ""))
    panel(f"2. Booked as spent by {prose.day(as_of)}")
    for row in spending.itertuples():
        until = f"to {prose.day(row.as_of)}"
        stack.write(wrap(f"{row.agency}: {whole(money.of(row))} ({until})", TEXT))
        stack.bar(float(row.amount) / 1e6, fill(*AGENCIES.get(row.agency, OTHER_AGENCY)))
        frame.append(("Spending", row.agency, whole(money.of(row)), until, row.note))
    panel("3. Goods with a stated value")
    frame += _goods(stack, goods)
    for top, bottom in zip(starts, [*starts[1:], stack.y + 8], strict=True):
        stack.marks.draw(
            type="rect",
            xref="paper",
            x0=-0.01,
            x1=1.01,
            y0=top,
            y1=bottom - 8,
            fillcolor="#F5F5F2",
            line=dict(width=0),
            layer="below",
        )
    unit = axis(recorded, booked, Money(0, money.DOLLARS))
    height = stack.close(title_text=f"Million {unit}, one scale for all panels")
    return finish(
        stack.figure,
        id="funding-spending-goods",
        height=height,
        title=(
            f"Funding {whole(recorded)}, spending {whole(booked)} by {prose.day(as_of)}: views that"
            " overlap and must not be added"
        ),
        alt="Three panels of bars that must not be added. "
        + " ".join(
            f"{p}: {what}, {amount}{f' ({years})' if years else ''}."
            for p, what, amount, years, _ in frame
        ),
        note=GOODS_NOTE,
        sources=[*view.source, *spending.source, *goods.source, *filter(None, goods.rate_source)],
        data=pd.DataFrame(frame, columns=["Panel", "What", "Amount", "Period or rate", "Note"]),
    )


def _goods(stack: Stack, goods: pd.DataFrame) -> list[tuple]:
    """Draw goods by their value in US dollars, list those without below; rows for the table of it."""
    valued, frame = goods.unit.map(money.is_currency) & goods.amount.notna(), []
    for row in goods[valued].itertuples():
        value, note = in_dollars_too(row), inferred(row.overlap_note)
        reading = " (in part we infer)" if row.inference else ""
        stack.write(wrap(f"{row.title}: {value}{reading}", TEXT))
        if not row.no_rate:
            stack.bar(float(row.usd) / 1e6, fill(ORANGE), wrap(note))
        frame.append(("Goods", row.title, value, row.rate, note))
    stack.write("<b>Goods without a stated value</b>", 12, 12)
    for row in goods[~valued].itertuples():
        text = row.title if str(row.unit) in row.title else f"{row.title} ({in_own_unit(row)})"
        stack.write(wrap(text, TEXT), above=4)
        frame.append(("Goods", row.title, in_own_unit(row), "", inferred(row.overlap_note)))
    return frame


def measures(data: Data) -> go.Figure:
    """Four measures of recorded money beside the stated total, each with its weakness."""
    rows, stated = funding_facts.measures(data), money.of(funding_facts.stated(data))
    total, unit = stated.value, axis(stated, *map(money.of, rows.itertuples()))
    stack = Stack()
    for row in rows.itertuples():
        stack.write(wrap(f"{row.measure}. {row.title}", TEXT - 8).join(("<b>", "</b>")), 13, 16)
        stack.write(
            escape(
                f"{whole(money.of(row))}, {prose.percent(row.share, 1)} of {total / 1e6:g} million"
            ),
            above=2,
        )
        stack.mark(total / 1e6)
        stack.bar(
            row.amount / 1e6,
            fill(BLUE, {"A": "", "B": "", "B2": "/", "C": "/"}.get(row.measure, "")),
            wrap(row.definition),
        )
        stack.write(wrap(f"Weakness: {row.weakness}", TEXT), 12, 2, MUTED)
    stack.marks.write(
        x=total / 1e6,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        text=f"dotted: {total / 1e6:g} million stated",
        showarrow=False,
        font=dict(size=12),
    )
    height = stack.close(
        title_text=f"Million {unit}", range=[0, max(rows.amount.max(), total) / 1e6 * 1.04]
    )
    stack.figure.update_layout(margin=dict(t=28))
    view = funding_facts.default_view(data)
    frame = pd.DataFrame(
        {
            "Measure": rows.measure + ". " + rows.title,
            capital(unit): rows.amount.round(),
            "Per cent of the stated total": [prose.percent(s, 1) for s in rows.share],
            "How it is computed": rows.definition,
            "Weakness": rows.weakness,
        }
    )
    return finish(
        stack.figure,
        id="measures",
        height=height + 20,
        title=(
            f"From {prose.percent(rows.share.min())} to {prose.percent(rows.share.max())} of the"
            " stated amount, depending on what is counted: no measure settles it"
        ),
        alt=f"Four bars beside a line at {prose.money(stated)}. "
        + " ".join(
            f"{r.measure}, {r.title}: {whole(money.of(r))}, {prose.percent(r.share, 1)}. Weakness:"
            f" {r.weakness}"
            for r in rows.itertuples()
        ),
        note=(
            "All four are worked out here and stand in no source. Hatched: holds money that WHO"
            " books for 2020 and 2021 together. Several sums of published amounts come near the"
            " stated total, so it must not be solved by arithmetic."
        ),
        sources=[*view.source, *data.spent_to_date.source],
        data=frame,
    )


def flow(data: Data) -> go.Figure:
    """The recorded money as a matrix: donors above, agencies as columns, sectors below, in their
    own currency.
    """
    view, amounts = funding_facts.default_view(data), funding_facts.sums(data, "agency")
    agencies, whole_sum = list(amounts.index), money.total(view)
    unit = axis(whole_sum)
    figure, marks, y, frame = go.Figure(), Marks(), 0, []

    def cell(column: int, amount: Money, strong: bool = False) -> None:
        steps = [math.log10(max(value, 500) / 500) for value in (amount.value, whole_sum.value)]
        shade = 0.08 + 0.4 * steps[0] / (steps[1] or 1)
        marks.draw(
            type="rect",
            x0=column + 0.03,
            x1=column + 0.97,
            y0=y,
            y1=y + 20,
            fillcolor=BLUE if not strong else "#FFFFFF",
            opacity=shade if not strong else 1,
            line=dict(width=0),
            layer="below",
        )
        marks.write(
            x=column + 0.5,
            y=y + 10,
            text=prose.number(amount.value),
            showarrow=False,
            font=dict(size=11),
        )

    def heads(title: str) -> None:
        nonlocal y
        marks.write(
            x=0,
            xref="paper",
            xanchor="left",
            y=y,
            yanchor="top",
            text=f"<b>{title}</b>",
            showarrow=False,
            font=dict(size=13),
        )
        y += 22
        for column, text in enumerate(
            [
                *[
                    f"<b>{escape(a)}</b><br>{period(view[view.agency == a]).replace(' to 20', '–')}"
                    for a in agencies
                ],
                f"<b>All</b><br>{len(agencies)}",
            ]
        ):
            marks.write(
                x=column + 0.5, y=y, yanchor="top", text=text, showarrow=False, font=dict(size=11)
            )
        y += 38

    def block(by: str, names: dict[str, str]) -> None:
        nonlocal y
        table = funding_facts.sums(data, by, "agency")
        for key, of_all in funding_facts.sums(data, by).items():
            name = names.get(key, key[:1].upper() + key[1:])
            marks.write(
                x=0,
                xref="paper",
                xanchor="left",
                y=y,
                yanchor="top",
                text=escape(name),
                showarrow=False,
                font=dict(size=12),
            )
            y += 18
            parts = {a: table[(key, a)] for a in agencies if (key, a) in table.index}
            for agency, amount in parts.items():
                cell(agencies.index(agency), amount)
            cell(len(agencies), of_all, strong=True)
            frame.append(
                {
                    "Donor or sector": name,
                    **{a: prose.number(parts[a].value) if a in parts else "" for a in agencies},
                    "All": prose.number(of_all.value),
                }
            )
            y += 26

    heads("From")
    block("donor_group", {})
    y += 8
    marks.draw(
        type="line", xref="paper", x0=0, x1=1, y0=y - 6, y1=y - 6, line=dict(color=INK, width=1)
    )
    marks.write(
        x=0,
        xref="paper",
        xanchor="left",
        y=y,
        yanchor="top",
        text="<b>On record, all donors and sectors</b>",
        showarrow=False,
        font=dict(size=12),
    )
    y += 18
    for column, amount in enumerate([*amounts, whole_sum]):
        cell(column, amount, strong=True)
    y += 26
    marks.draw(type="line", xref="paper", x0=0, x1=1, y0=y, y1=y, line=dict(color=INK, width=1))
    y += 12
    heads("For")
    block("sector", SECTORS)
    missing = missing_entities(data)
    marks.write(
        x=0,
        xref="paper",
        xanchor="left",
        y=y + 8,
        yanchor="top",
        align="left",
        showarrow=False,
        font=dict(size=12),
        text=(
            f"<b>No public figure found:</b> <br>{escape(prose.listing(missing))}.<br>That means"
            " unknown, not zero."
        ),
    )
    y += 64
    figure.update_xaxes(visible=False, range=[0, len(agencies) + 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[y, -4], fixedrange=True)
    figure.update_layout(margin=dict(t=8, b=8), **marks.layout)
    donors, sectors = funding_facts.sums(data, "donor_group"), funding_facts.sums(data, "sector")
    flows = funding_facts.sums(data, "donor_group", "agency")
    return finish(
        figure,
        id="flow",
        height=y + 20,
        title=(
            f"{donors.index[0]} money is {prose.percent(donors.iloc[0] / whole_sum, 1)} of the"
            f" recorded {whole_sum.value / 1e6:.2f} million, and health is"
            f" {prose.percent(sectors.iloc[0] / whole_sum)}"
        ),
        alt=f"A matrix of donors, agencies and sectors in {unit}. From donor to agency: "
        + "; ".join(f"{d} to {a} {prose.number(v.value)}" for (d, a), v in flows.items())
        + ". By sector: "
        + "; ".join(f"{SECTORS[s]} {prose.number(v.value)}" for s, v in sectors.items())
        + f". No public figure found: {prose.listing(missing)}.",
        note=(
            f"{capital(unit)}; darker cells hold more. One sector per line of the record, which we"
            " judged from title and description. We infer that the money booked under UNICEF's own"
            " office in Belarus was raised from private donors there."
        ),
        sources=list(view.source),
        data=pd.DataFrame(frame),
    )


def small_firms(data: Data) -> go.Figure:
    """Money for small and medium-sized enterprises in three layers that must not be mixed or added."""
    rows = funding_facts.in_dollars(
        data, data.contributions[lambda r: r.sme_layer.isin(SME_LAYERS)]
    )
    stack, shown, frame = Stack(), [], []
    for layer, (title, colour, pattern) in SME_LAYERS.items():
        stack.write(wrap(title, TEXT - 6).join(("<b>", "</b>")), 13, 18)
        for row in rows[rows.sme_layer == layer].itertuples():
            stack.write(wrap(f"{row.donor}: {in_dollars_too(row)} ({when(row)})", TEXT), above=4)
            if pd.notna(row.usd):
                stack.bar(float(row.usd) / 1e3, fill(colour, pattern), wrap(row.purpose))
            place = "inside the recorded sum" if row.in_default_view else "outside the recorded sum"
            stack.write(
                wrap(
                    place
                    + (
                        "; that it matches the words of the speech, we infer"
                        if row.inference
                        else ""
                    ),
                    TEXT,
                ),
                12,
                0,
                MUTED,
            )
            shown.append(row)
            rate = row.rate or row.no_rate
            frame.append(
                (
                    title,
                    row.title,
                    in_own_unit(row),
                    row.usd,
                    rate,
                    when(row),
                    place,
                    inferred(row.note),
                )
            )
    height = stack.close(title_text=f"Thousand {prose.currency(money.DOLLARS)}")
    return finish(
        stack.figure,
        id="small-firms",
        height=height,
        title=_tagged(data) + _larger_grants(data, rows),
        alt="Three layers of money, not to be mixed. "
        + " ".join(
            f"{SME_LAYERS[r.sme_layer][0]}. {r.title}: {in_dollars_too(r)} ({when(r)}), {place}."
            for r, (*_, place, _) in zip(shown, frame, strict=True)
        ),
        note=(
            "The layers rest on different grounds and must not be added. COVID-19 is the"
            " publisher's tag; that a line is near to business is our reading of its title. Nothing"
            " found says whether the UN counted any of them in the stated total."
        ),
        sources=[*[r.source for r in shown], *[r.rate_source for r in shown if r.rate_source]],
        data=pd.DataFrame(
            frame,
            columns=[
                "Layer",
                "What",
                "As stated",
                "US dollars",
                "Rate",
                "When",
                "Place in the record",
                "Note",
            ],
        ),
    )


def _tagged(data: Data) -> str:
    """What of the recorded money is tagged and near to business, which part that is, and what of it
    names small firms.
    """
    tagged = funding_facts.tagged_for_small_firms(data)
    words, share = together(tagged), prose.percent(share_tagged(data), 1)
    named = tagged[tagged.sme_layer == "tagged-facility"]
    naming = f", of which {together(named)} names small firms" if len(named) else ""
    return f"Tagged COVID-19 and near to business: {words} or {share} of the recorded money{naming}"


def _larger_grants(data: Data, rows: pd.DataFrame) -> str:
    """How many EU grants are larger than what is tagged, of those with a value in US dollars."""
    tagged = funding_facts.tagged_for_small_firms(data)
    than = money.total(tagged).value if len(tagged) else 0
    larger = int((rows.usd[rows.sme_layer == "untagged-eu-grant"] > than).sum())
    if larger == 1:
        return "; one EU grant line beside it is larger"
    return f"; {larger} EU grant lines beside it are larger" if larger else ""


def scale(data: Data) -> go.Figure:
    """Loans, EU packages, state and private money on a logarithmic axis, with status, original
    amount and conversion.
    """
    rows, stated = scale_rows(data), money.of(funding_facts.stated(data))
    total, unit = stated.value, axis(stated, Money(0, money.DOLLARS))
    names = rows.set_index("id").title.str.split(":").str[0]
    figure, marks, y, frame, labels = (
        go.Figure(),
        Marks(),
        0,
        [],
        [],
    )  # a row is one unit high; what that is in pixels depends on the width
    for group, (heading, colour) in SCALE_GROUPS.items():
        labels.append((y, f"{heading}", "", colour, 13))
        y += 1
        for row in rows[rows.group == group].itertuples():
            status = ", ".join(STATUS[s] for s in row.statuses) or KINDS[row.kind].lower()
            brief = names[row.id] if list(names).count(names[row.id]) == 1 else row.title
            usd = Money(row.usd, money.DOLLARS)
            converted = (
                f" ({about(usd).replace('about', '≈').replace('million US', 'm')})"
                if row.rate
                else ""
            )
            rest = f"; {status}{' (we infer)' if row.inference else ''}"
            rest += "" if row.usd else "; no dot, since this axis has no place for zero"
            full = f"{row.title}: {in_own_unit(row)}{converted}{rest}"
            solid = set(row.statuses or [""]) & REAL
            marks.draw(
                type="line",
                xref="paper",
                x0=0,
                x1=1,
                y0=y,
                y1=y,
                line=dict(color=GRID, width=1),
                layer="below",
            )
            marks.draw(
                type="line",
                x0=total,
                x1=total,
                y0=y - 0.14,
                y1=y + 0.14,
                line=dict(color=INK, width=2, dash="dot"),
            )
            figure.add_scatter(
                x=[float(row.usd) or None],
                y=[y],
                mode="markers",
                showlegend=False,
                hoverinfo="text",
                hovertext=[f"{wrap(row.title)}<br>{escape(row.rate)}"],
                marker=dict(
                    size=12,
                    color=colour,
                    symbol="circle" if solid else "circle-open",
                    line=dict(width=2, color=colour),
                ),
            )
            labels.append(
                (
                    y,
                    full if len(full) < LONG else f"{brief}: {in_own_unit(row)}{converted}{rest}",
                    f"{brief}: {in_own_unit(row)}{rest}",
                    INK,
                    12,
                )
            )
            frame.append(
                (
                    heading,
                    row.title,
                    status,
                    in_own_unit(row),
                    about(usd) if row.rate else whole(usd),
                    row.rate,
                    inferred(row.note),
                )
            )
            y += 1

    def annotations(width: int) -> list[dict]:
        """Labels above their dots, broken at ``width`` characters; a narrow screen leaves the
        conversion to the table.
        """
        texts = [
            dict(
                x=0,
                xref="paper",
                xanchor="left",
                y=at,
                yanchor="bottom",
                yshift=6,
                align="left",
                showarrow=False,
                font=dict(size=size, color=ink),
                text=(
                    f"<b>{escape(text)}</b>"
                    if size == 13
                    else wrap(text if width > TEXT else short, width)
                ),
            )
            for at, text, short, ink, size in labels
        ]
        return [
            *texts,
            dict(
                x=math.log10(total),
                y=1,
                yref="paper",
                yanchor="bottom",
                text=f"dotted: {total / 1e6:g} million, stated by the UN",
                showarrow=False,
                font=dict(size=12),
            ),
        ]

    drawn = rows.usd[rows.usd > 0]
    lines = max(a["text"].count("<br>") + 1 for a in annotations(TEXT))
    figure.update_layout(
        annotations=annotations(LONG),
        shapes=marks.layout["shapes"],
        margin=dict(t=28, b=40),
        showlegend=False,
    )
    figure.update_yaxes(visible=False, range=[y - 0.5, -0.9], fixedrange=True)
    figure.update_xaxes(
        type="log",
        title_text=f"{capital(unit)}, each step ten times the one before",
        fixedrange=True,
        range=[math.log10(drawn.min() / 2), math.log10(drawn.max() * 2)],
        tickvals=[1e5, 1e6, 1e7, 1e8, 1e9],
        ticktext=["100 thousand", "1 million", "10 million", "100 million", "1 billion"],
        tickfont=dict(size=11),
    )
    every = funding_facts.in_dollars(data, data.contributions.query("panel == 'scale'"))
    left_out = "".join(
        f" Not drawn: {r.title}, {in_own_unit(r)} ({r.no_rate})."
        for r in every[every.no_rate != ""].itertuples()
    )
    largest = rows[rows.statuses.map(lambda s: "disbursed" in s)].iloc[0]
    open_sums = sum(not set(statuses or [""]) & REAL for statuses in rows.statuses)
    short = ["100 th.", "1 m", "10 m", "100 m", "1 bn"]
    return finish(
        figure,
        id="scale",
        height=100 + 38 * y,
        narrow=dict(
            height=100 + (LINE * lines + 22) * y,
            annotations=annotations(TEXT),
            xaxis=dict(ticktext=short),
        ),
        title=(
            f"The largest sum found as paid out is {in_dollars_too(largest)} ({names[largest.id]});"
            f" {open_sums} of {len(rows)} sums are only plans, reports or refusals"
        ),
        alt=f"Dots on a logarithmic axis, in {unit}. "
        + " ".join(
            f"{title}: {own}{f' ({usd})' if rate else ''}, {status}."
            for _, title, status, own, usd, rate, _ in frame
        ),
        note=(
            "None of these sums is recorded as UN money for the response, though the foreign aid of"
            " two months may hold UN goods. A filled dot was granted, paid or budgeted; an open one"
            " is a plan, a wish, a report or a refusal. Stages of one loan share a dot. We infer"
            " where EU packages overlap. Amounts in other currencies are converted at the average"
            " rate of their month; the rate stands in the table."
        )
        + left_out,
        sources=[*rows.source, *filter(None, rows.rate_source)],
        data=pd.DataFrame(
            frame, columns=["Group", "What", "Status", "As stated", "In US dollars", "Rate", "Note"]
        ),
    )


def per_inhabitant(data: Data) -> go.Figure:
    """WHO's emergency output of 2020 and 2021 by inhabitant, for each country on record."""
    every = funding_facts.per_inhabitant(data)
    rows, others = every[every.per_inhabitant.notna()], every[every.per_inhabitant.isna()]
    unit = prose.currency(money.DOLLARS)
    stack = Stack()
    for row in rows.itertuples():
        ours = row.country == "Belarus"
        amount = in_dollars_too(row) if row.rate else prose.number(row.amount)
        text = f"{row.country}: {prose.number(row.per_inhabitant, 2)} {unit} ({amount} in all)"
        stack.write(wrap(text, TEXT + 4).join(("<b>", "</b>") if ours else ("", "")))
        stack.bar(
            row.per_inhabitant, fill(BLUE if ours else PALE, "/" if ours else ""), wrap(row.note)
        )
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
        note += f" Not drawn: {row.country}, {in_own_unit(row)}, since {why}."
    frame = pd.DataFrame(
        {
            "Country": rows.country,
            "US dollars": rows.usd,
            "Population 2020": rows.population,
            "US dollars for each inhabitant": [prose.number(v, 2) for v in rows.per_inhabitant],
            "Note": rows.note,
        }
    )
    if any(rows.rate):
        stated = [f"{in_own_unit(r)}; {r.rate}" if r.rate else "" for r in rows.itertuples()]
        frame.insert(2, "As stated, and rate", stated)
    return finish(
        stack.figure,
        id="per-inhabitant",
        height=height,
        title=(
            f"WHO's emergency output comes to {prose.number(ours, 2)} {unit} for each inhabitant of"
            f" Belarus, more than in {(beside.per_inhabitant < ours).sum()} of {len(beside)} other"
            " countries"
        ),
        alt=f"Bars of {unit} for each inhabitant. "
        + " ".join(f"{r.country} {prose.number(r.per_inhabitant, 2)}." for r in rows.itertuples()),
        note=note,
        sources=[*every.source, *filter(None, rows.rate_source), "wb-population"],
        data=frame,
    )
