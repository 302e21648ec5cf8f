"""What every bench command does: options, a room of its own, pairs of runs, a table, a clean end."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import figures
import machine
import memory
import processes
import report
from failure import Failure, UsageFailure
from results import Results

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs" / "benchmarks.md"
PAIRS_PUBLISHED_MIN = 5
MEMORY_KEPT_FREE = 1 << 30


def size(text):
    try:
        return figures.parse_size(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from wrong


def count(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def parser(description, default_size=None, app="peer-app", java_options="-Xmx64m"):
    """The options of all benches; `app` is the one whose jar is measured. Without a default size there is no --size."""
    options = argparse.ArgumentParser(
        description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    options.add_argument("--pairs", type=count, default=5, help="runs of every side, interleaved")
    if default_size is not None:
        options.add_argument("--size", type=size, default=default_size, help="the file's, such as 256M or 2G")
    options.add_argument("--quick", action="store_true", help="one small pair: does everything work?")
    options.add_argument("--resume", metavar="FILE", help="keep the runs in this file and go on with what it has")
    options.add_argument(
        "--stop-after", type=float, default=float("inf"), metavar="SECONDS",
        help="begin no further run after so long; --resume goes on later")
    options.add_argument("--room", type=Path, default=default_room(), help="where the bench makes its folder")
    options.add_argument("--java", default=default_java(), help="the java to run our jars with")
    options.add_argument("--java-options", default=java_options, help=f"for every {app}")
    options.add_argument("--jar", type=Path, default=REPOSITORY / f"{app}/target/{app}.jar", help=f"of {app}")
    options.add_argument("--no-docs", action="store_true", help="print the table, leave docs/benchmarks.md as it is")
    return options


def default_room():
    return Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())


def default_java():
    home = os.environ.get("JAVA_HOME")
    return os.path.join(home, "bin", "java") if home else "java"


class Bench:
    """One command at work: its options, its room, the jobs it started and the results so far."""

    def __init__(self, name, options, settings, programs):
        self.name = name
        self.options = options
        self.programs = programs
        self.started = time.monotonic()
        self.jobs = processes.Jobs()
        self.tracker_jar = getattr(options, "tracker_jar", REPOSITORY / "tracker-app/target/tracker-app.jar")
        self._require_java()
        self.versions = {program: machine.version(program) for program in programs}
        described = machine.describe(REPOSITORY, options.java)
        self.results = Results.open(name, settings, described | {"versions": dict(self.versions)}, options.resume)
        self.room = Path(tempfile.mkdtemp(prefix=f"rangeswarm-{name}.", dir=options.room))
        self.folders = [self.room]  # taken away at the end

    def _require_java(self):
        processes.require(self.options.java, "openjdk-17-jre-headless")
        for jar in (self.options.jar, self.tracker_jar):
            if not jar.is_file():
                raise Failure(f"{jar} is missing; build it: mvn -pl tracker-app,peer-app -am package -DskipTests")

    def folder(self, name):
        """A folder in the room, made when it is not there."""
        path = self.room / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def in_time(self):
        return time.monotonic() - self.started < self.options.stop_after

    def require_memory(self, length, what):
        if machine.available_bytes() < length + MEMORY_KEPT_FREE:
            raise Failure(
                f"{what} need {figures.size_text(length)} of memory and 1 GiB beside; "
                f"{machine.available_bytes() / figures.GIB:.1f} GiB are available; try a smaller --size")

    def hold_memory(self, length):
        """So much memory will be in use at a time: see memory.hold."""
        memory.hold(self.room / f"held{length}", length)

    def runs(self, cases):
        """
        The runs still to do, as (case, side, pair), pair by pair; within a pair all sides one after the other, begun by
        another one each time. `cases` maps each case to its sides. Ends early when the time is up.
        """
        for pair in range(self.options.pairs):
            for case, sides in cases.items():
                first = pair % len(sides)
                for side in sides[first:] + sides[:first]:
                    if self.results.has(case, side, pair):
                        continue
                    if not self.in_time():
                        self.say("the time is up; go on with the same --resume")
                        return
                    yield case, side, pair

    def done(self, case, side, pair, errors, values):
        self.results.add(case, side, pair, errors, values)
        shown = ", ".join(f"{name} {value:.4g}" for name, value in values.items() if value is not None)
        self.say(f"pair {pair + 1}  {case}  {side}: {shown}" + (f"  ({errors} ERRORS)" if errors else ""))

    def publish(self, cases, body, section=None):
        """Prints the table that `body` makes and, when it rests on enough pairs, writes it into its section of docs/benchmarks.md."""
        settings = {
            name: figures.size_text(value) if name == "size" else value
            for name, value in self.results.settings.items()}
        pairs = min(self.results.pairs(case, sides) for case, sides in cases.items())
        if pairs == 0:
            self.say("no complete pair of every case yet, so no table")
            return
        text = (
            f"{body(self)}\n\nMedians of {pairs} interleaved pairs. "
            + report.machine_lines(self.results.machine, settings, self.versions))
        print("\n" + text)
        if self.options.quick or self.options.no_docs:
            return
        if pairs < PAIRS_PUBLISHED_MIN:
            self.say(f"{pairs} pairs are too few for docs/benchmarks.md, which wants {PAIRS_PUBLISHED_MIN}")
            return
        report.write_section(DOCS, section or self.name, text)

    def close(self):
        try:
            self.jobs.stop()
        finally:
            for folder in self.folders:
                shutil.rmtree(folder, ignore_errors=True)


def main(make, work):
    """Runs `work` on the bench that `make` builds; ends with 0, 1 (a failure, in one line), 2 (usage) or 130."""

    def ended(_signal, _frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, ended)
    bench = None
    try:
        bench = make()
        work(bench)
        return 0
    except UsageFailure as wrong:
        print(f"bench: {wrong}", file=sys.stderr)
        return 2
    except Failure as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: interrupted", file=sys.stderr)
        return 130
    finally:
        if bench is not None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # cleaning up is not interrupted
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            bench.close()
