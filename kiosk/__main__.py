"""The command line `yzz` (命令行).

Kept light: importing this module imports click, the settings and `keeping`, nothing else of the house, so that
`yzz run` can patch the process for gevent before anything makes a socket or a lock, and
`yzz simulate` never pays for a web server. Hence the late imports.
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from kiosk.command_line import give_up, settings_of
from kiosk.keeping import admin, audit, backup, restore
from kiosk.settings import DEMO_START_AT_MS, SettingInvalid, Settings, option_name

if TYPE_CHECKING:
    from kiosk.live.hall_plan import HallPlan

ACCOUNTS_FILE: Final = "demo-accounts.json"
LEAD_S: Final = 30
"""A scenario's first day begins so much real time before its doors open: load has to sign in first."""
CROWD_END_S: Final = 5

SERVICE_ROOMS: Final = ("kiosk.app", "kiosk.live.server", "kiosk.live.demo")
"""What a service is made of; imported first, so that its log can tell imports from its own work."""

LATE_COMMANDS: Final = {
    "certificate": ("kiosk.certificates.command", "certificate", "Verify what was issued: a file or a code."),
    "catalogue": ("kiosk.catalogue_command", "catalogue", "Check the matters, show them, try one."),
    "characters": ("kiosk.characters_command", "characters", "Write the table from which Chinese is typed."),
    "simulate": ("sim.simulate", "simulate", "Play a scenario in virtual time."),
    "estimates": ("kiosk.estimates_command", "estimates", "Print how well people were told how long they would wait."),
    "fleet": ("sim.fleet_report", "fleet", "Play self-service terminals in virtual time."),
    "load": ("sim.load.command", "load", "Play a scenario against a live service."),
    "town": ("kiosk.registry.command", "town", "Make and look at the synthetic town."),
    "workdays": ("kiosk.workdays_command", "workdays", "The installation's own working days."),
    "compare": ("sim.compare", "compare", "Put a live run and its virtual twin side by side."),
}
"""Command -> (module, its click command, help): imported when it is used."""

Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])


class LateGroup(click.Group):
    """A group whose heavy commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the alphabet."""
        return sorted({*super().list_commands(ctx), *LATE_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported if it is a late one."""
        if cmd_name not in LATE_COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name, _ = LATE_COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of `yzz --help`, without importing anything."""
        del ctx
        rows = [(name, row[2]) for name, row in LATE_COMMANDS.items()]
        rows += [(name, command.get_short_help_str(90)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(sorted(rows))


def with_settings(function: Wrapped) -> Wrapped:
    """Every row of the settings table as an option; what is not given comes from YZZ_… or the default."""
    for row in reversed(dataclasses.fields(Settings)):
        name, text = option_name(row.name), f"{row.metadata['en']} [YZZ_{row.name.upper()}]"
        flag = f"--{name}/--no-{name}" if str(row.type) == "bool" else f"--{name}"
        function = click.option(flag, row.name, default=None, help=text)(function)
    return function


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """粤智助: a township government hall, live and simulated on the same rules."""


@main.command()
@with_settings
@click.option("--scenario", help="Run the hall of a scenario (a TOML file or a bundled name) instead of the demo's.")
def run(scenario: str | None, **options: object) -> None:
    """Open a hall and serve it until SIGTERM or Ctrl-C."""
    # A mistake is named before a second of imports.
    settings_of(options)
    from gevent import monkey  # noqa: PLC0415 - patching comes before every other import

    monkey.patch_all()
    for room in SERVICE_ROOMS:
        importlib.import_module(room)
    imported_s = time.monotonic()
    settings, plan = _plan(options, scenario)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _serve(settings, plan, imported_s)


def _plan(options: dict[str, object], scenario: str | None) -> tuple[Settings, HallPlan | None]:
    """Settings and the hall to play: the demo's, a scenario's, or none but what the store has."""
    from kiosk.hall.config import Calling  # noqa: PLC0415
    from kiosk.live import demo  # noqa: PLC0415
    from kiosk.live.hall_plan import HallPlan  # noqa: PLC0415 - after patching

    try:
        settings = Settings.from_sources(options)
        if scenario is not None:
            return _scenario_plan(settings, scenario)
        if not settings.demo:
            return settings, None
        if options["crowd"] is None and "YZZ_CROWD" not in os.environ:
            settings = dataclasses.replace(settings, crowd=True)
        if options["simulation"] is None and "YZZ_SIMULATION" not in os.environ:
            settings = dataclasses.replace(settings, simulation=True)
    except SettingInvalid as error:
        give_up(str(error))
    config = demo.demo_config(settings.calls, settings.call_again_s * 1000, Calling(settings.calling))
    return settings, HallPlan(
        key=demo.HALL, config=config, calendar=demo.demo_calendar(), cast=demo.make_cast(config.terminals)
    )


def _scenario_plan(settings: Settings, name: str) -> tuple[Settings, HallPlan]:
    """A scenario's hall: its lines and counters, its hours every day, a clerk for each counter."""
    from datetime import datetime, timedelta, timezone  # noqa: PLC0415 - only here

    from kiosk.calendars.opening import working_days  # noqa: PLC0415
    from kiosk.calendars.spans import MINUTE_MS  # noqa: PLC0415
    from kiosk.live import demo  # noqa: PLC0415
    from kiosk.live.demo_place import hall_terminals  # noqa: PLC0415
    from kiosk.live.hall_plan import HallPlan  # noqa: PLC0415 - after patching
    from sim.scenario import hall_config  # noqa: PLC0415
    from sim.scenario_file import load_scenario  # noqa: PLC0415

    try:
        scenario = load_scenario(name)
    except (ValueError, OSError) as error:
        give_up(str(error))
    calendar = None
    if scenario.hours:
        hours = tuple((opens // MINUTE_MS, shuts // MINUTE_MS) for opens, shuts in scenario.hours)
        calendar = working_days(demo.UTC_OFFSET_MIN, hours, days=7)
        if settings.start == "auto":
            zone = timezone(timedelta(minutes=demo.UTC_OFFSET_MIN))
            demo_start = datetime.fromtimestamp(DEMO_START_AT_MS / 1000, zone)
            midnight = demo_start.replace(hour=0, minute=0)
            lead_ms = min(scenario.hours[0][0], round(LEAD_S * 1000 * settings.speed))
            start = midnight + timedelta(milliseconds=scenario.hours[0][0] - lead_ms)
            settings = dataclasses.replace(settings, start=start.isoformat())
    elif settings.start == "auto":
        settings = dataclasses.replace(settings, start="demo")
    # A scenario says nothing of terminals: it gets the hall's four, so that people can log in at those of its accounts.
    config = dataclasses.replace(hall_config(scenario), terminals=hall_terminals())
    cast = demo.make_cast(config.terminals, len(scenario.counters))
    return settings, HallPlan(key=demo.SCENARIO_HALL, config=config, calendar=calendar, cast=cast)


def _serve(settings: Settings, plan: HallPlan | None, imported_s: float) -> None:
    """Listen, build, start, serve, stop; one clear line and status 2 where that cannot be.

    imported_s: monotonic time of the end of the imports, for the log.
    """
    from kiosk.app import UNUSABLE, create_service  # noqa: PLC0415 - after patching
    from kiosk.live.server import ServerLimits, listen, serve  # noqa: PLC0415

    limits = ServerLimits.of(settings)
    try:
        listener = listen(settings.host, settings.port, limits.backlog)
        port = listener.getsockname()[1]
        settings = dataclasses.replace(settings, port=port)
        # A recovered day is a hundred thousand objects that stay: looking through them again and again is a tenth
        # of the start. What is there now is never looked at again.
        gc.disable()
        service = create_service(settings, plan, settings.public_address)
        gc.freeze()
        gc.enable()
    except UNUSABLE as error:
        give_up(str(error).splitlines()[0])
    built_s = time.monotonic()
    service.start()
    accounts = None if plan is None else _write_accounts(settings, plan)
    crowd: list[subprocess.Popen[bytes]] = []

    def ready() -> None:
        spans_ms = [round((end_s - imported_s) * 1000) for end_s in (time.monotonic(), built_s)]
        logging.getLogger("yzz.start").info("open %d ms after the imports, halls recovered after %d ms", *spans_ms)
        _say_where(settings, plan)
        if settings.crowd and accounts is not None:
            crowd.append(_start_crowd(accounts))

    serve(service.app, listener, limits, on_ready=ready, on_stop=(lambda: _end_crowd(crowd), service.stop))


def _write_accounts(settings: Settings, plan: HallPlan) -> Path:
    """The accounts file, for load runs and the crowd; readable by its owner only."""
    from kiosk.identity.passwords import load_token  # noqa: PLC0415 - after patching

    record: dict[str, Any] = {
        "base_url": f"http://{_reachable(settings.host)}:{settings.port}",
        "hall": plan.key,
        "speed": settings.speed,
        "accounts": [
            {"account": each.account, "password": each.password, "role": each.role} for each in plan.cast.accounts
        ],
        "devices": [
            {
                "device": each.device,
                "role": each.role,
                "token": each.token,
                "gives_tickets": each.gives_tickets,
            }
            for each in plan.cast.devices
        ],
    }
    if settings.simulation:
        record["simulation_token"] = load_token(settings.simulation_path)
    path = settings.data / ACCOUNTS_FILE
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, indent=1)
    fresh.replace(path)
    return path


def _reachable(host: str) -> str:
    """An address under which this very machine finds a service that listens everywhere."""
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound


def _say_where(settings: Settings, plan: HallPlan | None) -> None:
    """Addresses, and in the demo who can sign in."""
    base = f"http://{_reachable(settings.host)}:{settings.port}"
    lines = [f"粤智助 is open at {base}/  (Ctrl-C ends it)"]
    if plan is not None:
        kiosk = next(each.device for each in plan.cast.devices if each.role == "kiosk")
        pages = (f"/kiosk/{kiosk}", "/board", "/counter", "/monitor", "/docs")
        lines.append("  " + "  ".join(base + page for page in pages))
        lines += [f"  {each.role:<10} {each.account:<13} {each.password}" for each in plan.cast.accounts]
        if settings.simulation:
            lines.append(f"  devices: {base}/sim/v1 (token in {settings.data / ACCOUNTS_FILE}), {base}/xfs4iot/v1.0")
        lines.append("  仿真·测试数据: accounts and tokens of the demo are public, never use them elsewhere.")
    click.echo("\n".join(lines))
    sys.stdout.flush()


def _start_crowd(accounts: Path) -> subprocess.Popen[bytes]:
    """Simulated citizens and clerks, a process of their own at the front door."""
    command = [sys.executable, "-m", "sim.load.crowd", "--accounts", str(accounts)]
    # A group of its own: Ctrl-C ends the service, and the service ends the crowd.
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _end_crowd(crowd: list[subprocess.Popen[bytes]]) -> None:
    for process in crowd:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(CROWD_END_S)
            except subprocess.TimeoutExpired:
                process.kill()


for each in (audit, backup, restore, admin):
    main.add_command(each)


@main.command()
def openapi() -> None:
    """Print the OpenAPI document, the contract of the interface."""
    from kiosk.web.openapi import document  # noqa: PLC0415 - only here
    from kiosk.web.routes import ROUTES  # noqa: PLC0415

    click.echo(json.dumps(document(ROUTES, "http://127.0.0.1:8642"), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
