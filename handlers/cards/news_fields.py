"""The fields of a record as a form asks them: their questions, what is taken for an answer, and the steps made of these."""

from collections.abc import Callable
from datetime import date, timedelta

from markupsafe import Markup
from telegram import Message

from handlers.cards.evidence import items_of, refusal
from handlers.cards.news_draft import AT, EVIDENCE, drafted, items_in, with_items
from handlers.cards.records import fields_of, record_line
from handlers.kit.context import Context
from handlers.kit.form import CORRECTING, Again, Step
from handlers.language.news_line import read_news
from handlers.language.quantities import Quantity, Sort, quantities
from handlers.language.time_readings import read_shape, shaped
from storage.dialogues import Answers
from storage.model.evidence import MOST_BYTES, MOST_FILES, Why
from storage.model.local_time import local_date
from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    BENEFITS,
    GRADUATED,
    KINDS,
    LONGEST_BASIS,
    LONGEST_CODE,
    LONGEST_TITLE,
    MENTORING,
    PATENTS,
    PROOFS,
    RESULTS,
    SOCIAL,
    STAGES,
    TRAINING,
    Facts,
    folded_code,
)
from storage.model.texts import cleaned

QUESTIONS = {
    "kind": "是哪一类?",
    "stage": "到哪一步了?",
    "title": "叫什么名称?例如论文的题目、项目的名称、奖项的全称。",
    "number": "有多少?写个数就行,例如「3」。",
    "people": "多少人?例如「35」;说不准就写「近千人」。",
    "amount_fen": "多少钱?请带上单位,例如「120万元」「3500元」。",
    "benefit": "是哪一种效益?",
    "year": "是哪一年的?例如「2026」。",
    "basis": "是怎么算出来的?最多 200 字,例如「每台省电 300 元,共 400 台」。",
    "proof": "有什么证明?",
    "code": "编号是多少?例如专利号、证书号、标准号。",
    "date": "是哪天的事?例如「6月8日」「上月」「1到9月」。",
}
"""Source strings."""
SOCIAL_BASIS = "产生了什么社会效益?最多 200 字,例如「走进 12 所学校,覆盖学生 4,500 人」。"
OPTIONAL = ("stage", "title", "number", "people", "year", "basis", "code")
ASKED = {
    TRAINING: ("title", "people", "date"),
    ACTIVITY: ("title", "people", "date"),
    MENTORING: ("number", "date"),
    GRADUATED: ("number", "date"),
    BENEFIT: ("benefit", "amount_fen", "basis", "proof", "date"),
}
"""What the form asks of a kind, step by step; of results what `OF_RESULTS` says."""
OF_RESULTS = ("stage", "title", "number", "code", "date")
STAGES_OF = {
    **dict.fromkeys(PATENTS, STAGES[:3]),
    "软件著作权": ("申请", "登记"),
    "论文": ("录用", "发表"),
    "著作教材": ("录用", "发表"),
}
"""Which stages are offered for a kind; for the others all of them."""
EARLIEST_YEAR = 1990
CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "kind": tuple((kind, kind) for kind in KINDS),
    "stage": tuple((stage, stage) for stage in STAGES),
    "benefit": tuple(BENEFITS.items()),
    "proof": (("none", PROOFS[""]), *((value, label) for value, label in PROOFS.items() if value)),
}
NONE = "none"
"""How the form keeps that there is no proof: '' would be no answer."""


def asked_of_kind(answers: Answers) -> tuple[str, ...]:
    """The fields that are asked one after the other of a record of this kind."""
    kind = answers.get("kind")
    if not isinstance(kind, str) or not kind:
        return ()
    asked = ASKED.get(kind, OF_RESULTS)
    return tuple("people" if name == "amount_fen" and answers.get("benefit") == SOCIAL else name for name in asked)


def field_step(name: str) -> Step:
    """The step that asks a field: in the walk through a new record, or alone, led to from its card."""

    def ask(context: Context, answers: Answers) -> Markup:
        message = SOCIAL_BASIS if name == "basis" and answers.get("benefit") == SOCIAL else QUESTIONS[name]
        question = context.t(message)
        place = answers.get(AT)
        if not isinstance(place, int):
            return question
        today = local_date(context.now, context.office.zone)
        line = record_line(context.words, context.office.zone, drafted(answers)[place], today)
        return Markup("{}. {}\n{}").format(place + 1, line, question)

    def needed(answers: Answers) -> bool:
        return CORRECTING not in answers and AT not in answers and name in asked_of_kind(answers)

    def offered(answers: Answers) -> bool:
        kind = answers.get("kind")
        facts = Facts(kind if isinstance(kind, str) else "", benefit=str(answers.get("benefit") or ""))
        return name in fields_of(facts) or bool(answers.get(name))

    return Step(
        name,
        ask,
        reader(name),
        optional=name in OPTIONAL,
        choices=CHOICES.get(name, ()),
        needed=needed,
        offered=offered,
    )


def reader(name: str) -> Callable[[Context, Message, Answers], Answers | Again | None]:
    """The `read` of a field's step."""

    def read(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        if message.text is None:
            return Again(context.t("这一步只收文字。照片和文件等会儿再发。"))
        return read_field(context, name, message.text, answers)

    return read


def read_field(context: Context, name: str, text: str, answers: Answers) -> Answers | Again:
    """The answers with what a text says of a field."""
    text = cleaned(text)
    match name:
        case "number" | "people":
            return _counted(context, name, text, answers)
        case "amount_fen":
            return _money(context, text, answers)
        case "year":
            return _year(context, text, answers)
        case "date":
            return _dated(context, text, answers)
        case "title" | "basis" | "code":
            most = {"title": LONGEST_TITLE, "basis": LONGEST_BASIS, "code": LONGEST_CODE}[name]
            if not 0 < len(text) <= most:
                return Again(context.t("写了 {number} 字,最多 {most} 字,请短一点再发。", number=len(text), most=most))
            said = {"title": text.strip('《》「」"'), "code": folded_code(text)}
            return {**answers, name: said.get(name, text)}
        case "kind":
            known = answers.get("kinds")
            if text in RESULTS or (isinstance(known, list) and text in known):
                return {**answers, name: text}
    return Again(context.t("请点下面的按钮选一个。"))


def _quantity(text: str) -> Quantity | None:
    """The one quantity of a text, or None."""
    found = quantities(read_shape(shaped(text)))
    return found[0] if len(found) == 1 else None


def _counted(context: Context, name: str, text: str, answers: Answers) -> Answers | Again:
    one = _quantity(text)
    if one is None or one.sort not in (Sort.BARE, Sort.PIECES, Sort.PEOPLE, Sort.PLACES) or one.each:
        return Again(context.t("没看懂是多少。请只写一个数,例如「35」「三十五」「近千人」。"))
    if one.whole is None and not one.approx:
        return Again(context.t("请写一个准数,例如「35」;说不准就写「30余」「近千」。"))
    rest = {key: value for key, value in answers.items() if key != "approx"}
    return {**rest, name: one.whole, **({"approx": text[:20]} if one.approx else {})}


def _money(context: Context, text: str, answers: Answers) -> Answers | Again:
    one = _quantity(text)
    if one is None or one.each or not (one.sort is Sort.MONEY or (one.sort is Sort.BARE and one.large)):
        return Again(context.t("请写清楚是多少、什么单位,例如「120万元」「3500元」。"))
    if one.fen is None:
        return Again(context.t("请写一个准数,例如「120万元」。最多到千亿元。"))
    rest = {key: value for key, value in answers.items() if key != "approx"}
    return {**rest, "amount_fen": one.fen, **({"approx": text[:20]} if one.approx else {})}


def _year(context: Context, text: str, answers: Answers) -> Answers | Again:
    today = local_date(context.now, context.office.zone)
    spoken = {"今年": today.year, "去年": today.year - 1, "前年": today.year - 2}
    digits = text.removesuffix("年")
    year = spoken.get(text) or (int(digits) if digits.isdecimal() and len(digits) == len("2026") else 0)
    if not EARLIEST_YEAR <= year <= today.year:
        return Again(context.t("请写到今年为止的一个年份,例如「{year}」。", year=today.year))
    return {**answers, "year": year}


def _dated(context: Context, text: str, answers: Answers) -> Answers | Again:
    found = read_days(context, text)
    if found is None:
        return Again(context.t("没看懂是哪天。请写成「6月8日」「上月」「今年1到9月」这样。"))
    if found[0] > local_date(context.now, context.office.zone).isoformat():
        return Again(context.t("这一天还没有到。快报写的是已经做成的事。"))
    return {**answers, "date": list(found)}


def read_days(context: Context, text: str) -> tuple[str, str] | None:
    """The first and the last day that a text names, as ISO dates; None for one that names none."""
    line = read_news(f"{text}获奖1项", context.now, context.office.zone)
    doubted = any(one.field in ("begins_on", "ends_on", "date") for one in line.doubts)
    if len(line.facts) != 1 or doubted or not line.facts[0].begins_on:
        return None
    return line.facts[0].begins_on, line.facts[0].ends_on or line.facts[0].begins_on


NEAR = ("今天", "本月", "上月", "今年")
"""Days to tap: source strings."""


def near_days(today: date) -> tuple[tuple[str, str], ...]:
    """The first and the last day of each of `NEAR`. What has not come yet of the month or the year is in it."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return (
        (today.isoformat(), today.isoformat()),
        (first.isoformat(), _month_end(first).isoformat()),
        (before.replace(day=1).isoformat(), before.isoformat()),
        (f"{today.year}-01-01", f"{today.year}-12-31"),
    )


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def evidence_step() -> Step:
    """照片、文件、转发的消息: collected until 完成; at the summary too."""

    def ask(context: Context, answers: Answers) -> Markup:
        held = len(items_in(answers))
        question = context.t("请把照片、文件发过来,也可以转发一条消息,一共最多 20 份。发完点「完成」。")
        return (
            Markup("{}\n{}").format(context.count("已收到 {number} 份。", "已收到 {number} 份。", held), question)
            if held
            else question
        )

    def read(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        items = items_of(message)
        if not items:
            return Again(context.t("这一步只收照片、文件,或者转发的消息。发完点「完成」。"))
        if any(item.bytes > MOST_BYTES for item in items):
            return Again(refusal(context.words, Why.TOO_LARGE, items))
        new = with_items(answers, items)
        if len(items_in(new)) > MOST_FILES:
            return Again(refusal(context.words, Why.TOO_MANY, items))
        return new

    return Step(
        EVIDENCE,
        ask,
        read,
        optional=True,
        collects=True,
        needed=lambda answers: answers.get(CORRECTING) == EVIDENCE,
    )
