"""Sends connection attempts through a real ruleset and tells which of them arrive.

Three network namespaces without names, which end with this process: outside --wan-- gateway --lan-- inside. Every
ruleset is loaded in the gateway. Raw sockets hear what has passed its input chains and what reaches the machine behind.
Nothing is waited for: packets between the namespaces are handled in order on one processor, and a frame that no
ruleset sees is sent behind them.

Reads one JSON object per line: {"tool", "text", "ports", "sport", "number", "out", "target"}; answers with one per
line: {"local": [[port, port there]], "away": [[port, address, port there]], "reset": [port], "icmp": [port]}.
"""

import ctypes
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
MARK_TYPE = 0x88B5

OUTSIDE, WAN = "198.51.100.2", "198.51.100.1"
SETUP = json.loads(sys.argv[1])
LAN_NAME, LAN, INNER = SETUP["lan"], SETUP["gateway"], SETUP["inner"]
TOOLS = {
    "iptables": ["iptables-restore"],
    "iptables-legacy": ["iptables-legacy-restore"],
    "nft": ["nft", "-f", "-"],
    "sh": ["bash", "-s"],
}


def fail_on(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def namespace():
    """A process that only holds a namespace open."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        fail_on(LIBC.unshare(CLONE_NEWNET), "unshare")
        os.write(done, b".")
        while True:
            signal.pause()
    os.close(done)
    if os.read(ready, 1) != b".":
        raise OSError("no namespace")
    os.close(ready)
    return pid


def enter(pid):
    descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    fail_on(LIBC.setns(descriptor, CLONE_NEWNET), "setns")
    os.close(descriptor)


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def link(name, address, mac, others):
    run("ip", "link", "set", name, "address", mac)
    for one in address:
        run("ip", "addr", "add", f"{one}/24", "dev", name)
    run("ip", "link", "set", name, "up")
    run("ip", "link", "set", "lo", "up")
    for other, other_mac in others:
        run("ip", "neigh", "replace", other, "lladdr", other_mac, "dev", name, "nud", "permanent")


def sysctl(name, value):
    with open(f"/proc/sys/net/{name}", "w", encoding="ascii") as file:
        file.write(str(value))


MACS = {name: f"02:00:00:00:00:0{i}" for i, name in enumerate(["out", "wan", "lan", "in"], 1)}


def listener(protocol=socket.IPPROTO_TCP):
    sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, protocol)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, 1 << 24)
    sock.setblocking(False)
    return sock


def sender():
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)


def frames(name):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(MARK_TYPE))
    sock.bind((name, MARK_TYPE))
    return sock


def build():
    outside, gateway, inside = namespace(), namespace(), namespace()
    enter(gateway)
    run("ip", "link", "add", "wan0", "type", "veth", "peer", "name", "out0", "netns", str(outside))
    run("ip", "link", "add", LAN_NAME, "type", "veth", "peer", "name", "in0", "netns", str(inside))
    link("wan0", [WAN], MACS["wan"], [(OUTSIDE, MACS["out"])])
    link(LAN_NAME, [LAN], MACS["lan"], [(one, MACS["in"]) for one in INNER])
    sysctl("ipv4/ip_forward", 1)
    sysctl("ipv4/icmp_ratemask", 0)
    run("iptables", "-t", "nat", "-L")  # conntrack's switches appear with its first user
    for state in ["syn_sent", "syn_recv", "close"]:
        sysctl(f"netfilter/nf_conntrack_tcp_timeout_{state}", 1)
    own = {"in": listener(), "send": sender(), "wan": frames("wan0"), "lan": frames(LAN_NAME)}
    enter(outside)
    link("out0", [OUTSIDE], MACS["out"], [(WAN, MACS["wan"])])
    for one in INNER:
        run("ip", "route", "add", one, "via", WAN)
    own |= {"answers": listener(), "icmp": listener(socket.IPPROTO_ICMP), "outside": sender(), "out": frames("out0")}
    enter(inside)
    link("in0", INNER, MACS["in"], [(LAN, MACS["lan"])])
    run("ip", "route", "add", "default", "via", LAN)
    own |= {"inner": listener(), "inside": frames("in0")}
    enter(gateway)
    return own


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def syn(source, target, sport, dport, number):
    """A first packet; its sequence number says which it is, whatever becomes of its addresses and ports."""
    addresses = socket.inet_aton(source) + socket.inet_aton(target)
    tcp = struct.pack("!HHIIBBHHHBBH", sport, dport, number, 0, 0x60, 2, 65535, 0, 0, 2, 4, 1460)
    total = checksum(addresses + struct.pack("!BBH", 0, 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack("!H", total) + tcp[18:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0x4000, 64, 6, 0) + addresses
    return ip + tcp


def drain(sock):
    while True:
        try:
            yield sock.recv(4096)
        except BlockingIOError:
            return


def tcp_of(packet):
    size = (packet[0] & 15) * 4
    sport, dport, number, acked, _, flags = struct.unpack("!HHIIBB", packet[size : size + 14])
    return {
        "from": socket.inet_ntoa(packet[12:16]),
        "to": socket.inet_ntoa(packet[16:20]),
        "sport": sport,
        "dport": dport,
        "number": number,
        "acked": acked,
        "flags": flags,
        "rest": packet[size:],
    }


def pass_mark(sent, sent_mac, heard, again=None):
    """Everything that was sent before has been handled when this is heard. `again`: seconds until it is repeated."""
    number = os.urandom(8)
    mac = bytes.fromhex(sent_mac.replace(":", ""))
    frame = mac + b"\x02" + bytes(5) + struct.pack("!H", MARK_TYPE) + number + bytes(46)
    end = time.monotonic() + 20
    sent.send(frame)
    while time.monotonic() < end:
        readable, _, _ = select.select([heard], [], [], again or 20)
        if readable and heard.recv(200)[14:22] == number:
            return
        if not readable and again is not None:
            sent.send(frame)
    raise OSError("a frame was lost")


def settle(own, again=None):
    pass_mark(own["out"], MACS["wan"], own["wan"], again)
    pass_mark(own["lan"], MACS["in"], own["inside"], again)
    pass_mark(own["inside"], MACS["lan"], own["lan"], again)
    pass_mark(own["wan"], MACS["out"], own["out"], again)


EMPTY = {
    "raw": ["PREROUTING", "OUTPUT"],
    "mangle": ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
    "nat": ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
    "filter": ["INPUT", "FORWARD", "OUTPUT"],
}


# Chains that a text does not mention keep their policy, so all are reset in front of it.
EMPTY_TABLES = "".join(
    f"{line}\n"
    for table, chains in EMPTY.items()
    for line in [f"*{table}", *[f":{chain} ACCEPT" for chain in chains], "COMMIT"]
)


def feed(tool, text):
    done = subprocess.run(TOOLS[tool], input=text, text=True, capture_output=True)
    return None if done.returncode == 0 else done.stderr.strip() or f"exit status {done.returncode}"


LAST = {"tool": None}


def load(job):
    tool, text = job["tool"], job["text"]
    if LAST["tool"] not in (None, tool):
        last = "iptables" if LAST["tool"] == "sh" else LAST["tool"]
        feed(last, "flush ruleset" if last == "nft" else EMPTY_TABLES)
    LAST["tool"] = tool
    if tool == "sh":
        feed("iptables", EMPTY_TABLES)
        return feed("sh", text)
    return feed(tool, f"flush ruleset\n{text}" if tool == "nft" else EMPTY_TABLES + text)


def attempt(own, job):
    for name in ["in", "inner", "answers", "icmp"]:
        for _ in drain(own[name]):
            pass
    base = job["number"]
    for place, port in enumerate(job["ports"]):
        other = job["sport"] + place
        if job["out"]:
            try:
                own["send"].sendto(syn(WAN, OUTSIDE, port, other, base + port), (OUTSIDE, 0))
            except PermissionError:  # dropped on the way out
                pass
        else:
            target = job.get("target", WAN)
            own["outside"].sendto(syn(OUTSIDE, target, other, port, base + port), (target, 0))
    settle(own)


def observe(own, job):
    base, ports = job["number"], set(job["ports"])
    found = {"local": [], "away": [], "reset": [], "icmp": []}
    for packet in drain(own["answers" if job["out"] else "in"]):
        tcp = tcp_of(packet)
        if tcp["flags"] == 2 and tcp["number"] - base in ports:
            found["local"].append([tcp["number"] - base, tcp["sport" if job["out"] else "dport"]])
    for packet in drain(own["inner"]):
        tcp = tcp_of(packet)
        if tcp["flags"] == 2 and tcp["number"] - base in ports:
            found["away"].append([tcp["number"] - base, tcp["to"], tcp["dport"]])
    for packet in [] if job["out"] else drain(own["answers"]):
        tcp = tcp_of(packet)
        if tcp["flags"] & 4 and tcp["acked"] - 1 - base in ports:
            found["reset"].append(tcp["acked"] - 1 - base)
    for packet in drain(own["icmp"]):
        inner = packet[28:]
        if packet[20] == 3 and len(inner) >= 28:
            found["icmp"].append(struct.unpack("!I", inner[24:28])[0] - base)
    return found


def main():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    own = build()
    # A new link carries nothing until the kernel has seen both of its ends go up.
    settle(own, 0.2)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        error = load(job)
        if error is None:
            attempt(own, job)
            print(json.dumps(observe(own, job)), flush=True)
        else:
            print(json.dumps({"error": error}), flush=True)


main()
