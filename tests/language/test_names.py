"""Whose name it is, where names contain one another or a unit begins as a studio does."""

import pytest

from handlers.language.book import Book
from handlers.language.meaning import Intent
from handlers.language.understand import Listener
from storage.model.studios import Studio

SHEET = (
    ("京西创新工作室", "示例甲一", "首钢集团"),
    ("京西水电创新工作室", "示例甲二", "京西水务"),
    ("京西水电维修创新工作室", "示例甲三", "京西物业"),
    ("示例乙创新工作室", "示例乙", "石景山医院"),
    ("石景山第1创新工作室", "示例丙一", ""),
    ("石景山第11创新工作室", "示例丙二", ""),
    ("示例乙二七创新工作室", "示例丁", "二七纪念馆"),
    ("运河创新工作室", "示例戊", "运河管理处"),
    ("大运河创新工作室", "示例己", "运河航运公司"),
    ("小运河文化创新工作室", "示例庚", "运河博物馆"),
)


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener(Book([_studio(at, *row) for at, row in enumerate(SHEET, 1)]))


def _studio(number: int, name: str, leader: str, unit: str) -> Studio:
    return Studio(id=number, name=name, leader=leader, unit=unit)


@pytest.mark.parametrize(
    ("question", "intent", "studios"),
    [
        ("京西", Intent.WHICH, (1, 2, 3)),
        ("京西水电", Intent.WHICH, (2, 3)),
        ("京西水电创新工作室", Intent.CARD, (2,)),
        ("石景山第11", Intent.CARD, (6,)),
        ("石景山第十一创新工作室", Intent.CARD, (6,)),
        ("石景山第61创新工作室", Intent.STRANGER, ()),
        ("示例乙二七的领军人", Intent.TELL, (7,)),
        ("运河", Intent.CARD, (8,)),
        ("小运河", Intent.CARD, (10,)),
    ],
)
def test_a_studios_own_name_goes_first(
    listener: Listener, question: str, intent: Intent, studios: tuple[int, ...]
) -> None:
    meaning = listener.understand(question)
    assert (meaning.intent, meaning.studios) == (intent, studios)


def test_near_numbers_are_offered_for_one_that_is_not_there(listener: Listener) -> None:
    assert listener.understand("石景山第61创新工作室").nearest == (6, 5)


PEOPLE = ("示例宋永", "示例宋永涛", "示例彭勇", "示例彭永德", "示例沈燕", "示例王文清")


@pytest.mark.parametrize(
    ("question", "intent", "studios"),
    [
        ("宋永是哪个单位的", Intent.TELL, (1,)),
        ("宋永是市级的吗", Intent.CHECK, (1,)),
        ("宋永涛是市级的吗", Intent.CHECK, (2,)),
        ("宋永会焊接吗", Intent.CHECK, (1,)),
        ("宋永东的电话", Intent.STRANGER, ()),
        ("沈燕建的电话", Intent.STRANGER, ()),
        ("彭永的电话", Intent.WHICH, (4, 3)),
        ("沈艳的电话", Intent.TELL, (5,)),
        ("王文青的电话", Intent.TELL, (6,)),
        ("王文强的电话", Intent.STRANGER, ()),
        ("李文清的电话", Intent.STRANGER, ()),
    ],
)
def test_one_person_is_not_another(question: str, intent: Intent, studios: tuple[int, ...]) -> None:
    book = Book([_studio(at, f"{name}创新工作室", name, "") for at, name in enumerate(PEOPLE, 1)])
    meaning = Listener(book).understand(question)
    assert (meaning.intent, meaning.studios) == (intent, studios)
