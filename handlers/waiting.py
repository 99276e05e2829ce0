"""Waiting lists: the house looks at all courses every minute, ends offers whose time is past, offers seats that are free, and
lets go of those who still wait when a course begins; and it tells organisers of those whom they have to look at. It does not
rely on anybody having told it."""

from handlers.cards.course_news import ask_to_judge, offer_seats, tell_lapsed, tell_offer, tell_unjudged
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from storage import courses, offers

EVERY_S = 60
FAILED = "seats of a course could not be offered or told"

room = Room("waiting")


@room.tick("training.offers", every_s=EVERY_S)
async def look(desk: Desk) -> bool:
    """End what is over, then offer what is free; True while there is more to do at once."""
    over, more = await offers.expire(desk.tx, desk.now)
    late, more_late = await offers.lapse(desk.tx, desk.now)
    known = {one.id: one for one in await courses.find_many(desk.tx, {one.course for one in [*over, *late]})}
    for ended in [*over, *late]:
        async with desk.apart(FAILED, course=ended.course):
            await tell_lapsed(desk, known[ended.course], ended)
    for course in await courses.find_many(desk.tx, await offers.freed(desk.tx, desk.now)):
        async with desk.apart(FAILED, course=course.id):
            await offer_seats(desk, course)
    more_unjudged = await _judging(desk)
    untold = await offers.untold(desk.tx)
    known = {one.id: one for one in await courses.find_many(desk.tx, {one.enrolment.course for one in untold})}
    for offered in untold:
        async with desk.apart(FAILED, course=offered.enrolment.course):
            await tell_offer(desk, known[offered.enrolment.course], offered)
    return more or more_late or more_unjudged


async def _judging(desk: Desk) -> bool:
    """Enrolments that wait for the organisers: they are told of them; and when the course begins it is too late."""
    late, more = await offers.unjudged(desk.tx, desk.now)
    known = {one.id: one for one in await courses.find_many(desk.tx, {one.course for one in late})}
    for ended in late:
        async with desk.apart(FAILED, course=ended.course):
            await tell_unjudged(desk, known[ended.course], ended)
    for course in await courses.find_many(desk.tx, await offers.to_judge(desk.tx, desk.now)):
        async with desk.apart(FAILED, course=course.id):
            await ask_to_judge(desk, course)
    return more
