"""The briefing in the words of schema.org, as JSON-LD: a report and a data set on every page, a
review of every claim.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefing.dataset import Data

JSON_LD = "application/ld+json"
CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
AUTHORS = {"@type": "Organization", "name": "The briefing's authors"}
VERDICTS = [
    "not found",
    "differs",
    "partly confirmed",
    "confirmed",
]  # worst to best, for the rating scale


@dataclass(frozen=True)
class Linked:
    """JSON-LD to be put into a page; shows as a line of text in JupyterLab."""

    content: dict
    summary: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {JSON_LD: self.content, "text/plain": self.summary}


def page_description(
    title: str, description: str, file: str, package: dict, downloads: list[dict]
) -> dict:
    """A page as ``Report`` about the speech, and the data behind it as ``Dataset`` with its
    distributions.
    """
    licence, version = LICENCE, package["version"]
    dataset = {
        "@type": "Dataset",
        "@id": "#dataset",
        "name": package["title"],
        "description": package["description"],
        "license": licence,
        "version": version,
        "creator": AUTHORS,
        "keywords": package["keywords"],
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": d["title"],
                "contentUrl": d["file"],
                "encodingFormat": d["type"],
            }
            for d in downloads
        ],
    }
    report = {
        "@type": "Report",
        "@id": f"{file}#report",
        "name": title,
        "headline": title,
        "description": description,
        "url": file,
        "inLanguage": "en",
        "license": licence,
        "version": version,
        "author": AUTHORS,
        "publisher": AUTHORS,
        "isAccessibleForFree": True,
        "isBasedOn": {"@id": "#dataset"},
    }
    return {"@context": CONTEXT, "@graph": [report, dataset]}


def claim_reviews(data: Data) -> Linked:
    """One ``ClaimReview`` per claim whose verdict speaks of facts; norms and what cannot be checked
    have no rating.

    The rating runs from 1 (not found) to 4 (confirmed) over our verdicts; its name is the verdict.
    """
    speech = data.sources.set_index("id").loc["speech-en"]
    said = {
        "@type": "CreativeWork",
        "@id": "#speech",
        "name": speech.title,
        "url": speech.url,
        "datePublished": speech.published,
        "author": {
            "@type": "Person",
            "name": "Joanna Kazana-Wisniowiecki",
            "jobTitle": "UN Resident Coordinator in Belarus",
        },
    }
    reviews = [
        {
            "@type": "ClaimReview",
            "@id": f"#{c.id}",
            "url": f"evidence.html#{c.id}",
            "inLanguage": "en",
            "license": LICENCE,
            "author": AUTHORS,
            "claimReviewed": c.claim,
            "reviewBody": c.reason,
            "itemReviewed": {"@type": "Claim", "appearance": {"@id": "#speech"}},
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": VERDICTS.index(c.verdict) + 1,
                "worstRating": 1,
                "bestRating": len(VERDICTS),
                "alternateName": c.verdict,
            },
        }
        for c in data.claims.sort_values("position").itertuples()
        if c.verdict in VERDICTS
    ]
    return Linked(
        {"@context": CONTEXT, "@graph": [said, *reviews]},
        f"{len(reviews)} claim reviews for search engines (schema.org)",
    )
