"""The sample report period, so that a demo has something to be late with."""

from datetime import tzinfo

from storage import duties, people
from storage.database import Database
from storage.model.days import CHINA
from storage.model.duties import QUARTER, Draft
from storage.model.people import ADMIN

SAMPLE = Draft("示例季度工作报告", QUARTER, due_day=10, due_minute=18 * 60)


async def import_sample_duties(db: Database, now: int, zone: tzinfo = CHINA) -> None:
    """Have the sample period, due ten days after each quarter; loading it again changes nothing."""
    async with db.write() as tx:
        known = [*await duties.periods(tx), *await duties.periods(tx, active=False)]
        if any(period.draft.title == SAMPLE.title for period in known):
            return
        officers = await people.holders(tx, ADMIN)
        await duties.create(tx, SAMPLE, officers[0].id if officers else 0, now, zone)
