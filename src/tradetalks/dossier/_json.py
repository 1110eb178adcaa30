"""A dossier for other programs: every item with its span, dates in ISO form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from tradetalks.dossier._dossier import Dossier

__all__ = ["plain_of", "render_json"]


def render_json(dossier: Dossier) -> str:
    """The dossier as JSON; offsets count code points of ``document.text``, the end exclusive.

    Lists ``figures``, ``deadlines``, ``commitments``, ``quotes`` and ``events`` hold what the rules
    read; ``proposals`` what a model proposed; ``checks`` the verdicts on figures and deadlines,
    each with the list and the position of its item.
    """
    document = dossier.document
    content = {
        "document": {
            "name": dossier.file.name,
            "format": dossier.file.format,
            "title": dossier.title,
            "date": document.date.isoformat(),
            "text": document.text,
        },
        "case": dossier.case.name if dossier.case is not None else None,
        "notes": list(dossier.notes),
        **{name: plain_of(getattr(dossier, name)) for name in dossier.KINDS},
        "proposals": plain_of(dossier.proposals),
        "checks": [
            {"list": name, "item": position, **plain_of(check)}
            for name, checks in (
                ("figures", dossier.figure_checks),
                ("deadlines", dossier.deadline_checks),
            )
            for position, check in enumerate(checks)
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def plain_of(value: object) -> Any:
    """Dataclasses as mappings of their fields, dates in ISO form."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain_of(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_of(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain_of(entry) for entry in value]
    return value
