"""The labelled news (news.toml, news_unseen.toml): their notation, and what is wrong about a reading."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from handlers.language.news_line import NewsLine, Why, read_news
from storage.model.records import FEN_A_WAN, Facts
from tests.language.test_spans import ZONE, at

FIELDS = (
    "kind",
    "stage",
    "title",
    "n",
    "people",
    "wan",
    "approx",
    "benefit",
    "year",
    "basis",
    "proof",
    "code",
    "dates",
)


def labelled(name: str) -> Iterator[tuple[dict[str, Any], int]]:
    """The lines of a file, each with the time it is said at."""
    groups = tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))["at"]
    for group in groups:
        for line in group["lines"]:
            yield line, at(group["now"])


def noted(one: Facts, assumed: bool) -> dict[str, Any]:
    """A record in the notation of the labels; what is empty is left out. `assumed`: its date was not said."""
    wan = None if one.amount_fen is None else Decimal(one.amount_fen) / FEN_A_WAN
    days = one.begins_on if one.begins_on == one.ends_on else f"{one.begins_on}..{one.ends_on}"
    found: dict[str, Any] = {
        "kind": one.kind,
        "stage": one.stage,
        "title": one.title,
        "n": one.number,
        "people": one.people,
        "wan": None if wan is None else f"{wan.normalize():f}",
        "approx": one.approx,
        "benefit": one.benefit,
        "year": one.year,
        "basis": one.basis,
        "proof": one.proof,
        "code": one.code,
        "dates": "" if assumed else days,
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def reading(line: dict[str, Any], now: int) -> NewsLine:
    return read_news(line["say"], now, ZONE)


def faults(line: dict[str, Any], now: int) -> tuple[list[tuple[str, str]], int]:
    """What is wrong about the reading of a labelled line, as (field, words), and how many fields were compared."""
    news = reading(line, now)
    wanted = line.get("facts", [])
    wrong: list[tuple[str, str]] = []
    sure = line.get("sure", bool(wanted))
    if news.sure != sure:
        wrong.append(("sure", f"{sure}, read {news.sure}"))
    if not wanted:
        if news.likely != line.get("likely", sure):
            wrong.append(("likely", f"read {news.likely}"))
        return wrong, 2
    count = 3
    doubts = sorted(f"{one.place} {one.field} {one.why}" for one in news.doubts if one.why is not Why.ASSUMED)
    if doubts != sorted(line.get("doubts", [])):
        wrong.append(("doubts", f"{line.get('doubts', [])}, read {doubts}"))
    marks = (line.get("classified", False), line.get("disputed", False))
    if marks != (news.classified, news.disputed):
        wrong.append(("marks", f"{marks}, read {news.classified}, {news.disputed}"))
    for place in range(max(len(wanted), len(news.facts))):
        means = dict(wanted[place]) if place < len(wanted) else {}
        means = {name: value for name, value in means.items() if value != ""}
        assumed = any(
            one.place == place and one.field == "begins_on" and one.why in (Why.ASSUMED, Why.DATE)
            for one in news.doubts
        )
        assumed = assumed and "dates" not in means
        found = noted(news.facts[place], assumed) if place < len(news.facts) else {}
        names = [name for name in FIELDS if name in means or name in found]
        if found.get("year") and "year" not in means:
            names = [name for name in names if name != "year"] + ["year"]
        count += len(names)
        wrong += [
            (name, f"#{place + 1} {means.get(name)!r}, read {found.get(name)!r}")
            for name in names
            if means.get(name) != found.get(name)
        ]
    return wrong, count
