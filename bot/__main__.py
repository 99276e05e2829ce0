"""The command line: `studio-bot COMMAND`. Each command loads only what it needs, so that help comes at once."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.lock import AlreadyRunning
from bot.usage import EXPORTS, IMPORTS, Parser
from storage.model.people import ROLES, STUDIO_ROLES

if TYPE_CHECKING:
    from datetime import tzinfo

    from storage.database import Database

DONE, FAILED, WRONG = 0, 1, 2
"""Exit codes: done; refused because of what was found (data, network); called or configured wrongly."""
DEMO_PORT = 8080
STANDIN_PORT = 8081


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except AlreadyRunning as busy:
        return _complain(f"另一个 studio-bot 正在用这个数据库（{busy}），请先停掉它。", FAILED)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="studio-bot", description="百强工作室助手：职工用平常话查工作室、提问题。")
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")

    run = commands.add_parser("run", help="连上 Telegram,开始工作")
    run.add_argument("--standby", action="store_true", help="已有程序在跑就等着，它停了、死了或卡住了再接手")
    run.set_defaults(command=_run)
    check = commands.add_parser("check", help="检查设置，一次说出所有问题")
    check.set_defaults(command=_check)
    for command in (run, check):
        _configured(command)

    status = commands.add_parser("status", help="收发情况：等着的、没成的、可能重复的，各有多少")
    _with_database(status)
    status.set_defaults(command=_status)

    for name, text, act in (("grant", "给一个账号授予角色", _grant), ("revoke", "收回一个账号的角色", _revoke)):
        command = commands.add_parser(name, help=text, description=f"{text}。聊天里谁也不能自己成为管理员。")
        command.add_argument("role", choices=ROLES[1:], metavar="角色", help="、".join(ROLES[1:]))
        command.add_argument("telegram_id", type=int, metavar="TELEGRAM编号", help="数字编号，本人发 /privacy 能看到")
        command.add_argument("--studio", metavar="名称", help=f"{'、'.join(STUDIO_ROLES)} 所属的工作室")
        _with_database(command)
        command.set_defaults(command=act)

    bring = commands.add_parser(
        "import", help="导入工作室、课程、竞赛、成果", description="导入 .xlsx 或 .csv；有一行不对就一行也不导入。"
    )
    bring.add_argument("what", choices=IMPORTS, metavar="内容", help=_named(IMPORTS))
    bring.add_argument("file", nargs="?", type=Path, metavar="文件")
    bring.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    _with_database(bring)
    bring.set_defaults(command=_import)

    take = commands.add_parser("export", help="导出工作室、课程、竞赛、名单、成绩、快报和报告")
    take.add_argument("what", choices=EXPORTS, metavar="内容", help=_named(EXPORTS))
    take.add_argument("--to", required=True, type=Path, metavar="文件", help="以 .xlsx 或 .csv 结尾")
    _with_database(take)
    take.set_defaults(command=_export)

    audit = commands.add_parser("audit", help="核对办理记录有没有被改过，列出最近的")
    audit.add_argument("--last", type=int, default=20, metavar="条数", help="列出最近多少条，默认 20")
    _with_database(audit)
    audit.set_defaults(command=_audit)

    chat = commands.add_parser("chat", help="在终端里和机器人说话，不需要 Telegram")
    chat.add_argument("--db", type=Path, metavar="文件", help="数据库；不写就用带示例数据的临时数据库")
    chat.add_argument(
        "--as", dest="who", default="worker", metavar="谁", help="worker、leader、admin、owner……或任意新名字"
    )
    chat.add_argument("--json", action="store_true", help="每行输出一个 JSON 对象")
    chat.add_argument("--at", metavar="时间", help="从这个北京时间开始，如 2026-12-01T09:00")
    chat.set_defaults(command=_chat)

    demo = commands.add_parser("demo", help="在浏览器里打开几部手机试用，不需要 Telegram")
    demo.add_argument("--db", type=Path, metavar="文件", help="数据库；不写就用带示例数据的临时数据库")
    demo.add_argument("--port", type=int, default=DEMO_PORT, metavar="端口", help=f"默认 {DEMO_PORT}")
    demo.set_defaults(command=_demo)

    standin = commands.add_parser("standin", help="在本机开一个假的 Telegram,给别的 Bot API 客户端试用")
    standin.add_argument("--port", type=int, default=STANDIN_PORT, metavar="端口", help=f"默认 {STANDIN_PORT}")
    standin.set_defaults(command=_standin)
    return parser


def _named(names: Mapping[str, str]) -> str:
    return "；".join(f"{key}：{name}" for key, name in names.items())


def _configured(command: argparse.ArgumentParser) -> None:
    command.add_argument("--config", type=Path, metavar="文件", help="设置文件，默认 config.toml")


def _with_database(command: argparse.ArgumentParser) -> None:
    command.add_argument("--db", type=Path, metavar="文件", help="数据库文件，没有就新建；不写就用设置里的那个")
    _configured(command)


def _run(arguments: argparse.Namespace) -> int:
    import sqlite3

    from telegram.error import InvalidToken, TelegramError

    from bot import config, log
    from bot.app import real_house, run_until_told
    from bot.lease import Fenced
    from bot.receiver import TokenShared
    from bot.warming import warm_up

    try:
        settings = config.load(arguments.config)
    except config.ConfigError as error:
        return _say_mistakes(error.mistakes)
    log.setup(settings.log_level, settings.log_format, secrets=settings.secrets)
    logging.getLogger("bot").info("starting", extra=config.changed(settings))
    try:
        house = real_house(settings, standby=arguments.standby)
        asyncio.run(run_until_told(house, warm_up(settings.database)))
    except InvalidToken:
        return _complain("Telegram 不认这个令牌。请向 @BotFather 核对，再用 studio-bot check 检查设置。", WRONG)
    except TokenShared as shared:
        how = "设了 webhook，消息都送到了那里" if shared.webhook else "正在收消息，而且它先来"
        return _complain(f"另一个程序用同一个令牌{how}。本程序已停止；请先停掉另一个，再启动。", FAILED)
    except Fenced:
        return _complain("另一个 studio-bot 已经接手这个数据库，本程序不再收发，已停止。", FAILED)
    except (sqlite3.Error, OSError) as error:
        return _complain(_database_trouble(settings.database, error), FAILED)
    except TelegramError as error:
        return _complain(f"连不上 Telegram({type(error).__name__})。请检查网络、proxy 和 base_url 设置。", FAILED)
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    from bot import config

    mistakes = config.check(arguments.config)
    if mistakes:
        return _say_mistakes(mistakes)
    print("设置没有问题。")
    return DONE


def _status(arguments: argparse.Namespace) -> int:
    from bot.clock import SystemClock
    from storage import inbox, leases, operations, outbox, ticks, unanswered
    from storage.model.days import china_minute
    from storage.model.post import Lane

    async def tell(db: "Database") -> int:
        now = SystemClock().now()
        async with db.read() as tx:
            heard, said = await inbox.counts(tx), await outbox.counts(tx)
            facts, rings, lease = await operations.facts(tx, now), await ticks.last(tx), await leases.find(tx)
            missed = (await unanswered.open_ones(tx, 1, 0)).total
        said.pop("maybe_repeat")
        failing = [f"{ring.name}({ring.error})" for ring in rings if ring.error]
        print("一切正常。" if facts.calm(now) and not failing else "有情况，请看下面。")
        running = lease is not None and lease.until > now
        print(f"正在运行：{lease.holder}" if lease and running else "没有在运行")
        print("收到（72 小时内）：" + _counted(heard, {"waiting": "待处理", "done": "已处理", "dead": "没处理成"}))
        states = {"waiting": "待发", "sending": "在发", "retry": "待重发", "sent": "已发", "blocked": "对方屏蔽"}
        states |= {"skipped": "不用发了", "expired": "过期", "cancelled": "取消", "dead": "没发成"}
        print("发出（72 小时内）：" + _counted(said, states))
        lanes = {Lane.REPLY: "回复", Lane.URGENT: "急事", Lane.REMINDER: "提醒", Lane.NOTICE: "群发"}
        for lane, queue in facts.backlog.items():
            minutes = max(0, now - (queue.oldest or now)) // 60_000
            print(f"等着发出的{lanes[lane]}：{queue.number} 条，最久 {minutes} 分钟")
        for scope, until in facts.bans.items():
            who = {"all": "全体", "bulk": "群发"}.get(scope, "一个聊天")
            print(f"Telegram 要求暂停（{who}）到 {china_minute(until)}（北京时间）")
        for one in facts.reasons:
            print(f"没发成：{one.reason} {one.number} 条")
        for mailing in facts.mailings:
            state = "已暂停" if mailing.state == "paused" else "正在发"
            print(f"第 {mailing.id} 批群发：{state}，还有 {mailing.left} 条")
        print(f"文件：待做 {facts.errands.number}、没做成 {facts.errands_dead}")
        print(f"定时任务：{'、'.join(failing) + ' 出错' if failing else '没有出错'}", end="")
        print(f"，最近 {china_minute(max(ring.at for ring in rings))}（北京时间）" if rings else "，还没有跑过")
        print(f"屏蔽了机器人的：{facts.blocked} 人")
        print(f"其中可能重复送达：{facts.repeats}\n没答上的问题：{missed}")
        return DONE

    return _with(arguments, tell)


def _counted(counts: dict[str, int], names: dict[str, str]) -> str:
    return "、".join(f"{name} {counts.get(state, 0)}" for state, name in names.items())


def _grant(arguments: argparse.Namespace) -> int:
    return _change_role(arguments, give=True)


def _revoke(arguments: argparse.Namespace) -> int:
    return _change_role(arguments, give=False)


def _change_role(arguments: argparse.Namespace, *, give: bool) -> int:
    from bot import auditing
    from bot.clock import SystemClock
    from storage import people, studios

    if bool(arguments.studio) != (arguments.role in STUDIO_ROLES):
        needed = (
            "要用 --studio 写明是哪个工作室" if arguments.role in STUDIO_ROLES else "不属于某个工作室，请去掉 --studio"
        )
        return _complain(f"{arguments.role} {needed}。", WRONG)

    async def change(db: "Database") -> int:
        async with db.write() as tx:
            studio = 0
            if arguments.studio:
                found = await studios.by_name(tx, arguments.studio)
                if found is None:
                    return _complain(f"没有叫「{arguments.studio}」的工作室，请写全名。", FAILED)
                studio = found.id
            now = SystemClock().now()
            person = await people.meet(tx, str(arguments.telegram_id), now)
            if give:
                done = await people.grant(tx, person.id, arguments.role, now, studio)
            else:
                done = await people.revoke(tx, person.id, arguments.role, studio)
            if done:
                await auditing.note_role(tx, person.id, arguments.role, studio, now, given=give)
        what = {
            (True, True): "已授予",
            (True, False): "本来就有",
            (False, True): "已收回",
            (False, False): "本来就没有",
        }
        print(f"{arguments.telegram_id} {what[give, done]} {arguments.role}。")
        if give and arguments.role in ("admin", "owner", "leader"):
            # Bot API: a bot cannot write first.
            print("请本人先在 Telegram 里打开机器人点一次「开始」，才收得到通知。")
        return DONE

    return _with(arguments, change)


def _import(arguments: argparse.Namespace) -> int:
    from bot import auditing, importing

    if (arguments.what != "sample") != (arguments.file is not None):
        text = "示例数据不需要文件" if arguments.what == "sample" else "请写明要导入的文件"
        return _complain(f"{text}：studio-bot import studios 文件.xlsx，或 studio-bot import sample。", WRONG)

    async def bring(db: "Database", zone: "tzinfo") -> int:
        code = await importing.command(db, arguments.what, arguments.file, zone=zone, dry_run=arguments.dry_run)
        if code == DONE and not arguments.dry_run:
            await auditing.note_import(db, arguments.what)
        return code

    return _in_zone(arguments, bring)


def _export(arguments: argparse.Namespace) -> int:
    from bot import exporting

    if arguments.db is not None and not arguments.db.exists():
        return _complain(f"没有数据库 {arguments.db}，请核对 --db。", WRONG)

    async def take(db: "Database", zone: "tzinfo") -> int:
        return await exporting.command(db, arguments.what, arguments.to, zone=zone)

    return _in_zone(arguments, take)


def _audit(arguments: argparse.Namespace) -> int:
    from bot import auditing

    if arguments.db is not None and not arguments.db.exists():
        return _complain(f"没有数据库 {arguments.db}，请核对 --db。", WRONG)
    return _with(arguments, lambda db: auditing.command(db, max(0, arguments.last)))


def _in_zone(arguments: argparse.Namespace, act: Callable[["Database", "tzinfo"], Awaitable[int]]) -> int:
    """Run `act` on the database with the local time of the configuration; of the default one, where --db goes without it."""
    from zoneinfo import ZoneInfo

    from bot import config

    try:
        named = arguments.config is not None or arguments.db is None
        settings = config.load(arguments.config, needs_token=False) if named else config.Settings()
    except config.ConfigError as error:
        return _say_mistakes(error.mistakes)

    return _with(arguments, lambda db: act(db, ZoneInfo(settings.time_zone)))


def _with(arguments: argparse.Namespace, act: Callable[["Database"], Awaitable[int]]) -> int:
    """Run `act(database)` on the database named by --db or the configuration."""
    import sqlite3

    from bot import config
    from storage.database import Database

    path: Path | None = arguments.db
    if path is None:
        try:
            path = config.load(arguments.config, needs_token=False).database
        except config.ConfigError as error:
            return _say_mistakes(error.mistakes)

    async def work(path: Path) -> int:
        db = await Database.open(path)
        try:
            return await act(db)
        finally:
            await db.close()

    try:
        return asyncio.run(work(path))
    except sqlite3.Error as error:
        return _complain(_database_trouble(path, error), FAILED)


def _database_trouble(path: Path, error: Exception) -> str:
    if not path.absolute().parent.is_dir():
        return f"数据库所在的目录 {path.absolute().parent} 不存在，请先建立。"
    return f"数据库 {path} 用不了：{error}。请检查文件和目录的权限、磁盘空间。"


def _chat(arguments: argparse.Namespace) -> int:
    from bot.standin import terminal

    return terminal.chat(arguments.db, arguments.who, arguments.json, arguments.at)


def _demo(arguments: argparse.Namespace) -> int:
    from bot.standin import web

    return web.demo(arguments.port, arguments.db)


def _standin(arguments: argparse.Namespace) -> int:
    from bot.clock import SystemClock
    from bot.os_errors import reason
    from bot.standin import server
    from bot.standin.telegram import Telegram

    async def stand() -> None:
        telegram = Telegram(SystemClock())
        async with server.serve(telegram, port=arguments.port) as url:
            print(f"base_url = {url}\ntoken = {telegram.token}\n按 Ctrl+C 结束。", flush=True)
            await asyncio.Event().wait()

    try:
        asyncio.run(stand())
    except OSError as error:
        return _complain(f"端口 {arguments.port} 用不了：{reason(error)}。换一个：--port 8082", FAILED)
    return DONE


def _say_mistakes(mistakes: Sequence[str]) -> int:
    return _complain("\n".join(["设置有这些问题：", *(f"- {one}" for one in mistakes)]), WRONG)


def _complain(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
