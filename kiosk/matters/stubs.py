"""Three matters (事项) as data, standing in for the catalogue until it comes: a question, a print and an application.

Each has what a terminal needs to offer it: the level that opens it, the level that unmasks it, the services and the
printer it uses. Nothing here decides; the names are made up and belong to no department's real list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter. level: what opens it. full_level: from which a print is unmasked, None where it never is.

    services: keys of the terminal's services without which it cannot be done here. paper: (kind of printer, service)
    of what is printed, None where nothing is. is_signed: whether the citizen confirms with a signature.
    name_zh has its break points: 办事|进度查询.
    """

    key: str
    name_zh: str
    name_en: str
    sign: str
    level: int
    services: tuple[str, ...]
    full_level: int | None = None
    paper: tuple[str, str] | None = None
    is_signed: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """Every service that must work."""
        return self.services if self.paper is None else (*self.services, self.paper[1])


MATTERS: Final[dict[str, Matter]] = {
    each.key: each
    for each in (
        Matter(
            key="progress",
            name_zh="办事|进度查询",
            name_en="Ask how it stands",
            sign="查",
            level=1,
            services=("log_in",),
        ),
        Matter(
            key="insurance_proof",
            name_zh="参保证明|打印",
            name_en="Proof of insurance",
            sign="保",
            level=1,
            full_level=2,
            services=("log_in",),
            paper=("document_printer", "print_certificate"),
        ),
        Matter(
            key="elder_allowance",
            name_zh="高龄津贴|申请",
            name_en="Apply for the elder allowance",
            sign="老",
            level=3,
            services=("log_in",),
            paper=("receipt_printer", "print_slip"),
            is_signed=True,
        ),
    )
}
"""Key -> matter, in the order of the tiles."""
