"""A slow or lossy line between two network namespaces: packets that enter at one end leave at the other after a while.

The kernel's own means (netem) is missing in many containers; a TUN device at each end and a copying loop do the same.
Usage: delay_line.py NAMESPACE DEVICE NAMESPACE DEVICE ONE_WAY_MS LOSS_PERCENT. Says "ready" once both devices exist;
they go when it ends. Loss comes in a fixed order, so that one run is like the other.
"""

import ctypes
import fcntl
import os
import random
import selectors
import struct
import sys
import time
from collections import deque

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_HEADER = 0x1001
BIGGEST_PACKET = 65536


def open_tun(namespace, device):
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/run/netns/{namespace}") as handle:
        if libc.setns(handle.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN_WITHOUT_HEADER))
    return tun


def deliver_due(waiting):
    """Writes what has waited long enough; returns the seconds until the next packet is due, None for never."""
    while waiting:
        due, end, packet = waiting[0]
        left = due - time.monotonic()
        if left > 0:
            return left
        waiting.popleft()
        try:
            os.write(end, packet)
        except OSError:
            pass  # The device is down or full: a line loses such packets too.
    return None


def main():
    ends = [open_tun(*sys.argv[1:3]), open_tun(*sys.argv[3:5])]
    delay, loss = float(sys.argv[5]) / 1000, float(sys.argv[6]) / 100
    chance = random.Random(1)
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    selector = selectors.DefaultSelector()
    for end in ends:
        selector.register(end, selectors.EVENT_READ)
    print("ready", flush=True)
    waiting = deque()  # One delay for all: packets fall due in the order they came.
    while True:
        left = deliver_due(waiting)
        # epoll counts in milliseconds and rounds up; the last one is spent here for exact times.
        for key, _ in selector.select(None if left is None else max(0, left - 0.001)):
            while True:
                try:
                    packet = os.read(key.fd, BIGGEST_PACKET)
                except OSError:
                    break
                if chance.random() >= loss:
                    waiting.append((time.monotonic() + delay, other[key.fd], packet))


main()
