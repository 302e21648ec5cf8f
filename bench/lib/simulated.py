"""Simulated peers of a tracker: who they are, what they share, and the lists of calls that load/calls.c plays for them."""

import base64
import hashlib
import http.client
import json
import random
import threading
import time

from failure import Failure
from figures import MIB

SEED_EVERY = 10  # one peer in ten is a seed
THREADS = 8
FILES_PER_BATCH = 1000
QUERIES = 997
IDLE_SECONDS_MAX = 10  # a tracker closes a connection that nobody uses


class Connection:
    """One keep-alive connection to a tracker's API."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used_at = time.monotonic()

    def post(self, path, body, token=None):
        """The answer's JSON; `body` is text. Raises Failure when the status is no success."""
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if time.monotonic() - self.used_at > IDLE_SECONDS_MAX:
            self.http.close()  # the next request opens it anew
        self.used_at = time.monotonic()
        try:
            self.http.request("POST", path, body.encode(), headers)
            answer = self.http.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as failed:
            raise Failure(f"POST {path}: {failed!r}") from failed
        if answer.status >= 300:
            raise Failure(f"POST {path} was answered with {answer.status}: {text[:500]}")
        return json.loads(text)


class File:
    """A made-up file: nobody fetches it, so its hashes need no bytes. The last chunk is what leeches begin with."""

    def __init__(self, name, chunk_count):
        self.chunk_count = chunk_count
        numbers = random.Random(name)
        hashes = [numbers.randbytes(32).hex() for _ in range(chunk_count)]
        shared = {
            "name": name, "length": chunk_count * MIB, "chunkSize": MIB, "sha256": numbers.randbytes(32).hex(),
            "chunkHashes": hashes}
        manifest = b"rangeswarm/1\n" + shared["length"].to_bytes(8, "big") + MIB.to_bytes(4, "big")
        manifest += bytes.fromhex(shared["sha256"]) + b"".join(map(bytes.fromhex, hashes))
        self.id = hashlib.sha256(manifest).hexdigest()
        begun = bytearray((chunk_count + 7) // 8)
        begun[(chunk_count - 1) // 8] = 0x80 >> (chunk_count - 1) % 8
        self.as_seed = json.dumps(shared | {"held": "all"})
        self.as_leech = json.dumps(shared | {"held": base64.b64encode(begun).decode()})


class Swarm:
    """A file with those peers (by number) that share it. Every registration of a leech names a chunk that is new."""

    def __init__(self, file, members):
        self.file = file
        self.seeds = set(members[::SEED_EVERY])
        self.leeches = [number for number in members if number not in self.seeds]

    def registration(self, number):
        return self.file.as_seed if number in self.seeds else self.file.as_leech


class Population:
    """Peers, all sharing the file of `one`, each one that of one of `many`, the first n of them those of `growing[n]`."""

    def __init__(self, peers, swarms, chunk_count, growing):
        self.size = peers
        self.one = Swarm(File("one", chunk_count), range(peers))
        self.many = [
            Swarm(File(f"many/{i}", chunk_count), range(i, peers, swarms)) for i in range(swarms)]
        self.growing = {
            n: self.one if n == peers else Swarm(File(f"growing/{n}", chunk_count), range(n)) for n in growing}
        self.peers = []

    def swarms_of(self, number):
        grown = [swarm for n, swarm in self.growing.items() if number < n and swarm is not self.one]
        return [self.one, self.many[number % len(self.many)], *grown]

    def join(self, port):
        """Registers everybody; [(peerId, token), …] by number."""
        joined = [None] * self.size

        def join_some(first):
            connection = Connection(port)
            for number in range(first, self.size, THREADS):
                body = json.dumps({"endpoint": f"http://10.{number >> 16}.{number >> 8 & 255}.{number & 255}:9090"})
                peer = connection.post("/api/v1/peers", body)
                joined[number] = (peer["peerId"], peer["token"])
                files = [swarm.registration(number) for swarm in self.swarms_of(number)]
                share(connection, joined[number], files)

        in_threads(join_some)
        return joined


def share(connection, peer, files):
    answer = connection.post(f"/api/v1/peers/{peer[0]}/files", '{"files":[' + ",".join(files) + "]}", peer[1])
    if answer["rejected"]:
        raise Failure(f"the tracker rejected a file: {answer['rejected'][0]}")


def restart(port, joined, swarm):
    """All leeches of a swarm hold again what they began with."""
    def restart_some(first):
        connection = Connection(port)
        for number in swarm.leeches[first::THREADS]:
            share(connection, joined[number], [swarm.registration(number)])

    in_threads(restart_some)


def in_threads(work):
    """Runs `work` with 0, 1, 2 … in so many threads; raises what the first one raised."""
    failures = []

    def guarded(first):
        try:
            work(first)
        except Failure as failed:
            failures.append(failed)

    threads = [threading.Thread(target=guarded, args=(first,), daemon=True) for first in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Library:
    """One peer with very many small files."""

    def __init__(self, port):
        self.connection = Connection(port)
        peer = self.connection.post("/api/v1/peers", '{"endpoint":"http://10.255.0.1:9090"}')
        self.peer = (peer["peerId"], peer["token"])
        self.count = 0

    def grow(self, count):
        while self.count < count:
            upto = min(count, self.count + FILES_PER_BATCH)
            share(self.connection, self.peer, [self._file(i) for i in range(self.count, upto)])
            self.count = upto

    @staticmethod
    def _file(i):
        hash_of = hashlib.sha256(str(i).encode()).hexdigest()
        return json.dumps({
            "name": f"library/shelf {i % 97:02d}/volume {hash_of[:6]} {i:06d}.bin", "length": MIB, "chunkSize": MIB,
            "sha256": hash_of, "chunkHashes": [hash_of], "held": "all"})


def registrations(swarms, joined):
    return [
        f"POST\t/api/v1/peers/{joined[number][0]}/files/{swarm.file.id}/chunks\t{joined[number][1]}\t"
        + '{"chunks":[#%d]}' % (swarm.file.chunk_count - 1)
        for swarm in swarms for number in swarm.leeches]


def polls(swarms, joined):
    return [
        f"GET\t/api/v1/files/{swarm.file.id}/locations?limit=50\t{joined[number][1]}"
        for swarm in swarms for number in swarm.leeches]


def heartbeats(peers):
    return [f"PUT\t/api/v1/peers/{peer}/lease\t{token}" for peer, token in peers]


def searches():
    """By parts of names, no two the same, so that few answers can be remembered."""
    return [f"GET\t/api/v1/files?q={hashlib.sha256(str(i).encode()).hexdigest()[:4]}" for i in range(QUERIES)]


def info_hash(swarm):
    """What stands for a file at a BitTorrent tracker."""
    return swarm.file.id[:40]


def announces(swarms):
    """BEP 3 and 23: says that one is there and asks for 50 peers, all in one."""
    lines = []
    for swarm in swarms:
        escaped = "".join("%" + info_hash(swarm)[i:i + 2] for i in range(0, 40, 2))
        lines += [
            f"GET\t/announce?info_hash={escaped}&peer_id=-RS0100-{number:012d}&port={1024 + number}"
            "&uploaded=0&downloaded=0&left=1048576&compact=1&numwant=50" for number in swarm.leeches]
    return lines


def shuffled(lines):
    """The same order each time; neighbours belong to different peers."""
    order = list(lines)
    random.Random(7).shuffle(order)
    return order
