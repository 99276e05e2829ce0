"""What a change of one field makes of a competition, and the difference as admins and those it concerns read it."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from handlers.cards.competition_form import FIELDS, files_in, ladder_in
from handlers.cards.competition_times import times_in
from handlers.cards.competitions import changes, stage_name
from handlers.cards.duties import ladder_words
from handlers.cards.moments import moment_for
from handlers.cards.questions import attached
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from storage.dialogues import Answers
from storage.model.competitions import Competition, Draft, moved
from storage.model.questions import Attachment


def changed_draft(one: Competition, answers: Answers) -> Draft:
    """The competition as the answers want it."""
    field = str(answers["field"])
    value: Any = str(answers.get(field) or "")
    if field == "times":
        value = times_in(answers, "times")
    elif field == "files":
        value = files_in(answers)
    elif field == "ladder":
        value = ladder_in(answers)
    return replace(one, **{field: value})


def difference(where: Context | Desk, words: Words, one: Competition, new: Draft, field: str) -> Markup:
    """What the change changes, old → new."""
    name = FIELDS[field]
    if field == "times":
        zone, now = where.office.zone, where.now
        lines = [
            (
                stage_name(words, stage),
                moment_for(words, zone, one.times[stage], now) if stage in one.times else "",
                moment_for(words, zone, new.times[stage], now) if stage in new.times else "",
            )
            for stage in moved(one.times, new.times)
        ]
    elif field == "files":
        before, after = ([Attachment(file.kind, file.file_id) for file in of.files] for of in (one, new))
        lines = [(words.label(name), attached(words, before), attached(words, after))]
    elif field == "ladder":
        lines = [(words.label(name), ladder_words(words, one.ladder), ladder_words(words, new.ladder))]
    else:
        lines = [(words.label(name), getattr(one, field), getattr(new, field))]
    return changes(words, lines)
