"""What bench/tracker puts side by side: our tracker on H2 and on PostgreSQL, opentracker, and nginx that only says 200."""

import glob
import json
import os
import pwd
import subprocess
import tempfile
import time
from pathlib import Path

import processes
import simulated
from failure import Failure
from servers import START_SECONDS_MAX, Nginx

LEASE = "2m"  # what a tracker under load grants by itself; with 30 s most of a bench would be heartbeats
SETTLED_CPU_PART = 0.05


class Ours:
    """Our tracker with its database in a folder on a disk."""

    closes = False

    def __init__(self, bench, name, database=(), beside=()):
        self.bench = bench
        self.beside = list(beside)
        folder = bench.folder(name)
        data = disk_folder(bench)
        self.job = bench.jobs.start(
            [bench.options.java, *bench.options.java_options.split(), "-jar", bench.tracker_jar, "--port=0",
             f"--data={data}", f"--rangeswarm.tracker.lease={LEASE}", "--rangeswarm.tracker.endpoints=any", *database],
            folder / "log", folder)
        self.joined = []
        self.library = None
        self.used = {}

    def await_start(self):
        self.port = int(self.job.await_log(r"on http://localhost:(\d+)", START_SECONDS_MAX).group(1))
        self.library = simulated.Library(self.port)
        return self

    @property
    def peers(self):
        return self.joined + [self.library.peer]

    def cpu_seconds(self):
        return self.job.cpu_seconds() + sum(job.cpu_seconds() for job in self.beside)

    def resident_peak(self):
        return processes.resident_bytes(self.job.pid)[1]

    def settle(self):
        """Until what it put off is written: that would be paid for by the side that comes next."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            before = self.cpu_seconds()
            time.sleep(0.3)
            if self.cpu_seconds() - before < SETTLED_CPU_PART * 0.3:
                return


def disk_folder(bench):
    folder = Path(tempfile.mkdtemp(prefix="rangeswarm-tracker.", dir=bench.options.disk))
    folder.chmod(0o755)
    bench.folders.append(folder)
    return folder


def postgres_programs():
    """The newest version's folder of programs, if there is one: Debian has them outside of PATH."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    return Path(found[-1]).parent if found else None


def on_postgres(bench, name):
    """A PostgreSQL with Debian's defaults, fsync included, and our tracker on it."""
    programs = postgres_programs()
    parent = disk_folder(bench)
    prefix = []
    if os.geteuid() == 0:
        user = next(user for user in ("postgres", "nobody") if user in {entry.pw_name for entry in pwd.getpwall()})
        account = pwd.getpwnam(user)
        os.chown(parent, account.pw_uid, account.pw_gid)
        prefix = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups",
                  "--pdeathsig=KILL"]  # a change of user takes the death signal away
    data = parent / "data"
    made = subprocess.run(
        [*prefix, programs / "initdb", "-D", data, "-A", "trust", "-U", "rangeswarm", "-E", "UTF8", "--locale=C.UTF-8",
         "--no-sync"], cwd="/", capture_output=True, text=True, check=False)
    if made.returncode:
        raise Failure(f"initdb failed: {made.stderr.strip()}")
    port = processes.free_port()
    job = bench.jobs.start(
        [*prefix, programs / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories="], bench.folder(name) / "postgres.log", "/")
    job.await_log(r"ready to accept connections", 30)
    return Ours(
        bench, name, [f"--database-url=postgresql://127.0.0.1:{port}/postgres", "--database-user=rangeswarm"], [job])


class OpenTracker:
    """Debian's opentracker serves a whitelist; it answers announces from memory and closes every connection."""

    closes = True

    def __init__(self, bench, swarms):
        program = processes.require("opentracker", "opentracker")
        folder = bench.folder("opentracker")
        folder.chmod(0o755)
        bench.room.chmod(0o755)
        (folder / "whitelist").write_text("".join(simulated.info_hash(swarm) + "\n" for swarm in swarms))
        self.port = processes.free_port()
        # As root it changes its root folder to the one of -d, and reads the list there.
        whitelist = "/whitelist" if os.geteuid() == 0 else folder / "whitelist"
        self.job = bench.jobs.start(
            [program, "-i", "127.0.0.1", "-p", self.port, "-P", self.port, "-d", folder, "-w", whitelist, "-u", "nobody"],
            folder / "log", folder)

    def await_start(self):
        self.job.await_port(self.port)
        return self

    def cpu_seconds(self):
        return self.job.cpu_seconds()

    def resident_peak(self):
        return processes.resident_bytes(self.job.pid)[1]

    def settle(self):
        """Nothing is put off."""


class Ceiling(Nginx):
    """What this machine does when a call costs nothing."""

    closes = False

    def __init__(self, bench):
        super().__init__(
            bench, "nginx", serves="location / { default_type application/json; return 200 '{\"held\":7,\"of\":1024}'; }")

    def cpu_seconds(self):
        return self.job.cpu_seconds()

    def resident_peak(self):
        return processes.resident_bytes(self.job.pid)[1]

    def settle(self):
        """Nothing is put off."""


class Player:
    """Runs load/calls.c on lists that it keeps in the room."""

    def __init__(self, bench, source):
        compiler = processes.require("cc", "gcc and libc6-dev")
        self.bench = bench
        self.program = bench.room / "calls"
        self.lists = {}
        subprocess.run([compiler, "-O2", "-o", self.program, source], check=True)

    def play(self, side, name, lines, connections, seconds, rate=0, calls_max=0, first=0):
        """What it printed, and the side's CPU seconds as `cpu`. `name` names the list, which is written once."""
        if name not in self.lists:
            path = self.bench.folder("lists") / str(len(self.lists))
            path.write_text("\n".join(lines()) + "\n", encoding="utf-8")
            self.lists[name] = path
        command = [self.program, "127.0.0.1", side.port, self.lists[name], connections, seconds, rate, calls_max, first,
                   "close" if side.closes else "keep"]
        before = side.cpu_seconds()
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"the client failed: {done.stderr.strip()}")
        if done.stderr.strip():
            self.bench.say(done.stderr.strip()[:600])
        run = json.loads(done.stdout)
        return run | {"cpu": side.cpu_seconds() - before}
