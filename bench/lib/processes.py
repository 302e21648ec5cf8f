"""Starting, measuring and surely ending other programs."""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import time

from failure import Failure

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def require(program, package):
    """The program's path; `package` is the Debian package that brings it."""
    path = shutil.which(program)
    if path is None:
        raise Failure(f"{program} is missing; install the package {package}")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent():
    # A bench that is killed must not leave servers behind: the next measurement would share the machine with them.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Job:
    """A program in the background, in a session of its own so that Ctrl-C ends it through `stop` only."""

    def __init__(self, command, log, cwd, env=None, stdin=None):
        self.log = log
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=stdin or subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=env,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.pid = self.process.pid

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                self.process.wait()

    def kill(self):
        """At once; for what needs no clean end."""
        if self.process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as text:
            return text.read()

    def await_log(self, pattern, seconds):
        """The match of a pattern in its log, once it is there."""
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.log_text())
            if found:
                return found
            if self.process.poll() is not None:
                raise Failure(f"{self.describe()} ended with {self.process.returncode}:\n{self.log_text()[-2000:]}")
            if time.monotonic() > end:
                raise Failure(f"{self.describe()} did not say /{pattern}/ in {seconds} s:\n{self.log_text()[-2000:]}")
            time.sleep(0.02)

    def await_port(self, port, seconds=10):
        """Until it takes connections."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), 1):
                    return
            except OSError:
                time.sleep(0.02)
        raise Failure(f"{self.describe()} did not start: {self.log_text()}")

    def describe(self):
        return os.path.basename(str(self.process.args[0])) + " (" + os.path.basename(str(self.log)) + ")"

    def cpu_seconds(self):
        return tree_cpu_seconds(self.pid)


class Jobs:
    """All that runs in the background; ends it, the last one first."""

    def __init__(self):
        self.jobs = []

    def start(self, *args, **kwargs):
        job = Job(*args, **kwargs)
        self.jobs.append(job)
        return job

    def stop(self, jobs=None):
        stopping = list(self.jobs if jobs is None else jobs)[::-1]
        for job in stopping:
            if job.process.poll() is None:
                job.process.terminate()
        for job in stopping:
            job.stop()
            self.jobs.remove(job)

    def kill(self, jobs):
        for job in jobs:
            job.kill()
            self.jobs.remove(job)


def stat_fields(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
        # The second field is the command in brackets, which may have spaces and brackets of its own.
        return stat.read().rsplit(")", 1)[1].split()


def children(pid):
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if int(stat_fields(entry)[1]) == pid:
                    found.append(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def tree_cpu_seconds(pid):
    """User and system time of a process, its living children and those it has waited for."""
    own = sum(int(field) for field in stat_fields(pid)[11:15]) / TICKS
    return own + sum(_cpu_seconds_of_child(child) for child in children(pid))


def _cpu_seconds_of_child(pid):
    try:
        return tree_cpu_seconds(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended meanwhile: its time is its parent's by the next look


def resident_bytes(pid):
    """Resident memory now and at its highest, in bytes."""
    values = {}
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        for line in status:
            name, _, value = line.partition(":")
            if name in ("VmRSS", "VmHWM"):
                values[name] = int(value.split()[0]) * 1024
    return values.get("VmRSS", 0), values.get("VmHWM", 0)


class Timed:
    """What a command in the foreground took: wall and CPU seconds (its own and its children's), peak memory."""

    def __init__(self, wall, cpu, peak_bytes, status, output):
        self.wall = wall
        self.cpu = cpu
        self.peak_bytes = peak_bytes
        self.status = status
        self.output = output


def timed(command, cwd, log, seconds=600):
    """Runs a command to its end; the clock starts before the fork, so a JVM's start counts."""
    with open(log, "wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        try:
            status, usage = _wait(process.pid, start + seconds)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            os.wait4(process.pid, 0)
            process.returncode = -signal.SIGKILL
            raise
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    with open(log, encoding="utf-8", errors="replace") as text:
        output = text.read()
    return Timed(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, process.returncode, output)


def _wait(pid, end):
    # SIGALRM rather than polling: the end is noticed when it happens, and the bench takes no CPU meanwhile.
    def too_long(_signal, _frame):
        raise Failure("a run did not end in time")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, max(0.1, end - time.monotonic()))
    try:
        _, status, usage = os.wait4(pid, 0)
        return status, usage
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
