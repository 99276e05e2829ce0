"""The command line, typed wrongly."""

from pathlib import Path

import pytest

from bot.__main__ import main


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "还缺：命令"),
        (["fly"], "不能是 'fly'"),
        (["grant", "admin"], "还缺：TELEGRAM编号"),
        (["grant", "king", "1"], "不能是 'king'"),
        (["grant", "admin", "me"], "要填数字，不能是 'me'"),
        (["export", "studios"], "还缺：--to"),
        (["export", "studios", "--to"], "--to 后面要写内容"),
        (["chat", "--loud"], "不认识：--loud"),
    ],
)
def test_it_is_said_in_words(argv: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_an_export_makes_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typo = tmp_path / "typo.db"
    assert main(["export", "studios", "--to", str(tmp_path / "x.csv"), "--db", str(typo)]) == 2
    assert "没有数据库" in capsys.readouterr().err
    assert not typo.exists()


def test_what_the_system_refuses_is_said_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = tmp_path / "studio.db"
    assert main(["import", "studios", str(tmp_path / ("x" * 300 + ".csv")), "--db", str(here)]) == 1
    assert "名字太长" in capsys.readouterr().err
    assert main(["export", "studios", "--to", str(tmp_path / "nowhere" / "x.csv"), "--db", str(here)]) == 1
    assert "没有这个文件或目录" in capsys.readouterr().err


def test_who_is_made_an_officer_has_to_press_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = ["--db", str(tmp_path / "studio.db")]
    assert main(["grant", "admin", "900041", *database]) == 0
    assert "请本人先在 Telegram 里打开机器人" in capsys.readouterr().out
    assert main(["revoke", "admin", "900041", *database]) == 0
    assert "请本人" not in capsys.readouterr().out
