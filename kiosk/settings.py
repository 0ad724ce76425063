"""Every setting of the service (设置), in one table.

The class body of `Settings` is that table: a row is a name, a default, its limits and its
explanation. `YZZ_<NAME>` and the option `--<name>` of `yzz run` follow from the name; the table in
docs/operating.md is printed from here, and a test compares the two. Only `kiosk.app` and the
command line build a `Settings`; every other room is handed one.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar, cast

DEMO_START_AT_MS: Final = 1_795_393_800_000
"""2026-11-23T08:30+08:00, a Monday: the instant at which the demo hall opens."""
DATABASE_FILE: Final = "yzz.sqlite3"
SECRET_FILE: Final = "secret.key"  # noqa: S105 - a file's name
SIMULATION_FILE: Final = "simulation.token"
TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})

Value = TypeVar("Value")


class SettingInvalid(Exception):
    """A setting has a value it cannot have. setting: its name; expected: what it may be."""

    code = "setting_invalid"

    def __init__(self, setting: str, value: object, expected: str) -> None:
        super().__init__(
            f"{environment_name(setting)} (--{option_name(setting)}) is {str(value)!r}: {expected} is needed"
        )
        self.setting = setting
        self.value = value
        self.expected = expected


def environment_name(setting: str) -> str:
    """`queue_limit` -> `YZZ_QUEUE_LIMIT`."""
    return f"YZZ_{setting.upper()}"


def option_name(setting: str) -> str:
    """`queue_limit` -> `queue-limit`."""
    return setting.replace("_", "-")


def _row(
    default: Value,
    en: str,
    zh: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Value:
    """One row of the table; limits are inclusive."""
    limits = {"en": en, "zh": zh, "low": low, "high": high, "choices": choices}
    # Typed as the default's own type, so that every row below is checked against its annotation.
    return dataclasses.field(default=default, metadata=limits)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator may choose. Units last: `_ms`, `_s`, `_min`, `_h`, `_bytes`."""

    # Where it stands
    host: str = _row("127.0.0.1", "address the service listens on", "监听地址")
    port: int = _row(8642, "port the service listens on; 0 lets the system choose", "监听端口", low=0, high=65535)
    data: Path = _row(Path("var"), "folder of database, keys and outputs", "数据目录")  # noqa: RUF009 - a Path never changes
    database_url: str = _row(
        "", "database; empty means SQLite in the data folder", "数据库地址；空为数据目录中的 SQLite"
    )
    public_url: str = _row("", "address that stands in every QR; empty means host and port", "二维码中的对外地址")
    secret_file: str = _row("", "file of the cookie signing key; empty means the data folder", "会话签名密钥文件")
    log_level: str = _row("info", "how much the log says", "日志级别", choices=("debug", "info", "warning", "error"))

    # What it plays
    demo: bool = _row(default=False, en="set up the demo hall with its accounts and devices", zh="演示大厅")
    crowd: bool = _row(default=False, en="let simulated citizens and clerks play", zh="仿真人群")
    start: str = _row(
        "auto",
        "service time at the first start: an instant with its offset, now, demo (2026-11-23T08:30+08:00), "
        "or auto (demo with the demo hall, now without)",
        "首次启动的服务时间",
    )
    speed: float = _row(
        1.0, "service milliseconds per real one; the data folder remembers it", "时钟倍速", low=0.01, high=10_000
    )

    # The hall, where its configuration says nothing else
    calls: int = _row(3, "calls of a ticket before it is a no-show", "过号前的叫号次数", low=1, high=20)
    call_again_s: int = _row(
        25,
        "service time from one call to the next, and from the last to the no-show",
        "两次叫号的间隔",
        low=1,
        high=3600,
    )
    calling: str = _row(
        "manual",
        "who calls in the demo hall: clerks, or the hall by itself; a supervisor changes it on the monitor",
        "演示大厅的叫号方式",
        choices=("manual", "automatic"),
    )
    long_wait_min: int = _row(30, "wait that raises an alarm on the monitor", "久候告警的等候时长", low=1)

    # The writer
    queue_limit: int = _row(2000, "commands that may queue before answers are 503", "命令队列上限", low=1)
    queue_age_ms: int = _row(2000, "age of the oldest queued command before answers are 503", "命令最长排队时间", low=1)
    batch_limit: int = _row(256, "commands in one transaction", "单个事务的命令上限", low=1, high=10_000)
    retry_after_s: int = _row(1, "Retry-After of a 503", "503 的重试间隔", low=1, high=3600)
    probe_ms: int = _row(500, "time between two tries of a database that failed", "故障后试写间隔", low=1)
    idempotency_h: int = _row(24, "how long an answer is kept under its idempotency key", "幂等键保留时长", low=1)
    forget_every_min: int = _row(10, "time between two deletions of older answers", "清理过期应答的间隔", low=1)
    answers_in_memory: int = _row(512, "answers kept in memory besides the database", "内存中保留的应答数", low=1)
    past_tickets: int = _row(
        20_000,
        "tickets of the day, open or ended, found in memory by their slip",
        "内存中按号票链接可查的号票数",
        low=1,
    )
    issuer_snapshot_every: int = _row(
        5000, "entries of the issuer's stream from one snapshot of it to the next", "发码方快照间隔（条）", low=1
    )
    refusals_days: int = _row(
        180, "how long a refused code is remembered, in service time", "被拒身份码记录保留天数", low=1
    )
    ledger_ms: int = _row(
        200, "real time in which counters of devices are gathered before they are written", "设备计数写入间隔", low=0
    )
    ledger_days: int = _row(
        30, "how long each change of a device's counters is kept, in service time", "设备计数变化记录保留天数", low=1
    )
    phone_files_days: int = _row(
        7, "how long a paper sent to a phone is kept there, in service time", "发到手机的单据保留天数", low=1
    )

    # The database
    busy_timeout_ms: int = _row(
        5000, "longest wait for a database that somebody else has locked", "数据库锁等待", low=0
    )
    checkpoint_pages: int = _row(4000, "pages of write-ahead log before a checkpoint", "预写日志检查点页数", low=1)
    readers: int = _row(2, "threads with a read-only connection", "只读连接线程数", low=1, high=64)

    # Cases
    town_folder: str = _row("", "folder of the synthetic town; empty means the data folder", "仿真镇文件目录")
    town_people: int = _row(80_000, "people of the synthetic town", "仿真镇人口", low=2_000, high=200_000)
    source_latency_pct: int = _row(
        100, "share of the modelled latencies that data sources take", "数据源时延（模型的百分比）", low=0, high=1_000
    )
    source_outage_pct: int = _row(
        1, "share of days on which a data source is out for a while", "数据源日间中断天数占比（%）", low=0, high=100
    )
    press_early: bool = _row(default=True, en="warm the press of certificates up at the start", zh="启动时预热制证进程")
    estimate_every_s: float = _row(
        5.0, "longest time between two looks at how long people will wait", "等候预计最长更新间隔", low=0.1
    )
    estimate_days: int = _row(
        60, "days for which is kept what waiting people were told", "等候预计留痕保留天数", low=31
    )
    decision_days: int = _row(
        1_095, "how long a decision and its data are kept, in service time", "审批决定保留天数", low=1
    )

    # HTTP
    connections: int = _row(10_000, "connections open at once, sockets included; more wait", "同时连接数上限", low=1)
    backlog: int = _row(1024, "connections that may wait to be accepted", "等待接入的连接数上限", low=1)
    idle_s: float = _row(75.0, "until a kept connection must begin its next request", "空闲连接保留时长", low=0.1)
    header_s: float = _row(10.0, "for a whole request head to arrive", "请求头接收时限", low=0.1)
    body_s: float = _row(10.0, "for a whole body to arrive", "请求体接收时限", low=0.1)
    body_limit_bytes: int = _row(65_536, "largest body of a request or message", "请求体上限", low=1024)
    drained_bytes: int = _row(
        16_777_216,
        "most that is read of a body too large, so that the client gets to read why",
        "超限请求体的读弃上限",
        low=0,
    )
    grace_s: float = _row(5.0, "how long a stop waits for running requests", "停机时等待请求完成的时长", low=0)
    access_log_every: int = _row(0, "one request in so many is logged, 0 for none", "访问日志采样间隔", low=0)

    # Sockets and screens
    ping_interval_s: int = _row(5, "time between two pings of a socket", "心跳间隔", low=1)
    ping_timeout_s: int = _row(5, "how long a socket may leave a ping unanswered", "心跳超时", low=1)
    frames_per_client: int = _row(
        256, "frames that may queue for one socket before it is cut", "单客户端推送队列上限", low=1
    )
    bytes_per_client: int = _row(
        1_048_576, "bytes that may queue for one socket before it is cut", "单客户端推送字节上限", low=1024
    )
    send_buffer_bytes: int = _row(65_536, "send buffer of a socket, asked of the system", "套接字发送缓冲区", low=1024)
    close_wait_ms: int = _row(1000, "how long a client may take to answer a close", "等待客户端确认关闭的时长", low=1)
    rooms_per_client: int = _row(16, "rooms one client may watch", "单客户端可订阅的房间数上限", low=1)
    recheck_s: int = _row(
        30, "time between two looks whether open sockets may still watch", "复核已连接客户端权限的间隔", low=1
    )
    conflate_ms: int = _row(100, "line lengths and estimates are gathered for so long", "队列变化合并间隔", low=0)
    evaluate_ms: int = _row(
        1000, "time between two looks at what changes by time alone", "按时间变化的内容的检查间隔", low=1
    )
    shown_waiting: int = _row(100, "tickets, and alarms, that the monitor lists", "监控页列出的号票与告警数上限", low=1)

    # Who asks, and for what
    journal_page: int = _row(5000, "most journal entries in one answer", "单次读取日志条数上限", low=1, high=10_000)
    printer_wait_s: float = _row(
        5.0, "how long a slip waits for the one before it, in real time", "打印排队时限", low=0.1
    )
    device_seed: int = _row(
        1,
        "seed of all chance of the mock devices, and of days on which data sources are out",
        "模拟设备与数据源中断的随机种子",
        low=0,
    )
    session_h: int = _row(12, "length of a staff session, in real time", "工作人员会话时长", low=1)
    pairing_min: int = _row(15, "how long a device's pairing code is good, in real time", "设备配对码有效期", low=1)
    rate_sign_in: str = _row("10 per minute", "sign-ins of one account or address", "登录频率上限")
    rate_device: str = _row("600 per minute", "changes by one device", "设备操作频率上限")
    rate_staff: str = _row("600 per minute", "changes by one account", "账号操作频率上限")
    rate_phone: str = _row("120 per minute", "requests for one ticket's phone page", "手机号票页频率上限")
    rate_picture: str = _row("3 per second", "pictures of codes by one terminal", "扫码图片频率上限")
    rate_verify: str = _row("60 per minute", "certificates verified from one address", "证照核验频率上限")
    rate_names: int = _row(
        20_000, "accounts, addresses or tickets that a rate remembers", "频率限制记住的对象数上限", low=1
    )

    # Simulation: nothing of it exists unless it is switched on
    simulation: bool = _row(
        default=False, en="offer the automation API, XFS4IoT and the wire protocols; the demo does", zh="开放仿真接口"
    )
    left_alone: str = _row(
        "",
        "terminals left to other software, whatever front end the hall's configuration names: TERMINAL, …",
        "由外部软件接管的终端（优先于大厅配置）",
    )
    simulation_host: str = _row("127.0.0.1", "address of the ports below", "仿真端口的监听地址")
    xfs_port: str = _row(
        "", "XFS4IoT ports of single terminals: PORT=TERMINAL, …; without PORT the system chooses", "XFS4IoT 端口"
    )
    xfs_profile: str = _row(
        "2.x", "where XFS4IoT messages keep time-out and completion code", "XFS4IoT 消息版本", choices=("2.x", "1.0")
    )
    xfs_success: bool = _row(default=True, en="name a success in XFS4IoT completions", zh="XFS4IoT 成功时写明结果")
    escpos_port: str = _row("", "ESC/POS ports of receipt printers, in the same form", "ESC/POS 端口")
    sam_port: str = _row("", "GA/T 467 ports of ID-card readers, in the same form", "身份证阅读器端口")
    sam_pty: str = _row("", "ID-card readers on a terminal line of the system: TERMINAL, …", "身份证阅读器串口")
    osdp_port: str = _row("", "OSDP ports of doors, in the same form", "门禁端口")
    kept_outputs: int = _row(
        64, "printed pages that the automation API can show", "保留的打印输出数", low=0, high=10_000
    )
    keep_outputs: bool = _row(
        default=False,
        en="printed pages outlive the session they were printed in, for tests",
        zh="会话结束后仍保留打印输出",
    )
    step_limit_s: float = _row(25.0, "how long one step of the clock may take, in real time", "推进时钟的时限", low=0.1)

    def __post_init__(self) -> None:
        for row in dataclasses.fields(self):
            _check_limits(row, getattr(self, row.name))
        start_at_ms(self, wall_ms=0)

    @classmethod
    def from_sources(cls, options: Mapping[str, object], environ: Mapping[str, str] = os.environ) -> Settings:
        """Options win over the environment, the environment over defaults.

        options: by field name; None means "not given". Raises SettingInvalid, naming the setting.
        """
        chosen: dict[str, object] = {}
        rows = {row.name: row for row in dataclasses.fields(cls)}
        for name in options:
            if name not in rows:
                raise SettingInvalid(name, options[name], "a known setting")
        for name, row in rows.items():
            value = options.get(name)
            if value is None:
                value = environ.get(environment_name(name))
            if value is not None:
                chosen[name] = _parse(row, value)
        return cls(**cast("dict[str, Any]", chosen))

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        return self.database_url or f"sqlite:///{self.data / DATABASE_FILE}"

    @property
    def secret_path(self) -> Path:
        """File of the cookie signing key, the default filled in."""
        return Path(self.secret_file) if self.secret_file else self.data / SECRET_FILE

    @property
    def simulation_path(self) -> Path:
        """File of the automation API's token."""
        return self.data / SIMULATION_FILE

    @property
    def public_address(self) -> str:
        """What stands in every QR, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def start_at_ms(settings: Settings, wall_ms: int) -> int:
    """Service time at a first start. wall_ms: the wall clock now, epoch ms.

    Raises SettingInvalid if `start` is none of its words and no instant with an offset.
    """
    word = settings.start
    if word == "auto":
        word = "demo" if settings.demo else "now"
    if word == "demo":
        return DEMO_START_AT_MS
    if word == "now":
        return wall_ms
    try:
        instant = datetime.fromisoformat(word)
    except ValueError:
        instant = None
    if instant is None or instant.utcoffset() is None:
        raise SettingInvalid("start", settings.start, "auto, now, demo or an instant like 2026-11-23T08:30+08:00")
    return round(instant.timestamp() * 1000)


def settings_table() -> str:
    """The table of docs/operating.md, as Markdown, ending in a newline."""
    lines = ["| setting | option | default | may be | what it is | 说明 |", "|---|---|---|---|---|---|"]
    for row in dataclasses.fields(Settings):
        default = "" if row.default == "" else f"`{_shown(row.default)}`"
        lines.append(
            f"| `{environment_name(row.name)}` | `--{option_name(row.name)}` | {default} | {_expected(row)} "
            f"| {row.metadata['en']} | {row.metadata['zh']} |"
        )
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _parse_bool(text: str) -> bool:
    word = text.strip().lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise ValueError(text)
    return word in TRUE_WORDS


PARSERS: Final[dict[str, tuple[type, Callable[[str], object], str]]] = {
    "str": (str, str, "a text"),
    "int": (int, int, "a whole number"),
    "float": (float, float, "a number"),
    "bool": (bool, _parse_bool, "true or false"),
    "Path": (Path, Path, "a folder"),
}
"""A row's annotation -> (its type, how a text is read, what an error asks for)."""


def _parse(row: dataclasses.Field[Any], value: object) -> object:
    kind, read, _ = PARSERS[str(row.type)]
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    try:
        return read(str(value))
    except ValueError:
        raise SettingInvalid(row.name, value, _expected(row)) from None


def _expected(row: dataclasses.Field[Any]) -> str:
    """What the row may be: `a whole number from 1 to 10000`."""
    if row.metadata["choices"]:
        return " · ".join(row.metadata["choices"])
    low, high = row.metadata["low"], row.metadata["high"]
    text = PARSERS[str(row.type)][2]
    text += "" if low is None else f" from {low:g}"
    return text if high is None else f"{text} to {high:.0f}"


def _check_limits(row: dataclasses.Field[Any], value: object) -> None:
    low, high, choices = row.metadata["low"], row.metadata["high"], row.metadata["choices"]
    is_fine = not choices or value in choices
    if isinstance(value, int | float) and not isinstance(value, bool):
        # `not low <= value` also refuses NaN, which compares with nothing.
        is_fine = (low is None or low <= value) and (high is None or value <= high) and value == value
    if not is_fine:
        raise SettingInvalid(row.name, value, _expected(row))
