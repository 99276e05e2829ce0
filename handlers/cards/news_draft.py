"""Quick news before they are saved, as the form's answers keep them: lines of facts, what is doubted, what came along.

One line at a time may be open for a look at its fields: then these stand among the answers by their own names, and `folded`
puts them back. What looks classified or disputed is never among the answers: only the number of the message that said it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.cards.records import FIELDS
from handlers.language.news_fix import Fixed
from handlers.language.news_line import Doubt, NewsLine, Why
from storage.dialogues import Answers
from storage.model.evidence import Item
from storage.model.records import BENEFIT, MOST_RECORDS, SOCIAL, Facts, facts_in, kept
from storage.model.texts import cleaned

LINES, AT, DOUBTS, SAID, REST, ASKED, OVER = "lines", "at", "doubts", "said", "rest", "asked", "over"
"""Answers: the lines as `kept` gives them, which of them is open, [place, field, why, choices] of each doubt, the messages, what
of them was not understood, [update, place in it, why] of each fact that is not taken in before somebody says that it may be, and
how many lines were too many."""
UNCLEAR = "unclear"
"""Among the answers: [a typed correction, the places it may mean, whether it may be one line more]; asked until it is
answered, or one of those places is corrected otherwise."""
STUDIO, EVIDENCE = "studio", "evidence"
"""Whose news they are (0: to be asked); photos and files, as [kind, file id, name, text, bytes]."""
APART, CONTAINS, BESIDE, WITHIN = "apart", "contains", "beside", "within"
"""Of a line: records that are not the same thing, benefits that are part of it, that stand beside it, that it is part of.
Another line of the draft stands among them by `sibling`."""
SINGLY = "singly"
"""Among the answers: that several benefits are to be asked about one by one."""
SUSPECT = (Why.CLASSIFIED, Why.DISPUTED)
WHOLE = -1
"""Among ASKED, in place of a fact's: the whole message, none of whose facts is named."""
_FLAT = (*(name for name in FIELDS if name not in ("date", "evidence")), "approx", "date")
_EXTRA = (APART, CONTAINS, BESIDE, WITHIN)


def lines_of(answers: Answers) -> list[dict[str, Any]]:
    """The lines, with the open one as it is now."""
    found = folded(answers).get(LINES)
    return list(found) if isinstance(found, list) else []


def drafted(answers: Answers) -> tuple[Facts, ...]:
    """The facts as they would be saved."""
    return tuple(facts_in(line) for line in lines_of(answers))


def doubts_of(answers: Answers) -> list[Doubt]:
    """What is doubted of them."""
    found = folded(answers).get(DOUBTS)
    if not isinstance(found, list):
        return []
    return [Doubt(place, field, Why(why), tuple(choices)) for place, field, why, choices in found]


def texts_in(answers: Answers, name: str) -> list[str]:
    """The messages, or what was not understood of them."""
    found = answers.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []


def asked_of(answers: Answers) -> list[tuple[int, int, Why]]:
    """What waits for a word whether it is classified or disputed: the update, the place of the fact in it, why."""
    found = answers.get(ASKED)
    return [(update, place, Why(why)) for update, place, why in found] if isinstance(found, list) else []


def items_in(answers: Answers) -> list[Item]:
    """The evidence that came along."""
    found = answers.get(EVIDENCE)
    return [Item(*one) for one in found] if isinstance(found, list) else []


def unclear_of(answers: Answers) -> tuple[str, tuple[int, ...]]:
    """The correction that may mean several lines, and their places; ('', ()) for none."""
    found = answers.get(UNCLEAR)
    return (str(found[0]), tuple(found[1])) if isinstance(found, list) else ("", ())


def may_be_more(answers: Answers) -> bool:
    """Whether that correction may be a line of its own."""
    found = answers.get(UNCLEAR)
    return isinstance(found, list) and len(found) > 2 and bool(found[2])


def with_items(answers: Answers, items: Sequence[Item]) -> Answers:
    """With more evidence; the same file twice is once."""
    held = items_in(answers)
    held += [item for item in items if not any(_same(item, one) for one in held)]
    return {**answers, EVIDENCE: [[one.kind, one.file_id, one.name, one.text, one.bytes] for one in held]}


def _same(one: Item, other: Item) -> bool:
    return (one.kind, one.file_id, one.text) == (other.kind, other.file_id, other.text)


def opened(answers: Answers, place: int) -> Answers:
    """With the line at this place open: its fields stand among the answers."""
    answers = folded(answers)
    line = lines_of(answers)[place]
    flat = {name: line[name] for name in _FLAT if name in line}
    if line.get("begins_on"):
        flat["date"] = [line["begins_on"], line.get("ends_on") or line["begins_on"]]
    return {**answers, **flat, "kind": line.get("kind", ""), AT: place}


def folded(answers: Answers) -> Answers:
    """With no line open: what its fields say now is put back, and what was doubted of those that changed is settled."""
    rest = {name: value for name, value in answers.items() if name not in (*_FLAT, AT, UNCLEAR)}
    if "kind" not in answers:
        return rest
    held = answers.get(LINES)
    lines = list(held) if isinstance(held, list) else []
    place = answers.get(AT, len(lines))
    place = place if isinstance(place, int) and 0 <= place < len(lines) else len(lines)
    old = lines[place] if place < len(lines) else {}
    new = {name: answers[name] for name in _FLAT if name != "date" and answers.get(name) not in (None, "")}
    span = answers.get("date")
    if isinstance(span, list):
        new |= {"begins_on": span[0], "ends_on": span[1]}
    if not any(name in new for name in ("number", "people", "amount_fen")) and old.get("approx") == new.get("approx"):
        new.pop("approx", None)
    if new.get("proof") == "none":
        del new["proof"]
    if "said" in old:
        new["said"] = old["said"]
    if facts_in(new) == facts_in(old):
        new |= {name: old[name] for name in _EXTRA if name in old}
    else:
        lines = renumbered(lines, {at: at for at in range(len(lines)) if at != place})
    lines[place : place + 1] = [new]
    doubts = [one for one in _listed(answers, DOUBTS) if one[0] != place or _value(old, one[1]) == _value(new, one[1])]
    return {**rest, LINES: lines, DOUBTS: doubts}


def _listed(answers: Answers, name: str) -> list[Any]:
    found = answers.get(name)
    return list(found) if isinstance(found, list) else []


def _value(line: Mapping[str, Any], field: str) -> object:
    return (
        (line.get("begins_on"), line.get("ends_on")) if field in ("begins_on", "ends_on", "date") else line.get(field)
    )


def taken_in(answers: Answers, text: str, line: NewsLine, update: int, allowed: int | None = None) -> Answers:
    """With what one message says; what was there already (the same message, sent twice) is there once.

    `allowed`: of facts that look classified or disputed, the one that somebody said may be taken; WHOLE: all of them.
    """
    answers = folded(answers)
    lines, doubts = lines_of(answers), _listed(answers, DOUBTS)
    asked = [[*one] for one in asked_of(answers)]
    suspect = {one.place: one.why for one in line.doubts if one.why in SUSPECT}
    if allowed == WHOLE:
        suspect, allowed = {}, None
    elif (line.classified or line.disputed) and not suspect:  # no one of them is named: any may be meant
        why = Why.CLASSIFIED if line.classified else Why.DISPUTED
        return {**answers, ASKED: [*asked, [update, WHOLE, why]], REST: []}
    secret = bool(suspect)
    over, taken = 0, []
    for place, facts in enumerate(line.facts):
        if place in suspect and place != allowed:
            if allowed is None:
                asked.append([update, place, suspect[place]])
            continue
        if allowed is not None and place != allowed:
            continue
        taken.append(facts.said)
        if any(facts_in(one) == facts for one in lines):
            continue
        if len(lines) >= MOST_RECORDS:
            over += 1
            continue
        doubts += [
            [len(lines), one.field, one.why, list(one.choices)]
            for one in line.doubts
            if one.place == place and one.why not in SUSPECT
        ]
        lines.append(kept(facts))
    whole = (
        cleaned(text) if not suspect and not line.classified and not line.disputed else "\n".join(filter(None, taken))
    )
    said = texts_in(answers, SAID)
    return {
        **answers,
        LINES: lines,
        DOUBTS: doubts,
        ASKED: asked,
        OVER: over,
        SAID: [*said, *([whole] if whole and whole not in said else [])],
        REST: [line.rest] if line.rest and not secret else [],
    }


def fixed(answers: Answers, text: str, found: Fixed) -> Answers:
    """With what a typed correction makes of the lines."""
    answers = folded(answers)
    same_places = {
        origin: place for place, origin in enumerate(found.origins) if origin is not None and place not in found.changed
    }
    lines, doubts, new = renumbered(lines_of(answers), same_places), _listed(answers, DOUBTS), []
    left = []
    for place, facts in enumerate(found.facts):
        origin = found.origins[place] if place < len(found.origins) else None
        same = origin is not None and place not in found.changed
        extra = {name: lines[origin][name] for name in _EXTRA if same and origin is not None and name in lines[origin]}
        new.append({**kept(facts), **extra})
        left += [
            [place, *one[1:]]
            for one in doubts
            if one[0] == origin and (same or (one[1] and _value(kept(facts), one[1]) == _value(lines[one[0]], one[1])))
        ]
    newly = [[one.place, one.field, one.why, list(one.choices)] for one in found.doubts if one.why not in SUSPECT]
    asked = {(one[0], one[1]) for one in newly}
    left = [one for one in left if (one[0], one[1]) not in asked] + newly
    said = texts_in(answers, SAID)
    if None in found.origins:  # it tells of something more; what corrects is no report of anything
        said.append(cleaned(text))
    return {**answers, LINES: new[:MOST_RECORDS], DOUBTS: left, SAID: said, REST: [], OVER: 0}


def alike_dated(answers: Answers, more: int) -> Answers:
    """With the last so many lines in the days that all before them are about, where none were said for these."""
    lines, doubts = lines_of(answers), _listed(answers, DOUBTS)
    first = len(lines) - more
    spans = {(line.get("begins_on"), line.get("ends_on")) for line in lines[:first]}
    if not more or len(spans) != 1:
        return answers
    ((begins_on, ends_on),) = spans
    if not begins_on or not ends_on or begins_on == ends_on:  # a day is its own
        return answers
    open_ones = {
        one[0] for one in doubts if one[0] >= first and one[1] in ("begins_on", "date") and one[2] == Why.ASSUMED
    }
    for place in open_ones:
        lines[place] = {**lines[place], "begins_on": begins_on, "ends_on": ends_on}
        if lines[place].get("year"):
            lines[place]["year"] = int(ends_on[:4])
    return {
        **answers,
        LINES: lines,
        DOUBTS: [one for one in doubts if not (one[0] in open_ones and one[2] == Why.ASSUMED)],
    }


def dropped(answers: Answers, place: int) -> Answers:
    """Without the line at this place."""
    answers = folded(answers)
    lines = lines_of(answers)
    lines = renumbered(lines, {at: at - (at > place) for at in range(len(lines)) if at != place})
    del lines[place : place + 1]
    doubts = [[at - (at > place), *rest] for at, *rest in _listed(answers, DOUBTS) if at != place]
    return {**answers, LINES: lines, DOUBTS: doubts}


def settled(answers: Answers, doubt: Doubt, **values: object) -> Answers:
    """Without this doubt, and with what its answer says of the line."""
    answers = folded(answers)
    lines = lines_of(answers)
    lines[doubt.place] = {**lines[doubt.place], **values}
    gone = [doubt.place, doubt.field, doubt.why]
    return {**answers, LINES: lines, DOUBTS: [one for one in _listed(answers, DOUBTS) if [*one[:3]] != gone]}


def marked(answers: Answers, place: int, name: str, numbers: Sequence[int]) -> Answers:
    """With these records noted at the line: APART, CONTAINS or BESIDE."""
    answers = folded(answers)
    lines = lines_of(answers)
    lines[place] = {**lines[place], name: sorted({*numbers_at(answers, place, name), *numbers})}
    return {**answers, LINES: lines}


def sibling(place: int) -> int:
    """How another line of the draft is noted among the numbers of records; of a number below 0, the place that it notes."""
    return -place - 1


def renumbered(lines: Sequence[Mapping[str, Any]], places: Mapping[int, int]) -> list[dict[str, Any]]:
    """Lines with what is noted of each other at their new places; nothing of those that have none there."""

    def there(number: int) -> list[int]:
        place = sibling(number)
        return [number] if number >= 0 else [sibling(places[place])] if place in places else []

    return [
        {
            name: [new for one in value for new in there(one)] if name in _EXTRA else value
            for name, value in line.items()
        }
        for line in lines
    ]


def numbers_at(answers: Answers, place: int, *names: str) -> list[int]:
    """The records noted at a line under these names."""
    line = lines_of(answers)[place]
    return [number for name in names for number in line.get(name, ())]


def needs(facts: Facts) -> str:
    """The field without which a record says nothing; '' for none."""
    if not facts.kind:
        return "kind"
    if facts.kind == BENEFIT and not facts.benefit:
        return "benefit"
    if facts.kind == BENEFIT and facts.benefit != SOCIAL and facts.amount_fen is None:
        return "amount_fen"
    if (
        facts.kind == BENEFIT
        and facts.benefit == SOCIAL
        and not (facts.basis or facts.people or facts.approx or facts.title)
    ):
        return "basis"
    return "" if facts.begins_on else "date"


def ready(facts: Facts) -> Facts:
    """As they are saved: a benefit is of the year of its days where none is said."""
    if facts.kind == BENEFIT and facts.year is None and facts.begins_on:
        return replace(facts, year=int(facts.ends_on[:4] or facts.begins_on[:4]))
    return facts
