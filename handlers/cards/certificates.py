"""How certificates are shown in the chat: what one says, and why somebody gets none."""

from datetime import date, tzinfo

from markupsafe import Markup

from handlers.cards.courses import hours_words
from handlers.cards.moments import day
from handlers.kit.words import Words
from storage.model.attendance import SHARE_WANTED
from storage.model.certificates import Certificate, Refusal
from storage.model.local_time import local_date


def facts(words: Words, zone: tzinfo, one: Certificate) -> Markup:
    """What stands on it, line by line."""
    lines = [
        words.t("编号:<code>{number}</code>", number=one.number),
        words.t("姓名:{name}", name=one.name),
        words.t("课程:{title}", title=one.title),
    ]
    if one.credit:
        lines.append(words.t("学时:{hours}", hours=hours_words(words, one.credit)))
    began, finished = local_date(one.began_at, zone), local_date(one.finished_at, zone)
    if began == finished:
        lines.append(words.t("时间:{day}", day=_day(words, began)))
    else:
        lines.append(words.t("时间:{first} 到 {last}", first=_day(words, began), last=_day(words, finished)))
    lines.append(words.t("发证:{giver},{day}", giver=one.giver, day=_day(words, local_date(one.issued_at, zone))))
    return Markup("\n").join(lines)


def verified(words: Words, zone: tzinfo, one: Certificate) -> Markup:
    """What anybody is told who asks for its number."""
    if one.revoked_at is None:
        head = words.t("✅ <b>证书有效</b>")
    else:
        when = _day(words, local_date(one.revoked_at, zone))
        head = words.t("❌ <b>证书已撤销</b>({day}):{reason}", day=when, reason=one.reason)
    return Markup("{}\n{}").format(head, facts(words, zone, one))


def refusal_words(words: Words, refusal: Refusal) -> str:
    """Why there is no certificate, for a toast."""
    match refusal:
        case Refusal.NOT_FOUND:
            return words.label("没有找到这门课,请看最新的课程")
        case Refusal.NONE_GIVEN:
            return words.label("这门课不发证书")
        case Refusal.NOT_OVER:
            return words.label("课上完了才能领证书")
    return words.label("到课够 {share}% 才发证书,您的签到还不够。来过没签上的,请组织者补签", share=SHARE_WANTED)


def _day(words: Words, when: date) -> str:
    """With its year, always: certificates are looked at years later."""
    return day(words, when, date(1, 1, 1))
