"""Memory that is as fast for the first run as for the last."""

import ctypes
import os

from failure import Failure
from figures import MIB

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_longlong, ctypes.c_longlong]
FALLOC_KEEP_SIZE_PUNCH_HOLE = 3
PAGE = 4096


def hold(path, length):
    """
    Touches so much memory through a file on a tmpfs, and gives nearly all of it back.

    A virtual machine's host backs memory at its first touch, which is slow, and takes it away again some seconds after
    it was freed, if the guest reports free pages (in blocks of 2 MiB or more). Whichever program's run meets such memory
    pays for it. So one page of every MiB is kept: the others are free, but never free in a block that is reported.
    """
    block = bytes(8 * MIB)
    with open(path, "wb", buffering=0) as out:
        for _ in range(0, length, len(block)):
            out.write(block)
        for start in range(0, length, MIB):
            if LIBC.fallocate(out.fileno(), FALLOC_KEEP_SIZE_PUNCH_HOLE, start + PAGE, MIB - PAGE):
                raise Failure(f"{path}: {os.strerror(ctypes.get_errno())}; --room must be on a tmpfs, such as /dev/shm")
