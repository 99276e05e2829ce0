"""Training certificates: one's own, issued once and to be had again; and verified by anybody who has the number."""

from markupsafe import Markup
from telegram import Message, Update
from telegram.ext import filters

from handlers.cards.attendance import CERTIFICATE, DOWNLOAD
from handlers.cards.certificate import certificate_pdf
from handlers.cards.certificates import refusal_words, verified
from handlers.cards.courses import giver, hours_words, short_title
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.form import Again, Form, Step, number_in
from handlers.kit.groups import link_to
from handlers.kit.room import TYPED, Room
from handlers.kit.words import Words
from storage import attendance, certificates, courses, profiles
from storage.dialogues import Answers
from storage.errands import Errand
from storage.model.attendance import SHARE_WANTED
from storage.model.certificates import LONGEST_NAME, SHORTEST_NAME, Certificate, typed_number
from storage.model.courses import Course
from storage.model.texts import cleaned, is_name

PDF = "certificate"
LINK = r"^/start cert_([A-Za-z0-9_-]{1,40})$"
"""What a certificate's QR code sends: t.me/<bot>?start=cert_<number>."""
EXAMPLE = "BQ-2026-XXXX-XXXX"

room = Room("certificates")


@room.command("verify", action="certificate.read", summary="核验培训证书")
async def ask_to_verify(update: Update, context: Context) -> None:
    """Verify what stands behind the command; ask for the number where nothing does."""
    if context.args:
        await _verify(context, " ".join(context.args))
    else:
        await _ask_number(context)


@room.words("核验证书", "证书核验", "查证书", "验证证书", action="certificate.read")
async def ask_number(update: Update, context: Context) -> None:
    """Ask for the number."""
    await _ask_number(context)


@room.message(TYPED & filters.Regex(LINK), action="certificate.read", name="link")
async def scan(update: Update, context: Context) -> None:
    """Somebody scanned the code on a certificate."""
    assert context.matches
    await _verify(context, context.matches[0][1])


def _has_number(update: Update, _context: Context) -> bool:
    return bool(update.message and typed_number(update.message.text or ""))


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="certificate.read", name="number", when=_has_number)
async def hear_number(update: Update, context: Context) -> None:
    """A number, typed in whatever way."""
    await _verify(context, (update.message and update.message.text) or "")


@room.words("我的证书", "我的培训证书", "培训证书", "领证书", "领取证书", action="certificate.read")
async def show_own(update: Update, context: Context) -> None:
    """One's own certificates, to be had again, and 学时 in all."""
    own = await certificates.of_person(context.tx, context.person.id) if context.person.id else []
    if not own:
        await context.say(
            context.t(
                "您还没有培训证书。发证书的课,来满 {share}% 的次数、每次签到,上完就能领,到时候我会告诉您。",
                share=SHARE_WANTED,
            )
        )
        return
    hours = await attendance.hours_of(context.tx, context.person.id, context.now)
    lines = [context.t("<b>我的培训证书</b>,累计 {hours}", hours=hours_words(context.words, hours))]
    rows = []
    for one in own:
        lines.append(Markup("{} <code>{}</code>").format(one.title, one.number))
        if one.revoked_at is not None:
            lines[-1] += context.t("(已撤销:{reason})", reason=one.reason)
        else:
            rows.append([DOWNLOAD.button(context.label("下载 {title}", title=short_title(one.title)), one.id)])
    await context.say(Markup("\n").join(lines), rows)


@room.on_tap(CERTIFICATE, action="certificate.read")
async def claim(update: Update, context: Context) -> None:
    """领证书: issue it once the name is confirmed; issued before, it is sent again."""
    course = await courses.find(context.tx, context.tap[0])
    person = context.person.id
    issued = await certificates.of(context.tx, context.tap[0], person) if person else None
    if issued is not None:
        await _send(context, issued)
        return
    refusal = await certificates.due(context.tx, course, person, context.now)
    if refusal is not None or course is None:
        await context.toast(refusal_words(context.words, refusal) if refusal else "", alert=True)
        return
    answers: Answers = {"course": course.id}
    profile = await profiles.of(context.tx, person)
    if profile is not None and profile.name:
        answers["name"] = profile.name
    await dialogue.begin(context, FORM, answers, below=True)


@room.on_tap(DOWNLOAD, action="certificate.read")
async def download(update: Update, context: Context) -> None:
    """One of one's own again."""
    one = await certificates.find(context.tx, context.tap[0])
    if one is None or one.person != context.person.id:
        await context.toast(context.label("这张证书不在您名下。要核验,把编号发给我"), alert=True)
    else:
        await _send(context, one)


@room.errand(PDF, action="certificate.read")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the certificate says."""
    number = errand.arguments.get("certificate")
    one = await certificates.find(desk.tx, number) if isinstance(number, int) else None
    if one is None or one.person != errand.person or one.revoked_at is not None:
        return None
    link, zone = link_to(desk.office.username, f"cert_{one.number}"), desk.office.zone
    caption = words.t("培训证书 {number}。任何人把编号发给我,都能核验。", number=one.number)
    return lambda: Made(f"{one.number}.pdf", certificate_pdf(one, link, zone), caption)


async def _send(context: Context, one: Certificate) -> None:
    if one.revoked_at is not None:
        await context.toast(context.label("这张证书已撤销:{reason}", reason=one.reason), alert=True)
        return
    await context.errand(PDF, certificate=one.id)
    await context.toast(context.label("证书马上发给您"))


async def _ask_number(context: Context) -> None:
    await context.say(
        context.t("请把证书编号发给我,像 {example} 这样,大小写都行。也可以扫证书上的二维码。", example=EXAMPLE)
    )


async def _verify(context: Context, text: str) -> None:
    typed = typed_number(text)
    one = await certificates.by_number(context.tx, typed.number) if typed is not None and typed.sound else None
    if one is not None:
        await context.say(verified(context.words, context.office.zone, one))
    elif typed is None:
        await _ask_number(context)
    elif not typed.sound:
        text = context.t("编号好像抄错了,请对着证书再看一遍。编号里没有数字 0、1 和字母 O、I。")
        await context.say(text)
    else:
        await context.say(
            context.t(
                "没有查到编号 {number} 的证书。请对着证书再核对一遍;还查不到,请联系发证的工作室或区总工会。",
                number=typed.number,
            )
        )


def _ask_name(context: Context, answers: Answers) -> Markup:
    return context.t(
        "证书上的姓名怎么写?请发您的真实姓名,{least} 到 {most} 字。", least=SHORTEST_NAME, most=LONGEST_NAME
    )


def _read_name(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    name = " ".join(cleaned(message.text or "").split())
    if not is_name(name, LONGEST_NAME):
        return Again(_ask_name(context, answers))
    return {**answers, "name": name}


async def _recall(context: Context, answers: Answers) -> Answers:
    course = await courses.find(context.tx, number_in(answers, "course"))
    hours = await attendance.hours_in(context.tx, context.person.id, course.id) if course is not None else 0
    return {"title": course.title if course is not None else "", "hours": hours}


def _summary(context: Context, answers: Answers) -> Markup:
    lines = [
        context.t("<b>领取培训证书</b>"),
        context.t("姓名:{name}", name=answers.get("name", "")),
        context.t("课程:{title}", title=answers.get("title", "")),
    ]
    if hours := number_in(answers, "hours"):
        lines.append(context.t("学时:{hours}", hours=hours_words(context.words, hours)))
    lines.append(context.t("领了以后姓名不能再改。任何人凭证书编号,可以查到上面这些。"))
    return Markup("\n").join(lines)


async def _finish(context: Context, answers: Answers) -> None:
    """Issue it, if it is still due."""
    course, name = await courses.find(context.tx, number_in(answers, "course")), str(answers.get("name") or "")
    refusal = await certificates.due(context.tx, course, context.person.id, context.now)
    if refusal is not None or course is None or not name:
        await context.edit(refusal_words(context.words, refusal) if refusal else context.label("请重新领一次"))
        return
    one = await _issue(context, course, name)
    await context.errand(PDF, certificate=one.id)
    await context.edit(
        context.t(
            "🎓 证书发好了,文件马上到。\n编号:<code>{number}</code>\n以后发「我的证书」可以再下载。", number=one.number
        )
    )


async def _issue(context: Context, course: Course, name: str) -> Certificate:
    person = context.person.id
    profile = await profiles.of(context.tx, person)
    if profile is None or profile.name != name:
        await profiles.put(context.tx, person, name, profile.unit if profile is not None else "", context.now)
    named = giver(context.office.words["zh"], course)
    return await certificates.issue(context.tx, course, person, name, named, context.now, context.office.zone)


FORM = Form(
    name="certificate",
    action="certificate.read",
    title="领取证书",
    steps=[Step("name", _ask_name, _read_name)],
    summary=_summary,
    finish=_finish,
    confirm="领取证书",
    cancelled="好的,先不领。以后在课程里点「领证书」就行。",
    recall=_recall,
    fields=[("name", "改姓名")],
)
dialogue.add_form(room, FORM)
