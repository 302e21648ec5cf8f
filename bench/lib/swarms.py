"""A swarm of one seed and some leeches: ours, and libtorrent's. Everything is started and warm before the clock."""

import json
import subprocess
import sys
import threading
import time

import content
import figures
import processes
from failure import Failure
from servers import Peer, Tracker, call

NAME = "file.bin"
RUN_SECONDS_MAX = 600

# Other files that every peer has fetched before the clock starts, as one that has been up for a while would have: so many
# that the JIT has little left to do. See bench/README.md for how much that is.
WARM_BYTES = 256 * figures.MIB
WARM_BYTES_LIMITED = 64 * figures.MIB


def outcome(length, start, ends, seed_sent, cpu_seconds, bound):
    """The values of one run; `ends` are the moments at which the leeches had the whole file."""
    last = max(ends) - start
    return {
        "lastSeconds": last,
        "medianSeconds": figures.median(ends) - start,
        "ofBound": None if bound is None else last / bound,
        "seedSent": seed_sent / length,
        "bytesPerSecond": len(ends) * length / last,
        "cpuSeconds": cpu_seconds}


def cpu_of(jobs):
    return sum(job.cpu_seconds() for job in jobs)


def await_quiet(jobs, seconds=15):
    """Until the processes take next to nothing: they have started and the JIT has done its work."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = cpu_of(jobs)
        time.sleep(1)
        if cpu_of(jobs) - before < 0.02 * len(jobs):
            return


class OurSwarm:
    """A tracker, a seed and leeches, all real processes."""

    def __init__(self, bench, file, leeches, upload):
        self.bench = bench
        self.file = file
        self.upload = upload
        self.tracker = Tracker(bench, "ours/tracker").await_start()
        seed_share = bench.folder("ours/seed-share")
        (seed_share / NAME).hardlink_to(file)
        if upload is not None:
            content.write_file(seed_share / "warm-limited.bin", WARM_BYTES_LIMITED, 5)
        self.seed = Peer(bench, "ours/seed", seed_share, self.tracker.url)
        self.leeches = [
            Peer(bench, f"ours/leech{i}", bench.folder(f"ours/share{i}"), self.tracker.url)
            for i in range(leeches)]
        for peer in [self.seed, *self.leeches]:
            peer.await_start().await_scan()
        self.jobs = [self.tracker.job, self.seed.job, *(leech.job for leech in self.leeches)]

    def run(self):
        """(errors, start, ends, bytes sent by the seed, CPU seconds) of one download by all leeches at once."""
        # Most of it without limits: under them warming would take as long as the run.
        for number in range(self.bench.options.warm_files):
            self._warm(f"warm{number}.bin", 7 + number)
        if self.upload is not None:
            self._limit_uploads()
            self._download("warm-limited.bin")
        for leech in self.leeches:
            for warm in leech.share.glob("warm*.bin"):
                warm.unlink()
        file_id = self.tracker.await_file(NAME)["fileId"]
        await_quiet(self.jobs)
        sent, cpu = self._sent(), cpu_of(self.jobs)
        start, ends = self._start_all(file_id, NAME)
        cpu = cpu_of(self.jobs) - cpu
        return self._wrong(), start, ends, self._sent() - sent, cpu

    def _warm(self, name, seed):
        """One file through the swarm, and away again: as many at a time would need as much memory."""
        content.write_file(self.seed.share / name, WARM_BYTES, seed)
        call(f"{self.seed.url}/api/v1/shares/rescan", "POST")
        self._download(name)
        for peer in [self.seed, *self.leeches]:
            (peer.share / name).unlink()
            call(f"{peer.url}/api/v1/shares/rescan", "POST")

    def _limit_uploads(self):
        for peer in [self.seed, *self.leeches]:
            call(f"{peer.url}/api/v1/limits", "PUT", {"upload": str(self.upload)})

    def _sent(self):
        return figures.prometheus_value(self.seed.metrics(), "rangeswarm_peer_uploaded_bytes_total")

    def _download(self, name):
        self._start_all(self.tracker.await_file(name)["fileId"], name)

    def _start_all(self, file_id, name):
        failures = []
        ready = threading.Barrier(len(self.leeches) + 1)

        def start(leech):
            ready.wait()
            try:
                call(f"{leech.url}/api/v1/downloads", "POST", {"file": file_id})
            except Failure as failure:
                failures.append(failure)

        threads = [threading.Thread(target=start, args=(leech,)) for leech in self.leeches]
        for thread in threads:
            thread.start()
        began = time.monotonic()
        ready.wait()
        ends = self._await_files(name, began, failures)
        for thread in threads:
            thread.join()
        return began, ends

    def _await_files(self, name, began, failures):
        """A file has its name when it is complete and checked: looking for that costs the peers nothing."""
        waiting = {leech.share / name for leech in self.leeches}
        ends = []
        while waiting:
            here = {path for path in waiting if path.exists()}
            ends += [time.monotonic()] * len(here)
            waiting -= here
            if failures:
                raise failures[0]
            if time.monotonic() - began > RUN_SECONDS_MAX:
                views = [call(f"{leech.url}/api/v1/downloads") for leech in self.leeches]
                raise Failure(f"{len(waiting)} leeches have no {name} after {RUN_SECONDS_MAX} s: {views}")
            time.sleep(0.01)
        return ends

    def _wrong(self):
        return sum(not content.same(self.file, [leech.share / NAME]) for leech in self.leeches)

    def resident_peak(self):
        return max(processes.resident_bytes(peer.job.pid)[1] for peer in [self.seed, *self.leeches])


class LibtorrentSwarm:
    """A session of libtorrent per process. They are told of each other at the start of the clock."""

    def __init__(self, bench, file, leeches, upload, variant):
        self.bench = bench
        self.file = file
        self.python = libtorrent_python()
        torrent = bench.room / f"{file.name}.{variant['kind']}.torrent"
        if not torrent.exists():
            subprocess.run([self.python, NODE, "make", file, torrent, variant["kind"]], check=True)
        wanted = {"upload": upload or 0, "superSeeding": False, "slots": variant["slots"]}
        self.seed = self._node("seed", torrent, file.parent, wanted | {"superSeeding": variant["superSeeding"]})
        self.leeches = [
            self._node(f"leech{i}", torrent, bench.folder(f"libtorrent/share{i}"), wanted) for i in range(leeches)]
        self.jobs = [self.seed, *self.leeches]
        self.ports = [int(job.await_log(r"ready (\d+)", 60).group(1)) for job in self.jobs]

    def _node(self, name, torrent, folder, wanted):
        return self.bench.jobs.start(
            [self.python, NODE, "run", torrent, folder, json.dumps(wanted)],
            self.bench.folder("libtorrent") / f"{name}.log", self.bench.room, stdin=subprocess.PIPE)

    def run(self):
        await_quiet(self.jobs)
        cpu = cpu_of(self.jobs)
        start = time.monotonic()
        for number, leech in enumerate(self.leeches, 1):
            # One connection per pair of nodes: to the seed and to every leech before this one.
            tell(leech, f"connect {json.dumps(self.ports[:number])}")
        ends = [
            float(leech.await_log(r"done ([\d.]+)", RUN_SECONDS_MAX).group(1)) for leech in self.leeches]
        cpu = cpu_of(self.jobs) - cpu
        tell(self.seed, "sent")
        sent = int(self.seed.await_log(r"sent (\d+)", 10).group(1))
        return self._wrong(), start, ends, sent, cpu

    def _wrong(self):
        return sum(
            not content.same(self.file, [self.bench.room / f"libtorrent/share{i}" / self.file.name])
            for i in range(len(self.leeches)))

    def resident_peak(self):
        return max(processes.resident_bytes(job.pid)[1] for job in self.jobs)


NODE = content.Path(__file__).with_name("libtorrent_node.py")


def tell(job, line):
    job.process.stdin.write((line + "\n").encode())
    job.process.stdin.flush()


def libtorrent_python():
    """A python3 that has libtorrent: Debian puts it beside its own."""
    for python in (sys.executable, "/usr/bin/python3"):
        found = subprocess.run([python, "-c", "import libtorrent"], capture_output=True, check=False)
        if found.returncode == 0:
            return python
    raise Failure("libtorrent for python3 is missing; install the package python3-libtorrent")
