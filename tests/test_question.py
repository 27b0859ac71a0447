"""What can't be asked is said in one sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forensics.question import Question, QuestionError


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(QuestionError, match="the key is empty"):
        Question(" ", (".",), datetime(2026, 11, 17, tzinfo=UTC))
