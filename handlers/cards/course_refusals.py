"""Why somebody cannot enrol in a course, take a seat or give one up, and what can be done instead."""

from datetime import tzinfo

from handlers.cards.courses import giver
from handlers.cards.moments import plain
from handlers.kit.words import Words
from storage.model.courses import Course, cancel_deadline
from storage.model.enrolments import Refusal


def refusal_words(words: Words, zone: tzinfo, refusal: Refusal, course: Course | None, now: int) -> str:
    """Why it cannot be done, and what can be done instead; for a toast."""
    match refusal:
        case Refusal.NOT_FOUND:
            return words.label("没有找到这门课,请看最新的课程")
        case Refusal.CANCELLED:
            return words.label("这门课已经取消了,请看看别的课")
        case Refusal.CLOSED:
            return words.label("这门课已停止报名,请看看别的课")
        case Refusal.BEGUN:
            return words.label("这门课已经开课了,请看看别的课")
        case Refusal.ENDED:
            return words.label("这门课已经结束了,请看看别的课")
        case Refusal.ALREADY:
            return words.label("您已经在名单上了,情况在下面")
        case Refusal.UNIT_UNKNOWN:
            return words.label("这门课按单位限名额,请先告诉我您的单位")
        case Refusal.TURNED_DOWN:
            return words.label("这门课的主办方没有通过您的报名,自己不能再报。想问原因,请点「转人工」")
        case Refusal.TOO_MANY:
            return words.label("您同时报的课够多了,上完或取消一门再报吧")
        case Refusal.NO_OFFER:
            return words.label("这个名额已经不留了:时间过了,或者您说过不要。还想上,可以再报名")
        case Refusal.NOT_ENROLLED:
            return words.label("您没有报这门课,不用取消")
    if course is None:
        return words.label("现在办不了,请看最新的课程")
    if refusal is Refusal.OVER:
        until = plain(words, zone, course.enrol_until or course.begins_at, now)
        return words.label("报名已在 {moment} 截止,请看看别的课", moment=until)
    if refusal is Refusal.UNIT_FULL:
        number = course.per_unit or 0
        return words.label("您单位的名额({number} 人)已经满了,给别的单位留一些。请看看别的课", number=number)
    until = plain(words, zone, cancel_deadline(course), now)  # TOO_LATE
    return words.label(
        "{moment} 以后不能自己取消了。来不了的话,请告诉{giver}", moment=until, giver=giver(words, course)
    )
