"""The catalogue's own matters compiled, and what somebody who does everything right says for themselves."""

from __future__ import annotations

from kiosk.approval.compiling import compile_matter
from kiosk.approval.facts import Outcome, Reading
from kiosk.matters.loader import load_catalogue
from kiosk.registry.everybody import by_source
from kiosk.registry.town.plan import DEMO_DAY
from tests.registry.port import DICTIONARY, GIVEN, NOW_MS

CATALOGUE = load_catalogue()
MATTERS = {each.key: compile_matter(each, CATALOGUE.dictionary) for each in CATALOGUE.documents}
FETCHED = {
    each.key: by_source(DICTIONARY, (name for name in each.fields if name in DICTIONARY.fields))
    for each in CATALOGUE.documents
}
"""Matter -> source -> what it declares."""
SAID = {
    "session.level": 3,
    "session.is_agent": False,
    "session.scopes": (),
    "session.is_live": True,
    "form.phone": "12000000001",
    "form.promise": True,
    "form.scope_items": ("日用百货销售",),
    "form.purpose": "自用",
    **GIVEN,
}


def own_facts(**said: object) -> dict[str, Reading]:
    """Readings of the visit and of the form. said: what differs, a field with two bars for its dot."""
    values = SAID | {name.replace("__", "."): value for name, value in said.items()}
    return {
        name: Reading(
            field=name,
            outcome=Outcome.OK,
            value=value,
            source=DICTIONARY.fields[name].source,
            as_of=DEMO_DAY,
            fetched_at_ms=NOW_MS,
        )
        for name, value in values.items()
    }
