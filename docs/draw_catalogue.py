"""Draws docs/catalogue.md from the catalogue and the linter's table: `python docs/draw_catalogue.py`.

A test compares the file with what this prints, so that the page says what the matters say.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.approval.compiling import compile_matter
from kiosk.matters.bundles import Bundle, form_of, load_bundles, stages
from kiosk.matters.lint import BY_THE_COMPILER, RULES
from kiosk.matters.loader import Catalogue, load_catalogue
from kiosk.matters.model import Condition, MatterDocument, Term
from kiosk.matters.offer import PASSING, REASONS

PAGE = Path(__file__).with_name("catalogue.md")
UNITS = {"wd": "wd", "d": "d", "h": "h"}
FROM_OUTSIDE = {
    "E02": "the superior's names where `superior` is handed in",
    "E08": "the superior's promise where `superior` is handed in",
    "E16": "half of it: stages are the case's, one table for all matters, so only the missing questions are looked for",
    "E22": "laws that expired where `expired` is handed in",
}
"""Rules of which a part is not asked, or only with what others know."""

HEAD = """# The catalogue

Drawn by `python docs/draw_catalogue.py` from `kiosk/matters/catalogue/`; do not edit. Amounts, days, places and telephone numbers are assumptions, nothing of it is a
department's real list: 仿真·测试数据. How rules are written: [rules.md](rules.md); the shape of a document: [matter.schema.json](matter.schema.json), of a bundle: [bundle.schema.json](bundle.schema.json).

```sh
yzz catalogue check
yzz catalogue show
yzz catalogue show gljt
yzz catalogue try 31
```

`check` reads, compiles and lints everything and ends with status 1 if anything is found. `try KEY` prints a file to fill in, `try KEY FILE` judges it: each condition with the
values it read, their source, reason and remedy, the verdict and what would be issued.

**Adding a matter** is adding a file: its cases (approved, each condition failing, each source failing in every way, any two data turned) are made from it by
`tests/matters/making.py` and judged beside Python's own reading of the rules. Where no case is found that meets everything, the tests say so by name.
"""


def draw() -> str:
    """The page."""
    catalogue, bundles = load_catalogue(), load_bundles()
    parts = [HEAD, matters(catalogue), *[one(each, catalogue) for each in in_order(catalogue)]]
    parts += ["## Bundles 一件事\n", *[bundle(each, catalogue) for each in bundles], rules(), reasons()]
    return "\n".join(parts)


def in_order(catalogue: Catalogue) -> list[MatterDocument]:
    """By number, then by version."""
    return sorted(catalogue.documents, key=lambda each: (each.number, each.matter.version))


def matters(catalogue: Catalogue) -> str:
    """The table of all."""
    lines = [
        "## Matters 事项\n",
        "| no. | matter | | key | at once | promise → by a person | terminals | 24 h | villages | conditions |",
    ]
    lines.append("|---|---|---|---|---|---|---|---|---|---|")
    for each in in_order(catalogue):
        fallback = f" → {term(each.time.fallback_promise)}" if each.time.fallback_promise else ""
        cells = [
            each.number,
            each.matter.name.zh,
            each.matter.name.en,
            f"`{each.key}` v{each.matter.version}",
            "秒批" if each.classing.instant == "allowed" else "never",
            term(each.time.promise) + fallback,
            ", ".join(each.channels.kiosk) or "–",
            "yes" if each.channels.zone24h else "–",
            "yes" if each.channels.delegate_village else "–",
            str(len(each.eligibility)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def term(each: Term) -> str:
    """A limit in a cell."""
    return "即办" if each.unit == "instant" or each.n == 0 else f"{each.n} {UNITS[each.unit]}"


def one(document: MatterDocument, catalogue: Catalogue) -> str:
    """One matter: what it is, what it reads, what it asks."""
    matter = compile_matter(document, catalogue.dictionary)
    name, sources = document.matter.name, catalogue.dictionary.sources
    scope = "; ".join(
        f"{sources[source].zh} {', '.join(f'`{field}`' for field in names)}" for source, names in matter.scope.items()
    )
    lines = [
        f"### {document.number} {name.zh} · {name.en}\n",
        f"{document.about.zh} {document.about.en}\n",
        f"Reads {scope}.\n",
    ]
    lines += ["| | severity | condition | | rule |", "|---|---|---|---|---|"]
    lines += [
        f"| {each.code} | {each.severity} | {each.name.zh} | {each.name.en} | {written(each)} |"
        for each in document.eligibility
    ]
    for table in document.tables:
        columns = ", ".join(f"`{column.field}`" for column in table.inputs)
        lines.append(
            f"\n{table.code} {table.name.zh} {table.name.en} ({table.hit}, by {columns}): {len(table.rows)} rows."
        )
    if document.lack.enabled:
        lines.append(f"\nMay be lacking 容缺: {', '.join(document.lack.materials)}, if `{document.lack.when}`.")
    return "\n".join(lines) + "\n"


def written(condition: Condition) -> str:
    """The rule in a cell; of a route condition too: the page is for authors."""
    ways = [condition.when] if condition.when else [each.when for each in condition.any_of]
    return " **or** ".join(f"`{' '.join(way.split())}`" for way in ways if way).replace("|", "\\|")


def bundle(each: Bundle, catalogue: Catalogue) -> str:
    """One bundle: its order and its one form."""
    documents = {document.key: document for document in catalogue.documents}
    order = " → ".join(
        " + ".join(f"{documents[key].number} {documents[key].matter.name.zh}" for key in stage)
        for stage in stages(each)
    )
    form = form_of(each, documents, catalogue.dictionary)
    asked = ", ".join(f"{field.zh} `{field.field}`" for field in form.ask) or "nothing"
    fetched = sum(len(names) for names in form.scope.values())
    alone = sum(
        sum(hasattr(field, "source") for field in documents[key.matter].fields.values()) for key in each.members
    )
    atomic = "all or none" if each.atomic else "each with a result of its own; one that fails takes no other with it"
    return f"""### {each.name.zh} · {each.name.en}

{each.about.zh} {each.about.en}

Order: {order}; {atomic}. The one form asks {asked}; {fetched} data are needed once each, where the matters alone would need {alone}.
"""


def rules() -> str:
    """The linter's table with what is asked where."""
    lines = [
        "## Rules of the linter\n",
        "(W) only warns. What a rule needs of others is handed in: `superior`, `waived`, `expired` and `taken_over` from `around.yaml` beside the matters, `machines` and `library` from the house itself, `open_cases` from the installation's database (`--data`). Where nobody knows, the rule is not asked, and `check` says so. `menus` nobody hands in: a terminal's is made of what is in force.\n",
    ]
    lines += ["| rule | finds | | asked |", "|---|---|---|---|"]
    texts = {code: (rule.zh, rule.en, rule.is_warning, rule.needs) for code, rule in RULES.items()}
    texts |= {code: (zh, en, False, ()) for code, (zh, en) in BY_THE_COMPILER.items()}
    for code in sorted(texts):
        zh, en, is_warning, needs = texts[code]
        asked = "where `" + "` or `".join(needs) + "` is handed in" if needs else FROM_OUTSIDE.get(code, "always")
        if code in BY_THE_COMPILER:
            asked = "when a matter is compiled: it does not load"
        lines.append(f"| {code}{' (W)' if is_warning else ''} | {zh} | {en} | {asked} |")
    return "\n".join(lines) + "\n"


def reasons() -> str:
    """Why a terminal does not offer a matter."""
    lines = [
        "## Why a terminal does not offer a matter\n",
        "The first that holds is told, from what lasts longest; with it goes where the matter works now.\n",
    ]
    lines += ["| reason | 中文 | English | passes by itself |", "|---|---|---|---|"]
    for code, (_, zh, en) in REASONS.items():
        lines.append(f"| `{code}` | {zh} | {en} | {'yes' if code in PASSING else '–'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(draw(), encoding="utf-8")
