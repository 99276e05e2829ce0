"""English questions about courses put into the Chinese words that the grammar knows; other letters stay. Pure."""

import re

_WORDS = """
    this_weekend=这周末 next_weekend=下周末 weekend=周末 next_week=下周 this_week=这周 next_month=下个月
    this_month=这个月 day_after_tomorrow=后天 tomorrow=明天
    today=今天
    tonight=今晚 when=什么时候 where=在哪里 free=免费 how_much=多少钱 my_courses=我的课程 sign_up=报名 enroll=报名
    enrol=报名 register=报名
    courses=课程 course=课程 classes=课程
    class=课程 training=培训 trainings=培训 lectures=讲座 lecture=讲座 talks=讲座 workshops=培训 workshop=培训 lessons=课程
    lesson=课程 seminar=讲座 seminars=讲座
    competitions=竞赛
    competition=竞赛 contests=竞赛 contest=竞赛 beginners=新手 beginner=新手
    monday=周一 tuesday=周二 wednesday=周三 thursday=周四 friday=周五 saturday=周六 sunday=周日 evening=晚上
    evenings=晚上 morning=上午 mornings=上午 afternoon=下午 afternoons=下午
    online=线上 offline=线下 in_person=线下 how_do_i=怎么 how_to_register=怎么报名 how_to_enrol=怎么报名
    how_to_enroll=怎么报名
    how_to_join=怎么报名 how_to=怎么 first_aid=急救 cpr=心肺复苏 coffee=咖啡 fire_safety=消防 sewing=缝纫 legal=普法
    am_i_enrolled_in_anything=我报了哪些课 what_am_i_enrolled_in=我报了哪些课 am_i_enrolled=我报了哪些课
    my_enrolments=我报了哪些课 my_enrollments=我报了哪些课 which_courses_am_i_in=我报了哪些课
    my_schedule=我报了哪些课 i_want_to_learn=想学 i'd_like_to_learn=想学 i_would_like_to_learn=想学 learn=想学
    forklift=叉车 forklifts=叉车 drone=无人机 drones=无人机 welding=焊接 welder=焊工 welders=焊工 cooking=烹饪 electrician=电工
    electricians=电工 pastry=面点 baking=烘焙 photography=摄影 gardening=园林 psychology=心理 sleep=睡眠
    artificial_intelligence=人工智能 law=普法 excavator=挖掘机 chips=芯片 nursing=护理 still_seats=还有名额
    seats_left=还有名额 seats=名额 places_left=还有名额 what_is_on=有什么课 what's_on=有什么课 whats_on=有什么课 who_teaches=谁讲
    did_i_get_into_the_final=我进决赛了吗
    did_i_make_the_final=我进决赛了吗 who_made_the_final=谁进了决赛 who_is_in_the_final=谁进了决赛
    cancel_my_registration=取消报名 cancel_my_enrolment=取消报名 cancel_my_enrollment=取消报名 final=决赛 finals=决赛
"""
_CHINESE = {english.replace("_", " "): chinese for english, chinese in (pair.split("=") for pair in _WORDS.split())}
_ANY = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _CHINESE), key=len, reverse=True)) + r")\b")
_DAYS = {
    name: day
    for names, day in (
        ("monday mon", "一"),
        ("tuesday tue", "二"),
        ("wednesday wed", "三"),
        ("thursday thu", "四"),
        ("friday fri", "五"),
        ("saturday sat", "六"),
        ("sunday sun", "日"),
    )
    for name in names.split()
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?"
_DATES = (
    re.compile(rf"\b{_DAY}(?: of)? (?P<m>{_MONTH})\b\.?"),
    re.compile(rf"\b(?P<m>{_MONTH})\.? {_DAY}\b(?!:)"),
)
_WEEKDAY = re.compile(rf"\b(?:(?P<which>next|this) )?(?P<w>{'|'.join(sorted(_DAYS, key=len, reverse=True))})s?\b\.?")
_CLOCK = re.compile(
    r" ?(?:\b(?:at|from|after) )?\b(?P<h>1?\d)(?:[:.](?P<min>[0-5]\d))? ?(?P<half>am|pm)\b"
    r"| ?\bat (?P<h2>[0-2]?\d):(?P<min2>[0-5]\d)\b"
)
_OF_DAY = re.compile(r"(?<=[一二三四五六日天]|[日号末]) +(?:in the )?(?=上午|下午|晚上)")
_TURNED = re.compile(r"(\d\d?:\d\d) ?(?:on )?([今明后]天|[下这]?周[一二三四五六日]|\d\d?月\d\d?日)")
"""「7pm tomorrow」: the day goes first."""
_LITTLE = re.compile(r"\b(?:on|in|at|by|about|near|the|any|some|there|are|is|me|please|still|going)\b")


def put_in_chinese(text: str) -> str:
    """`text` (lower case) with the words, dates and hours above in Chinese: 「training tomorrow at 7pm」 → 「培训 明天19:00」."""
    for date in _DATES:
        text = date.sub(lambda found: f"{_MONTHS[found['m']]}月{int(found['d'])}日", text)
    text = _ANY.sub(lambda found: _CHINESE[found.group()], _WEEKDAY.sub(_weekday, text))
    text = _TURNED.sub(r"\2\1", _CLOCK.sub(_clock, text))
    text = _OF_DAY.sub("", text)
    return _LITTLE.sub(" ", text) if re.search("[\u4e00-\u9fff]", text) else text


def _weekday(found: "re.Match[str]") -> str:
    return {"next": "下", "this": "这"}.get(found["which"] or "", "") + "周" + _DAYS[found["w"]]


def _clock(found: "re.Match[str]") -> str:
    hour, minute = int(found["h"] or found["h2"]), found["min"] or found["min2"] or "00"
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return f"{hour}:{minute}"
