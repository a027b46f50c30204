"""The speech checked claim by claim: complete, every verdict carried by its evidence, every number
in a reason as in the data.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pandas as pd
import pytest
from briefing import check, links, load
from briefing.charts import evidence as charts
from briefing.check.rules import research_ids
from briefing.facts import epidemic as epidemic_facts
from briefing.facts import evidence as facts
from briefing.facts import research
from briefing.prose import count, number
from briefing.reading import evidence as reading
from briefing.reading import index
from briefing.reading import sources as reading_sources
from briefing.treaties import bound_from
from conftest import add_category, edit

pytestmark = pytest.mark.usefixtures("remembering")

FACTUAL = ["confirmed", "partly confirmed", "differs", "not found"]


@pytest.fixture(scope="module")
def claims(data):
    return data.claims.set_index("id")


@pytest.fixture(scope="module")
def evidence(data):
    return facts.evidence(data)


@pytest.fixture(scope="module")
def pieces(data):
    """Every piece of evidence as a reader meets it."""
    cells = [row["cells"][-1] for row in reading.claims_table(data).payload()["rows"]]
    return [item for cell in cells for item in cell["list"] if item["label"] != "searched"]


@pytest.fixture(scope="module")
def tables(data):
    return [
        make(data)
        for make in (
            reading.claims_table,
            reading.searches_table,
            reading.paragraphs_table,
            reading.languages_table,
            reading.reused_table,
            reading.entities_table,
            reading.verdicts_table,
        )
    ]


# ---- Completeness


def test_every_part_of_the_speech_has_a_claim_in_the_order_of_the_speech(data, claims):
    parts = [*map(str, range(1, 16)), "caption-1", "caption-2", "entities"]  # what the speech has
    assert sorted(claims.paragraph.unique()) == sorted(parts)
    order = claims.sort_values("position").paragraph.drop_duplicates().tolist()
    assert order == data.paragraphs.sort_values("position").paragraph.tolist()
    assert order.index("caption-1") == order.index("4") - 1 and order[-1] == "entities"


def test_all_53_researched_statements_are_carried_over(data):
    researched, kept, left = research_ids(data)["claims"]
    assert (researched, len(kept), len(left)) == (53, 53, 0)
    assert {"P01-1", "P04-2", "P09-4", "C2-1", "P15-1", "E-1"} <= kept


def test_a_claim_that_was_split_or_added_says_so(data):
    claims = data.claims
    shared = claims[(claims.research_id == "") | claims.research_id.duplicated(keep=False)]
    explained = shared.groupby("research_id").change_note.agg(lambda notes: (notes != "").any())
    assert explained.all()
    assert (claims[claims.research_id == ""].change_note != "").all()


# ---- Verdicts and evidence


def test_every_verdict_on_facts_rests_on_a_source(data, claims, evidence):
    carried = evidence[evidence.sources.map(len) > 0].claim
    assert set(claims[claims.verdict.isin(FACTUAL)].index) <= set(carried)
    assert set(evidence.explode("sources").sources) <= set(data.sources.id)
    assert evidence.sources.map(len).between(1, 3).all() and len(evidence) == len(data.evidence)


def test_confirmed_means_another_voice_than_the_speakers(data, claims, evidence):
    supporting = data.evidence[data.evidence.bears == "supports"]
    others = set(supporting[supporting.voice == "other"].claim)
    assert set(claims[claims.verdict == "confirmed"].index) <= others
    assert set(claims[claims.verdict == "partly confirmed"].index) <= set(supporting.claim)
    assert {"p02-4", "p05-1", "p07-7", "p10-4"} <= others


OFFICE = re.compile(r"United Nations in Belarus( \((old site|un\.by)\))?")


def test_what_only_the_speakers_office_publishes_is_her_own_voice(data):
    publisher = data.sources.set_index("id").publisher
    for piece, sources in facts.resting(data).groupby("id"):
        if all(OFFICE.fullmatch(publisher[source]) for source in sources.source):
            assert set(sources.voice) == {"own"}, piece


def test_what_differs_is_contradicted_and_nothing_else_is(claims, evidence):
    contradicted = set(evidence[evidence.bears == "contradicts"].claim)
    assert contradicted == set(claims[claims.verdict == "differs"].index)
    assert "p06-9" in contradicted  # protests of 2011 were organised on social networks


def test_what_was_not_found_has_no_support_and_lists_its_searches(data, claims, evidence):
    missing = claims[claims.verdict == "not found"].index
    assert "p04-7" in missing  # no amount of the additional money is on record
    assert not (evidence[evidence.claim.isin(missing)].bears == "supports").any()
    assert set(missing) <= set(data.searches.claim)


def test_a_statement_about_advice_rests_on_more_than_later_adoption(data, claims):
    adopted = data.policy_document_events.event
    advice = data.evidence[data.evidence.claim.isin(["p09-1", "p09-2", "p09-3", "p09-4"])]
    assert not (advice[advice.event.isin(adopted)].bears == "supports").any()


RULES = {
    "confirmed by the speaker alone": (
        "evidence",
        lambda f: f.assign(voice=f.voice.mask(f.claim == "p04-3", "own")),
        [("claims", "verdict", "p04-3 is confirmed, but no evidence that supports it has another")],
    ),
    "partly confirmed without support": (
        "evidence",
        lambda f: f.assign(bears=f.bears.mask(f.claim == "p04-6", "qualifies")),
        [("claims", "verdict", "p04-6 is partly confirmed, but no evidence supports it")],
    ),
    "partly confirmed without what is missing": (
        "claims",
        lambda f: f.assign(missing=f.missing.mask(f.id == "p04-6", "")),
        [("claims", "missing", "p04-6 is partly confirmed and does not say what is missing")],
    ),
    "something missing in what is confirmed": (
        "claims",
        lambda f: f.assign(missing=f.missing.mask(f.id == "p04-3", "A date.")),
        [("claims", "missing", "p04-3 is confirmed and says what is missing")],
    ),
    "not found without a search": (
        "searches",
        lambda f: f[f.claim != "p04-7"],
        [("claims", "verdict", "p04-7 was not found, but no search for it is listed")],
    ),
    "a language that is none": (
        "searches",
        lambda f: f.assign(languages=f.languages.mask(f.index == 0, "English")),
        [("searches", "languages", "English")],
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_verdict_that_is_not_carried_is_one_fault(package, name):
    table, change, expected = RULES[name]
    edit(package, f"speech/{table}.csv", change)
    faults = check.faults(package)
    for fault, (where, column, words) in zip(faults, expected, strict=True):
        assert (fault.table, fault.column) == (where, column) and fault.row
        assert words in fault.what and fault.mend


def test_the_check_counts_statements_by_verdict(data, package):
    counts = facts.tally(data)
    line = "Statements by verdict: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.items())
    assert line in research.summary(package)


def test_a_norm_names_its_basis(claims):
    norms = claims[claims.verdict == "norm"]
    researched = norms.legal_basis[norms.research_id != ""]
    assert researched.str.contains(r"art|Charter|target", regex=True).all()
    assert (norms.legal_basis != "").all()
    assert "Convention against Torture" in norms.legal_basis["p07-2"]


def test_what_evidence_points_to_exists_in_the_other_tables(data, evidence, pieces):
    keys = {
        "event": data.events.id,
        "figure": data.figures.id,
        "statement": data.statements.id,
        "contribution": data.contributions.id,
        "treaty": data.instruments.instrument,
        "goal": range(1, 18),
    }
    there = {links.address(kind, key) for kind, of in keys.items() for key in of}
    there |= {links.page(links.SHOWN[at], at) for at in ("clock", "deaths", "outages")}
    linked = {piece["href"] for piece in pieces} - {""}
    assert len(pieces) == len(evidence)
    assert linked <= there
    named = {
        "event": "first-case",
        "contribution": "who-all",
        "treaty": "CAT",
        "goal": 16,
        "statement": "total-2020-05-27",
    }
    assert {links.address(*one) for one in named.items()} | {"timeline.html#deaths"} <= linked
    elsewhere = set(reading_sources.uses_with_places(data).page)
    kinds = {kind for kind, _ in links.ROWS.values()} - {"goal", "treaty"}
    pages = {links.PLACES[kind][0] for kind in kinds} | {"timeline"}
    assert pages <= elsewhere and "evidence" not in elsewhere


def test_a_source_cited_directly_has_no_link_of_its_own(data, pieces):
    direct = data.evidence[data.evidence.source != ""]
    without = [piece["sources"] for piece in pieces if not piece["href"]]
    assert sorted(without) == sorted([source] for source in direct.source)


# ---- What a reader sees


def test_the_chart_marks_every_claim_with_a_sign_of_its_verdict(data, claims):
    figure = charts.verdicts(data)
    assert sum(len(t.x) for t in figure.data) == len(claims)
    looks = data.categories("claims", "verdict")
    assert looks.sign.is_unique
    for trace, (verdict, look) in zip(figure.data, looks.iterrows(), strict=True):
        assert set(trace.text) == {look.sign} and verdict in trace.name
        assert len(trace.x) == (claims.verdict == verdict).sum()
    shown = {(trace.marker.symbol, trace.marker.color) for trace in figure.data}
    assert len(shown) == len(looks) == 6
    assert len({(x, y) for t in figure.data for x, y in zip(t.x, t.y, strict=True)}) == len(claims)
    rows = list(figure.layout.yaxis.ticktext)
    assert rows == list(reading.part_names(data).values()) and rows[0].startswith("1 ")
    parts = data.paragraphs.set_index("paragraph").topic
    assert rows[3] == parts["caption-1"] and rows[4] == f"4 {parts['4']}"
    assert f"5 {parts['5']}: confirmed, confirmed" in figure.layout.meta["alt"]


def test_verdicts_are_told_apart_in_grey_by_shade_or_sign(data):
    for one, other in pairwise(charts.verdict_looks(data)):
        assert (one.fill, one.sign) != (other.fill, other.sign)
        assert one.fill != other.fill, f"{one.verdict} beside {other.verdict}"


@pytest.mark.parametrize("counts", [None, {"confirmed": 1}, {"norm": 1, "differs": 2}])
def test_every_part_of_the_bar_has_its_name_and_number(data, counts):
    """Labels stand on the parts or below them, whole, at both widths and whatever the numbers."""
    claims = data.claims
    if counts:
        few = [claims[claims.verdict == verdict].head(n) for verdict, n in counts.items()]
        claims = pd.concat([*few, claims[claims.verdict == "partly confirmed"]])
    figure = charts.verdict_counts(data.narrowed(claims=claims))
    said = claims.verdict.value_counts()
    wide, narrow = figure.layout.to_plotly_json(), figure.layout.meta["narrow"]
    for layout, width in ((wide, 744), (narrow, 344)):
        labels = layout["annotations"]
        texts = sorted(label["text"].replace("<br>", " ") for label in labels)
        assert texts == sorted(f"{verdict} {n}" for verdict, n in said.items())
        for label in labels:
            at, long = label["x"] / len(claims) * width, len(label["text"]) * 6
            if label.get("xanchor") == "right":
                assert at - long >= 0, label["text"]
            elif label.get("xanchor") == "left":
                assert at + long <= width, label["text"]


def test_the_tally_adds_up_and_follows_the_data(data, package):
    before = facts.tally(data)
    assert before.sum() == len(data.claims)
    title = charts.verdicts(data).layout.meta["title"]
    assert title.startswith(f"{before['confirmed']} of {before.sum()} statements")
    edit(
        package,
        "speech/claims.csv",
        lambda frame: frame.assign(verdict=frame.verdict.mask(frame.id == "p02-2", "not found")),
    )
    title = charts.verdicts(load(package)).layout.meta["title"]
    assert title.startswith(f"{before['confirmed'] - 1} of ")
    assert f"{before['not found'] + 1} were not found" in title


def test_a_verdict_more_is_an_edit_of_the_description_alone(package):
    look = {"sign": "!", "symbol": "star", "filled": True, "colour": "blue", "factual": False}
    add_category(package, "claims", "verdict", value="outdated", label="outdated", **look)
    edit(
        package,
        "speech/claims.csv",
        lambda frame: frame.assign(verdict=frame.verdict.mask(frame.id == "p02-2", "outdated")),
    )
    data = load(package)
    assert facts.tally(data)["outdated"] == 1
    assert charts.verdicts(data).data[-1].name == "! outdated (1)"
    labels = charts.verdict_counts(data).layout.annotations
    assert "outdated 1" in [label.text for label in labels]
    assert "#p02-2" not in [part["@id"] for part in reading.claim_reviews(data).content["@graph"]]
    before = facts.tally(data)[["not checkable", "norm"]].sum()
    assert f"{before + 1} more are" in index.verdicts(data).text


@pytest.mark.parametrize("factual", [False, True])
def test_a_verdict_needs_evidence_where_it_is_one_on_facts(package, factual):
    look = {"sign": "!", "symbol": "star", "filled": True, "colour": "blue", "factual": factual}
    add_category(package, "claims", "verdict", value="outdated", label="outdated", **look)
    bare = {"p01-1": "outdated"}  # a statement without evidence
    edit(package, "speech/claims.csv", lambda t: t.assign(verdict=t.id.map(bare).fillna(t.verdict)))
    found = [str(fault) for fault in check.faults(package) if "without evidence" in fault.what]
    assert len(found) == factual


def test_readers_meet_the_labels_of_the_description_and_no_codes(package):
    file = package / "datapackage.json"
    description = json.loads(file.read_text("utf-8"))
    columns = {
        (table["name"], field["name"]): field
        for table in description["resources"]
        for field in table["schema"]["fields"]
    }
    coded = [("claims", "kind"), ("claims", "verdict"), ("evidence", "bears")]
    for column in coded:
        for category in columns[column]["categories"]:
            category["label"] = f"the {category['label']} one"
    file.write_text(json.dumps(description), "utf-8")
    data = load(package)
    rows = [row["cells"] for row in reading.claims_table(data).payload()["rows"]]
    assert all(re.fullmatch("the .* one", row[n]["text"]) for row in rows for n in (2, 3))
    items = [item["label"] for row in rows for item in row[-1]["list"]]
    fared = [row["cells"][-1]["text"] for row in reading.paragraphs_table(data).payload()["rows"]]
    assert all(
        re.fullmatch(r"\d+ statements?: ((\d+ )?the [a-z ]+ one(, )?)+", text) for text in fared
    )
    assert all(re.fullmatch("the .* one|searched", label) for label in items)
    alts = [make(data).layout.meta["alt"] for make in (charts.verdicts, charts.verdict_counts)]
    assert "the confirmed one, " in alts[0] and "the confirmed one " in alts[1]


def test_one_of_a_kind_is_said_in_the_singular(package):
    def leave_one(frame):
        missing = frame.index[frame.verdict == "not found"]
        return frame.assign(verdict=frame.verdict.mask(frame.index.isin(missing[1:]), "differs"))

    before = facts.tally(load(package))
    edit(package, "speech/claims.csv", leave_one)
    differ = before["differs"] + before["not found"] - 1
    assert reading.open_points(load(package)) == f"1 was not found and {differ} differ"


def test_the_table_of_claims_shows_verdict_reason_and_evidence(data):
    payload = reading.claims_table(data).payload()
    filtered = [column["title"] for column in payload["columns"] if column["filter"]]
    assert filtered == ["Where", "Kind", "Verdict and reason"]
    row = next(r for r in payload["rows"] if r["id"] == "p04-2")
    statement, where, kind, verdict, evidence = row["cells"]
    assert "Statement p04-2" in statement["more"] and kind["text"] == "figure"
    assert where["href"] == "evidence.html#paragraph-4"
    assert verdict["text"] == "partly confirmed" and "7,971,194" in verdict["more"][0]
    assert {item["label"] for item in evidence["list"]} == {"supports", "qualifies"}
    assert all(item["sources"] and item["text"] for item in evidence["list"])
    assert "What is missing: " in verdict["more"][1]


def test_a_statement_that_was_searched_for_leads_to_its_searches(data):
    rows = {r["id"]: r["cells"] for r in reading.claims_table(data).payload()["rows"]}
    listed = {r["id"]: r["cells"] for r in reading.searches_table(data).payload()["rows"]}
    assert set(listed) == set(data.searches.id)
    for claim in data.searches.claim.unique():
        item = rows[claim][-1]["list"][-1]
        assert item["label"] == "searched" and listed[item["href"][1:]][0]["href"] == f"#{claim}"


def test_the_speakers_own_word_is_marked(data):
    own = data.evidence[data.evidence.voice == "own"]
    rows = reading.claims_table(data).payload()["rows"]
    shown = {item["text"] for row in rows for item in row["cells"][-1]["list"]}
    assert {f"{text} (The word of the speaker or her office.)" for text in own.shows} <= shown


def test_parts_say_how_their_statements_fared_and_lead_to_the_first(data):
    payload = reading.paragraphs_table(data).payload()
    assert [r["id"] for r in payload["rows"]][3:5] == ["paragraph-caption-1", "paragraph-4"]
    order = data.paragraphs.sort_values("position").paragraph
    for row, part in zip(payload["rows"], order, strict=True):
        claims = data.claims[data.claims.paragraph == part].sort_values("position")
        fared = row["cells"][-1]
        assert fared["href"] == f"statements.html#{claims.id.iloc[0]}"
        assert fared["text"].startswith(f"{count(len(claims), 'statement')}: ")
        numbers = [int(n) for n in re.findall(r"\d+", fared["text"])]
        assert sum(numbers) == (2 * len(claims) if len(claims) > 1 else 1)
        assert all(verdict in fared["text"] for verdict in claims.verdict)


@pytest.mark.parametrize("kind", ["event", "action"])
def test_every_statement_of_a_kind_is_counted_once(data, kind):
    said = reading.kind_fared(data, kind)
    verdicts = data.claims.verdict[data.claims.kind == kind]
    assert sum(int(n) for n in re.findall(r"\d+", said)) == len(verdicts)
    assert all(f"{n} {verdict}" in said for verdict, n in verdicts.value_counts().items())


def test_what_rests_on_the_word_of_her_office_alone_is_counted(package):
    before = facts.on_own_word(load(package))
    assert "p07-5" in before and "p04-1" not in before
    edit(
        package,
        "speech/evidence.csv",
        lambda f: f.assign(voice=f.voice.mask(f.claim == "p04-1", "own")),
    )
    assert set(facts.on_own_word(load(package))) == {*before, "p04-1"}


def test_offers_and_promises_have_one_verdict(data):
    claims = data.claims[data.claims.research_id != ""]
    assert set(claims.verdict[claims.kind == "commitment"]) == {"not checkable"}


def test_every_text_on_the_stated_total_says_about(data):
    for name in ("claims", "evidence", "paragraphs", "funding-limits"):
        for cell in map(str, data.table(name).to_numpy().ravel()):
            assert not re.search(r"(?<!about )\b7\.5 million", cell, re.IGNORECASE), cell


def test_each_verdict_says_what_it_means(data):
    rows = [row["cells"] for row in reading.verdicts_table(data).payload()["rows"]]
    signs = data.categories("claims", "verdict").sign
    shown = [(name["text"], often["text"]) for name, _, often in rows]
    assert shown == [
        (f"{signs[verdict]} {verdict}", count(n, "statement"))
        for verdict, n in facts.tally(data).items()
    ]
    assert all(len(meaning["text"]) > 20 for _, meaning, _ in rows)


def test_key_numbers_are_those_of_the_statements(data, claims):
    shown = reading.key_numbers(data).numbers
    counts = claims.verdict.value_counts()
    against = counts["not found"] + counts["differs"]
    assert [one.value for one in shown] == [
        str(n) for n in (counts["confirmed"], counts["partly confirmed"], against)
    ]
    assert all(one.unit == f"of {len(claims)} statements" for one in shown)


def test_every_source_is_listed_once_and_says_where_it_is_used(data):
    payload = reading_sources.sources_table(data).payload()
    assert sorted(r["id"] for r in payload["rows"]) == sorted("source-" + data.sources.id)
    urls = dict(zip("source-" + data.sources.id, data.sources.url, strict=True))
    for row in payload["rows"]:
        source, *_, used, claims = row["cells"]
        assert source["href"] == urls[row["id"]] and source["text"]
        assert used["text"] or claims["text"], row["id"]
        assert bool(used["text"]) == bool(used.get("href"))
        assert bool(claims["text"]) == bool(claims.get("href"))
    filtered = [column["title"] for column in payload["columns"] if column["filter"]]
    assert filtered == ["Publisher", "Kind", "Language"]
    cells = {row["id"]: row["cells"] for row in payload["rows"]}
    assert "p04-2" in cells["source-speech-en"][-1]["text"].split(", ")
    *_, used, claims = cells["source-jhu-csse-covid19"]
    assert used["href"].startswith("timeline.html") and "p03-1" in claims["text"].split(", ")


def test_both_languages_shared_wording_and_entities_are_shown(data, tables):
    by_id = {t.id: t.payload()["rows"] for t in tables}
    assert len(by_id["languages"]) == len(data.language_differences)
    assert len(by_id["reused"]) == len(data.reused_wording)
    entities = {"UNDP", "UNICEF", "WHO", "UNFPA", "UNHCR", "UNAIDS", "IOM", "RCO"}
    assert {r["id"] for r in by_id["entities"]} == entities
    assert all(r["cells"][-1]["sources"] and r["cells"][1]["href"] for r in by_id["reused"])
    assert any("7,5 млн" in r["cells"][2]["text"] for r in by_id["languages"])


def test_links_within_a_page_lead_to_its_rows(tables):
    payloads = [t.payload() for t in tables]
    there = {row.get("id") for p in payloads for row in p["rows"]}
    text = json.dumps(payloads)
    assert {href[1:] for href in re.findall(r'"href": "(#[^"]+)"', text)} <= there


# ---- Numbers in our own sentences, recomputed


def share(part: float, whole: float, digits: int = 1) -> str:
    return number(float(part) / float(whole) * 100, digits)


def test_numbers_on_deaths_and_cases(data, claims):
    by_country = data.excess_deaths_2020.groupby("country_iso3")
    deaths = by_country[["excess_deaths_economist", "expected_deaths_economist"]].sum()
    above = (deaths.excess_deaths_economist / deaths.expected_deaths_economist * 100).round(1)
    assert (above.idxmin(), above.idxmax(), len(above)) == ("LVA", "RUS", 7) and (above > 0).all()
    for country in ("LVA", "RUS"):
        assert number(above[country], 1) in claims.reason["p02-3"]
    quarter = epidemic_facts.second_quarter(data)
    more = quarter["now"] - quarter["before"]
    for expected in (
        number(quarter["now"]),
        number(more),
        share(more, quarter["before"]),
        f"{quarter['reported']} COVID-19",
    ):
        assert expected in claims.reason["p02-4"]
    shows = data.evidence.set_index("id").shows
    assert number(quarter["before"]) in shows["ev-010"]
    assert number(deaths.excess_deaths_economist["BLR"]) in shows["ev-012"]


def test_numbers_on_weeks(data, claims):
    shows = data.evidence.set_index("id").shows
    weeks = data.covid_weekly.query("country_iso3 == 'BLR' and week_start <= '2020-12-31'")
    weeks = weeks.sort_values("week_start").set_index("week_start")
    assert number(weeks.cum_deaths_week_end.iloc[-1]) in shows["ev-011"]
    cases = weeks.cum_cases_week_end["2020-05-25"]  # the week that ends on 31 May
    assert number(cases) in claims.reason["p03-1"]
    plateau = weeks.index[weeks.new_cases > 6000][[0, 5]].strftime("%m-%d")
    assert list(plateau) == ["04-27", "06-01"] and "6,000" in shows["ev-016"]
    measures = data.stringency_weekly.query("week_start <= '2020-12-31'").groupby("country_iso3")
    stringency = measures[["stringency_on_day", "stringency_final"]].mean()
    assert set(stringency.idxmin()) == {"BLR"} and len(stringency) == 7


def test_numbers_on_money(data, claims):
    # Reasons are written for the rows of the research; the check of a statement is done again when
    # rows come.
    rows = data.contributions[data.contributions.research_id != ""].set_index("id")
    view = rows[rows.in_default_view.astype(bool)]
    total = view.amount.sum()
    for claim in ("p04-2", "p04-3", "p10-4"):
        assert number(total) in claims.reason[claim]
    health = share(view.amount[view.sector == "health"].sum(), total, 0)
    assert f"{health} per cent" in claims.reason["p04-3"]
    assert round(rows.amount["who-all"] / total, 1) == 0.8
    assert "four fifths" in claims.reason["p04-2"]
    donors = view.groupby("donor_group").amount.sum()
    for donor in ("European Union", "USAID", "UN own, core and thematic money"):
        assert share(donors[donor], total) + " per cent" in claims.reason["p10-4"]
    tagged = view[view.sme_layer.str.startswith("tagged")].amount.sum()
    assert number(tagged) in claims.reason["p04-4"]
    assert number(rows.amount["eu-undp-april-2020-grants"]) in claims.reason["p04-4"]
    assert number(rows.amount["undp-rapid-financing-total"]) in claims.reason["p04-7"]
    assert number(rows.amount["belmed-red-cross-delivery"]) in claims.reason["p04-5"]
    sums = data.statements.set_index("id").amount / 1e6
    said = {number(sums[total], 1) for total in ("total-2020-05-27", "total-2020-12-10")}
    assert said == {"5.5", "7.5"} <= set(re.findall(r"\d\.\d", claims.reason["p04-2"]))


def test_amounts_named_in_evidence_are_those_of_the_rows_it_points_to(data):
    rows = data.contributions[data.contributions.research_id != ""].set_index("id")
    booked = data.spent_to_date.groupby("contribution").amount.agg(list).to_dict()
    pieces = data.evidence[data.evidence.contribution.isin(rows.index)]
    pieces = pieces[pieces.shows.str.contains("dollars|euros")]
    assert len(pieces) >= 15
    for piece in pieces.itertuples():
        numbers = re.findall(r"\d[\d,]*\d", piece.shows)
        named = {int(n.replace(",", "")) for n in numbers if "," in n or n == "500"}
        held = [rows.amount[piece.contribution], *booked.get(piece.contribution, [])]
        assert named & {int(amount) for amount in held}, piece.id


FIGURES = {
    "p05-2": ["detained-total-ohchr-2020-12-04", "criminal-people-ohchr", "complaints-ohchr"],
    "p06-1": ["protests-growth-csis", "protests-spring-2020-usip"],
    "p06-2": ["protests-2019-countries-jacobin"],
    "p06-5": ["students-expelled-ohchr"],
    "p06-6": ["injured-officers-ministry-2020-08"],
    "p03-2": ["crowd-2020-08-16-cnn", "crowd-2020-08-16-reuters"],
}


def test_contested_figures_in_reasons_are_those_of_the_table(data, claims):
    values = data.figures.set_index("id").value.astype(float)
    for claim, figures in FIGURES.items():
        for figure in figures:
            digits = 0 if values[figure].is_integer() else 1
            assert number(values[figure], digits) in claims.reason[claim], figure
    shows = data.evidence.set_index("id").shows
    for piece, figures in {
        "ev-107": ["internet-shutdowns-world-access-now", "internet-countries-access-now"],
        "ev-108": ["internet-shutdowns-world-top10vpn", "internet-countries-top10vpn"],
        "ev-078": ["detained-2020-11-15-experts", "detained-2020-11-15-ohchr"],
    }.items():
        assert all(number(values[figure]) in shows[piece] for figure in figures)


@pytest.mark.parametrize(
    ("words", "days", "since", "event", "claim"),
    [
        ("forty days", 40, "2020-12-10", "health-programme-approved", "p09-2"),
        ("twenty days", 20, "2020-12-10", "gender-equality-plan-approved", "p09-3"),
        ("five weeks", 35, "2020-02-28", "who-test-kits", "p04-1"),
        ("exactly a year", 365, "2020-12-10", "green-economy-plan-approved", "p09-6"),
    ],
)
def test_distances_in_time_are_right(data, claims, words, days, since, event, claim):
    assert words in claims.reason[claim]
    assert (data.events.set_index("id").date[event] - pd.Timestamp(since)).days == days


DATE = r"(\d{1,2} [A-Z][a-z]+ \d{4})"


def test_every_day_of_being_bound_in_a_text_is_the_computed_one(data, claims):
    days = bound_from(data)
    for piece in data.evidence[data.evidence.instrument != ""].itertuples():
        if "bound" in piece.shows:  # with the name of what binds, for who reads this row alone
            said = re.search(f"bound by the ([A-Z].+?) since {DATE}", piece.shows)
            assert pd.Timestamp(said[2]) == days[piece.instrument], piece.id
    named = {code: code for code in days.index} | {"Convention against Torture": "CAT"}
    said = re.compile(rf"({'|'.join(named)})\b[^;]*?bound since {DATE}")
    for claim in claims.itertuples():
        found = said.findall(claim.legal_basis)
        assert len(found) == claim.legal_basis.count("bound since"), claim.Index
        for name, day in found:
            assert pd.Timestamp(day) == days[named[name]], claim.Index
    assert f"bound since {days['CAT']:%-d %B %Y}" in claims.legal_basis["p07-2"]
    assert days.isna()["OPCAT"]  # not accepted, as ev-119 says


def test_no_text_names_the_day_of_joining_as_that_of_being_bound(data):
    joined, days = data.treaty_status.set_index("instrument").joined.dropna(), bound_from(data)
    wrong = {f"{day:%-d %B %Y}" for code, day in joined.items() if day != days[code]}
    texts = [str(cell) for name in data.names for cell in data.table(name).to_numpy().ravel()]
    bound = re.compile(f"bound (?:Belarus )?(?:since|from) {DATE}")
    said = {day for text in texts for day in bound.findall(text)}
    assert said and not said & wrong
