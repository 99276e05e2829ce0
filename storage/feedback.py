"""What those who came think of a course. Times are milliseconds UTC."""

from storage.database import Tx, load
from storage.model.feedback import Averages, Feedback

SQL = load("feedback")


async def of(tx: Tx, course: int, person: int) -> Feedback:
    """A person's answers so far."""
    row = await SQL.of(tx, course=course, person=person)
    return Feedback(row["content"], row["teacher"], row["again"]) if row is not None else Feedback()


async def put(tx: Tx, course: int, person: int, feedback: Feedback, now: int) -> None:
    """Keep a person's answers. Whether they came is asked before."""
    await SQL.put(
        tx,
        course=course,
        person=person,
        content=feedback.content,
        teacher=feedback.teacher,
        again=feedback.again,
        now=now,
    )


async def averages(tx: Tx, course: int) -> Averages:
    """What a course's feedback comes to; of nobody's, zeros."""
    row = await SQL.totals(tx, course=course)
    number = row["number"]
    if not number:
        return Averages(0, 0, 0, 0)
    content, teacher = (round(10 * row[what] / number) for what in ("content", "teacher"))
    return Averages(number, content, teacher, row["again"])
