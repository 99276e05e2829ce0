"""What has to be asked about quick news before they are saved, one question after the other, and what each answer does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.cards.news_draft import (
    APART,
    BESIDE,
    CONTAINS,
    SINGLY,
    STUDIO,
    WITHIN,
    asked_of,
    doubts_of,
    drafted,
    dropped,
    marked,
    needs,
    numbers_at,
    opened,
    ready,
    settled,
    sibling,
    unclear_of,
)
from handlers.cards.records import (
    changed_fields,
)
from handlers.kit.context import Context
from handlers.kit.form import number_in
from handlers.kit.taps import Tap
from handlers.language.news_line import Doubt, Why
from storage import records, studios
from storage.dialogues import Answers
from storage.model.records import BENEFITS, KINDS, Facts, Record, facts_in, folded_code, kept, overlapping

ANSWER = Tap("news.answer", int, int, str, int)
"""An answer to the draft's first question: dialogue, version, the question's sort, the answer's place."""
YES, NO, NEITHER, EACH, MORE, OLDER = 1, 2, -1, 3, -2, 4
MOST_CHOICES = 3
DATES = ("begins_on", "ends_on", "date")
_NUMBERS = ("number", "people", "amount_fen", "year")


class Sort(StrEnum):
    """What is asked."""

    STUDIO = "studio"
    SECRET = "secret"
    TWIN = "twin"
    OVERLAP = "overlap"
    DOUBT = "doubt"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about the line at `place` (of `SECRET`: about a fact that was not taken in).

    `blocks`: nothing is saved before it is answered · `others`: records it is about · `names`: studios to choose from ·
    `within`: they may contain the line rather than be part of it · `part`: the other line that it is about.
    """

    sort: Sort
    place: int = 0
    doubt: Doubt | None = None
    blocks: bool = True
    others: tuple[Record, ...] = ()
    names: tuple[tuple[int, str], ...] = ()
    within: bool = False
    part: int | None = None


async def asks_of(context: Context, answers: Answers) -> tuple[Ask, ...]:
    """Everything that is to be asked, what stands in the way of saving first."""
    found = [Ask(Sort.SECRET, place, blocks=False) for place in range(len(asked_of(answers)))]
    if unclear_of(answers)[1]:
        found.insert(0, Ask(Sort.UNCLEAR))
    studio = number_in(answers, STUDIO)
    if not studio:
        led = context.person.studios()
        known = {number: await studios.find(context.tx, number) for number in led}
        found.append(Ask(Sort.STUDIO, names=tuple((number, one.name) for number, one in known.items() if one)))
    for place, facts in enumerate(drafted(answers)):
        facts = ready(facts)
        twins = await records.duplicates(context.tx, studio, facts) if studio and facts.kind else []
        twins = [one for one in twins if one.id not in numbers_at(answers, place, APART, CONTAINS)]
        if twins:
            found.append(Ask(Sort.TWIN, place, others=tuple(twins)))
            continue
        overlaps = await records.overlapping_benefits(context.tx, studio, facts) if studio else []
        told = numbers_at(answers, place, APART, CONTAINS, BESIDE, WITHIN)
        found += _overlaps(place, facts, [one for one in overlaps if one.id not in told], bool(answers.get(SINGLY)))
    among = _among(answers)
    found += [one for one in among if one.part is not None and not _told(answers, one.place, one.part)]
    settled_so = {place for one in among for place in (one.place, one.part)}
    doubted = [
        _doubted(answers, one)
        for one in doubts_of(answers)
        if one.why is not Why.ASSUMED and not (one.why is Why.PART and one.place in settled_so)
    ]
    named = {(one.place, one.doubt.field) for one in doubted if one.doubt is not None}
    for place, facts in enumerate(drafted(answers)):
        field = needs(facts)
        if field and not {(place, field), (place, "begins_on" if field == "date" else field)} & named:
            doubted.append(Ask(Sort.DOUBT, place, Doubt(place, field, Why.MISSING, _choices(field))))
    return tuple(sorted([*found, *doubted], key=lambda one: not one.blocks and one.sort is not Sort.SECRET))


def _overlaps(place: int, facts: Facts, others: Sequence[Record], singly: bool) -> list[Ask]:
    """What is to be asked about older benefits that a line has days in common with: who may be part of whom."""
    money = facts.amount_fen or 0
    parts = tuple(one for one in others if (one.facts.amount_fen or 0) <= money)
    wholes = [one for one in others if one not in parts]
    groups = [(one,) for one in parts] if singly else [parts] if parts else []
    return [
        *(Ask(Sort.OVERLAP, place, others=group) for group in groups),
        *(Ask(Sort.OVERLAP, place, others=(one,), within=True) for one in wholes),
    ]


def _among(answers: Answers) -> list[Ask]:
    """The same of two lines of the draft, whether or not it was answered; those of the very same days are two things."""
    lines = [ready(one) for one in drafted(answers)]
    found = []
    for later, one in enumerate(lines):
        for earlier, other in enumerate(lines[:later]):
            if one.amount_fen is None or other.amount_fen is None or not overlapping(one, other):
                continue
            same_days = (one.begins_on, one.ends_on) == (other.begins_on, other.ends_on)
            if same_days and not any(word in f"{one.said}{other.said}" for word in _WHOLES):
                continue
            whole, part = (later, earlier) if one.amount_fen >= other.amount_fen else (earlier, later)
            found.append(Ask(Sort.OVERLAP, whole, part=part))
    return found


def _told(answers: Answers, whole: int, part: int) -> bool:
    return sibling(part) in numbers_at(answers, whole, CONTAINS, BESIDE)


_WHOLES = ("累计", "合计", "共计", "总计")


def _doubted(answers: Answers, doubt: Doubt) -> Ask:
    facts = drafted(answers)[doubt.place]
    if doubt.field in _NUMBERS and not all(choice.isdecimal() for choice in doubt.choices):
        doubt = replace(doubt, choices=())  # words that cannot be taken for a figure
    blocks = doubt.why in (Why.UNIT, Why.PART) or needs(facts) == field_of(doubt.field)
    return Ask(Sort.DOUBT, doubt.place, doubt, blocks)


def field_of(name: str) -> str:
    """The field that a doubt's name means: both days are one."""
    return "date" if name in DATES else name


def _choices(field: str) -> tuple[str, ...]:
    return {"benefit": tuple(BENEFITS), "kind": KINDS}.get(field, ())


def blocked(asks: Sequence[Ask]) -> bool:
    """Whether anything is to be answered before the news are saved."""
    return any(one.blocks for one in asks)


def changed_twin(answers: Answers, one: Ask) -> tuple[Record, Facts] | None:
    """The one older record of the same studio that a line looks like, and what it says with what the line says anew; None
    where the line says nothing else."""
    if one.sort is not Sort.TWIN or len(one.others) != 1 or one.others[0].studio != number_in(answers, STUDIO):
        return None
    (older,) = one.others
    new = kept(ready(drafted(answers)[one.place]))
    old = {name: value for name, value in kept(older.facts).items() if name != "approx" or not {*_NUMBERS} & {*new}}
    facts = facts_in({**old, **new})
    return (older, facts) if changed_fields(older.facts, replace(facts, code=folded_code(facts.code))) else None


def answered(answers: Answers, one: Ask, choice: int) -> tuple[Answers, str] | None:
    """The answers with what a tap on one of these buttons says, and the field to ask now ('' for none); None for no such answer.

    Of SECRET, only that it is not asked any more: whoever calls takes it in, or wipes it. Of UNCLEAR nothing: they read it again.
    """
    numbers = [other.id for other in one.others]
    match one.sort:
        case Sort.STUDIO:
            return ({**answers, STUDIO: choice}, "") if choice in dict(one.names) else None
        case Sort.UNCLEAR:
            return (answers, "") if choice in (NEITHER, MORE, *unclear_of(answers)[1]) else None
        case Sort.SECRET:
            left = [list(asked) for place, asked in enumerate(asked_of(answers)) if place != one.place]
            return {**answers, "asked": left}, ""
        case Sort.TWIN if choice == OLDER:
            return (dropped(answers, one.place), "") if changed_twin(answers, one) is not None else None
        case Sort.TWIN:
            return (marked(answers, one.place, APART, numbers) if choice == YES else dropped(answers, one.place)), ""
        case Sort.OVERLAP if choice == EACH:
            return {**answers, SINGLY: True}, ""
        case Sort.OVERLAP:
            numbers = [sibling(one.part)] if one.part is not None else numbers
            holds = WITHIN if one.within else CONTAINS
            return marked(answers, one.place, holds if choice == YES else BESIDE, numbers), ""
    doubt = one.doubt
    assert doubt is not None
    if doubt.why is Why.PART:
        return (dropped(answers, one.place) if choice == YES else settled(answers, doubt)), ""
    if doubt.choices and len(doubt.choices) <= MOST_CHOICES:
        if not 0 <= choice < len(doubt.choices):
            return None
        value = doubt.choices[choice]
        if doubt.field in DATES:
            return settled(answers, doubt, begins_on=value, ends_on=value), ""
        return settled(answers, doubt, **{doubt.field: int(value) if doubt.field in _NUMBERS else value}), ""
    return opened(answers, one.place), field_of(doubt.field)
