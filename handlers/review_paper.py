"""The whole report as a file, for the officer who judges it: what is printed and stamped."""

from telegram import Update

from handlers.cards.report_docx import report_docx
from handlers.cards.report_paper import paper_of
from handlers.cards.report_pdf import report_pdf
from handlers.cards.review_queue import PAPER
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import duties, evidence, reports, studios
from storage.errands import Errand
from storage.model.reports import State
from storage.model.reviews import REPORT

KIND = "review paper"
DRAWN = {"pdf": report_pdf, "docx": report_docx}

room = Room("review_paper")


@room.on_tap(PAPER, action="record.review")
async def ask(update: Update, context: Context) -> None:
    """Have the file made; what is a draft is its studio's own business."""
    number, kind = context.tap
    report = await reports.find(context.tx, number)
    if report is None or report.state is State.DRAFT or kind not in DRAWN:
        raise Stale(number)
    await context.errand(KIND, report=number, drawn=kind)
    await context.toast(context.label("文件马上发给您"))


@room.errand(KIND, action="record.review")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what stands on the paper."""
    number, draw = errand.arguments.get("report"), DRAWN.get(str(errand.arguments.get("drawn")))
    report = await reports.find(desk.tx, number) if isinstance(number, int) else None
    if report is None or draw is None or report.state is State.DRAFT:
        return None
    duty, studio = await duties.find(desk.tx, report.duty), await studios.find(desk.tx, report.studio)
    if duty is None or studio is None:
        return None
    report = await reports.counted(desk.tx, report, duty, desk.office.zone)
    attached = await evidence.of(desk.tx, REPORT, report.id)
    chinese = desk.office.words[SOURCE_LANGUAGE]
    paper = paper_of(chinese, report, duty, studio, attached, desk.now, desk.office.zone)
    return lambda: Made(f"{paper.file_name}.{errand.arguments['drawn']}", draw(paper), "")
