"""A report as a file to look at, print and stamp: PDF and Word, made by an errand."""

from telegram import Update

from handlers.cards.report_docx import report_docx
from handlers.cards.report_page import PAPER
from handlers.cards.report_paper import paper_of
from handlers.cards.report_pdf import report_pdf
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import duties, evidence, people, reports, studios
from storage.errands import Errand
from storage.model.evidence import REPORT
from storage.model.people import may

KIND = "report paper"
DRAWN = {"pdf": report_pdf, "docx": report_docx}

room = Room("report_papers")


@room.on_tap(PAPER, action="report.write")
async def ask(update: Update, context: Context) -> None:
    """Have the file made."""
    number, kind = context.tap
    report = await reports.find(context.tx, number)
    if report is None or kind not in DRAWN:
        await context.toast(context.label("这份报告已经不用交了"), alert=True)
    elif not context.may("report.write", report.studio):
        await context.toast(context.label("只能看自己工作室的报告"), alert=True)
    else:
        await context.errand(KIND, report=number, drawn=kind)
        await context.toast(context.label("文件马上发给您"))


@room.errand(KIND, action="report.write")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what stands on the paper, of a draft as its text is now; whoever lost the studio meanwhile gets nothing."""
    number, draw = errand.arguments.get("report"), DRAWN.get(str(errand.arguments.get("drawn")))
    report = await reports.find(desk.tx, number) if isinstance(number, int) else None
    who = await people.find(desk.tx, errand.person) if errand.person else None
    if report is None or draw is None or who is None or not may(who, "report.write", report.studio):
        return None
    duty, studio = await duties.find(desk.tx, report.duty), await studios.find(desk.tx, report.studio)
    if duty is None or studio is None:
        return None
    report = await reports.counted(desk.tx, report, duty, desk.office.zone)
    attached = await evidence.of(desk.tx, REPORT, report.id)
    chinese = desk.office.words[SOURCE_LANGUAGE]
    paper = paper_of(chinese, report, duty, studio, attached, desk.now, desk.office.zone)
    name = f"{paper.file_name}.{errand.arguments['drawn']}"
    caption = words.t("打印出来可以签字盖章。") if not report.editable else words.t("还没有提交,先看看样子。")
    return lambda: Made(name, draw(paper), str(caption))
