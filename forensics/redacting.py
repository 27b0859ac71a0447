"""Where a finished report meets the redactor: with the user's own fingerprint key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from forensics.fingerprints import load_or_make_key, state_folder
from forensics.model import Explained, Opened, Report
from forensics.redact import Redactor
from forensics.secret_shapes import MASKED

if TYPE_CHECKING:
    from forensics.investigate.catalogue import Known

Masked = TypeVar("Masked", Report, Explained, Opened)


def redacted(report: Report, reveal: bool) -> Report:
    """The report with every secret masked; `reveal` shows the traced key's own values, and those alone."""
    key, gap = load_or_make_key(state_folder())
    masked = Redactor(key).report(report, reveal)
    return replace(masked, gaps=(*masked.gaps, gap)) if gap is not None else masked


def redacted_explained(explained: Explained, reveal: bool) -> Explained:
    """Explanations with every secret masked; `reveal` shows the key's own values, and those alone."""
    key, gap = load_or_make_key(state_folder())
    masked = Redactor(key).document(explained, explained.key, reveal)
    return replace(masked, gaps=(*masked.gaps, gap)) if gap is not None else masked


def redacted_opened(opened: Opened, reveal: bool) -> Opened:
    """An opened citation with every secret masked, those of the lines around it included; `reveal` shows the key's own values alone."""
    key, gap = load_or_make_key(state_folder())
    masked = Redactor(key).document(opened, opened.key, reveal)
    return replace(masked, gaps=(*masked.gaps, gap)) if gap is not None else masked


def anything_masked(plain: Masked, masked: Masked) -> bool:
    """Whether what one of the above made says anything else than what it was made from."""
    return replace(masked, gaps=plain.gaps) != plain


def is_masked(parts: object) -> bool:
    """Whether anything stands masked in parts of the model."""
    return MASKED.search(repr(parts)) is not None


def redacted_values(known: Iterable[Known], reveal: bool) -> tuple[Known, ...]:
    """A catalogue's settings with secret values masked."""
    if reveal:
        return tuple(known)
    key, _ = load_or_make_key(state_folder())
    redactor = Redactor(key)
    return tuple(
        replace(one, values={where: None if value is None else redactor.value(one.id, value) for where, value in one.values.items()})
        for one in known
    )
