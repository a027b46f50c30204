"""Charts of the year 2020: lanes of events, the clock, deaths, contested counts, documents."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from briefing import prose
from briefing.dataset import Data
from briefing.facts.timeline import (
    COUNTRIES,
    DEATHS_PUBLISHED,
    ELECTION,
    IN_SPEECH,
    LANES,
    SPEAKERS,
    SPEECH,
    figures_of,
    of_2020,
    second_quarter,
)
from briefing.reading.timeline import DOCUMENT_NOTE, figures_frame, says
from briefing.theme import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PALE,
    VERMILLION,
    Marks,
    fill,
    finish,
    wrap,
)


def mark_days(
    figure: go.Figure, rows: int = 1, election: bool = True, speech_label: str = "left"
) -> go.Figure:
    """Draw the day of the election and of the speech across all panels, labelled above the first.

    ``speech_label`` is the side of the label that touches its line.
    """
    days = [(ELECTION, "election", "right")] * election + [(SPEECH, "speech", speech_label)]
    for day, label, side in days:
        for row in range(1, rows + 1):
            figure.add_vline(
                x=day,
                line=dict(color=INK, width=1, dash="dot"),
                row=row if rows > 1 else None,
                col=1 if rows > 1 else None,
            )
        figure.add_annotation(
            x=day,
            y=1,
            xref="x",
            yref="paper",
            text=f"{day.day} {day:%b}<br>{label}",
            showarrow=False,
            yanchor="bottom",
            align=side,
            xanchor=side,
            font=dict(size=12, color=INK),
            xshift=3 if side == "left" else -3,
        )
    return figure


def stacked(events: pd.DataFrame, days: int = 8) -> pd.Series:
    """For each event its level (0, 1, ...) so that no two of one lane within ``days`` share a
    level.

    ``events`` needs ``lane``, ``date`` and ``end_date``. Greedy: the lowest level that is free.
    """
    levels = pd.Series(0, index=events.index)
    for _, lane in events.sort_values(["date", "id"]).groupby("lane"):
        free: list[pd.Timestamp] = []  # for each level the day from which it is free again
        for index, event in lane.iterrows():
            level = next((n for n, day in enumerate(free) if day <= event.date), len(free))
            until = (event.date if pd.isna(event.end_date) else event.end_date) + pd.Timedelta(
                days=days
            )
            free[level : level + 1] = [until]
            levels[index] = level
    return levels


def lanes(
    data: Data,
    events: pd.DataFrame | None = None,
    start: str = "2019-12-20",
    end: str = "2021-04-05",
) -> go.Figure:
    """The year in lanes: one mark per event, a bar where the source gives a month, quarter or span.

    ``events`` are rows of ``data.events`` (all by default); those outside ``start`` to ``end``
    are left out of the picture and counted in its note.
    """
    events = data.events if events is None else events
    start, end = pd.Timestamp(start), pd.Timestamp(end)
    last = events.end_date.fillna(events.date)
    shown = events[(events.date >= start) & (events.date <= end) & (last <= end)].copy()
    shown["level"] = stacked(shown)
    figure = go.Figure()
    base, ticks = 0, []
    for lane, (label, colour) in reversed(LANES.items()):
        of_lane = shown[shown.lane == lane]
        height = int(of_lane.level.max()) + 1 if len(of_lane) else 1
        for kind, (_, symbol) in IN_SPEECH.items():
            part = of_lane[of_lane.in_speech == kind]
            y = base + part.level
            is_span = part.end_date.notna()
            xs, ys = [], []
            for event, level in zip(part[is_span].itertuples(), y[is_span], strict=True):
                xs += [event.date, event.end_date, None]
                ys += [level, level, None]
            if xs:
                figure.add_scatter(
                    x=xs,
                    y=ys,
                    mode="lines",
                    line=dict(color=colour, width=5),
                    opacity=0.35,
                    hoverinfo="skip",
                    showlegend=False,
                )
            middle = part.date + (part.end_date.fillna(part.date) - part.date) / 2
            figure.add_scatter(
                x=middle,
                y=y,
                mode="markers",
                name=label,
                showlegend=False,
                marker=dict(
                    color=colour,
                    symbol=symbol,
                    size=9 if kind == "named" else 7,
                    line=dict(width=1.5 if kind == "no" else 0, color=colour),
                ),
                hovertext=[
                    f"<b>{wrap(e.title)}</b><br>{prose.span(e.date, e.end_date, e.precision)}"
                    for e in part.itertuples()
                ],
                hoverinfo="text",
            )
        ticks.append(
            (base + height + 0.15, f"<b>{label}</b> ({prose.count(len(of_lane), 'event')})", colour)
        )
        base += height + 2.2
    for y, text, colour in ticks:
        figure.add_annotation(
            x=0,
            xref="paper",
            y=y,
            text=text,
            showarrow=False,
            xanchor="left",
            font=dict(color=colour, size=13),
        )
    for _, (label, symbol) in IN_SPEECH.items():
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=label,
            marker=dict(symbol=symbol, size=9, color=INK, line=dict(width=1.5)),
        )
    mark_days(figure)
    figure.update_xaxes(range=[start, end], dtick="M2", tickformat="%b\n%Y", showgrid=True)
    figure.update_yaxes(visible=False, range=[-1, base - 0.6], fixedrange=True)
    figure.update_layout(
        margin=dict(t=48), legend=dict(y=1.06, itemclick=False, itemdoubleclick=False)
    )
    busiest = (
        shown[shown.date.dt.to_period("M") == shown.date.dt.to_period("M").mode()[0]]
        if len(shown)
        else shown
    )
    month = f"{busiest.date.iloc[0]:%B %Y}" if len(busiest) else "no month"
    by_lane = prose.listing(
        [f"{label} {len(shown[shown.lane == lane])}" for lane, (label, _) in LANES.items()]
    )
    outside = len(events) - len(shown)
    return finish(
        figure,
        id="lanes",
        height=640,
        narrow=dict(height=680, xaxis=dict(dtick="M4"), legend=dict(y=1.05, font=dict(size=11))),
        title=(
            f"{month} is the busiest month of the record: {len(busiest)} of"
            f" {prose.count(len(shown), 'event')}"
        ),
        alt=(
            f"Timeline of {prose.count(len(shown), 'event')} from {prose.day(start)} to"
            f" {prose.day(end)} in five lanes: {by_lane}. The busiest month is {month} with"
            f" {len(busiest)}. {len(shown[shown.in_speech == 'named'])} are named in the speech,"
            f" {len(shown[shown.in_speech == 'implied'])} implied,"
            f" {len(shown[shown.in_speech == 'no'])} not mentioned."
        ),
        note=(
            "A bar marks an event that its source dates to a span, a month or a quarter. Counts"
            " measure this record, not the year: another selection would have other peaks."
            f" {prose.count(outside, 'event')} outside the dates shown stand in the table of"
            " events."
        ),
        sources=[],
        data="events",
    )


def clock(data: Data) -> go.Figure:
    """Reported cases, reported deaths and stringency of Belarus per week of 2020, with six
    comparators for stringency.

    Stringency is the final version of the index (June 2023) throughout.
    """
    ours = of_2020(data.covid_weekly).query("country_iso3 == 'BLR'")
    stringency = of_2020(data.stringency_weekly)
    figure = make_subplots(
        rows=3,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.11,
        row_heights=[0.36, 0.28, 0.36],
        subplot_titles=[
            "Reported new cases a week",
            "Reported COVID-19 deaths a week",
            "Stringency, 0 to 100 (final version)",
        ],
    )
    figure.add_bar(
        x=ours.week_start,
        y=ours.new_cases,
        marker_color=VERMILLION,
        name="Cases",
        row=1,
        col=1,
        showlegend=False,
        hovertemplate="Week from %{x|%-d %b %Y}<br>%{y:,} reported cases<extra></extra>",
    )
    figure.add_bar(
        x=ours.week_start,
        y=ours.new_deaths,
        marker_color=INK,
        name="Deaths",
        row=2,
        col=1,
        showlegend=False,
        hovertemplate="Week from %{x|%-d %b %Y}<br>%{y:,} reported deaths<extra></extra>",
    )
    for n, (code, country) in enumerate(reversed(COUNTRIES.items())):
        one = stringency[stringency.country_iso3 == code]
        belarus = code == "BLR"
        figure.add_scatter(
            x=one.week_start,
            y=one.stringency_final,
            mode="lines",
            row=3,
            col=1,
            name="Belarus" if belarus else "Six neighbouring states",
            legendgroup=str(belarus),
            showlegend=belarus or n == 0,
            line=dict(color=BLUE if belarus else PALE, width=3 if belarus else 1),
            hovertemplate=f"{country}, week from %{{x|%-d %b %Y}}<br>%{{y:.0f}}<extra></extra>",
        )
    mark_days(figure, rows=3, speech_label="right")
    for annotation in figure.layout.annotations[:3]:
        annotation.update(x=0, xanchor="left", font=dict(size=13, color=MUTED))
    figure.layout.annotations[0].update(yshift=32)  # above the labels of the two days
    figure.update_xaxes(tickformat="%b\n%Y", dtick="M2", range=["2020-01-06", "2021-01-04"])
    figure.update_yaxes(tickformat=",", nticks=4, rangemode="tozero")
    figure.update_layout(
        margin=dict(t=64), legend=dict(y=-0.1, yanchor="top", traceorder="reversed")
    )
    mean = stringency.groupby("country_iso3").stringency_final.mean()
    wide = stringency.pivot(index="week_start", columns="country_iso3", values="stringency_final")
    lower = int((wide.drop(columns="BLR").min(axis=1) < wide["BLR"]).sum())
    peak = ours.loc[ours.new_cases.idxmax()]
    frame = ours.merge(
        stringency[stringency.country_iso3 == "BLR"][["week_start", "stringency_final"]],
        how="left",
        on="week_start",
    )
    frame = frame[["week_start", "new_cases", "new_deaths", "stringency_final"]].rename(
        columns={
            "week_start": "Week from",
            "new_cases": "Reported new cases",
            "new_deaths": "Reported deaths",
            "stringency_final": "Stringency (final)",
        }
    )
    lowest = COUNTRIES[mean.idxmin()]
    return finish(
        figure,
        id="clock",
        height=620,
        narrow=dict(
            height=620, xaxis3=dict(dtick="M3"), xaxis=dict(dtick="M3"), xaxis2=dict(dtick="M3")
        ),
        title=(
            f"Through two waves of reported cases, {lowest} had on average the least stringent"
            " measures of seven states"
        ),
        alt=(
            "Three panels over the weeks of 2020. Reported cases in Belarus form a plateau from"
            " late April to the end of May and rise again from October, to"
            f" {prose.number(peak.new_cases)} in the week from {prose.day(peak.week_start)}. The"
            " mean stringency of the year, as the mean of its weeks, is"
            f" {prose.number(mean['BLR'], 1)} for Belarus and"
            f" {prose.number(mean.drop('BLR').min(), 1)} or more for the six neighbours; in"
            f" {prose.count(lower, 'week')} at least one of them stood lower than Belarus."
        ),
        note=(
            "Cases and deaths are those officially reported, in the JHU CSSE version of September"
            " 2021; they are not actual infections or deaths. The index counts formal measures, not"
            " how they were kept. Its final version rates Belarus higher than the version public on"
            " the day of the speech (see below); the two are not mixed here."
        ),
        sources=["jhu-csse-covid19", "oxcgrt-final"],
        data=frame,
    )


def stringency_versions(data: Data) -> go.Figure:
    """Two versions of the stringency index for Belarus: public on the day of the speech, and final."""
    ours = of_2020(data.stringency_weekly).query("country_iso3 == 'BLR'")
    early = ours[ours.stringency_on_day.notna()]
    figure = go.Figure()
    figure.add_scatter(
        x=early.week_start,
        y=early.stringency_on_day,
        mode="lines",
        name="As public on 10 December 2020",
        line=dict(color=VERMILLION, width=3, dash="dash"),
        hovertemplate=(
            "Week from %{x|%-d %b %Y}: %{y:.1f}, as public on 10 December 2020<extra></extra>"
        ),
    )
    figure.add_scatter(
        x=ours.week_start,
        y=ours.stringency_final,
        mode="lines",
        name="Final version, June 2023",
        line=dict(color=BLUE, width=3),
        hovertemplate="Week from %{x|%-d %b %Y}: %{y:.1f}, final version<extra></extra>",
    )
    figure.update_yaxes(range=[0, 100], title_text="Stringency, 0 to 100")
    figure.update_xaxes(tickformat="%b\n%Y", dtick="M2")
    week = early[early.week_start == "2020-08-03"].iloc[0]
    frame = ours[["week_start", "stringency_on_day", "stringency_final"]].rename(
        columns={
            "week_start": "Week from",
            "stringency_on_day": "As public on 10 December 2020",
            "stringency_final": "Final version",
        }
    )
    return finish(
        figure,
        id="stringency-versions",
        height=320,
        narrow=dict(xaxis=dict(dtick="M4"), legend=dict(orientation="v")),
        title="What could be read on the day of the speech was lower still",
        alt=(
            "Two lines of the stringency index for Belarus in 2020. In the week from"
            f" {prose.day(week.week_start)} the version public on 10 December 2020 shows"
            f" {prose.number(week.stringency_on_day, 1)}, the final version of 2023 shows"
            f" {prose.number(week.stringency_final, 1)}."
        ),
        note="Both are weekly means. Who quotes the index should say which version.",
        sources=["oxcgrt-2020-12-10", "oxcgrt-final"],
        data=frame,
    )


def deaths(data: Data) -> go.Figure:
    """Deaths from all causes in Belarus per month of 2020 beside 2019, with official and other
    months told apart.
    """
    ours = data.deaths_monthly.query("country_iso3 == 'BLR'").sort_values("month")
    ours["date"] = pd.to_datetime(ours.month)
    year, before = ours[ours.date.dt.year == 2020], ours[ours.date.dt.year == 2019]
    figure = go.Figure()
    for status, name, pattern, colour in [
        ("official", "2020, official", "", BLUE),
        ("not-official", "2020, not official (Cyber Partisans)", "/", ORANGE),
    ]:
        part = year[year.status == status]
        figure.add_bar(
            x=part.date,
            y=part.total_deaths_all_causes,
            name=name,
            marker=fill(colour, pattern),
            hovertemplate="%{x|%B %Y}: %{y:,} deaths from all causes<extra>" + name + "</extra>",
        )
    figure.add_scatter(
        x=year.date,
        y=before.total_deaths_all_causes,
        name="Same month of 2019, official",
        mode="lines+markers",
        line=dict(color=INK, width=1.5),
        marker=dict(size=7, symbol="line-ew-open"),
        hovertemplate="Same month of 2019: %{y:,}<extra></extra>",
    )
    figure.add_scatter(
        x=year.date,
        y=year.covid_deaths_reported_jhu,
        name="Reported COVID-19 deaths",
        mode="lines+markers",
        line=dict(color=VERMILLION, width=2),
        marker=dict(size=6, symbol="diamond"),
        hovertemplate="%{x|%B %Y}: %{y:,} reported COVID-19 deaths<extra></extra>",
    )
    unofficial = year[year.status == "not-official"]
    top = float(year.total_deaths_all_causes.max())
    if len(unofficial):
        figure.add_vrect(
            x0=unofficial.date.min() - pd.Timedelta(days=15),
            x1=unofficial.date.max() + pd.Timedelta(days=15),
            fillcolor=ORANGE,
            opacity=0.08,
            line_width=0,
            layer="below",
        )
        figure.add_annotation(
            x=unofficial.date.min() + (unofficial.date.max() - unofficial.date.min()) / 2,
            y=top * 1.13,
            text="<b>not official</b>",
            showarrow=False,
            font=dict(color=ORANGE, size=14),
        )
        figure.add_annotation(
            x=year[year.status == "official"].date.mean(),
            y=top * 1.13,
            text="<b>official</b>",
            showarrow=False,
            font=dict(color=BLUE, size=14),
        )
    figure.update_yaxes(tickformat=",", range=[0, top * 1.2], title_text="Deaths a month")
    figure.update_xaxes(tickformat="%b", dtick="M1")
    figure.update_layout(legend=dict(y=-0.12, yanchor="top"))
    quarter, published = second_quarter(data), data.events.set_index("id").loc[DEATHS_PUBLISHED]
    frame = pd.DataFrame(
        {
            "Month": [f"{d:%B %Y}" for d in year.date],
            "Deaths, 2020": year.total_deaths_all_causes.array,
            "Status": (
                year.status.map({"official": "official", "not-official": "not official"}).array
            ),
            "Deaths, same month of 2019": before.total_deaths_all_causes.array,
            "Reported COVID-19 deaths": year.covid_deaths_reported_jhu.array,
        }
    )
    return finish(
        figure,
        id="deaths",
        height=440,
        narrow=dict(height=500, xaxis=dict(dtick="M2"), legend=dict(orientation="v", y=-0.1)),
        title=(
            f"Official data end in June: {prose.number(quarter['excess'])} more deaths in the"
            f" second quarter than in 2019, {prose.number(quarter['reported'])} reported as"
            " COVID-19"
        ),
        alt=(
            "Bars of deaths from all causes per month of 2020 in Belarus. January to June are"
            " official; July to December are not official and hatched. In the second quarter"
            f" {prose.number(quarter['now'])} people died against {prose.number(quarter['before'])}"
            f" a year earlier, {prose.number(quarter['excess'])} more;"
            f" {prose.number(quarter['reported'])} COVID-19 deaths were reported in those months."
        ),
        note=(
            "Months after June 2020 are not official: Belarus published none, and they come from"
            " data that the Cyber Partisans group released, which run about 200 a month above the"
            " official ones where both exist. More deaths than a year before are not a count of"
            " COVID-19 deaths. The months to June were in a UN statistical database by"
            f" {published.date:%B %Y}, before the speech; the later ones were not found to be"
            " public on its day."
        ),
        sources=[
            "economist-excess-deaths",
            "world-mortality",
            *prose.event_sources(data, DEATHS_PUBLISHED),
        ],
        data=frame,
    )


LINE = 16  # CSS pixels of a line of text in a chart


def contested(data: Data, topics: list[str], *, id: str, title: str, note: str = "") -> go.Figure:
    """Counts of the same thing by different counters: a bar each, under its topic, labelled with
    who says it.

    ``topics`` are ids of ``data.topics``, best of one unit. Every bar carries its attribution
    and hedge as text; colour and pattern repeat the kind of speaker.
    """
    rows = figures_of(data, topics)
    rows = rows[rows.value.notna()]
    units = list(dict.fromkeys(rows.unit))
    if len(units) > 1:  # said beside each number then
        rows = rows.assign(
            scope=[", ".join(filter(None, [r.unit, r.scope])) for r in rows.itertuples()]
        )
    figure, marks, y, speakers = (
        go.Figure(),
        Marks(),
        0,
        set(),
    )  # y runs downwards in CSS pixels, so that text and bars never touch

    def write(text: str, size: int, above: int) -> None:
        nonlocal y
        y += above
        marks.write(
            x=0,
            xref="paper",
            xanchor="left",
            y=y,
            yanchor="top",
            text=text,
            showarrow=False,
            align="left",
            font=dict(size=size),
        )
        y += LINE * (text.count("<br>") + 1)

    for title_of_topic, of_topic in rows.groupby("title", sort=False):
        write(f"<b>{wrap(title_of_topic, 40)}</b>", 13, 18)
        for row in of_topic.itertuples():
            name, colour, pattern = SPEAKERS[row.who_kind]
            write(says(data, row), 12, 8)
            figure.add_bar(
                x=[float(row.value)],
                y=[y + 9],
                orientation="h",
                width=10,
                name=name,
                legendgroup=name,
                showlegend=name not in speakers,
                marker=fill(colour, pattern),
                hovertext=[f"{says(data, row)}<br>{wrap(row.note)}"],
                hoverinfo="text",
            )
            speakers.add(name)
            y += 16
    y += 8
    top = float(rows.value.max()) or 1  # an axis needs a length where all counts are 0
    figure.update_yaxes(visible=False, range=[y, 0], fixedrange=True)
    figure.update_xaxes(
        range=[0, top * 1.04], tickformat=",", nticks=5, side="bottom", fixedrange=True
    )
    figure.update_layout(
        legend=dict(y=1, itemclick=False, itemdoubleclick=False),
        bargap=0,
        margin=dict(t=48, b=32),
        **marks.layout,
    )
    height = y + 80
    parts = [
        f"{topic}: {'; '.join(says(data, r, markup=False) for r in group.itertuples())}"
        for topic, group in rows.groupby("title", sort=False)
    ]
    return finish(
        figure,
        id=id,
        height=height,
        title=title,
        alt=f"Bars of {prose.listing(units)} by who counted. {'. '.join(parts)}.",
        note=note,
        narrow=dict(height=height, legend=dict(font=dict(size=11))),
        sources=list(rows.source),
        data=figures_frame(data, rows),
    )


def documents(data: Data) -> go.Figure:
    """Policy documents that the speech names, each against the day of the speech; one without a
    date says so.
    """
    rows = data.policy_documents.sort_values("adopted", na_position="last")
    figure, y = go.Figure(), 0  # y runs downwards in CSS pixels
    for row in rows.itertuples():
        found = not pd.isna(row.adopted)
        days = (row.adopted - SPEECH).days if found else 0
        distance = (
            f"{prose.count(abs(days), 'day')} {'after' if days > 0 else 'before'}"
            if days
            else "the same day"
        )
        when = f"{row.act}, {prose.day(row.adopted)}: {distance}" if found else "no date found"
        text = f"<b>“{wrap(row.name_in_speech, 38)}”</b><br>{wrap(when, 48)}"
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=y,
            yanchor="top",
            text=text,
            showarrow=False,
            align="left",
            font=dict(size=12),
        )
        y += LINE * (text.count("<br>") + 1) + 12
        colour = VERMILLION if days > 0 else BLUE
        if found:
            figure.add_scatter(
                x=[SPEECH, row.adopted],
                y=[y, y],
                mode="lines",
                line=dict(color=colour, width=3),
                hoverinfo="skip",
                showlegend=False,
            )
            figure.add_scatter(
                x=[row.adopted],
                y=[y],
                mode="markers",
                marker=dict(size=10, color=colour, symbol="circle" if days > 0 else "square"),
                showlegend=False,
                hovertext=wrap(row.official_name),
                hoverinfo="text",
            )
        else:
            figure.add_scatter(
                x=[SPEECH],
                y=[y],
                mode="markers",
                marker=dict(symbol="x-thin-open", size=9, color=MUTED, line=dict(width=2)),
                hoverinfo="skip",
                showlegend=False,
            )
        y += 20
    mark_days(figure, election=False)
    first, last = (
        day - SPEECH for day in (min(rows.adopted.min(), SPEECH), max(rows.adopted.max(), SPEECH))
    )
    step = 6 * (1 + (last - first).days // 1100)  # months between two dates on the axis
    figure.update_xaxes(
        range=[SPEECH + first - pd.Timedelta(days=39), SPEECH + last + pd.Timedelta(days=30)],
        tickformat="%b\n%Y",
        dtick=f"M{step}",
    )
    figure.update_yaxes(visible=False, range=[y, -10], fixedrange=True)
    figure.update_layout(margin=dict(t=48))
    dated = rows[rows.adopted.notna()]
    after = dated[dated.adopted > SPEECH]
    frame = pd.DataFrame(
        {
            "As named in the speech": rows.name_in_speech.array,
            "Official name": rows.official_name.array,
            "Act": rows.act.array,
            "Date": ["not found" if pd.isna(d) else prose.day(d) for d in rows.adopted],
            "State on 10 December 2020": rows.state_on_day.array,
        }
    )
    sources = prose.event_sources(data, *data.policy_document_events.event)
    return finish(
        figure,
        id="documents",
        height=y + 100,
        narrow=dict(xaxis=dict(dtick=f"M{2 * step}")),
        title=(
            f"Of {prose.count(len(rows), 'document')} that the speech names, {len(after)} came out"
            f" after it and {len(rows) - len(dated)} could not be dated"
        ),
        alt="The documents on a time axis around 10 December 2020. "
        + " ".join(
            f"{r.name_in_speech}:"
            f" {'no date found' if pd.isna(r.adopted) else r.act + ', ' + prose.day(r.adopted)}."
            for r in rows.itertuples()
        ),
        note=DOCUMENT_NOTE,
        sources=sources,
        data=frame,
    )


def mentions(data: Data) -> go.Figure:
    """Events per lane that the speech names, implies, or does not mention, as stacked bars."""
    table = (
        data.events.groupby(["lane", "in_speech"])
        .size()
        .unstack(fill_value=0)
        .reindex(index=list(LANES)[::-1], columns=list(IN_SPEECH), fill_value=0)
    )
    figure = go.Figure()
    labels = [wrap(LANES[lane][0], 20) for lane in table.index]
    room = table.sum(axis=1).max() / 20  # a number is written in a part that has room for it
    for kind, colour, pattern in [
        ("named", BLUE, ""),
        ("implied", GREEN, "/"),
        ("no", "#CFCFCF", ""),
    ]:
        figure.add_bar(
            y=labels,
            x=table[kind],
            orientation="h",
            name=IN_SPEECH[kind][0],
            marker=fill(colour, pattern),
            text=table[kind].astype(str).where(table[kind] > room, ""),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont=dict(color=INK if kind == "no" else "white"),
            hovertemplate="%{y}: %{x} events<extra>" + IN_SPEECH[kind][0] + "</extra>",
        )
    figure.update_layout(barmode="stack", legend=dict(traceorder="normal"))
    figure.update_xaxes(title_text="Events in this record")
    totals = table.sum()
    frame = (
        table[::-1]
        .rename(index=lambda lane: LANES[lane][0], columns=lambda kind: IN_SPEECH[kind][0])
        .rename_axis(index="Lane", columns=None)
        .reset_index()
    )
    return finish(
        figure,
        id="mentions",
        height=330,
        narrow=dict(height=380),
        title=(
            f"The speech names {totals['named']} of {totals.sum()} events and leaves out"
            f" {totals['no']}"
        ),
        alt="Stacked bars by lane. "
        + " ".join(
            f"{r['Lane']}: {r['Named in the speech']} named, {r['Implied']} implied,"
            f" {r['Not mentioned']} not mentioned."
            for r in frame.to_dict("records")
        ),
        note=(
            "“Implied” is our reading: the event is the plain referent or context of a paragraph"
            " that does not name it. A speech is no chronicle; leaving something out is no fault."
        ),
        sources=["speech-en"],
        data=frame,
    )
