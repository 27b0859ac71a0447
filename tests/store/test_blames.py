"""What `git blame` said of lines comes back, or is not believed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from forensics.store.history import HistoryIndex


def test_damage_to_what_blame_said_is_noticed(tmp_path: Path) -> None:
    line = ("c" * 40, "app.yaml", 3)
    one = HistoryIndex(tmp_path / "history", "/repo/objects", b"m", b"p")
    one.learn_blame(line, "b" * 40)
    assert one.write()
    assert one.blamed([line, ("c" * 40, "app.yaml", 4)]) == {line: "b" * 40}
    with sqlite3.connect(one.path) as connection:
        connection.execute("UPDATE blames SET said = x'00'")
    assert HistoryIndex(tmp_path / "history", "/repo/objects", b"m", b"p").blamed([line]) == {}
