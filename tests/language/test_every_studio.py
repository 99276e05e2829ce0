"""Every studio of both sheets is found by whatever names it: in several wordings, in pinyin, by unit, street, trade."""

import pytest
from pypinyin import lazy_pinyin

from handlers.language.book import Book
from handlers.language.meaning import Intent
from handlers.language.select import select
from handlers.language.understand import Listener
from storage.model.studios import DELISTED, Studio, entries
from tests.language import gold
from tests.language.asking import SHEETS

OF_A_NAME = (
    "{}",
    "{}的电话",
    "{}在哪",
    "{}是哪个单位的",
    "{}是市级的吗",
    "那{}呢",
    "介绍一下{}",
    "请问{}师傅的工作室有多少人",
    "{}創新工作室在哪裡",
    "{}　電話",
)
OF_A_TRADE = ("谁会{}", "{}找谁", "有没有搞{}的", "想学{}", "{}方面有哪些工作室", "{}")


@pytest.fixture(scope="module", params=sorted(SHEETS))
def listener(request: pytest.FixtureRequest) -> Listener:
    return Listener(Book([_studio(at, row) for at, row in enumerate(gold.rows(SHEETS[request.param]), 1)]))


def _studio(number: int, row: gold.Row) -> Studio:
    return Studio(
        id=number,
        name=row["名称"],
        level=row["级别"],
        sector=row["行业"],
        leader=row["领军人"],
        unit=row["单位"],
        specialities=entries(row["专业方向"]),
        intro=row["简介"],
        address=row["地址"],
        street=row["街道"],
        status=row["状态"],
    )


def _studios(listener: Listener) -> list[Studio]:
    return [facts.studio for facts in listener.book.facts.values()]


def _found(listener: Listener, question: str) -> set[int]:
    """The studios that an answer would be about."""
    meaning = listener.understand(question)
    if meaning.studios or meaning.intent not in (Intent.LIST, Intent.LATER, Intent.OFF_TOPIC):
        return set(meaning.studios)
    return {studio.id for studio in select(meaning.query, listener.book).studios}


@pytest.mark.parametrize("wording", OF_A_NAME)
def test_by_its_leaders_name(listener: Listener, wording: str) -> None:
    wrong = {
        studio.leader: found
        for studio in _studios(listener)
        if (found := _found(listener, wording.format(studio.leader))) != {studio.id}
    }
    assert not wrong


def test_by_its_own_name(listener: Listener) -> None:
    wrong = {
        one.name: found for one in _studios(listener) if (found := _found(listener, f"{one.name}在哪")) != {one.id}
    }
    assert not wrong


def test_by_its_leaders_name_in_pinyin(listener: Listener) -> None:
    wrong = {}
    for studio in _studios(listener):
        syllables = lazy_pinyin(studio.leader.removeprefix("示例"))
        for typed in ("".join(syllables), " ".join(syllables) + " dianhua"):
            if studio.id not in (found := _found(listener, typed)):
                wrong[typed] = found
    assert not wrong


def test_by_its_unit(listener: Listener) -> None:
    wrong = {}
    for studio in _studios(listener):
        those = {one.id for one in _studios(listener) if one.unit == studio.unit and one.status != DELISTED}
        if studio.unit and (found := _found(listener, f"{studio.unit}有工作室吗")) != those:
            wrong[studio.unit] = found
    assert not wrong


def test_by_its_street(listener: Listener) -> None:
    wrong = {}
    for studio in _studios(listener):
        those = {one.id for one in _studios(listener) if one.street == studio.street and one.status != DELISTED}
        if studio.street and (found := _found(listener, f"{studio.street}有哪些工作室")) != those:
            wrong[studio.street] = found
    assert not wrong


@pytest.mark.parametrize("wording", OF_A_TRADE)
def test_by_what_it_does(listener: Listener, wording: str) -> None:
    wrong = {}
    for studio in _studios(listener):
        for speciality in studio.specialities if studio.status != DELISTED else ():
            if studio.id not in (found := _found(listener, wording.format(speciality))):
                wrong[speciality] = found
    assert not wrong
