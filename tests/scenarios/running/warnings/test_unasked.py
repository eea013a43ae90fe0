"""An import that comes to nothing draws a warning, unless a step asks what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.run import run

ACCOUNT = Path(__file__).parents[4] / "scenarios/accounts/bigstate-signalvine.yaml"
PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
GOOD = "customer_id,first_name,last_name,phone,group_list\\nC1,Ann,Lee,+13125550123,\\n"
BAD = "phone\\n+13125550123\\n"
WAIT = "  - {wait: 10s, expect: {replies: []}}\n"
LOCATION = "headers: {Location: {$capture: where}}"
WAITS = "  - wait: 2s\n"
NOT_ASKED = "no step asks what came of this call"
TOO_EARLY = "a step asks too early what came of this call"
ERROR = "json: {complete: true, error: false}"
ASK = '  - {request: {method: GET, path: "${where}"}, expect: {response: {%s}}}\n'


def imported(
    csv: str, comment: str = "", *, new: str = "add", existing: str = "ignore", also: str = ""
) -> str:
    options = f"{{new: {new}, mode: row, existing: {existing}, absent: ignore}}"
    body = f'{{program: {PROGRAM}, options: {options}, participants: "{csv}"}}'
    path = f"/v2/programs/{PROGRAM}/participants"
    return (
        f"  - request: {{method: POST, path: {path}, json: {body}}}  {comment}\n"
        f"    expect: {{response: {{status: 202, {LOCATION}}}{also}}}\n"
    )


def told(folder: Path, steps: str) -> list[str]:
    path = folder / "s.yaml"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\nsteps:\n{steps}", encoding="utf-8")
    assert Loader().load(path, "s.yaml").problems == []
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    assert result.exit_code == 0
    marks = [warning.mark for warning in result.warnings if warning.code == "OPT716"]
    assert [mark.line for mark in marks if mark] == [4] * len(marks)
    return [w.message.partition(":")[0] for w in result.warnings if w.code != "OPT701"]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (imported(BAD) + WAIT, NOT_ASKED),
        (imported(GOOD) + "  - {text: x, expect: {replies: []}}\n", NOT_ASKED),
        (imported(GOOD) + WAIT, ""),
        (imported(BAD) + WAIT + ASK % "json: {error: true}", ""),
        (imported(BAD) + WAIT + ASK % "status: 200", NOT_ASKED),
        (imported(BAD) + ASK % "json: {complete: false}" + WAIT, TOO_EARLY),
        (imported(BAD) + ASK % "json: {error: false}" + WAIT, TOO_EARLY),
        (imported(BAD) + ASK % "status: 200" + WAIT, NOT_ASKED),
        (imported(GOOD) + ASK % "json: {complete: false}", ""),
        (imported(BAD, "# optinsim: ignore OPT716 an example") + WAIT, ""),
        # Only what tells that it failed, or has not run, asks for it.
        (imported(BAD) + WAIT + ASK % "json: {complete: true}", NOT_ASKED),
        (imported(BAD) + WAIT + ASK % "json: {error: {$any: true}}", NOT_ASKED),
        (imported(BAD) + WAIT + ASK % "json: {message: {$contains: errors}}", ""),
        (imported(BAD) + WAIT + ASK % "json: {$not: {$one_of: [{error: false}]}}", ""),
        (imported(GOOD) + ASK % "json: {error: false}", TOO_EARLY),
        (imported(GOOD) + WAIT + ASK % "json: {complete: true}", ""),
        # An import that changes nobody may be meant so, but not where only its end is asked for.
        (imported(GOOD, new="ignore"), NOT_ASKED),
        (imported(GOOD, new="ignore") + WAIT, ""),
        (imported(GOOD, new="ignore") + WAITS + ASK % ERROR, NOT_ASKED),
        (imported(GOOD, new="ignore") + WAITS + ASK % "json: {message: {$contains: ': 0,'}}", ""),
        (imported("customer_id\\n") + WAITS + ASK % ERROR, NOT_ASKED),
    ],
)
def test_what_came_of_an_import(steps: str, message: str, tmp_path: Path) -> None:
    found = told(tmp_path, steps)
    assert found == ([message] if message else [])


@pytest.mark.parametrize(
    ("csv", "existing", "told"),
    [
        ("customer_id,active\\nC1,FALSE\\n", "[major]", True),
        ("customer_id,active\\nC1,FALSE\\n", "[active]", False),
        ("customer_id,active,major\\nC1,FALSE,Art\\n", "[major]", False),  # part of it is applied
    ],
)
def test_an_import_without_a_column_that_it_wants_to_update(
    csv: str, existing: str, *, told: bool, tmp_path: Path
) -> None:
    again = imported(csv, new="ignore", existing=existing).replace("where", "there")
    steps = imported(GOOD) + WAITS + again + WAIT
    message = "the CSV of the import has no column that existing names"
    assert warnings_of(tmp_path, str(ACCOUNT), steps) == [message] * told


def test_a_record_at_the_end_of_the_wait_for_an_import(tmp_path: Path) -> None:
    again = imported("customer_id,active\\nC1,FALSE\\n", new="ignore", existing="[major]")
    end = WAIT.replace("replies: []", "record: {active: true}")
    steps = imported(GOOD) + WAITS + again.replace("where", "there") + end
    assert warnings_of(tmp_path, str(ACCOUNT), steps) == []


STAYS = "  - {wait: 10s, expect: {state: subscribed}}\n"
RECORD = "  - {wait: 2s, expect: {record: {profile: {$has: {name: major, value: Art}}}}}\n"
LISTED = (
    "  - request: {method: GET, path: '/v1/programs/" + PROGRAM + "/participants?type=full'}\n"
    "    expect: {response: {json: {total: 1}}}\n"
)


@pytest.mark.parametrize(
    ("csv", "existing", "later", "names"),
    [
        ("customer_id,first_name,major\\nC1,Ann,Law\\n", "[first_name]", WAIT, "major"),
        ("customer_id,major,active\\nC1,Art,FALSE\\n", "[major]", WAIT, "active"),
        ("customer_id,first_name,major\\nC1,Ann,Law\\n", "[first_name]", STAYS, "major"),
        (
            "customer_id,first_name,major,act\\nC1,Ann,Law,30\\n",
            "[first_name]",
            WAITS + ASK % "json: {complete: true, message: {$contains: '\"updated\": 1'}}",
            "major, act",
        ),
        # The cells of the columns that existing does not name are the stored ones, or blank.
        ("customer_id,first_name,major\\nC1,Ann,Art\\n", "[first_name]", WAIT, ""),
        ("customer_id,first_name,major\\nC1,Ann,\\n", "[first_name]", WAIT, ""),
        # The import changes the participant, or adds another one.
        ("customer_id,first_name,major\\nC1,Anna,Law\\n", "[first_name]", WAIT, ""),
        ("customer_id,first_name,major\\nC9,Ann,Law\\n", "[first_name]", WAIT, ""),
        # A later step expects the record, the list or the state.
        ("customer_id,first_name,major\\nC1,Ann,Law\\n", "[first_name]", RECORD, ""),
        ("customer_id,first_name,major\\nC1,Ann,Law\\n", "[first_name]", WAITS + LISTED, ""),
        ("customer_id,major,active\\nC1,Art,FALSE\\n", "[major]", STAYS, ""),
    ],
)
def test_an_import_without_the_name_of_the_column_that_differs(
    csv: str, existing: str, later: str, names: str, tmp_path: Path
) -> None:
    first = GOOD.replace("group_list", "group_list,major").replace("123,\\n", "123,,Art\\n")
    again = imported(csv, new="ignore", existing=existing).replace("where", "there")
    steps = imported(first) + WAITS + again + later.replace("where", "there")
    message = f"the import has changed no person: existing does not name {names}"
    expected = [f"{NOT_ASKED}: {message}"] * bool(names)
    assert messages_of(tmp_path, str(ACCOUNT), steps) == expected


TEXT = "  - {text: hello, from: %s, expect: {replies: []}}\n"


@pytest.mark.parametrize(
    ("between", "sender", "told"),
    [
        ("", "me", True),
        ("  - wait: 1s\n", "me", False),  # also before it is carried out
        (ASK % "json: {complete: false}", "me", False),
        ("", "+13125550124", False),
    ],
)
def test_a_text_of_who_is_imported_and_not_there_yet(
    between: str, sender: str, *, told: bool, tmp_path: Path
) -> None:
    steps = imported(GOOD) + between + TEXT % sender + WAIT
    message = "the call that was accepted before is not carried out yet, and is about me"
    assert warnings_of(tmp_path, str(ACCOUNT), steps) == [message] * told


def test_a_comment_for_what_a_run_draws_is_not_judged_when_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    steps = imported(BAD, "# optinsim: ignore OPT716 an example") + WAIT
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\nsteps:\n{steps}", encoding="utf-8")
    assert [w.code for w in Loader().load(path, "s.yaml").warnings] == ["OPT701"]


def test_an_import_that_leaves_rows_out_by_assumption(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    account.write_text(
        f"extends: {ACCOUNT}\nassumptions: {{row_errors_set_error: false}}\n", encoding="utf-8"
    )
    path = tmp_path / "s.yaml"
    path.write_text(
        f"scenario: T\naccount: account.yaml\nsteps:\n{imported(BAD)}{WAIT}", encoding="utf-8"
    )
    [warning] = [w for w in run([str(path)], CaseFilter()).warnings if w.code == "OPT716"]
    assert warning.message.startswith(f"{NOT_ASKED}: the import has left rows out: row 2: ")


def warnings_of(folder: Path, account: str, steps: str) -> list[str]:
    found = messages_of(folder, account, steps)
    return [one.removeprefix(f"{NOT_ASKED}: ").partition(":")[0] for one in found]


def messages_of(folder: Path, account: str, steps: str) -> list[str]:
    path = folder / "s.yaml"
    people = "people: {me: {mdn: +13125550123}}\n"
    path.write_text(f"scenario: T\naccount: {account}\n{people}steps:\n{steps}", encoding="utf-8")
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    return [one.message for one in result.warnings if one.code == "OPT716"]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (imported(GOOD, also=", state: none") + WAITS + ASK % ERROR, True),
        (imported(GOOD, also=", record: null, replies: []") + WAIT, True),
        (imported(GOOD, also=", state: none") + WAITS[:-1] + "\n    expect: {record: {}}\n", False),
        (imported(GOOD, also=", replies: []") + WAIT, False),
    ],
)
def test_what_is_expected_of_a_person_before_a_call_is_carried_out(
    steps: str, *, told: bool, tmp_path: Path
) -> None:
    message = ["this call was accepted, and is carried out later"]
    assert warnings_of(tmp_path, str(ACCOUNT), steps) == (message if told else [])


def test_a_call_that_is_carried_out_at_once(tmp_path: Path) -> None:
    account = f"extends: {ACCOUNT}\nassumptions: {{import_takes: 0s}}\n"
    (tmp_path / "account.yaml").write_text(account, encoding="utf-8")
    steps = imported(GOOD, also=", state: subscribed")
    assert warnings_of(tmp_path, "account.yaml", steps) == []


JOINED = "  - text: JOIN\n"
STOPPED = JOINED + "  - text: STOP\n"
OF_NOBODY = imported("customer_id,first_name\\nC9,Anna\\n", new="ignore", existing="[first_name]")
WAIT_FOR = "  - {wait: 10s, expect: {%s}}\n"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        # This was so before the import, which has changed nobody.
        (JOINED + OF_NOBODY + WAIT_FOR % "state: subscribed", True),
        (STOPPED + OF_NOBODY + WAIT_FOR % "state: unsubscribed", True),
        (JOINED + imported(GOOD) + WAIT_FOR % "state: subscribed", True),
        (STOPPED + imported(GOOD) + WAIT_FOR % "state: {$not: none}", True),
        (JOINED + OF_NOBODY + WAITS + "  - {text: HELP, expect: {state: subscribed}}\n", True),
        # None is a person whom the import has not added; it has not brought back who has stopped.
        (OF_NOBODY + WAIT_FOR % "state: none", False),
        (STOPPED + imported(GOOD) + WAIT_FOR % "state: unsubscribed", False),
        # Something else is expected, or the person has moved since.
        (JOINED + OF_NOBODY + WAIT_FOR % "state: subscribed, replies: []", False),
        (JOINED + OF_NOBODY + WAIT_FOR % "record: {active: true}", False),
        (OF_NOBODY + WAITS + "  - {text: JOIN, expect: {state: subscribed}}\n", False),
    ],
)
def test_a_state_that_an_import_has_left_alone(steps: str, *, told: bool, tmp_path: Path) -> None:
    message = "the import has changed no person"
    assert warnings_of(tmp_path, str(ACCOUNT), steps) == [message] * told


UNANSWERED = "  - {text: Do I still get texts?, expect: {%s}}\n"
OFF = imported("customer_id,active\\nC9,FALSE\\n", new="ignore", existing="[active]")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (OFF + WAIT_FOR % "replies: []", True),
        (OFF + WAIT_FOR % "callbacks: [], replies: {$length: 0}", True),
        (JOINED + OFF + WAIT_FOR % "state: subscribed, replies: []", True),
        # A participant is active, and a day later is asked a question.
        (OFF + WAIT_FOR.replace("10s", "2d") % "replies: []", False),
        (OFF + WAIT_FOR % "state: none, replies: []", False),
        (OFF + WAIT_FOR % "record: null", False),
        (OFF + WAITS + "  - {text: HELP, expect: {replies: []}}\n", False),
        (OFF + WAITS + ASK % "json: {message: {$contains: ': 0,'}}", False),
        # A text is not answered, whether its person takes part or not.
        (JOINED + OFF + WAITS + UNANSWERED % "replies: []", True),
        (JOINED + OFF + WAITS + UNANSWERED % "reading: unmatched, replies: []", True),
        (JOINED + OFF + WAITS + UNANSWERED % "replies: [], state: subscribed", True),
        (JOINED + OFF + WAITS + UNANSWERED % "replies: [], record: {active: true}", False),
        (STOPPED + OFF + WAITS + UNANSWERED % "replies: []", False),
        (JOINED + OFF + WAITS + "  - {text: STOP, expect: {replies: {$length: 1}}}\n", False),
        # An import that was to end nothing may be meant to send nothing.
        (OF_NOBODY + WAIT_FOR % "replies: []", False),
    ],
)
def test_an_import_that_takes_off_who_is_no_participant(
    steps: str, *, told: bool, tmp_path: Path
) -> None:
    message = "the import has changed no person"
    assert warnings_of(tmp_path, str(ACCOUNT), steps) == [message] * told
