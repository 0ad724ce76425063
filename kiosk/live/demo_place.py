"""The demo's zones and terminals (演示场所): which machine stands where, as data.

Literal tables beside the demo's other tables, not a data file: the profile and the zone of each row are checked by
the type checker, the configuration and a test before anything runs. Villages are numbered, no real one is named.

Source: domain.md §1 and §12 of the plan; all of it is an assumption.
"""

from __future__ import annotations

from typing import Final

from kiosk.calendars.opening import always_open, working_days
from kiosk.hall.config import FrontEnd, TerminalConfig, ZoneConfig

VILLAGE_HOURS: Final = ((9 * 60, 17 * 60),)
"""周一至周五 9:00-17:00."""
DOOR_HOURS: Final = ((6 * 60, 22 * 60),)
"""每日 6:00-22:00: the street door of the 24-hour zone stands open; at night a card or code opens it."""
NUMERALS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
"""One for each village."""

Row = tuple[str, str, str, str, str, FrontEnd]

HALL_MACHINES: Final[tuple[Row, ...]] = (
    ("hall-1", "大厅 1 号机", "Hall kiosk 1", "yuezhizhu", "hall", FrontEnd.PAGE),
    ("hall-2", "大厅 2 号机", "Hall kiosk 2", "yuezhizhu", "hall", FrontEnd.PAGE),
    ("hall-3", "大厅 3 号机", "Hall kiosk 3", "yuezhizhu", "hall", FrontEnd.PAGE),
    ("hall-4", "大厅 4 号机", "Hall kiosk 4", "yuezhizhu", "hall", FrontEnd.PAGE),
    ("hall-card", "大厅 5 号社保卡机", "Hall 5, social cards", "card_machine", "hall", FrontEnd.PAGE),
    ("hall-permit", "大厅 6 号签注机", "Hall 6, travel permits", "permit_machine", "hall", FrontEnd.PAGE),
    ("hall-company", "大厅 7 号开办机", "Hall 7, companies", "company_machine", "hall", FrontEnd.PAGE),
    ("zone24-1", "24 小时区 1 号机", "24-hour zone kiosk 1", "yuezhizhu", "zone24", FrontEnd.PAGE),
    ("zone24-tax", "24 小时区 2 号办税机", "24-hour zone 2, tax", "tax_machine", "zone24", FrontEnd.PAGE),
    ("zone24-permit", "24 小时区 3 号签注机", "24-hour zone 3, permits", "permit_machine", "zone24", FrontEnd.PAGE),
)
"""key, name_zh, name_en, profile, zone, front end."""

SPOTS: Final = {
    "hall-1": (2, 8),
    "hall-2": (4, 8),
    "hall-3": (6, 8),
    "hall-4": (8, 8),
    "hall-card": (-3, 10),
    "hall-permit": (-5, 10),
    "hall-company": (-7, 10),
    "zone24-1": (-6, -4),
    "zone24-tax": (-8, -4),
    "zone24-permit": (-10, -4),
}
"""Terminal -> metres (east, north) from the hall's door: the hall lies north of it, the 24-hour zone outside."""
VILLAGE_SPOTS: Final = (
    (900, 400), (-1_200, 600), (1_500, -800), (-700, -1_600), (2_300, 500), (-2_600, -300),
    (400, 2_900), (1_800, 2_100), (-3_100, 900), (3_400, -1_200), (-1_500, 3_300), (600, -4_200),
)  # fmt: skip
"""The same of the village stations, the first village first."""

PLACES: Final = {
    "hall": ("一楼大厅", "main hall, ground floor"),
    "zone24": ("大厅正门外", "outside the main door of the hall"),
}
"""Zone -> where its machines stand."""


def demo_zones(utc_offset_min: int) -> tuple[ZoneConfig, ...]:
    """The hall with its own hours, the 24-hour zone at its door, and the villages some kilometres away."""
    return (
        ZoneConfig(key="hall", name_zh="大厅", name_en="Hall"),
        ZoneConfig(
            key="zone24",
            name_zh="24 小时自助服务区",
            name_en="24-hour self-service zone",
            calendar=always_open(utc_offset_min),
            door_open=working_days(utc_offset_min, DOOR_HOURS, days=7),
        ),
        ZoneConfig(
            key="villages",
            name_zh="村便民服务站",
            name_en="Village service stations",
            calendar=working_days(utc_offset_min, VILLAGE_HOURS),
            gives_tickets=False,
        ),
    )


def hall_terminals() -> tuple[TerminalConfig, ...]:
    """Those that every hall of ours has: the four kiosks inside."""
    return tuple(_terminal(*row) for row in HALL_MACHINES if row[0] in {"hall-1", "hall-2", "hall-3", "hall-4"})


def demo_terminals() -> tuple[TerminalConfig, ...]:
    """All of the demo, the hall first."""
    return (*(_terminal(*row) for row in HALL_MACHINES), *(_village(n) for n in range(1, len(NUMERALS) + 1)))


def _terminal(key: str, zh: str, en: str, profile: str, zone: str, front_end: FrontEnd) -> TerminalConfig:
    place_zh, place_en = PLACES[zone]
    return TerminalConfig(
        key=key,
        name_zh=zh,
        name_en=en,
        profile=profile,
        zone=zone,
        place_zh=place_zh,
        place_en=place_en,
        front_end=front_end,
        spot=SPOTS[key],
    )


def _village(number: int) -> TerminalConfig:
    numeral = NUMERALS[number - 1]
    return TerminalConfig(
        key=f"village-{number:02}",
        name_zh=f"{numeral}村 1 号机",
        name_en=f"Village {number} kiosk",
        profile="yuezhizhu_village",
        zone="villages",
        place_zh=f"{numeral}村便民服务站",
        place_en=f"service station of Village {number}",
        spot=VILLAGE_SPOTS[number - 1],
    )
