"""Every text that users read, collected from the code; run as a module to bring the catalogues to it.

    python -m tests.messages

adds what is new (untranslated) to handlers/locale/*/LC_MESSAGES/studio-bot.po and takes out what is gone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from handlers.audit_desk import HEAD as AUDIT_HEAD
from handlers.cards.answers import ATTRIBUTE_LABELS
from handlers.cards.audit import ACTIONS as ACTS
from handlers.cards.audit import DEEDS, SUBJECTS
from handlers.cards.audit import KIND_NAMES as KIND_NAMES_OF_ACTS
from handlers.cards.competition_form import FIELDS, QUESTIONS
from handlers.cards.competition_rules import ASK
from handlers.cards.competitions import STANDING
from handlers.cards.course_fields import FIELDS as COURSE_FIELDS
from handlers.cards.course_form import QUESTIONS as COURSE_QUESTIONS
from handlers.cards.course_people import STANDINGS
from handlers.cards.desk import TABS
from handlers.cards.duties import CONDITION_NAMES, CYCLE_NAMES
from handlers.cards.entries import FIRST_DOCUMENTS, FIX_LABELS
from handlers.cards.entry_rules import RULES, SCORING_NAMES, TIES_NAMES
from handlers.cards.entry_states import REASONS as RETURNS
from handlers.cards.entry_states import REFUSALS, WHY_NOT
from handlers.cards.entry_states import STATES as ENTRY_STATES
from handlers.cards.late import DELIVERED, NOT_DELIVERED
from handlers.cards.moments import MONTHS, WEEKDAYS
from handlers.cards.news_fields import NEAR, SOCIAL_BASIS
from handlers.cards.news_fields import QUESTIONS as NEWS_QUESTIONS
from handlers.cards.records import FIELDS as RECORD_FIELDS
from handlers.cards.records import PIECES, UNITS
from handlers.cards.reports import NAMES as REPORT_NAMES
from handlers.cards.reports import PLANS
from handlers.cards.review_reasons import RECORD_REFUSALS, RECORD_RETURNS, REPORT_REFUSALS, REPORT_RETURNS
from handlers.cards.roles import MAY, ROLE_NAMES
from handlers.cards.roles import REFUSALS as ROLE_REFUSALS
from handlers.cards.settings import KIND_NAMES, LIST_NAMES
from handlers.cards.stages import STAGE_NAMES
from handlers.cards.stats import _UNITS as STATS_UNITS
from handlers.cards.stats import COUNTED, NAMES
from handlers.cards.stats_heat import CELLS
from handlers.cards.workdays import FLAWS
from handlers.entry_desk import HEAD
from handlers.kit.form import _LABELS
from handlers.kit.words import LANGUAGES, LOCALE, SOURCE_LANGUAGE
from handlers.my_questions import STATES
from handlers.notice_audience import AUDIENCE_KINDS
from handlers.notice_desk import STAGE_NAMES as NOTICE_STAGES
from handlers.rooms import ROOMS
from handlers.studio_desk import FIELD_NAMES
from storage.model.records import BENEFITS, PROOFS, STATE_NAMES
from storage.model.records import KINDS as RECORD_KINDS
from storage.model.records import STAGES as RECORD_STAGES
from storage.model.reports import STATE_NAMES as REPORT_STATES
from storage.model.studios import KINDS, LEVELS, SECTORS, STATUSES

ROOT = Path(__file__).parent.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "t": None,
    "label": None,
    "_": None,
    "gettext": None,
    "count": (1, 2),
    "ngettext": (1, 2),
}
"""Functions whose arguments are texts, with the places of singular and plural."""

TABLES: dict[str, tuple[str, ...]] = {
    "handlers/kit/form.py": tuple(_LABELS.values()),
    "handlers/audit_desk.py": AUDIT_HEAD,
    "handlers/cards/audit.py": (*KIND_NAMES_OF_ACTS.values(), *DEEDS.values(), *ACTS.values(), *SUBJECTS.values()),
    "handlers/cards/answers.py": tuple(ATTRIBUTE_LABELS.values()),
    "handlers/cards/competition_form.py": (*FIELDS.values(), *QUESTIONS.values()),
    "handlers/cards/competitions.py": tuple(STANDING.values()),
    "handlers/cards/entries.py": (*FIX_LABELS.values(), FIRST_DOCUMENTS),
    "handlers/cards/entry_states.py": (
        *ENTRY_STATES.values(),
        *WHY_NOT.values(),
        *REFUSALS,
        *(text for _, text in RETURNS),
    ),
    "handlers/cards/entry_rules.py": (*RULES.values(), *SCORING_NAMES.values(), *TIES_NAMES.values()),
    "handlers/cards/competition_rules.py": tuple(ASK.values()),
    "handlers/entry_desk.py": HEAD,
    "handlers/cards/late.py": (*DELIVERED.values(), NOT_DELIVERED),
    "handlers/cards/moments.py": (*WEEKDAYS, *MONTHS),
    "handlers/cards/duties.py": (*CYCLE_NAMES.values(), *CONDITION_NAMES.values()),
    "handlers/cards/reports.py": (*REPORT_NAMES.values(), *PLANS.values(), *REPORT_STATES.values()),
    "handlers/cards/roles.py": (*ROLE_NAMES.values(), *MAY.values(), *ROLE_REFUSALS.values()),
    "handlers/cards/stages.py": tuple(STAGE_NAMES.values()),
    "handlers/cards/review_reasons.py": (
        *RECORD_REFUSALS,
        *REPORT_REFUSALS,
        *(text for _, text in (*RECORD_RETURNS, *REPORT_RETURNS)),
    ),
    "handlers/cards/settings.py": (*KIND_NAMES.values(), *LIST_NAMES.values()),
    "handlers/cards/stats.py": (*NAMES.values(), *COUNTED.values(), *STATS_UNITS.values()),
    "handlers/cards/stats_heat.py": tuple(CELLS.values()),
    "handlers/cards/workdays.py": tuple(FLAWS.values()),
    "handlers/cards/course_fields.py": tuple(COURSE_FIELDS.values()),
    "handlers/cards/course_form.py": tuple(COURSE_QUESTIONS.values()),
    "handlers/cards/course_people.py": tuple(STANDINGS.values()),
    "handlers/cards/news_fields.py": (*NEWS_QUESTIONS.values(), SOCIAL_BASIS, *NEAR),
    "handlers/cards/records.py": (*RECORD_FIELDS.values(), *UNITS.values(), PIECES),
    "handlers/cards/desk.py": tuple(label for _, label in TABS),
    "handlers/my_questions.py": tuple(STATES.values()),
    "handlers/notice_audience.py": tuple(AUDIENCE_KINDS.values()),
    "handlers/notice_desk.py": tuple(NOTICE_STAGES.values()),
    "handlers/studio_desk.py": tuple(FIELD_NAMES.values()),
    "storage/model/records.py": (
        *RECORD_KINDS,
        *RECORD_STAGES,
        *BENEFITS.values(),
        *PROOFS.values(),
        *STATE_NAMES.values(),
    ),
    "storage/model/studios.py": (*LEVELS, *SECTORS, *KINDS, *STATUSES),
}
"""Texts that the code keeps in tables and translates when it shows them."""

Id = str | tuple[str, str]


def collected() -> dict[Id, list[str]]:
    """Every text and the files it is in."""
    found: dict[Id, list[str]] = {}
    for file, message in (*_written(), *_named()):
        places = found.setdefault(message, [])
        if file not in places:
            places.append(file)
    return found


def catalogue(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "studio-bot.po"


def _written() -> Iterator[tuple[str, Id]]:
    """What the keywords are called with."""
    with (ROOT / "babel.cfg").open() as configuration:
        methods, options = parse_mapping_cfg(configuration)
    for folder in ("bot", "handlers"):
        for file, _, message, *_ in extract_from_dir(ROOT / folder, methods, options, KEYWORDS):
            yield f"{folder}/{file}", message if isinstance(message, str) else (message[0], message[1])


def _named() -> Iterator[tuple[str, Id]]:
    """What the code keeps as data and translates when it is shown."""
    for room in ROOMS:
        for door in room.doors:
            if door.kind == "words":
                yield "handlers/rooms.py", door.name
            if door.summary:
                yield "handlers/rooms.py", door.summary
        for form in room.forms:
            labels = [label for step in form.steps for _, label in step.choices] + [label for _, label in form.fields]
            yield from (("handlers/rooms.py", text) for text in (form.title, form.confirm, form.cancelled, *labels))
    for file, table in TABLES.items():
        yield from ((file, text) for text in table)


def update(language: str) -> tuple[int, int]:
    """Bring a catalogue to what is collected; how many texts were added and taken out."""
    path = catalogue(language)
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as source:
            old = read_po(source, locale=language)
    since = datetime(2026, 12, 1, tzinfo=UTC)
    new = Catalog(
        locale=language,
        header_comment="# Texts of studio-bot; `python -m tests.messages` keeps them in step with the code.",
        project="studio-bot",
        version="1",
        msgid_bugs_address="the project's issue tracker",
        last_translator="the project",
        language_team="the project",
        creation_date=since,
        revision_date=since,
        fuzzy=False,
    )
    found = collected()
    for message, places in sorted(found.items(), key=lambda item: (item[1], str(item[0]))):
        known = old.get(message if isinstance(message, str) else message[0])
        text = known.string if known is not None and known.id == message else None
        new.add(message, text, locations=[(place, 0) for place in sorted(places)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, new, width=110, include_lineno=False)
    gone = {message.id for message in old if message.id} - set(found)
    return len(set(found) - {message.id for message in old}), len(gone)


if __name__ == "__main__":
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            added, taken = update(language)
            print(f"{language}: {added} added, {taken} taken out; {catalogue(language).relative_to(ROOT)}")
