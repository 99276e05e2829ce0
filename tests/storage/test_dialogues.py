"""Half-filled forms as rows."""

from storage import dialogues, people
from storage.database import Database

NOW = 1_796_097_600_000
DAY_MS = 24 * 3600 * 1000


async def test_a_step_changes_the_version_and_an_old_version_changes_nothing(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", NOW)
        first = await dialogues.begin(tx, person.id, "ask", "text", {}, NOW)
        second = await dialogues.move(tx, first, "files", {"text": "高温补贴"}, NOW + 1)
        assert second is not None
        assert (second.step, second.answers, second.version) == ("files", {"text": "高温补贴"}, first.version + 1)
        assert await dialogues.move(tx, first, "summary", {}, NOW + 2) is None
        assert not await dialogues.finish(tx, first)
        assert await dialogues.finish(tx, second)
        assert not await dialogues.finish(tx, second)
        assert await dialogues.newest(tx, person.id) is None


async def test_the_form_somebody_is_in_is_the_one_touched_last_whatever_the_clock_says(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900041", NOW)
        answer = await dialogues.begin(tx, person.id, "answer", "text", {}, NOW)
        ask = await dialogues.begin(tx, person.id, "ask", "text", {}, NOW - DAY_MS)  # the clock was set back
        newest = await dialogues.newest(tx, person.id)
        assert newest == ask
        again = await dialogues.move(tx, answer, "text", {}, NOW - DAY_MS)
        assert await dialogues.newest(tx, person.id) == again
        assert await dialogues.named(tx, person.id, "ask") == ask


async def test_numbers_of_ended_forms_are_not_used_again(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", NOW)
        first = await dialogues.begin(tx, person.id, "ask", "text", {}, NOW)
        await dialogues.finish(tx, first)
        second = await dialogues.begin(tx, person.id, "ask", "text", {}, NOW)
        assert second.id > first.id  # or a button of the first would act on the second


async def test_beginning_again_replaces_the_draft_and_outdates_its_buttons(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", NOW)
        first = await dialogues.begin(tx, person.id, "ask", "text", {"text": "旧的"}, NOW)
        second = await dialogues.begin(tx, person.id, "ask", "text", {}, NOW)
        assert (second.id, second.answers) == (first.id, {})
        assert second.version > first.version


async def test_a_reminder_is_remembered_for_one_step(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", NOW)
        form = await dialogues.begin(tx, person.id, "ask", "text", {}, NOW)
        assert not form.reminded
        await dialogues.reminded(tx, form)
        again = await dialogues.newest(tx, person.id)
        assert again is not None
        assert again.reminded
        moved = await dialogues.move(tx, again, "files", {}, NOW)
        assert moved is not None
        assert not moved.reminded


async def test_forms_are_forgotten_after_thirty_days_but_what_a_studio_wrote_after_a_year(db: Database) -> None:
    async with db.write() as tx:
        writer = await people.meet(tx, "900003", NOW)
        news = await dialogues.begin(tx, writer.id, dialogues.LONG_KEPT[0], "kind", {}, NOW - 364 * DAY_MS)
        await dialogues.begin(tx, writer.id, dialogues.LONG_KEPT[1], "kind", {}, NOW - 366 * DAY_MS)
        old, new = await people.meet(tx, "900001", NOW), await people.meet(tx, "900002", NOW)
        await dialogues.begin(tx, old.id, "ask", "text", {}, NOW - 31 * DAY_MS)
        kept = await dialogues.begin(tx, new.id, "ask", "text", {}, NOW - 29 * DAY_MS)
        await dialogues.prune(tx, NOW)
        assert await dialogues.newest(tx, old.id) is None
        assert await dialogues.newest(tx, new.id) == kept
        assert await dialogues.newest(tx, writer.id) == news
