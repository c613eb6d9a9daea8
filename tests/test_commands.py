"""The commands as a person gives them: the same bytes twice, saves that verify, exit codes, one sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEYS = {"scenario", "seed", "turns_played", "winner", "level", "points", "losses", "civilian_harm", "supply",
        "airdrops", "bases"}


def surroundings() -> dict[str, str]:
    """Return the environment of a person without a display, who has set nothing that quietens pygame."""
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "PYGAME_HIDE_SUPPORT_PROMPT")
    return {key: value for key, value in os.environ.items() if key not in left_out}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "main.py"), *words], capture_output=True, text=True,
                          env=surroundings(), cwd=ROOT, check=False, timeout=300)


def started(*words: str, apart: bool = False) -> subprocess.Popen[str]:
    """Start a command and return its process, to interrupt it or to stop listening.

    A shell that runs the tests in the background has them ignore interruptions, which the process would take over. What
    is started `apart` can be interrupted with all that it starts, as a terminal does.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen([sys.executable, str(ROOT / "main.py"), *words], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=surroundings(), cwd=ROOT, start_new_session=apart)


def one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """Assert that a command failed with this code and one line on stderr, and return the line."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the file and the printed result of a whole game of the template."""
    path = tmp_path_factory.mktemp("games") / "game.jsonl"
    done = run("simulate", "template", "--seed", "7", "--save", str(path), "--json")
    assert done.returncode == 0, done.stderr
    return path, done.stdout


def test_a_simulation_prints_one_object_with_what_it_must_say(saved: tuple[Path, str]) -> None:
    result = json.loads(saved[1])
    assert set(result) >= KEYS
    for side in result["supply"].values():
        assert {"sent_kg", "delivered_kg", "destroyed_kg", "captured_kg", "short_kg", "by_route"} <= set(side)
    for side in result["airdrops"].values():
        assert {"dropped_kg", "recovered_kg", "captured_kg", "lost_kg"} <= set(side)
    for base in result["bases"].values():
        assert base["held_by"] in result["supply"]
        assert base["since"]


def test_the_same_command_prints_the_same_bytes(saved: tuple[Path, str]) -> None:
    assert run("simulate", "template", "--seed", "7", "--json").stdout == saved[1]


@pytest.mark.slow
def test_a_campaign_prints_the_same_bytes_twice() -> None:
    first, second = (run("simulate", "siege_of_wadi_deif", "--seed", "7", "--json").stdout for _ in range(2))
    assert first == second
    assert set(json.loads(first)) >= KEYS


def test_a_save_verifies_afresh_and_not_with_a_byte_changed(saved: tuple[Path, str], tmp_path: Path) -> None:
    path = saved[0]
    good = run("replay", str(path), "--verify")
    assert good.returncode == 0, good.stderr
    data = bytearray(path.read_bytes())
    place = len(data) * 2 // 3
    line = data[:place].count(b"\n") + 1
    data[place] ^= 1
    bad = tmp_path / "changed.jsonl"
    bad.write_bytes(bytes(data))
    assert f"line {line}" in one_sentence(run("replay", str(bad), "--verify"), 1)


def test_a_replay_tells_what_happened(saved: tuple[Path, str]) -> None:
    done = run("replay", str(saved[0]))
    assert done.returncode == 0, done.stderr
    assert "Turn 1" in done.stdout
    assert "The game is over" in done.stdout


@pytest.mark.parametrize(("words", "code", "says"), [
    (("simulate", "siege_of_wadi_def"), 1, "siege_of_wadi_deif"),
    (("simulate", "template", "--level", "nobody=standard"), 1, "no side"),
    (("simulate", "template", "--level", "garrison=genius"), 1, "standard"),
    (("simulat", "template"), 2, "simulate"),
    (("simulate", "template", "--seed", "x"), 2, "whole number"),
    (("replay", "no-such-file"), 1, "no-such-file"),
    (("replay", "README.md"), 1, "line 1"),
    (("render", "template"), 2, "--out"),
    (("play", "template"), 1, "no display"),
    ((), 1, "simulate"),
])
def test_what_is_wrong_is_said_in_one_sentence(words: tuple[str, ...], code: int, says: str) -> None:
    assert says in one_sentence(run(*words), code)


def test_a_picture_needs_no_display(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    done = run("render", "template", "--out", str(path), "--size", "640x480")
    assert done.returncode == 0, done.stderr
    assert (done.stdout, done.stderr) == ("", "")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_saved_game_is_drawn_and_stays_as_it_was(saved: tuple[Path, str], tmp_path: Path) -> None:
    before = saved[0].read_bytes()
    path = tmp_path / "map.png"
    done = run("render", str(saved[0]), "--out", str(path), "--size", "320x320", "--layer", "supply")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes().startswith(b"\x89PNG")
    assert saved[0].read_bytes() == before


@pytest.mark.parametrize(("words", "says"), [
    (("--out", "{0}/map.jpgg"), "end the name in .png"),
    (("--out", "{0}"), "end the name in .png"),
    (("--out", "{0}/file/map.png"), "cannot be written"),
    (("--out", "{0}/map.png", "--layer", "weather"), "There is no layer 'weather'"),
])
def test_a_picture_that_cannot_be_made_is_said(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert says in one_sentence(run("render", "template", *(word.format(tmp_path) for word in words)), 1)


def test_saving_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for path in (tmp_path / "file" / "game.jsonl", tmp_path):
        sentence = one_sentence(run("simulate", "template", "--save", str(path)), 1)
        assert sentence.startswith(f"The game cannot be saved to {path} (")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_saving_makes_the_folder_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "game.jsonl"
    assert run("simulate", "template", "--save", str(path)).returncode == 0
    assert [each.name for each in path.parent.iterdir()] == ["game.jsonl"]


def test_nothing_that_is_there_is_saved_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("my scenario\n", encoding="utf-8")
    sentence = one_sentence(run("simulate", "template", "--save", str(path)), 1).strip()
    assert sentence == f"{path} exists already, and is left as it is: give another name."
    assert path.read_text(encoding="utf-8") == "my scenario\n"


def test_a_report_does_not_take_the_place_of_its_game(tmp_path: Path) -> None:
    path = tmp_path / "game.csv"
    assert run("simulate", "template", "--save", str(path)).returncode == 0
    before = path.read_bytes()
    sentence = one_sentence(run("report", str(path), "--out", str(tmp_path / "game.html")), 1).strip()
    assert sentence == f"The report would take the place of the saved game {path}: give it another name."
    assert path.read_bytes() == before and not (tmp_path / "game.html").exists()


def test_a_new_scenario_without_a_name_is_asked_for_one() -> None:
    assert one_sentence(run("new", ""), 1).strip() == "A scenario file ends in .yaml: try my_scenario.yaml."


@pytest.mark.parametrize("words", [
    ("validate", ""), ("replay", ""), ("translate", "", "fr"), ("simulate", "template", "--save", ""),
    ("report", "x", "--out", ""), ("render", "template", "--out", ""), ("study", "template", "--out", ""),
])
def test_an_empty_name_is_not_taken_for_this_folder(words: tuple[str, ...]) -> None:
    assert "expected the name of a file or folder, got ''" in one_sentence(run(*words), 2)


def test_a_report_is_not_written_to_a_folder() -> None:
    assert "such as report.html" in one_sentence(run("report", "x", "--out", "."), 1)


def test_a_scenario_without_a_name_is_none() -> None:
    assert one_sentence(run("simulate", ""), 1).startswith("There is no scenario ''; there are first_convoy")


# --- where writing goes wrong ----------------------------------------------------------------------------------


def run_with_room_for(kilobytes: int, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file larger than this, as on a disk that is nearly full."""
    resource = pytest.importorskip("resource", reason="the system has no such limits")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10))

    return subprocess.run([sys.executable, "-B", str(ROOT / "main.py"), *words], capture_output=True, text=True,
                          env=surroundings(), cwd=ROOT, check=False, timeout=300, preexec_fn=limit)


def test_a_full_disk_leaves_no_half_file_and_the_old_one_as_it_was(tmp_path: Path) -> None:
    for words, name in (("render template --out {}", "map.png"), ("render template --out {}", "map.jpg"),
                        ("new {}", "mine.yaml"), ("schema --out {}", "schema.json")):
        path = tmp_path / name
        if words.startswith("render"):
            path.write_text("an old picture", encoding="utf-8")
        sentence = one_sentence(run_with_room_for(4, *words.format(path).split()), 1)
        assert sentence.startswith(f"{path} cannot be written: ")
        assert not path.exists() or path.read_text(encoding="utf-8") == "an old picture"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.jpg", "map.png"]


def test_a_full_disk_ends_a_study_that_goes_on_later(tmp_path: Path) -> None:
    words = ("study", "template", "--vary", "clock.turns=2", "--runs", "3", "--workers", "1", "--out", str(tmp_path))
    done = run_with_room_for(4, *words)
    assert done.returncode == 1
    assert f"{tmp_path / 'runs.jsonl'} cannot be written (" in done.stderr.splitlines()[-1]
    assert "give the same command again to go on" in done.stderr
    assert "Traceback" not in done.stderr
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert "of 3 games are there" in done.stderr
    assert (tmp_path / "runs.jsonl").read_bytes().count(b"\n") == 3


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has no such device")
def test_output_that_nobody_can_take_is_said() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run([sys.executable, str(ROOT / "main.py"), "schema"], stdout=full, stderr=subprocess.PIPE,
                              text=True, env=surroundings(), cwd=ROOT, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (1, "The system has no room for it: no space left on device.\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path) -> None:
    for words in ("simulate template --save {}", "render template --out {}", "schema --out {}"):
        pipe = tmp_path / "pipe.png"
        os.mkfifo(pipe)
        assert "this is not an ordinary file" in one_sentence(run(*words.format(pipe).split()), 1)
        assert pipe.is_fifo()
        pipe.unlink()


def test_a_link_stays_one_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "schema.json").symlink_to(tmp_path / "there.json")
    assert run("schema", "--out", str(tmp_path / "schema.json")).returncode == 0
    assert (tmp_path / "schema.json").is_symlink()
    assert (tmp_path / "there.json").read_text(encoding="utf-8").startswith("{")


# --- odd files -----------------------------------------------------------------------------------------------


def test_a_link_that_leads_round_to_itself_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    for words in (("simulate", str(loop)), ("validate", str(loop)), ("validate", str(tmp_path))):
        done = run(*words)
        assert done.returncode == 1
        assert "loop.yaml: error: the file cannot be read: " in done.stdout + done.stderr
        assert "error of its own" not in done.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system has UTF-8 names only")
def test_a_name_in_another_encoding_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.yaml")
    path.write_bytes((ROOT / "scenarios" / "template.yaml").read_bytes())
    folder = tmp_path / os.fsdecode(b"\xe9tude")
    for words in (("translate", str(path), "fr"),
                  ("study", str(path), "--vary", "clock.turns=1", "--runs", "1", "--out", str(folder))):
        done = run(*words)
        assert done.returncode == 0, done.stderr
    assert json.loads(run("simulate", str(path), "--json").stdout)["scenario"] == "caf?"
    assert (folder / "study.html").is_file()


@pytest.mark.parametrize("name", ["template.fr", "scenarios/shared/map.yaml"])
def test_a_translation_or_a_part_is_no_scenario_to_play(name: str) -> None:
    assert "is no scenario but a part or a translation of one" in one_sentence(run("simulate", name), 1)


# --- files that are no games ---------------------------------------------------------------------------------


def test_files_that_are_no_games_get_one_sentence(tmp_path: Path) -> None:
    files = {"empty": b"", "noise": bytes(range(256)) * 99, "deep": b"[" * 200_000, "other": b'{"a": 1}\n'}
    for name, data in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        for more in ((), ("--verify",)):
            assert one_sentence(run("replay", str(path), *more), 1).startswith(f"{path}: ")
        assert one_sentence(run("render", str(path), "--out", "x.png"), 1).startswith(f"{path}: ")
    for name, size, says in (("long", 40 << 20, "longer than 16 MB"), ("huge", 1 << 30, "larger than 256 MB")):
        with (tmp_path / name).open("wb") as sparse:
            sparse.truncate(size)
        assert says in one_sentence(run("replay", str(tmp_path / name)), 1)
    assert "not an ordinary file" in one_sentence(run("replay", str(tmp_path)), 1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_that_nobody_writes_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in one_sentence(run("replay", str(tmp_path / "pipe")), 1)


def test_looking_at_a_torn_game_does_not_change_it(saved: tuple[Path, str], tmp_path: Path) -> None:
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(saved[0].read_bytes()[:-30])
    before = torn.read_bytes()
    done = run("replay", str(torn))
    assert done.returncode == 0
    assert "torn" in done.stderr
    assert "Turn 9" in done.stdout
    assert torn.read_bytes() == before
    for words in (("report", str(torn), "--out", str(tmp_path / "r.html")), ("supply", str(torn)),
                  ("render", str(torn), "--out", str(tmp_path / "map.png"))):
        done = run(*words)
        assert done.returncode == 0, done.stderr
        assert "the last line is torn and was left out" in done.stderr, words
    assert torn.read_bytes() == before
    assert "torn" in one_sentence(run("replay", str(torn), "--verify"), 1)


# --- commands cut short --------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal for one process")
def test_an_interrupted_simulation_leaves_a_sound_game(tmp_path: Path) -> None:
    path = tmp_path / "game.jsonl"
    with started("simulate", "siege_of_wadi_deif", "--save", str(path)) as process:
        while process.poll() is None and not (path.exists() and path.read_bytes().count(b"\n") > 20):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (1, "", "Interrupted.\n")
    done = run("replay", str(path), "--verify")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal for a group")
@pytest.mark.parametrize("moment", [0.05, 0.3, 0.6])
def test_a_study_interrupted_while_its_processes_start_says_one_sentence(moment: float, tmp_path: Path) -> None:
    words = ("study", "template", "--runs", "99", "--workers", "2", "--out", str(tmp_path))
    with started(*words, apart=True) as process:
        while process.poll() is None and not (tmp_path / "runs.jsonl").exists():
            time.sleep(0.01)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err.count("\n")) == (1, "", 1), err
    assert err.startswith("Interrupted")


@pytest.mark.parametrize("command", ["simulate", "replay"])
def test_a_reader_who_goes_away_hears_no_complaint(command: str, saved: tuple[Path, str]) -> None:
    words = {"simulate": ("simulate", "template", "--json"), "replay": ("replay", str(saved[0]))}[command]
    with started(*words) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 1
