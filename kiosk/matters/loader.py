"""Reads the catalogue (载入目录): YAML files to documents, with file, key path and line in every error.

YAML as it is forgives too much for rules: here a key written twice is an error, `no` is no flag, a decimal keeps its
digits, an instant is no date, and nothing refers to anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.matters.model import Dictionary, MatterDocument

CATALOGUE: Final = Path(__file__).parent / "catalogue"
DICTIONARY: Final = "fields.yaml"
AROUND: Final = "around.yaml"
"""No matter: see kiosk.matters.around."""
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with libyaml; it says the same, in fewer words, of what cannot be read."""

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """One thing that cannot be read. key: path in the document, ("time", "promise", "n"). line: from 1."""

    file: str
    key: Place
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'.'.join(map(str, self.key)) or '-'}: {self.message}"


class CatalogueUnreadable(ValueError):
    """A file of the catalogue is no document; all that is wrong with it."""

    def __init__(self, misread: list[Misread]) -> None:
        self.misread = tuple(misread)
        super().__init__("\n".join(map(str, misread)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All that was read. files: (key, version) -> file, for messages. Several versions of a matter lie side by side."""

    dictionary: Dictionary
    documents: tuple[MatterDocument, ...]
    files: dict[tuple[str, int], str]


def load_catalogue(folder: Path = CATALOGUE) -> Catalogue:
    """The dictionary and every document of a folder, in the order of their names. Raises CatalogueUnreadable."""
    wrong: list[Misread] = []
    read: list[tuple[Path, MatterDocument]] = []
    dictionary = None
    for path in sorted(each for each in folder.glob("*.yaml") if each.name != AROUND):
        try:
            if path.name == DICTIONARY:
                dictionary = read_document(path, Dictionary)
            else:
                read.append((path, read_document(path, MatterDocument)))
        except CatalogueUnreadable as error:
            wrong += error.misread
    wrong += said_twice(read)
    if dictionary is None and not wrong:
        wrong.append(Misread(file=DICTIONARY, key=(), line=1, message="the field dictionary is missing"))
    if wrong or dictionary is None:
        raise CatalogueUnreadable(wrong)
    files = {(document.key, document.matter.version): path.name for path, document in read}
    return Catalogue(dictionary=dictionary, documents=tuple(document for _, document in read), files=files)


def said_twice(read: list[tuple[Path, MatterDocument]]) -> list[Misread]:
    """Documents that claim the same version of a matter, or begin on the same day."""
    wrong: list[Misread] = []
    seen: dict[tuple[str, object], str] = {}
    for path, document in read:
        for key, value in (("version", document.matter.version), ("effective", document.status.effective)):
            other = seen.setdefault((document.key, (key, value)), path.name)
            if other != path.name:
                wrong.append(Misread(file=path.name, key=(key,), line=1, message=f"{value} is that of {other} too"))
    return wrong


def read_document(path: Path, model: type[Model]) -> Model:
    """One file as a record. Raises CatalogueUnreadable."""
    lines: dict[Place, int] = {}
    try:
        text = path.read_text(encoding="utf-8")
        forbid_references(text, path.name)
        node = yaml.compose(text, Loader=LOADER)
        content = None if node is None else built(node, (), lines, path.name)
    except (yaml.MarkedYAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        message = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark is not None else 1
        raise CatalogueUnreadable([Misread(file=path.name, key=(), line=line, message=message)]) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise CatalogueUnreadable([misread(path.name, each, lines) for each in error.errors()]) from None


def forbid_references(text: str, file: str) -> None:
    """What is read stands where it is read. Raises CatalogueUnreadable."""
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise CatalogueUnreadable([Misread(file=file, key=(), line=line, message="references (*) are not read")])


def misread(file: str, error: Any, lines: dict[Place, int]) -> Misread:
    """A complaint of the model, at the line of the deepest key that the file has."""
    key = tuple(error["loc"])
    known = [place for place in (key[:length] for length in range(len(key), -1, -1)) if place in lines]
    return Misread(file=file, key=key, line=lines[known[0]] if known else 1, message=error["msg"])


def built(node: yaml.Node, place: Place, lines: dict[Place, int], file: str) -> Any:
    """Plain data of a node. lines: filled with the line of every key path. Raises CatalogueUnreadable."""
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return built_mapping(node, place, lines, file)
    if isinstance(node, yaml.SequenceNode):
        return tuple(built(each, (*place, at), lines, file) for at, each in enumerate(node.value))
    scalar = SCALARS.get(node.tag)
    if scalar is None:
        raise refused(node, place, file, f"{node.tag.rpartition(':')[2]} is not read here")
    try:
        return scalar(node.value)
    except (ValueError, KeyError, InvalidOperation):
        raise refused(node, place, file, f"{node.value} is not read here; put a text in quotes") from None


def built_mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int], file: str) -> dict[str, Any]:
    """A mapping whose keys are texts, each once."""
    made: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
            raise refused(key_node, place, file, "a key is a plain text")
        if key in made:
            raise refused(key_node, (*place, key), file, "this key is written twice")
        made[key] = built(value_node, (*place, key), lines, file)
    return made


def refused(node: yaml.Node, place: Place, file: str, message: str) -> CatalogueUnreadable:
    """What is wrong at a node."""
    line = node.start_mark.line + 1
    return CatalogueUnreadable([Misread(file=file, key=place, line=line, message=message)])


SCALARS: Final[dict[str, Callable[[str], Any]]] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:int": lambda text: int(text) if text.lstrip("+-") == str(abs(int(text))) else int(""),
    "tag:yaml.org,2002:float": Decimal,
    "tag:yaml.org,2002:bool": {"true": True, "false": False}.__getitem__,
    "tag:yaml.org,2002:null": {"null": None, "~": None, "": None}.__getitem__,
    "tag:yaml.org,2002:timestamp": date.fromisoformat,
}
"""What YAML takes a scalar for -> how it is read; anything else is refused."""
