"""Meanings and last answers as JSON objects and back, for the rows that keep them."""

import json
from dataclasses import asdict, fields
from typing import Any

from handlers.language.meaning import Attribute, Condition, Focus, Intent, Meaning, Order, Query, Term, Topic
from handlers.language.normalise import without_numbers


def kept_meaning(meaning: Meaning) -> dict[str, object]:
    """A meaning as a JSON object: as much as is needed to show its list again. Long numbers that were typed are not in it."""
    return {
        "intent": meaning.intent.value,
        "attributes": [one.value for one in meaning.attributes],
        "query": _blotted(asdict(meaning.query)),
    }


def _blotted(part: Any) -> Any:
    if isinstance(part, str):
        return without_numbers(part)
    if isinstance(part, dict):
        return {name: _blotted(value) for name, value in part.items()}
    return [_blotted(one) for one in part] if isinstance(part, list | tuple) else part


def read_meaning(kept: Any) -> Meaning | None:
    """The meaning in a JSON object, or None when it is not one (any more)."""
    try:
        return Meaning(
            Intent(kept["intent"]),
            query=_query(kept["query"]),
            attributes=tuple(map(Attribute, kept["attributes"])),
        )
    except (KeyError, TypeError, ValueError):
        return None


def kept_focus(focus: Focus) -> str:
    """A last answer as JSON text."""
    return json.dumps(asdict(focus), ensure_ascii=False)


def read_focus(kept: str | None) -> Focus | None:
    """The last answer in JSON text, or None when it is not one (any more)."""
    try:
        values = json.loads(kept or "null")
        known = {one.name for one in fields(Focus)}
        if not isinstance(values, dict) or not values.keys() <= known:
            return None
        values["studios"] = tuple(values.get("studios", ()))
        values["attributes"] = tuple(values.get("attributes", ()))
        values["checks"] = tuple(_condition(one) for one in values.get("checks", ()))
        values["query"] = _query(values["query"]) if values.get("query") else None
        return Focus(**values)
    except (KeyError, TypeError, ValueError):
        return None


def _query(kept: Any) -> Query:
    return Query(
        conditions=tuple(map(_condition, kept["conditions"])),
        topics=tuple(map(_topic, kept["topics"])),
        either=bool(kept["either"]),
        without=tuple(map(_topic, kept["without"])),
        order=Order(**kept["order"]) if kept["order"] else None,
        unsaid=bool(kept.get("unsaid")),
    )


def _condition(kept: Any) -> Condition:
    return Condition(**{**kept, "values": tuple(kept["values"])})


def _topic(kept: Any) -> Topic:
    terms = [Term(**{**one, "same": tuple(one["same"]), "near": tuple(one["near"])}) for one in kept["terms"]]
    return Topic(kept["text"], tuple(terms))
