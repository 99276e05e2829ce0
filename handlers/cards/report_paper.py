"""A report as it is printed: what stands on the paper, for PDF and Word alike. Papers are always in Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from handlers.cards.duties import label_words
from handlers.cards.reports import field_name
from handlers.kit.typography import typeset
from handlers.kit.words import Words
from storage.model.duties import Duty
from storage.model.evidence import Evidence
from storage.model.evidence import State as Copy
from storage.model.local_time import local_date
from storage.model.reports import FIELDS, NOTHING, STATE_NAMES, Figures, Report, State, days_of
from storage.model.studios import Studio
from storage.model.texts import cleaned

NUMERALS = "一二三四五六"
SIGNED, STAMPED = "领军人\uff08签字\uff09\uff1a", "单位\uff08盖章\uff09\uff1a"
FIGURES, ATTACHED = "主要数据", "附件"


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper. `mark` says how far it is, `facts` are (label, value), `sections` (heading, text)."""

    title: str
    period: str
    mark: str
    facts: tuple[tuple[str, str], ...]
    figures: Figures
    sections: tuple[tuple[str, str], ...]
    attached: tuple[str, ...]
    day: date
    """When it was handed in, or of a draft, today."""

    @property
    def headed(self) -> tuple[tuple[str, str], ...]:
        """The sections with their numbers: figures are the first where there are any, attachments the last."""
        first = 1 if self.figures else 0
        return tuple((f"{NUMERALS[place]}、{head}", text) for place, (head, text) in enumerate(self.sections, first))

    @property
    def file_name(self) -> str:
        """The paper's name as a file, without what it ends with."""
        return " ".join(filter(None, [self.facts[0][1], self.title, self.period.partition("\uff08")[0]]))


def paper_of(
    words: Words, report: Report, duty: Duty, studio: Studio, attached: Sequence[Evidence], now: int, zone: tzinfo
) -> Paper:
    """A report on paper; `words` are the Chinese ones."""
    begins, ends = days_of(duty.occurrence, zone)
    label = label_words(words, duty.occurrence.label)
    span = f"{day_words(begins)}至{day_words(ends)}"
    mark = "草稿 未提交" if report.state is State.DRAFT else f"回执 {report.receipt} {STATE_NAMES[report.state]}"
    if report.late:
        mark += " 逾期提交"
    facts = [("工作室", studio.name), ("所在单位", studio.unit), ("领军人", studio.leader), ("报告期", label or span)]
    return Paper(
        title=cleaned(duty.occurrence.title),
        period=f"{label}\uff08{span}\uff09" if label else span,
        mark=mark,
        facts=tuple((name, cleaned(value)) for name, value in facts if value),
        figures=report.figures,
        sections=tuple(
            (field_name(words, name, duty), typeset(cleaned(report.named(name).content)) or NOTHING) for name in FIELDS
        ),
        attached=tuple(cleaned(one.name) or "照片" for one in attached if one.state is not Copy.REFUSED),
        day=local_date(report.sent_at if report.sent_at is not None and not report.editable else now, zone),
    )


def day_words(when: date) -> str:
    """「2026年12月1日」."""
    return f"{when.year}年{when.month}月{when.day}日"
