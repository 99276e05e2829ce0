"""The rooms, in the order in which they are asked: the first that takes an update handles it.

The command menu and /help have this order too.
"""

from handlers import (
    answering,
    asking,
    calendar_desk,
    competition_desk,
    competitions,
    deadline_desk,
    deadlines,
    elsewhere,
    extending,
    fallback,
    knowledge_desk,
    languages,
    lexicon_desk,
    mailing,
    missed_desk,
    my_questions,
    notice_after,
    notice_audience,
    notice_desk,
    notice_draft,
    notices,
    operations,
    privacy,
    private_numbers,
    questions,
    reminding,
    schedule,
    settings,
    studios,
    welcome,
)
from handlers.kit.room import Room

ROOMS: tuple[Room, ...] = (
    elsewhere.room,  # first: what is not meant for the bot goes no further
    private_numbers.room,
    studios.room,
    competitions.room,
    questions.room,
    my_questions.room,
    reminding.room,
    settings.room,
    deadlines.room,
    deadline_desk.room,
    extending.room,
    notices.room,
    notice_draft.room,
    notice_audience.room,
    notice_desk.room,
    notice_after.room,
    competition_desk.room,
    answering.room,
    missed_desk.room,
    knowledge_desk.room,
    lexicon_desk.room,
    schedule.room,
    calendar_desk.room,
    operations.room,
    mailing.room,
    welcome.room,
    languages.room,
    privacy.room,
    asking.room,  # whatever is typed and means nothing to the others
    fallback.room,  # last: whatever nobody took
)
