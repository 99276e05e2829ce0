"""Numbers and amounts as people write them: exact to the fen, never another by a power of ten; what is unsure has no value."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.language.numerals import read_number
from handlers.language.quantities import Quantity, Sort, quantities
from handlers.language.time_readings import read_shape, shaped
from storage.model.records import MOST_FEN

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def below_wan(number: int) -> str:
    """A number below ten thousand in Chinese, as it is taught in school."""
    said, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + unit
        gap = not digit
    return said


def chinese(number: int) -> str:
    """Any number below 万亿 in Chinese."""
    said, gap = "", False
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // size % 10**4
        if part:
            said += ("零" if said and (gap or part < 1000) else "") + below_wan(part) + unit
        gap = not part
    return said


def only(text: str) -> Quantity:
    found = quantities(read_shape(shaped(text)))
    assert len(found) == 1, found
    return found[0]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 9_999), st.integers(0, 9_999), st.sampled_from(["万元", "亿元", "个亿", "万"]))
def test_a_decimal_in_words_is_exact(whole: int, part: int, unit: str) -> None:
    digits = f"{part:04}".rstrip("0") or "0"
    amount = Fraction(whole) + Fraction(int(digits), 10 ** len(digits))
    size = 10**8 if "亿" in unit else 10**4
    for said in (f"{chinese(whole) or '零'}点{''.join(DIGITS[int(one)] for one in digits)}", f"{whole}点{digits}"):
        assert only(f"效益{said}{unit}").value == amount * size


@pytest.mark.parametrize("said", ["一点二元", "-20万", "负20万元", "1·2亿"])
def test_a_figure_with_something_before_it_has_no_value(said: str) -> None:
    assert quantities(read_shape(shaped(f"效益{said}")))[-1].value is None


NUMBERS = st.integers(1, 10**12 - 1) | st.integers(1, 99_999) | st.integers(1, 9).map(lambda n: n * 10**6)


@settings(max_examples=200, deadline=None)
@given(NUMBERS)
def test_what_is_written_out_is_read_back(number: int) -> None:
    said = chinese(number)
    for text in (
        said,
        said.translate(FORMAL),
        said.replace("二百", "两百").replace("二千", "两千"),
        str(number),
        f"{number:,}",
    ):
        assert read_number(text) == (Fraction(number), False), text
    if said.startswith("一十"):
        assert read_number(said[1:]) == (Fraction(number), False)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 9_999_999), st.integers(0, 4), st.sampled_from(("元", "万元", "亿元", "万", "亿", "个亿", " 万元"))
)
def test_an_amount_is_exact_to_the_fen(digits: int, places: int, unit: str) -> None:
    whole, part = divmod(digits, 10**places)
    said = f"{whole}.{part:0{places}d}" if places else str(whole)
    size = {"万": 10**4, "亿": 10**8}.get(unit.strip(" 个")[0], 1)
    fen = Fraction(digits, 10**places) * size * 100
    read = only(f"效益{said}{unit}").fen
    assert read == (fen if fen.denominator == 1 and fen <= MOST_FEN else None)


UNITS = (
    "十",
    "百",
    "千",
    "万",
    "亿",
    "",
    "零",
    "多",
    "余",
    "几",
    "来",
    "个",
    "两",
    "一",
    "五",
    "3",
    "12",
    "500",
    ".5",
    ",",
    " ",
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=7).map("".join))
def test_whatever_is_read_says_what_is_written(said: str) -> None:
    """An exact reading, written in digits again, has the digits that were said: nothing is made up or lost."""
    value, approx = read_number(said)
    if value is None or approx or value.denominator != 1:
        return
    whole = re.sub(rf"(?<![{DIGITS[1:]}两\d])(?=[十百千])", "一", said)  # 「十万十」
    spoken = [char for char in whole.translate(str.maketrans("两", "二")) if char in DIGITS[1:] or char in "123456789"]
    written = [DIGITS[int(char)] for char in str(int(value)) if char != "0"]
    spoken = [DIGITS[int(char)] if char.isdigit() else char for char in spoken]
    assert written == spoken or (written[0] == "一" and written[1:] == spoken)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="".join(UNITS) + "0123456789项人元万亿约近-至到第每各%wk", max_size=40))
def test_every_text_has_quantities_that_stand_in_it(text: str) -> None:
    folded = read_shape(shaped(text))
    found = quantities(folded)
    assert all(one.start < one.stop <= len(folded) for one in found)
    assert all(first.stop <= second.start for first, second in pairwise(found))
    assert all(one.fen is None or 0 < one.fen <= MOST_FEN for one in found)


@pytest.mark.parametrize(
    "said",
    [
        "一万二",
        "三百五",
        "2万5",
        "1 200",
        "1,20",
        "1.2.3",
        "十几",
        "几十",
        "数百",
        "两三",
        "七八十",
        "三五",
        "一百零五十",
        "007",
        "好几百",
        "二〇二六",
    ],
)
def test_what_is_no_one_number_has_no_value(said: str) -> None:
    assert read_number(said)[0] is None


@pytest.mark.parametrize(
    ("said", "sort", "value", "approx"),
    [
        ("三十五人次", Sort.PEOPLE, 35, ""),
        ("一百二十万", Sort.BARE, 1_200_000, ""),
        ("两项", Sort.PIECES, 2, ""),
        ("3.5亿", Sort.BARE, 350_000_000, ""),
        ("1.2个亿", Sort.BARE, 120_000_000, ""),
        ("10万余元", Sort.MONEY, 100_000, "10万余元"),
        ("近千人", Sort.PEOPLE, 1000, "近千人"),
        ("20余项", Sort.PIECES, 20, "20余项"),
        ("上百人", Sort.PEOPLE, 100, "上百人"),
        ("1,200元", Sort.MONEY, 1200, ""),
        ("五百多名", Sort.PEOPLE, 500, "五百多名"),
        ("十几项", Sort.PIECES, None, "十几项"),
        ("30-40人", Sort.PEOPLE, None, "30-40人"),
        ("30万到40万元", Sort.MONEY, None, "30万到40万元"),
        ("\uff13\uff15人", Sort.PEOPLE, 35, ""),
        ("一百二十多万元", Sort.MONEY, 1_200_000, "一百二十多万元"),
        ("120w", Sort.BARE, 1_200_000, ""),
        ("约86万元", Sort.MONEY, 860_000, "约86万元"),
        ("12所学校", Sort.PLACES, 12, ""),
        ("3个徒弟", Sort.PEOPLE, 3, ""),
        ("三个月", Sort.OTHER, 3, ""),
        ("120万美元", Sort.FOREIGN, 1_200_000, ""),
    ],
)
def test_quantities(said: str, sort: Sort, value: int | None, approx: str) -> None:
    one = only(said)
    assert (one.sort, one.value, one.approx) == (sort, value, approx)


@pytest.mark.parametrize(
    "said", ["第3期", "一起交流", "进一步", "磁共振1.5t", "(万元)", "统一", "一种装置", "八一中学"]
)
def test_what_counts_nothing(said: str) -> None:
    assert all(one.sort in (Sort.BARE, Sort.OTHER) for one in quantities(said))
