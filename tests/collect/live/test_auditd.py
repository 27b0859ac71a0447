"""auditd and sudo: programs that ran, for which login; one that failed to start is nothing."""

from __future__ import annotations

from tests.collect.live.workshop import KEY, edits, read, times


def event(*arguments: str, serial: int = 7, success: str = "yes") -> str:
    words = " ".join(f"a{place}={argument}" for place, argument in enumerate(arguments))
    return (
        f"type=SYSCALL msg=audit(1782863127.482:{serial}): arch=c000003e syscall=59 success={success} exit=0 a0=55d0 auid=1001 uid=0\n"
        f"type=EXECVE msg=audit(1782863127.482:{serial}): argc={len(arguments)} {words}\n"
    )


SCRIPT = f"s/{KEY}=30/{KEY}=90/ "


def test_a_program_that_ran_is_executed_by_a_login() -> None:
    made = read(event('"sed"', '"-i"', SCRIPT.encode().hex().upper(), '"/etc/api.env"'))
    assert edits(made) == [("sed -i", KEY, "90")]
    assert (made.edits[0].certainty, made.edits[0].actor, made.edits[0].time_means) == ("executed", "auid 1001", "happened")
    assert times(made.edits[0].time) == ["2026-06-30T23:45:27Z"]


def test_an_argument_in_pieces_is_one() -> None:
    line = event('"export"').replace('a0="export"', f'argc=2 a0="export" a1_len=60 a1[0]="{KEY}" a1[1]="=5"')
    assert edits(read(line)) == [("export", KEY, "5")]


def test_a_program_that_could_not_be_started_is_nothing() -> None:
    assert read(event('"export"', f'"{KEY}=5"', success="no")).edits == ()


def test_two_events_of_one_second_are_two() -> None:
    text = event('"export"', f'"{KEY}=5"') + event('"export"', f'"{KEY}=6"', serial=8)
    assert [edit.value for edit in read(text).edits] == ["5", "6"]


def test_interpreted_times_have_no_zone_and_are_a_gap() -> None:
    made = read(f"type=EXECVE msg=audit(11/19/26 11:31:30.007:46336) : argc=2 a0=export a1={KEY}=5\n")
    assert made.edits == ()
    assert "interpreted times" in made.gaps[0].why


def test_sudo_with_a_full_time_and_with_syslogs_old_one() -> None:
    command = f"sed -i s/{KEY}=1/{KEY}=2/ /etc/api.env"
    rest = f"web sudo[12]:   jroe : TTY=pts/0 ; PWD=/home/jroe ; USER=root ; COMMAND=/usr/bin/{command}\n"
    made = read(f"2026-06-30T23:45:27.123456+00:00 {rest}Jun 30 23:45:28 {rest}")
    assert [(edit.value, edit.actor) for edit in made.edits] == [("2", "jroe"), ("2", "jroe")]
    assert times(*(edit.time for edit in made.edits)) == ["2026-06-30T23:45:27Z", None]
    assert "no year or zone" in made.gaps[0].why
