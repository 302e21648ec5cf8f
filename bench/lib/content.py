"""The files that are served, fetched and hashed."""

import hashlib
import random
from pathlib import Path

from figures import MIB


def write_file(path, length, seed=1):
    """A file in which no two MiB are the same, written at memory speed."""
    block = bytearray(random.Random(seed).randbytes(MIB))
    with open(path, "wb", buffering=0) as out:
        for start in range(0, length, MIB):
            block[:8] = (start + seed).to_bytes(8, "big")
            out.write(memoryview(block)[: min(MIB, length - start)])
    return Path(path)


def chunk_hashes(path, chunk_length=MIB):
    """The SHA-256 of every chunk, as hex."""
    hashes = []
    with open(path, "rb", buffering=0) as data:
        while True:
            chunk = data.read(chunk_length)
            if not chunk:
                return hashes
            hashes.append(hashlib.sha256(chunk).hexdigest())


def same(whole, parts):
    """Whether a file has the bytes of these others, one after the other."""
    with open(whole, "rb", buffering=0) as expected:
        for part in parts:
            with open(part, "rb", buffering=0) as data:
                while block := data.read(4 * MIB):
                    if expected.read(len(block)) != block:
                        return False
        return not expected.read(1)


def reread(path):
    """So that it lies in the page cache: idle pages are evicted."""
    buffer = bytearray(4 * MIB)
    with open(path, "rb", buffering=0) as data:
        while data.readinto(buffer):
            pass


def metalink(name, path, urls, chunk_length=MIB):
    """A Metalink 4 document (RFC 5854) with SHA-256 pieces."""
    pieces = "\n".join(f"      <hash>{value}</hash>" for value in chunk_hashes(path, chunk_length))
    sources = "\n".join(f'    <url priority="1">{url}</url>' for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<metalink xmlns="urn:ietf:params:xml:ns:metalink">\n'
        f'  <file name="{name}">\n    <size>{path.stat().st_size}</size>\n'
        f'    <pieces length="{chunk_length}" type="sha-256">\n{pieces}\n    </pieces>\n{sources}\n'
        "  </file>\n</metalink>\n")
