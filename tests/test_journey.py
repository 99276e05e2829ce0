"""What comes next in a competition, to the one who asks."""

from dataclasses import replace

from handlers.cards.journey import Way, ahead, publicised
from storage.model.competitions import Competition
from storage.model.contests import Plan, Result, Stand
from storage.model.entries import Entry, State

TIMES = {"register_close": 10, "review": 20, "preliminary": 30, "final": 40, "publicity": 50}
ONE = Competition(title="示例", times=TIMES, id=1, checked=True)
MINE = Entry(1, 1, 1, "", "", State.CONFIRMED, "", None, 1, 0, 0)


def test_what_is_passed_missed_or_published_does_not_come() -> None:
    assert ahead(ONE, Way(entry=replace(MINE, state=State.PENDING)), 15) == ("review", 20)
    assert ahead(ONE, Way(entry=MINE), 15) == ("preliminary", 30)
    through, out = Result(1, 9000, 1, passed=True), Result(1, 100, 2, passed=False)
    assert ahead(ONE, Way(entry=MINE, results={"preliminary": through}), 35) == ("final", 40)
    assert ahead(ONE, Way(entry=MINE, results={"preliminary": out}), 35) == ("publicity", 50)
    first = Way({"preliminary": Plan(1, "preliminary", state=Stand.PUBLIC)})
    assert publicised(ONE, first) is None
    last = Way({"final": Plan(1, "final", state=Stand.PUBLIC)})
    assert publicised(ONE, last) is not None
    assert ahead(ONE, last, 45) is None
