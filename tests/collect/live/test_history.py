"""Shell histories: times where they are, certainty `typed`, and no password kept."""

from __future__ import annotations

from tests.collect.live.workshop import KEY, edits, history, read, times

BASH = f"#1782863100\nls\n#1782863127\nkubectl -n shop set env deploy/api {KEY}=1500\n#1782863200\nexit\n"


def test_bash_with_times() -> None:
    made = history(BASH)
    assert edits(made) == [("kubectl set env", f"#Deployment/api.env.{KEY}", "1500")]
    edit = made.edits[0]
    assert (edit.certainty, edit.time_means, edit.spot.line, edit.spot.namespace) == ("typed", "typed", 4, "shop")
    assert times(edit.time) == ["2026-06-30T23:45:27Z"]
    assert times(made.watched[0].start, made.watched[0].until) == ["2026-06-30T23:45:00Z", "2026-06-30T23:46:40Z"]
    assert made.gaps == ()


def test_zsh_with_times_and_lines_that_go_on() -> None:
    made = history(f": 1782863127:0;kubectl set env deploy/api \\\\\n  {KEY}=1500\n: 1782863200:3;exit\n")
    assert edits(made) == [("kubectl set env", f"#Deployment/api.env.{KEY}", "1500")]
    assert times(made.edits[0].time) == ["2026-06-30T23:45:27Z"]


def test_zshs_own_way_with_bytes_above_ascii_is_undone() -> None:
    metafied = f"export {KEY}=Ü".encode().replace(b"\x9c", b"\x83\xbc")
    assert edits(history(b": 1782863127:0;" + metafied + b"\n")) == [("export", KEY, "Ü")]


def test_a_command_of_several_lines_stays_together_in_a_history_with_times() -> None:
    assert edits(history(f"#1782863127\ncat > .env <<EOF\n{KEY}=5\nEOF\n#1782863128\nls\n")) == [("a text typed into a file", KEY, "5")]


def test_a_history_without_times_has_edits_without_them_and_says_so() -> None:
    made = history(f"ls\nexport {KEY}=1\n")
    assert [(edit.time, edit.time_means) for edit in made.edits] == [(None, "unknown")]
    assert made.watched == ()
    assert "has no times" in made.gaps[0].why


def test_a_history_that_lost_some_times_says_how_many() -> None:
    assert "1 of its 3 commands" in history(f": 1782863127:0;ls\nexport {KEY}=1\n: 1782863128:0;ls\n").gaps[0].why


def test_without_times_a_text_below_its_command_is_no_command() -> None:
    assert edits(history(f"cat > .env <<EOF\n{KEY}=5\nEOF\nls\n")) == [("a text typed into a file", KEY, "5")]
    assert edits(history(f"cat <<EOF\n{KEY}=5\nEOF\nls\n")) == []


def test_a_command_for_a_named_cluster_says_which() -> None:
    made = history(f"#1782863127\nkubectl --context stage-eu set env deploy/api {KEY}=1\n")
    assert made.edits[0].note == "context stage-eu"


def test_a_password_is_never_kept() -> None:
    made = history(
        "#1782863127\nkubectl set env deploy/api DB_PASSWORD=hunter2\n#1782863128\nexport DB_PASSWORD=hunter3\n", key="DB_PASSWORD"
    )
    assert [(edit.value, edit.withheld) for edit in made.edits] == [(None, True), (None, True)]
    assert "hunter" not in repr(made)


def test_a_secret_beside_the_key_is_not_kept_either() -> None:
    made = history(
        f"#1782863127\nmysql -phunter2 && PGPASSWORD=hunter2 kubectl --token=hunter2 set env deploy/api {KEY}=1 API_TOKEN=hunter2\n"
    )
    assert [edit.value for edit in made.edits] == ["1"]
    assert "hunter2" not in repr(made)


def test_a_token_by_its_form_is_withheld_whatever_its_key() -> None:
    made = history(f"export {KEY}=ghp_0123456789abcdefghijABCDEFGHIJ012345\n")
    assert [(edit.value, edit.withheld) for edit in made.edits] == [(None, True)]


def test_a_history_given_as_a_live_file_is_recognised() -> None:
    assert edits(read(BASH)) == edits(history(BASH))


def test_times_that_no_computer_has_seen_are_none() -> None:
    assert history(f"#99999999999\nexport {KEY}=1\n").edits[0].time is None
