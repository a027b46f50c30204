"""Charts of the year 2020: lanes of events, the pandemic's clock, deaths, contested counts, policy
documents.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from briefing import dataset, prose
from briefing.dataset import Data
from briefing.tables import Column, Table
from briefing.theme import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PALE,
    PURPLE,
    VERMILLION,
    Marks,
    fill,
    finish,
    wrap,
)

ELECTION, SPEECH = pd.Timestamp("2020-08-09"), pd.Timestamp(dataset.SPEECH)
# the event on which chart and finding say when the deaths of April to June became public
DEATHS_PUBLISHED = "second-quarter-deaths-in-un-database"

LANES = {
    "pandemic": ("Pandemic", VERMILLION),
    "politics-protest": ("Politics and protest", PURPLE),
    "human-rights": ("Human rights", GREEN),
    "un-international": ("UN and international response", BLUE),
    "policy-economy": ("Policy and economy", ORANGE),
}
IN_SPEECH = {
    "named": ("Named in the speech", "diamond"),
    "implied": ("Implied", "circle"),
    "no": ("Not mentioned", "circle-open"),
}
COUNTRIES = {
    "BLR": "Belarus",
    "POL": "Poland",
    "LTU": "Lithuania",
    "LVA": "Latvia",
    "UKR": "Ukraine",
    "RUS": "Russia",
    "MDA": "Moldova",
}
SPEAKERS = {
    "official": ("Belarusian authorities", VERMILLION, ""),
    "un": ("United Nations", BLUE, "/"),
    "ngo": ("Human rights groups", GREEN, "x"),
    "media": ("Press", PURPLE, "."),
    "intergovernmental": ("Other international bodies", ORANGE, "-"),
    "government-abroad": ("Foreign governments", MUTED, "|"),
    "company": ("Companies", MUTED, "+"),
    "research": ("Research", MUTED, "\\"),
}


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


WEEKS = ("2019-12-30", "2020-12-28")  # Mondays of the first and the last week that has days of 2020


def of_2020(weeks: pd.DataFrame) -> pd.DataFrame:
    """The weeks of 2020 of a weekly series, in order."""
    return weeks[weeks.week_start.between(*WEEKS)].sort_values(["country_iso3", "week_start"])


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


def months_public(data: Data) -> int:
    """Whole months, rounded, from the day on which the deaths of April to June are known to have
    been public to the speech.
    """
    day = data.events.set_index("id").date[DEATHS_PUBLISHED]
    return round((SPEECH - day).days / 30.44)


def second_quarter(data: Data) -> dict[str, int]:
    """April to June in Belarus, official on both sides: deaths ``now`` (2020), ``before`` (2019),
    ``excess``, ``reported`` COVID-19 deaths.
    """
    ours = data.deaths_monthly.query("country_iso3 == 'BLR'")
    now, before = (
        ours[ours.month.isin([f"{year}-{m:02}" for m in (4, 5, 6)])] for year in (2020, 2019)
    )
    deaths_now, deaths_before = (
        int(now.total_deaths_all_causes.sum()),
        int(before.total_deaths_all_causes.sum()),
    )
    return {
        "now": deaths_now,
        "before": deaths_before,
        "excess": deaths_now - deaths_before,
        "reported": int(now.covid_deaths_reported_jhu.sum()),
    }


LINE = 16  # CSS pixels of a line of text in a chart


def figures_of(data: Data, topics: list[str]) -> pd.DataFrame:
    """Contested figures on ``topics`` with the topic's title and unit, in that order and then by
    value.
    """
    figures = data.figures.merge(data.topics, on="topic", suffixes=("", "_topic"))
    figures = figures[figures.topic.isin(topics)]
    figures["order"] = figures.topic.map({topic: n for n, topic in enumerate(topics)})
    return figures.sort_values(["order", "value"], kind="stable")


def disputed_topics(data: Data, kind: str) -> list[str]:
    """Topics of one kind on which at least two numbers stand side by side, in the order of the
    table.
    """
    figures = data.figures[data.figures.value.notna()]
    several = figures.groupby("topic").size().loc[lambda n: n > 1].index
    topics = data.topics
    return list(topics[(topics.kind == kind) & topics.topic.isin(several)].topic)


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
            write(_says(row), 12, 8)
            figure.add_bar(
                x=[float(row.value)],
                y=[y + 9],
                orientation="h",
                width=10,
                name=name,
                legendgroup=name,
                showlegend=name not in speakers,
                marker=fill(colour, pattern),
                hovertext=[f"{_says(row)}<br>{wrap(row.note)}"],
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
        f"{topic}: {'; '.join(_says(r, markup=False) for r in group.itertuples())}"
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
        data=figures_frame(rows),
    )


def _says(row, markup: bool = True) -> str:
    scope = f" ({row.scope})" if row.scope else ""
    text = f"{row.who}: {prose.amount(row)}{scope}"
    return wrap(text, 50) if markup else text


def figures_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Contested figures as the table behind a chart: Subject, Who says so, How many, Unit, What is
    counted, As of.
    """
    return pd.DataFrame(
        {
            "Subject": rows.title.array,
            "Who says so": rows.who.array,
            "How many": [prose.amount(r) for r in rows.itertuples()],
            "Unit": rows.unit.array,
            "What is counted": rows.scope.array,
            "As of": [prose.partial_date(d) if d else "" for d in rows.as_of],
        }
    )


def crowd_pairs(data: Data) -> pd.DataFrame:
    """Per day the two numbers that a ratio compares, both of Minsk: ``official`` (highest) and
    ``other`` (highest), ids of figures.

    Only figures whose ``area`` is Minsk count: a crowd of one city is never divided by a count of
    the whole country. Indexed by topic; a day without both is left out.
    """
    rows = figures_of(data, disputed_topics(data, "crowd"))
    rows = rows[rows.value.notna() & (rows.area == "minsk")].assign(
        side=lambda f: (f.who_kind == "official").map({True: "official", False: "other"})
    )
    highest = rows.sort_values("value").groupby(["topic", "side"]).id.last()
    return highest.unstack().reindex(columns=["official", "other"]).dropna()


def crowd_pair(data: Data, topic: str) -> tuple[pd.Series, pd.Series]:
    """The official and the other figure of one day of ``crowd_pairs``, as rows of ``data.figures``."""
    pair, figures = crowd_pairs(data).loc[topic], data.figures.set_index("id")
    return figures.loc[pair.official], figures.loc[pair.other]


def crowd_ratios(data: Data) -> pd.Series:
    """Per day of ``crowd_pairs``: the other number divided by the official one."""
    values = data.figures.set_index("id").value
    pairs = crowd_pairs(data)
    return (pairs.other.map(values) / pairs.official.map(values)).astype(float)


def times(ratio: float) -> str:
    """A ratio of two hedged counts as words: ``about 5.6 times``, ``about 10 times``."""
    return f"about {prose.number(ratio, 1).removesuffix('.0')} times"


def documents_by(data: Data, *relations: str) -> pd.DataFrame:
    """Policy documents with that relation to the speech, and ``days`` from its day to their
    adoption (missing where undated).
    """
    rows = data.policy_documents
    rows = rows[rows.relation.isin(relations)]
    return rows.assign(days=(rows.adopted - SPEECH).dt.days.astype("Int64"))


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


def events_table(data: Data, events: pd.DataFrame | None = None) -> Table:
    """Events with date, lane, what happened, place in the speech and sources; all by default,
    oldest first.
    """
    events = (data.events if events is None else events).sort_values(["date", "id"])
    sources = data.event_sources.groupby("event").source.agg(list)
    frame = pd.DataFrame(
        {
            "id": events.id,
            "date": events.date,
            "title": events.title,
            "summary": events.summary,
            "when": [prose.span(e.date, e.end_date, e.precision) for e in events.itertuples()],
            "lane": events.lane.map(lambda lane: LANES[lane][0]),
            "note": events.note.map(lambda note: f"Note: {note}" if note else ""),
            "in_speech": [
                IN_SPEECH[e.in_speech][0]
                + (
                    f" (paragraph {e.paragraph})"
                    if e.paragraph.isdigit()
                    else f" ({e.paragraph})"
                    if e.paragraph
                    else ""
                )
                for e in events.itertuples()
            ],
            "claims": events.paragraph.map(
                lambda paragraph: f"evidence.html#paragraph-{paragraph}" if paragraph else ""
            ),
            "sources": events.id.map(sources),
        }
    )
    return Table(
        frame,
        "events",
        f"All {prose.count(len(frame), 'event')} of the record",
        anchor="id",
        stack=True,
        columns=(
            Column("when", "When", sort="date"),
            Column("title", "What happened", more=("summary", "note")),
            Column("lane", "Lane", filter=True),
            Column("in_speech", "In the speech", link="claims", filter=True),
            Column("sources", "Sources", sources=True),
        ),
    )


def figures_table(data: Data) -> Table:
    """All contested figures by subject, with who says so, as of when, and the source."""
    rows = figures_of(data, list(data.topics.topic))
    frame = figures_frame(rows).assign(
        id=[f"figure-{i}" for i in rows.id],
        value=rows.value.array,
        note=rows.note.array,
        topic_note=rows.note_topic.array,
        sources=[[s] for s in rows.source],
        as_of=rows.as_of.array,
    )
    return Table(
        frame,
        "figures",
        f"All {prose.count(len(frame), 'figure')} with who says so",
        anchor="id",
        stack=True,
        columns=(
            Column("Subject", "Subject", filter=True),
            Column("Who says so", "Who says so"),
            Column("How many", "How many", more=("Unit",), sort="value"),
            Column("What is counted", "What is counted", more=("note",)),
            Column("As of", "As of", sort="as_of"),
            Column("sources", "Source", sources=True),
        ),
    )


def topics_table(data: Data, kind: str) -> Table:
    """Why numbers that stand side by side may not measure the same thing, for one kind of subject."""
    rows = data.topics[data.topics.topic.isin(disputed_topics(data, kind))]
    return Table(
        rows,
        f"comparability-{kind}",
        "Why these figures may not measure the same thing",
        columns=(Column("title", "Subject"), Column("note", "What keeps them apart")),
    )


def outages_table(data: Data) -> Table:
    """The main internet disruptions of August 2020, in UTC."""
    return Table(
        data.internet_outages,
        "outages",
        "Main disruptions as OONI read them off IODA measurements",
        note="Approximate. Minsk is three hours ahead of UTC; 24:00 is midnight.",
        columns=(
            Column("date", "Date"),
            Column("start_utc", "From", unit="UTC"),
            Column("end_utc", "Until", unit="UTC"),
        ),
    )


RELATIONS = {
    "advised": "the UN says that it advised on it",
    "offered": "the UN offers to support it",
    "own": "a plan of the UN",
    "referred": "referred to",
}
DOCUMENT_NOTE = (
    "For the UN response plan the date is that of publication, for the Call to Action that of its"
    " launch; for the others that of adoption."
)


def documents_table(data: Data) -> Table:
    """Policy documents named in the speech, with official name, body, state on the day, date and
    sources.
    """
    rows = data.policy_documents
    events = data.policy_document_events.groupby("document").event.agg(list)
    frame = rows.assign(
        paragraph=[f"paragraph {r.paragraph}: {RELATIONS[r.relation]}" for r in rows.itertuples()],
        date=[prose.day(d) if not pd.isna(d) else "not found" for d in rows.adopted],
        sources=[prose.event_sources(data, *events[document]) for document in rows.document],
    )
    return Table(
        frame,
        "policy-documents",
        "Policy documents that the speech names",
        anchor="document",
        note=DOCUMENT_NOTE,
        columns=(
            Column("name_in_speech", "As named in the speech", more=("paragraph",)),
            Column("official_name", "Official name", more=("body", "period")),
            Column("state_on_day", "State on 10 December 2020", more=("note",)),
            Column("date", "Date", more=("act",), sort="adopted"),
            Column("sources", "Sources", sources=True),
        ),
    )


REASONS = {
    "low confidence": "Low confidence",
    "duplicate": "Duplicate",
    "out of scope": "Outside the scope",
}


def left_out_table(data: Data) -> Table:
    """Researched events and figures that were left out, with the reason."""
    rows = data.left_out[data.left_out.research_id.str.match(r"(TA|FIG)-|B\d")]
    rows = rows.assign(
        reason=rows.reason.map(REASONS), link=rows.see.map(lambda see: f"#{see}" if see else "")
    )
    return Table(
        rows,
        "left-out",
        "Researched events that were left out",
        columns=(
            Column("research_id", "Researched row"),
            Column("reason", "Reason"),
            Column("why", "Why"),
            Column("see", "See instead", link="link"),
        ),
    )
