"""The rights page: the table of goals and rights, the status of Belarus, and what charts and views
make of them.
"""

from __future__ import annotations

import json
import re

import nbformat
import pandas as pd
import pytest
from briefing import load, prose
from briefing.charts import rights as charts
from briefing.charts.grid import LABEL
from briefing.check import faults
from briefing.dataset import SPEECH_DAY
from briefing.facts import rights as facts
from briefing.reading import rights as reading
from briefing.treaties import bound_from, is_exact
from conftest import NOTEBOOKS, add_category, edit

TARGETS_PER_GOAL = [7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19]
BOUND = {
    "ICERD",
    "ICCPR",
    "ICCPR-OP1",
    "ICESCR",
    "CEDAW",
    "CEDAW-OP",
    "CAT",
    "CRC",
    "CRC-OP-AC",
    "CRC-OP-SC",
    "CRPD",
}
NOT_JOINED = {"ICCPR-OP2", "ICESCR-OP", "OPCAT", "CRC-OP-IC", "CMW", "CRPD-OP", "CPED"}


def marks(figure) -> dict[str, int]:
    """Number of marks by the name the legend gives them."""
    return {
        trace.name: len(trace.x) for trace in figure.data if trace.name and trace.mode == "markers"
    }


# ---- The data


def test_goals_and_targets(data):
    assert list(data.goals.goal) == list(range(1, 18))
    assert (
        list(data.targets.groupby("goal").size()) == TARGETS_PER_GOAL and len(data.targets) == 169
    )


def test_links_are_complete(data):
    rows = data.goal_rights
    assert set(rows.goal) == set(range(1, 18)) and set(rows.right) == set(data.rights.right)
    assert (
        rows.article_id.isin(data.articles.id).all()
        and rows.instrument.isin(data.instruments.instrument).all()
    )
    of_article = data.articles.set_index("id").instrument
    assert (of_article[rows.article_id].array == rows.instrument).all()
    assert (rows[rows.basis == "our-reading"].rationale.str.len() > 20).all()
    assert not rows.duplicated(["goal", "right", "article_id", "provision"]).any(), (
        "one article cannot carry two bases for one link"
    )


def test_our_reading_never_claims_the_table(data):
    rows = data.goal_rights.set_index("id")
    ours = rows[rows.basis == "our-reading"]
    assert (ours.source_label == "").all() and (ours.label_basis == "").all()
    assert not data.goal_right_sources.goal_right.isin(ours.index).any()
    assert not rows[rows.basis == "ohchr-table"].rationale.any()


@pytest.mark.parametrize("goal", [13, 15])
def test_doubtful_copy_does_not_carry_a_goal(data, goal):
    copies = data.goal_right_sources.groupby("goal_right").source.agg(set)
    rows = data.goal_rights[data.goal_rights.goal == goal]
    assert (rows.basis == "our-reading").sum() >= 5
    assert (
        rows[rows.id.map(copies).map(lambda of: of == {"honduras-ods-15"})].confidence == "low"
    ).all()


def test_status_of_belarus(data):
    party, missing = facts.core(data)
    assert set(party.instrument) == BOUND and set(missing.instrument) == NOT_JOINED
    assert (party.bound_from <= SPEECH_DAY).all() and not (party.left <= SPEECH_DAY).any()
    assert set(facts.complaint_protocols(data).query("core_un").instrument) == {
        "ICCPR-OP1",
        "CEDAW-OP",
    }
    rows = facts.instruments(data).set_index("instrument")
    assert rows.joined["ICCPR"] == pd.Timestamp("1973-11-12") and rows.joined[
        "CAT"
    ] == pd.Timestamp("1987-03-13")
    assert (
        rows.left.dropna().to_dict().items()
        >= {
            "ICCPR-OP1": pd.Timestamp("2023-02-08"),
            "AARHUS": pd.Timestamp("2022-10-24"),
        }.items()
    )
    assert rows.standing["UDHR"] == rows.standing["DRTD"] == facts.DECLARATION
    was = reading.belarus(data)
    assert was["AARHUS"] == "bound since 2001 (approved 2000, left 2022)"
    assert was["CMW"] == "not a party" and was["UDHR"] == "declaration, not a treaty"
    said = reading.treaties_table(data).frame.set_index("instrument").complaints_said
    assert said["CRC"] == "not open: needs CRC-OP-IC, to which Belarus was not a party"
    assert said["ICCPR"] == "open, through ICCPR-OP1" and said["ICCPR-OP1"] == "open"


def test_the_page_and_the_chart_take_what_bound_belarus_from_one_place(data):
    notebook = nbformat.read(NOTEBOOKS / "rights.ipynb", as_version=4)
    [shown] = [cell.source for cell in notebook.cells if cell.id == "bottom-line"]
    assert "bound, missing = facts.core(data)" in shown
    assert not [cell.id for cell in notebook.cells if "bound_from <=" in cell.source]


def test_what_is_worked_out_has_words_for_readers(data):
    rows = facts.treaties_on(data, SPEECH_DAY)
    assert set(rows.standing) <= set(reading.standings(data))
    assert set(rows.on_day) <= set(reading.on_a_day(data))
    assert set(rows.complaints_on_day) <= set(reading.COMPLAINTS)
    assert list(reading.on_a_day(data).values()) == [
        "bound",
        "not joined",
        "joined, not yet bound",
        "left",
        "declaration, not a treaty",
        "not looked into",
    ]


def test_complaints_through_another_instrument_name_the_protocol(data):
    rows = facts.instruments(data)
    without = rows[~rows.complaints.astype(bool) & (rows.standing != facts.NOT_JOINED)]
    assert {reading.complaints(row) for row in without.itertuples()} == {
        "none: it has no human rights complaints body"
    }
    rows = rows[rows.complaints.astype(bool)]
    named = rows[rows.complaints_through.isin(rows[rows.kind == "protocol"].instrument)]
    own = rows.set_index("instrument").complaints_through
    assert (own[named.complaints_through].array == named.complaints_through).all()
    remarks = reading.treaties_table(data).frame.set_index("instrument").remark
    assert remarks["CRC"].startswith("Complaints: through CRC-OP-IC. ")
    assert not remarks["CRC-OP-IC"].startswith("Complaints")


def test_where_belarus_was_no_party_no_complaint_was_open(data):
    rows = facts.instruments(data).query("standing == @facts.NOT_JOINED")
    assert {"CMW", "CPED", "ICCPR-OP2", "OPCAT"} <= set(rows.instrument)
    assert {reading.complaints(row) for row in rows.itertuples()} == {
        "not open: Belarus was not a party"
    }


def test_a_protocol_that_is_left_closes_complaints_under_its_treaty(package):
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(
            status_on_day=t.status_on_day.mask(t.instrument == "ICCPR-OP1", "not-a-party")
        ),
    )
    rows = reading.treaties_table(load(package)).frame.set_index("instrument")
    said, codes = rows.complaints_said, rows.complaints_on_day
    assert said["ICCPR"] == "not open: needs ICCPR-OP1, to which Belarus was not a party"
    assert codes["ICCPR-OP1"] == codes["OPCAT"] == facts.NOT_BOUND
    assert codes["CAT"] == facts.BY_DECLARATION and codes["AARHUS"] == facts.NO_COMPLAINTS


def test_dates_in_a_possible_order(data):
    rows = facts.instruments(data)
    joined = rows[rows.joined.notna()]
    text = joined.joined.dt.strftime("%Y-%m-%d")
    assert (joined.adopted <= text).all() and (joined.signed <= text).all()
    assert (joined.joined <= joined.bound_from).all() and (joined.bound_from < SPEECH_DAY).all()
    assert (joined.left.dropna() > SPEECH_DAY).all()


# The Treaty Series names the days of the Covenants for the Byelorussian SSR, a Dutch list that of
# the protocol for Belarus; the others follow from the rule.
BOUND_FROM = {
    "ICCPR": "1976-03-23",
    "ICESCR": "1976-01-03",
    "ICCPR-OP1": "1992-12-30",
    "CAT": "1987-06-26",
    "CEDAW": "1981-09-03",
    "AARHUS": "2001-10-30",
    "ICERD": "1969-05-08",
    "CRC": "1990-10-31",
    "GENOCIDE": "1954-11-09",
    "UN-CHARTER": "1945-10-24",
}


def test_a_treaty_binds_after_consent_waiting_time_and_entry_into_force(data):
    days = bound_from(data)
    assert {code: f"{days[code]:%Y-%m-%d}" for code in BOUND_FROM} == BOUND_FROM
    assert is_exact(data)[list(BOUND_FROM)].all()
    assert days.isna()["OPCAT"] and not is_exact(data)["OPCAT"]


def test_without_a_source_the_earliest_day_is_called_so(package):
    edit(package, "rights/waiting_times.csv", lambda t: t[t.instrument != "ICERD"])
    edit(
        package,
        "rights/instruments.csv",
        lambda t: t.assign(in_force=t.in_force.mask(t.instrument == "CAT", "")),
    )
    data = load(package)
    assert bound_from(data)["ICERD"] == pd.Timestamp("1969-04-08")
    assert bound_from(data)["CAT"] == pd.Timestamp("1987-04-12")
    assert not is_exact(data)[["ICERD", "CAT"]].any()
    rows = reading.treaties_table(data).frame.set_index("instrument")
    assert rows.since["ICERD"] == "bound at the earliest from 8 April 1969"
    assert reading.belarus(data)["CAT"] == "bound (ratified 1987)"
    said = since_when(charts.treaty_timeline(data))
    assert said["Racial Discrimination Convention (ICERD)"] == "1969 or later"
    assert said["Civil and Political Rights Covenant (ICCPR)"] == "23 Mar 1976"


def test_a_party_that_was_not_yet_bound_on_the_day_is_a_fault(package):
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(joined=t.joined.mask(t.instrument == "CRPD", "2020-11-29")),
    )
    assert [(f.table, f.column) for f in faults(package)] == [("treaty-status", "status_on_day")]


def test_where_sources_disagree_on_a_treaty_the_page_leads_to_how(data):
    disputed = facts.disputed(data).instrument
    assert {"CRPD", "CRPD-OP"} <= set(disputed)
    assert "](treaties.ipynb#treaty-crpd-op)" in reading.treaty_links(data, disputed)
    remarks = reading.treaties_table(data).frame.set_index("instrument").remark
    assert "The Committee against Torture welcomed its ratification" in remarks["CRPD-OP"]


def test_an_instrument_joined_later_is_not_bound_on_the_day(package):
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(
            status_on_day=t.status_on_day.mask(t.instrument == "CAT", "not-a-party")
        ),
    )
    party, missing = facts.core(load(package))
    assert len(party) == 10 and "CAT" in set(missing.instrument)


# ---- Charts


def since_when(figure) -> dict[str, str]:
    """By the label of a row of the timeline of treaties, the text at its end."""
    left, right = figure.layout.yaxis, figure.layout.yaxis2
    texts = dict(zip(right.tickvals, right.ticktext, strict=True))
    return {label: texts[at] for at, label in zip(left.tickvals, left.ticktext, strict=True)}


def recoded(package, table: str, field: str, value: str, **words) -> None:
    """Describe a coded value in other words, or by another symbol, in a copy of the package."""
    path = package / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    [of_table] = [one for one in package["resources"] if one["name"] == table]
    [column] = [one for one in of_table["schema"]["fields"] if one["name"] == field]
    [category] = [one for one in column["categories"] if one["value"] == value]
    category.update(words)
    path.write_text(json.dumps(package), "utf-8")


def test_a_basis_more_is_an_edit_of_the_description_alone(package):
    words = {"label": "Court", "short": "A court", "heading": "Goals, by a court"}
    look = {"symbol": "star", "colour": "green", "size": 9}
    add_category(package, "goal-rights", "basis", value="court", **words, **look)
    first = "g01-living-standard-udhr-25"
    edit(package, "rights/goal_right_sources.csv", lambda t: t[t.goal_right != first])
    edit(
        package,
        "rights/goal_rights.csv",
        lambda t: t.assign(basis=t.basis.mask(t.id == first, "court")),
    )
    assert not faults(package)
    changed = load(package)
    assert (facts.pairs(changed).basis == facts.BOTH).any()
    table = charts.matrix(changed).layout.meta["table"]
    assert table["columns"][-1]["title"] == "Goals, by a court"
    assert "Court" in set(reading.links_table(changed).frame.said)
    bases = facts.pairs(changed).basis.value_counts()
    alt = charts.matrix(changed).layout.meta["alt"]
    assert "marks (star): a court." in alt
    assert f"{bases[facts.BOTH]} squares with a dot: both." in alt
    assert alt.count(", 1 Court.") == 1 and alt.count(", 0 Court.") == 5


def test_the_words_of_a_chart_follow_the_symbol_of_the_description(package):
    recoded(package, "goal-rights", "basis", facts.READ, symbol="square-open")
    recoded(package, "goal-rights", "basis", facts.COPIED, symbol="circle-open")
    alt = charts.matrix(load(package)).layout.meta["alt"]
    assert re.search(r"\d+ open circles: seen in a copy of the OHCHR table\.", alt)
    assert re.search(r"\d+ open squares: our reading\.", alt) and "dots" not in alt


def test_readers_meet_the_labels_of_the_description_and_no_codes(package):
    recoded(package, "goal-rights", "confidence", "medium", label="fair")
    recoded(package, "treaty-status", "status_on_day", facts.NOT_JOINED, standing="outside")
    data = load(package)
    texts = " ".join(reading.links_table(data).frame.why)
    assert "Confidence: fair." in texts and "Confidence: medium." not in texts
    assert "outside" in set(reading.treaties_table(data).frame.was)
    said = since_when(charts.treaty_timeline(data))
    assert said["Migrant Workers Convention (CMW)"] == "outside"
    rows = reading.links_table(data).frame
    assert set(rows[rows.instrument == "CMW"].was) == {"outside"}


def test_a_kind_of_instrument_more_is_an_edit_of_the_description_alone(package):
    add_category(package, "instruments", "kind", value="custom", label="Custom", group="Customs")
    edit(
        package,
        "rights/instruments.csv",
        lambda t: t.assign(kind=t.kind.mask(t.instrument == "GENOCIDE", "custom")),
    )
    assert not faults(package)
    changed = load(package)
    assert "Customs" in set(reading.treaties_table(changed).frame.group)
    assert "<b>Customs</b>" in charts.treaty_timeline(changed).layout.yaxis.ticktext


def test_matrix_marks_every_pair_once_by_basis(data):
    figure = charts.matrix(data)
    found = marks(figure)
    labels = data.labels("goal-rights", "basis", "short")
    rows = (
        data.goal_rights.groupby(["goal", "right"])
        .basis.agg(lambda b: "Both" if b.nunique() == 2 else labels[b.iloc[0]])
        .value_counts()
    )
    assert (
        found == rows.to_dict()
        and sum(found.values()) == data.goal_rights.groupby(["goal", "right"]).ngroups
    )
    symbols = {trace.marker.symbol for trace in figure.data if trace.name in found}
    assert len(symbols) == 3, "basis must be told apart by shape"
    copied = set(data.goal_rights.goal[data.goal_rights.basis == "ohchr-table"])
    read = [str(goal) for goal in range(1, 18) if goal not in copied]
    alone = f"Goals {prose.listing(read)} have marks of our reading only"
    assert not read or alone in figure.layout.meta["alt"]
    note = figure.layout.meta["note"]
    assert "do not say how many rights a goal has" in note
    assert all(f"{goal.goal} {goal.short_title}" in note for goal in data.goals.itertuples())


def test_the_matrix_says_how_many_links_each_family_has(data):
    figure, family = charts.matrix(data), data.rights.set_index("right").family
    names = data.labels("rights", "family")
    found = data.goal_rights.groupby([data.goal_rights.right.map(family), "basis"]).size()
    for key, name in names.items():
        copied, read = (found.get((key, basis), 0) for basis in (facts.COPIED, facts.READ))
        said = f"{copied} in copies, {read} in our reading"
        assert f"<b>{name}</b>: {said}" in figure.layout.yaxis.ticktext
        assert f"{name}: {said}." in figure.layout.meta["alt"]


def test_a_goal_says_its_name_when_pointed_at(data):
    [numbers] = [trace for trace in charts.matrix(data).data if trace.mode == "text"]
    said = dict(zip(numbers.text, numbers.hovertext, strict=True))
    assert said["16"] == "<b>Goal 16</b><br>Peace, justice and strong institutions"
    assert len(said) == len(data.goals)


@pytest.mark.parametrize("make", [charts.matrix, charts.treaty_timeline])
def test_labels_stand_above_their_rows_on_a_phone(data, make):
    figure = make(data)
    axis, narrow = figure.layout.yaxis, figure.layout.meta["narrow"]
    assert (
        narrow["yaxis"]["ticklabelposition"] == "inside"
        and narrow["yaxis"]["tickfont"]["size"] >= 11
    )
    labels = [label.replace("<b>", "").replace("</b>", "") for label in axis.ticktext]
    assert max(map(len, labels)) <= LABEL, "a label of more characters is cut at 360 pixels"
    whole = [label for label in labels if not label.endswith("…")]  # two may begin alike
    assert len(set(whole)) == len(whole) > 10
    # Pixels between rows: a label of 11 pixels and the largest mark must fit.
    room = narrow["height"] - narrow["margin"]["t"] - narrow["margin"]["b"]
    seen = [trace.marker for trace in figure.data if trace.mode == "markers"]
    mark = max(one.size - (one.line.width if one.line.color == "#FFFFFF" else 0) for one in seen)
    assert room / (axis.range[0] - axis.range[1]) >= 11 + mark
    assert narrow["yaxis"]["ticklabelshift"] >= (11 + mark) / 2


@pytest.mark.parametrize("make", [charts.matrix, charts.treaty_timeline])
def test_no_chart_is_taller_than_its_rows_need(data, make):
    figure = make(data)
    assert figure.layout.height <= 100 + 20 * len(figure.layout.yaxis.ticktext)


def test_treaty_timeline_shows_who_is_bound_and_who_left(data):
    figure = charts.treaty_timeline(data)
    title, found, status = figure.layout.meta["title"], marks(figure), data.treaty_status
    assert title.startswith(f"{len(BOUND)} of {len(BOUND | NOT_JOINED)} core UN instruments")
    assert found[charts.LEFT.name] == status.later_effect.notna().sum() >= 2
    assert found[charts.BOUND.name] == (status.status_on_day == "party").sum()
    assert found[charts.NOT_JOINED.name] == (status.status_on_day == "not-a-party").sum() >= 7
    said = since_when(figure)
    outside = [text.removesuffix("*") for text in said.values()].count("not a party")
    assert outside == found[charts.NOT_JOINED.name]
    assert said["Convention against Torture (CAT)"] == "26 Jun 1987"
    assert said["Complaints protocol to ICCPR (ICCPR-OP1)"] == "30 Dec 1992 to 8 Feb 2023"
    assert "1992 to 2023" in figure.layout.meta["narrow"]["yaxis2"]["ticktext"]
    alt = figure.layout.meta["alt"]
    assert "Convention against Torture (CAT) bound from 26 June 1987;" in alt
    assert "Not joined: Death penalty protocol to ICCPR (ICCPR-OP2);" in alt


def test_the_timeline_marks_what_sources_disagree_on(package):
    data = load(package)
    doubted = data.treaty_status[data.treaty_status.confidence != "high"].instrument
    labels = data.instruments.set_index("instrument").label
    figure = charts.treaty_timeline(data)
    starred = {label for label, text in since_when(figure).items() if text.endswith("*")}
    assert starred == set(labels[doubted]) and "* Sources disagree" in figure.layout.meta["note"]
    since = reading.treaties_table(data).frame.set_index("instrument").since
    assert since["CRPD"] == "bound from 29 December 2016 (sources disagree)"
    assert reading.belarus(data)["CRPD"] == "bound (ratified 2016)"
    edit(package, "rights/treaty_status.csv", lambda t: t.assign(confidence="high"))
    figure = charts.treaty_timeline(load(package))
    assert "*" not in "".join(since_when(figure).values()) + figure.layout.meta["note"]


def test_a_heading_stands_above_the_texts_of_its_columns_on_a_phone(data):
    for figure in (charts.matrix(data), charts.treaty_timeline(data)):
        axis, narrow = figure.layout.yaxis, figure.layout.meta["narrow"]
        for wide, high, text in zip(
            axis.tickvals, narrow["yaxis"]["tickvals"], axis.ticktext, strict=True
        ):
            assert (high < wide) == text.startswith("<b>") and high >= wide - 0.5


def test_a_treaty_without_a_label_or_with_a_long_one_is_a_fault(package):
    def relabel(table):
        codes = {"CAT": "", "CRC": "Convention on the Rights of the Child, at length (CRC)"}
        return table.assign(label=table.instrument.map(codes).fillna(table.label))

    edit(package, "rights/instruments.csv", relabel)
    assert [(f.table, f.column) for f in faults(package)] == [("instruments", "label")] * 2


def test_a_treaty_says_its_steps_when_pointed_at(data):
    [dots] = [t for t in charts.treaty_timeline(data).data if t.name == charts.BOUND.name]
    [torture] = [said for said in dots.hovertext if said.startswith("<b>Convention against Tort")]
    assert "bound from 26 June 1987" in torture and "ratified 13 March 1987" in torture


@pytest.mark.parametrize(
    ("status", "value", "what"),
    [
        (
            "party",
            "26 June 1987",
            "the day from which the Convention against Torture (CAT) bound Belarus",
        ),
        (
            "not-a-party",
            "Not a party",
            (
                "the status of Belarus under the Convention against Torture (CAT) on the day of"
                " the speech"
            ),
        ),
    ],
)
def test_the_number_set_large_says_whether_a_treaty_bound(package, status, value, what):
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(status_on_day=t.status_on_day.mask(t.instrument == "CAT", status)),
    )
    number = reading.key_number(load(package), "CAT")
    assert (number.value, number.unit, number.what) == (value, "", what) and number.sources
    assert number.link == "treaties.ipynb#treaty-cat"


def test_paragraphs_say_what_they_are_about_and_touch(data):
    table = reading.touched_table(data)
    rows = {row["id"]: row["cells"] for row in table.payload()["rows"]}
    touched, about = set(data.speech_links.paragraph), data.paragraphs.set_index("paragraph")
    text = about[about.kind == "text"]
    assert list(rows) == [f"paragraph-{paragraph}" for paragraph in text.index]
    for paragraph, summary in text.summary.items():
        named, said, rights, _ = rows[f"paragraph-{paragraph}"]
        assert named["href"] == f"evidence.html#paragraph-{paragraph}" and said["text"] == summary
        assert (rights["text"] == "none") == (paragraph not in touched)
    used = data.instruments[data.instruments.instrument.isin(data.speech_links.instrument)]
    assert all(f"{row.instrument}: {row.name}" in table.note for row in used.itertuples())
    _, _, rights, articles = rows["paragraph-7"]
    assert "torture" in rights["text"] and {"CAT 2", "ICCPR 7"} <= set(articles["text"].split(", "))


# ---- Tables: two clicks from a goal to article, instrument, source and status; from a right to
# its goals


@pytest.fixture(scope="module")
def anchors(data) -> set[str]:
    """Every row of the tables that a link can lead to, with its page where that is another."""
    makers = {
        "": (reading.links_table, reading.rights_table, reading.speech_table),
        "treaties.html": (reading.treaties_table,),
    }
    found = [
        f"{page}#{row['id']}"
        for page, tables in makers.items()
        for make in tables
        for row in make(data).payload()["rows"]
        if row["id"]
    ]
    assert len(found) == len(set(found)), "two anchors of one name"
    return set(found)


def test_links_lead_to_right_article_source_and_status(data, anchors):
    table = reading.links_table(data)
    rows, bases = table.payload()["rows"], data.labels("goal-rights", "basis").values()
    assert len(rows) == len(data.goal_rights)
    assert [row["id"] for row in rows if row["id"]] == [f"goal-{n}" for n in range(1, 18)]
    standings, families = reading.standings(data), data.labels("rights", "family")
    for row in rows:
        goal, right, family, instrument, why, basis, was, sources = row["cells"]
        assert right["href"].removeprefix("goal-links.html") in anchors
        assert instrument["href"] in anchors
        assert why["text"].startswith(instrument["text"]) and why["more"]
        assert basis["text"] in bases and sources["sources"] and goal["sort"]
        assert family["text"] in families.values() and was["text"] in standings.values()
    filters = [column["title"] for column in table.payload()["columns"] if column["filter"]]
    assert filters == ["Goal", "Right", "Family", "Instrument", "Basis", "On 10 December 2020"]


def test_the_anchor_of_a_goal_stands_on_its_first_row(data):
    rows = reading.links_table(data).frame
    first = rows[rows.anchor != ""]
    assert not first.goal.duplicated().any() and list(first.goal) == list(rows.goal.unique())
    assert (first.index == rows.drop_duplicates("goal").index).all()


def test_the_story_shows_the_first_links_and_leads_to_all(data):
    story, whole = reading.links_table(data).first(3, page="goal-links"), len(data.goal_rights)
    assert (len(story.frame), story.of, story.record) == (3, whole, "goal-links")


def test_goals_list_every_target(data):
    rows = reading.goals_table(data).frame.set_index("goal")
    assert all(f"{t.target} {t.label}" in rows.targets[t.goal] for t in data.targets.itertuples())
    bases = data.labels("goal-rights", "basis")
    assert rows[list(bases)].sum().sum() == len(data.goal_rights)
    assert list(rows.link) == [f"#goal-{goal}" for goal in rows.index]


def test_basis_is_never_mixed_up(data):
    texts = {
        *data.articles.source,
        *data.instruments.source,
    }  # a page that prints articles may also copy the table
    copies = set(data.goal_right_sources.source)
    for row in reading.links_table(data).payload()["rows"]:
        _, _, _, _, why, basis, _, sources = row["cells"]
        [reason] = why["more"]
        if basis["text"] == data.label("goal-rights", "basis", facts.READ):
            assert not (copies - texts) & set(sources["sources"]) and "in the copy" not in reason
        else:
            assert copies & set(sources["sources"]) and "copy" in reason


def test_remark_on_a_copy_is_said_once(data):
    noted = data.goals[data.goals.copy_note != ""].goal
    assert set(noted) <= set(data.goal_rights[data.goal_rights.basis == facts.COPIED].goal)
    [goal] = reading.goals_table(data).frame.query("goal == 16").itertuples()
    rows = reading.links_table(data).frame.query("goal == 16")
    assert goal.copy_note.count("made for Pakistan") == 1
    assert not rows.why.str.contains("made for Pakistan").any()
    assert rows.why.str.contains("19\\(1\\)").any(), "remarks on single rows stay with them"


def test_rights_lead_to_goals_and_paragraphs(data):
    table = reading.rights_table(data)
    assert list(table.frame.anchor) == [f"right-{right}" for right in table.frame.right]
    assert set(table.frame.right) == set(data.rights.right)
    assert table.frame.family_name.nunique() == 6
    [torture] = [r for r in table.payload()["rows"] if r["id"] == "right-torture-freedom"]
    _, family, about, copied, read, paragraphs = (cell["text"] for cell in torture["cells"])
    assert family == "Civil rights" and "tortured" in about and "7" in paragraphs.split(", ")
    assert "16" in copied.split(", ") and "16" in read.split(", ")
    for basis in (facts.COPIED, facts.READ):
        rows = data.goal_rights[data.goal_rights.basis == basis]
        pairs = rows.groupby("right").goal.nunique().sum()
        assert table.frame[basis].map(lambda of: len(of.split(", ")) if of else 0).sum() == pairs


def test_odd_article_number_is_kept_and_explained(data):
    [row] = (
        reading.links_table(data).frame.query("goal == 11 and article_id == 'UDHR 27'").itertuples()
    )
    assert row.article_said.startswith("UDHR 27 (printed as 25)")
    assert "cultural life stands in article 27" in row.why


def test_speech_links_lead_to_claims(data, anchors):
    rows = reading.speech_table(data).payload()["rows"]
    assert [row["id"] for row in rows] and len(rows) == len(data.speech_links)
    for paragraph, right, article, goal, why in (row["cells"] for row in rows):
        number = paragraph["text"].removeprefix("Paragraph ")
        assert paragraph["href"] == f"evidence.html#paragraph-{number}" and why["text"]
        assert right["href"] in anchors and article["href"] in anchors
        assert not goal["text"] or goal["href"] in anchors


def test_treaties_table_has_sources_for_every_status(data):
    rows = reading.treaties_table(data).payload()["rows"]
    assert len(rows) == len(data.instruments) and "treaty-iccpr-op1" in {row["id"] for row in rows}
    assert data.treaty_status.instrument.isin(data.treaty_sources.instrument).all()
    op1 = next(row["cells"] for row in rows if row["id"] == "treaty-iccpr-op1")
    assert op1[1]["text"] == "bound" and op1[2]["text"] == "open"
    since, steps, *_ = op1[1]["more"]
    assert since == "bound from 30 December 1992"
    assert steps.endswith(
        "acceded 30 September 1992; denunciation notified 8 November 2022, in effect 8 February"
        " 2023"
    )


def test_count_of_targets_is_the_institutes(data):
    counted = facts.targets_linked(data)
    assert (counted["linked"], counted["of"]) == (156, 169) and round(
        counted["linked"] / counted["of"], 3
    ) == 0.923
    assert "Danish Institute" in data.sources.set_index("id").publisher[counted["source"]]
