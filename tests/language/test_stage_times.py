"""The times of a competition's stages, several in one message."""

import pytest

from handlers.language.stage_times import StageTimes, read_stage_times
from storage.model.local_time import local
from tests.language.test_moments import NOW, ZONE


def _read(text: str, alone: str = "") -> tuple[dict[str, str], StageTimes]:
    found = read_stage_times(text, NOW, ZONE, alone)
    return {stage: f"{local(at, ZONE):%y-%m-%d %H:%M}" for stage, at in found.times.items()}, found


@pytest.mark.parametrize(
    "text",
    [
        "报名开始 12月5日 报名截止 12月20日18点 初赛 2027-01-10 9:00",
        "报名开始:12月5日;报名截止:12月20日;初赛:1月10日",
        "报名开始\uff1a12月5日上午9点\n报名截止\uff1a12月20日下午6点\n初赛\uff1a1月10日\uff08周日\uff099\uff1a00",
        "报名 12月5日至12月20日,初赛1月10日",
        "报名时间12月5日到20日 预赛1月10日9点到11点",
        "12月5日开始报名,12月20日截止,1月10日初赛",
        "截止报名12/20,初赛1/10,报名开始12/5",
    ],
)
def test_several_stages(text: str) -> None:
    times, found = _read(text)
    assert times == {
        "register_open": "26-12-05 09:00",
        "register_close": "26-12-20 18:00",
        "preliminary": "27-01-10 09:00",
    }
    assert (found.vague, found.loose, found.gone) == ((), 0, frozenset())


def test_one_time_without_a_name() -> None:
    assert _read("12月20日", "register_close")[0] == {"register_close": "26-12-20 18:00"}
    assert _read("12月20日", "final")[0] == {"final": "26-12-20 09:00"}
    times, found = _read("12月20日")
    assert (times, found.loose) == ({}, 1)
    times, found = _read("12月20日 12月25日", "register_close")
    assert (times, found.loose) == ({}, 2)


def test_what_cannot_be_made_out_is_said() -> None:
    times, found = _read("报名截止 12月20日 初赛 另行通知")
    assert (list(times), found.vague) == (["register_close"], ("preliminary",))
    assert _read("报名 12月20日")[1].vague == ("register_open",)
    assert _read("12月5日 报名截止 12月20日")[1].loose == 1
    assert _read("你好")[1] == StageTimes()


def test_a_stage_to_do_without() -> None:
    times, found = _read("复赛 去掉 决赛 1月20日")
    assert times == {"final": "27-01-20 09:00"}
    assert found.gone == frozenset({"semifinal"})
