"""What those who came think of a course: three questions, each a tap."""

from dataclasses import dataclass, replace

CONTENT = "content"
TEACHER = "teacher"
AGAIN = "again"
ASKED = {CONTENT: (1, 5), TEACHER: (1, 5), AGAIN: (0, 1)}
"""The questions in their order, with the least and the most that can be answered."""
LEAST_ANSWERS = 3
"""Averages of fewer people would tell who said what."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's answers so far; None where they gave none yet. `content` and `teacher` 1–5, `again` 1 or 0."""

    content: int | None = None
    teacher: int | None = None
    again: int | None = None

    @property
    def complete(self) -> bool:
        """Whether all three are given: then it is sent, and stays."""
        return None not in (self.content, self.teacher, self.again)

    @property
    def next(self) -> str:
        """The first question without an answer; '' when there is none."""
        return next((what for what in ASKED if getattr(self, what) is None), "")

    def answered(self, what: str, value: int) -> "Feedback | None":
        """With one more answer; None for an answer that cannot be, or when it was sent already."""
        least, most = ASKED.get(what, (1, 0))
        if self.complete or not least <= value <= most:
            return None
        if what == CONTENT:
            return replace(self, content=value)
        return replace(self, teacher=value) if what == TEACHER else replace(self, again=value)


@dataclass(frozen=True, slots=True)
class Averages:
    """What a course's feedback comes to: `number` of people who sent it, means in tenths, how many would come again."""

    number: int
    content: int
    teacher: int
    again: int
