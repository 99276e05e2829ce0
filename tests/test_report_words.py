"""Words of reports: what the fourth field is called by cycle, what is said of a field in one line, papers of odd texts."""

import io
from datetime import date

import docx
import pypdfium2
import pytest

from handlers.cards.report_docx import report_docx
from handlers.cards.report_paper import Paper
from handlers.cards.report_pdf import report_pdf
from handlers.cards.reports import field_name
from handlers.kit.words import load_words
from handlers.language.report_said import Said, read_said
from storage.model.duties import Duty, Occurrence

ZH = load_words()["zh"]


@pytest.mark.parametrize(
    ("cycle", "label", "name"),
    [
        ("month", "2026-12", "下月计划"),
        ("quarter", "2026Q4", "下季度计划"),
        ("half", "2026H1", "下半年计划"),
        ("half", "2026H2", "明年上半年计划"),
        ("year", "2026", "明年计划"),
        ("once", "once", "下一步计划"),
    ],
)
def test_the_plan_is_named_by_the_cycle_and_understood_so(cycle: str, label: str, name: str) -> None:
    occurrence = Occurrence(1, 1, "报告", cycle, label, 0, (), active=True)
    assert field_name(ZH, "plan", Duty(1, occurrence, 1, "", None, None, excused=False, version=1)) == name
    assert read_said(f"{name}:推广") == Said("plan", "推广")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("问题:设备老化", Said("problems", "设备老化")),
        ("问题\uff1a设备老化\uff0c要换", Said("problems", "设备老化\uff0c要换")),
        ("把措施改成加强培训", Said("measures", "加强培训")),
        ("计划:\n1. 推广\n2. 培训", Said("plan", "1. 推广\n2. 培训")),
        ("进展加上:新增专利1项", Said("progress", "新增专利1项", add=True)),
        ("再加一条问题:场地小", Said("problems", "场地小", add=True)),
        ("没有问题", Said("problems", "无")),
        ("没什么困难", Said("problems", "无")),
        ("措施没有", Said("measures", "无")),
        ("进展这块写\uff1a做了三台样机", Said("progress", "做了三台样机")),
        ("进展写一下:本季度授权2项", Said("progress", "本季度授权2项")),
        ("把问题改成\uff1a缺人", Said("problems", "缺人")),
        ("问题\uff0c主要是设备老化", Said("problems", "设备老化", sure=False)),
        ("下季度打算办两期培训", Said("plan", "办两期培训", sure=False)),
        ("计划是推广", Said("plan", "推广", sure=False)),
        ("措施是什么", None),
        ("计划是不是要写", None),
        ("问题:怎么交?", None),
        ("下季度打算开什么课", None),
        ("进展顺利", None),
        ("问题大吗", None),
        ("怎么写报告", None),
        ("工作计划怎么写", None),
        ("本月拿到专利2项", None),
    ],
)
def test_a_field_said_in_words(text: str, said: Said | None) -> None:
    assert read_said(text) == said


def test_long_texts_take_pages_and_unknown_characters_are_marked() -> None:
    long = "推进磁共振线圈项目 gradient-coil 🎉 \U00020000 <b>&amp;" * 40
    facts = (("工作室", "示例 & <b>创新工作室"), ("所在单位", ""))
    sections = (("进展", f"第一行\n\n{long}"), ("问题", "无"), ("措施", long), ("计划", long))
    paper = Paper(
        "季度工作报告", "2026年第四季度", "草稿 未提交", facts, (), sections, ("名单.xlsx",), date(2026, 12, 31)
    )
    pdf = pypdfium2.PdfDocument(report_pdf(paper))
    read = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert len(pdf) == 3
    for text in ("示例 & <b>创新工作室", "一、进展", "\u3013", "单位\uff08盖章\uff09", "2026年12月31日", "第 3 页"):
        assert text in read
    assert "".join(read.split()).count("gradient-coil") == 120
    assert "🎉" not in read
    assert report_pdf(paper) == report_pdf(paper), "the same bytes"
    word = docx.Document(io.BytesIO(report_docx(paper)))
    assert long in [one.text for one in word.paragraphs]
    heading = next(one for one in word.paragraphs if one.text == "一、进展")
    assert "黑体" in heading.runs[0]._element.rPr.rFonts.attrib.values()


def test_an_ordinary_report_is_one_page_and_the_signature_stands_never_alone() -> None:
    facts = (("工作室", "示例创新工作室"), ("所在单位", "示例公司"), ("领军人", "示例领军人甲"), ("报告期", "第四季度"))
    figures = tuple((f"实用新型授权{place}", "3项") for place in range(6))
    ordinary = (("进展", "\n".join(["举办培训2场" * 4] * 4)), ("问题", "无"), ("措施", "无"), ("计划", "做好推广" * 12))
    pages = []
    for more in range(1, 30, 4):
        sections = (("进展", "\n".join(["举办培训"] * 4 * more)), *ordinary[1:]) if more > 1 else ordinary
        paper = Paper("工作报告", "第四季度", "待审", facts, figures, sections, (), date(2026, 12, 31))
        pdf = pypdfium2.PdfDocument(report_pdf(paper))
        pages.append(len(pdf))
        last = pdf[len(pdf) - 1].get_textpage().get_text_range()
        assert "单位" in last
        assert "五、计划" in last
    assert pages[0] == 1
    assert pages[-1] > 2
