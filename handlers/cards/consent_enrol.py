"""The consent that is asked once before the first enrolment or entry: name and unit, shown to those who organise it.

Shared by the rooms where people enrol in courses and enter competitions. The name on Telegram is proposed; a person puts
it right in /my.
"""

from markupsafe import Markup

from handlers.kit.context import Context
from handlers.kit.taps import Tap
from storage import people, profiles
from storage.model.competitions import Competition
from storage.model.entries import DOCUMENTS_KEPT_DAYS, is_team
from storage.model.people import ENROL
from storage.model.texts import cleaned

CHANGE = Tap("profile.change", str)
"""Write another NAME or UNIT."""
NAME, UNIT = "name", "unit"
LONGEST_NAME = 40
"""Characters."""


def proposed_name(context: Context) -> str:
    """What the person is called on Telegram, made fit for a list; '' where that is nothing."""
    user = context.delivery.update.effective_user
    return " ".join(cleaned(user.full_name).split())[:LONGEST_NAME] if user is not None else ""


async def agreed(context: Context) -> bool:
    """Whether the person agreed before."""
    return bool(context.person.id) and ENROL in await people.consents(context.tx, context.person.id)


async def consent_card(context: Context, title: str, contest: Competition | None = None) -> Markup:
    """What is kept and who sees it, for enrolling in `title` (a `contest`: what its rules ask for besides); its buttons are
    the room's."""
    kept = await profiles.of(context.tx, context.person.id) if context.person.id else None
    return context.card(
        "consent_enrol.html",
        title=title,
        name="" if kept and kept.name else proposed_name(context),
        contest=contest is not None,
        team=contest is not None and is_team(contest),
        per_unit=contest is not None and contest.per_unit is not None,
        documents=contest.documents if contest is not None else "",
        days=DOCUMENTS_KEPT_DAYS,
    )


async def keep_consent(context: Context) -> None:
    """Keep that the person agreed, and the proposed name where none is known."""
    person = await context.acquainted()
    await people.consent(context.tx, person.id, ENROL, context.now)
    kept = await profiles.of(context.tx, person.id)
    if kept is None or not kept.name:
        await profiles.put(context.tx, person.id, proposed_name(context), kept.unit if kept else "", context.now)
