#!/usr/bin/python3
"""labscan push: each scan reaches its lab, once, or stays in the spool; what labs answer is
understood, however ill they are."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import xmlrpc.client
import zlib

from lab import LABSCAN, Tests, make_root
from lab_server import Beaker, Documents, Raw, answer, tls

HOST = {
    "labscan/machine": "x86_64\n",
    "proc/sys/kernel/hostname": "host1.example.com\n",
    "proc/cpuinfo": "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
                    "model name\t: A <processor> & \u00e9\nstepping\t: 4\n"
                    "physical id\t: 0\ncore id\t\t: 0\ncpu cores\t: 1\nflags\t\t: fpu vmx\n\n",
    "sys/devices/system/cpu/online": "0\n",
    "proc/meminfo": "MemTotal:       16384 kB\n",
    "sys/block/sda/size": "20000000000\n",
    "sys/block/sda/device/model": "A disk\n",
}
# What a run of these tests takes at most, many times over.
LIMIT = 60

t = Tests()


class Place:
    """A host to scan, and a spool."""

    def __init__(self, top):
        self.top, self.count = pathlib.Path(top), 0
        self.root = self.top / "root"
        make_root(self.root, HOST)
        self.fresh()

    def fresh(self):
        self.count += 1
        self.spool = self.top / f"state{self.count}" / "spool"

    def command(self, *arguments):
        return [LABSCAN, "push", "--spool", str(self.spool), "--root", str(self.root), *arguments]

    def push(self, *arguments, prefix=(), **environment):
        return subprocess.run([*prefix, *self.command(*arguments)], capture_output=True, text=True,
                              timeout=LIMIT, env={**os.environ, "no_proxy": "*", **environment})

    def waiting(self):
        return sorted(path.name for path in self.spool.glob("*.scan"))


def expect(place, what, run, code, words="", waiting=0):
    return t.ok(run.returncode == code and re.search(words, run.stderr) and not run.stdout and
                len(place.waiting()) == waiting, what,
                f"exit code {run.returncode}, {len(place.waiting())} waiting", run.stderr)


def test_beaker(place):
    lab = Beaker("host1.example.com", "other.example.com")
    expect(place, "Beaker takes a scan", place.push(lab.url), 0, "has the scan")
    t.ok([call[:2] for call in lab.lab.calls] ==
         [("legacypush", "host1.example.com"), ("push", "host1.example.com")],
         "legacypush comes first, then push", lab.lab.calls)
    printed = json.loads(subprocess.run(
        [LABSCAN, "--root", place.root, "--format", "beaker"], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, check=True).stdout)
    t.ok([call[2] for call in lab.lab.calls] == [printed["legacy"], printed["Data"]],
         "what arrives is what --format beaker prints", lab.lab.calls, printed)
    lab.lab.calls.clear()
    expect(place, "--fqdn names the host", place.push("--fqdn", "other.example.com", lab.url), 0)
    t.ok(lab.lab.calls[0][1] == "other.example.com", "by that name")
    expect(place, "a name that is not ASCII is not sent",
           place.push("--fqdn", "h\u00f6st", lab.url), 2, "--fqdn")

    lab.lab.calls.clear()
    expect(place, "an unknown system is refused, in words",
           place.push("--fqdn", "new.example.com", lab.url), 1, "administrator must add it", 1)
    t.ok(len(lab.lab.calls) == 1, "and neither push nor another try follows")
    lab.lab.known += ("new.example.com",)
    expect(place, "once it is added, --flush sends the scan", place.push("--flush", lab.url), 0)

    for value in ([0, "You must supply a FQDN"], "0", True, 0.0, None, 1, [0], {"a": 0}):
        lab.lab.answer = value
        expect(place, f"the answer {value!r} is no success", place.push(lab.url), 1, "legacypush:", 1)
        place.fresh()
    lab.lab.answer = 0
    place.push("--fqdn", "late.example.com", lab.url)
    lab.lab.known += ("late.example.com",)
    lab.lab.calls.clear()
    place.push("--fqdn", "late.example.com", lab.url)
    t.ok([call[0] for call in lab.lab.calls] == ["legacypush", "push"] * 2,
         "the next push sends the old scan, too, and first", lab.lab.calls)

    place.fresh()
    lab.lab.faults = ["<type 'exceptions.ValueError'>:an old value"] * 2
    expect(place, "a value that the lab does not know is refused", place.push(lab.url), 1,
           "does not know a value", 1)
    expect(place, "when it takes a newer scan, what it still refuses is outdated, and goes",
           place.push(lab.url), 1, "outdated")

    zero = answer(xmlrpc.client.dumps((0,), methodresponse=True).encode())
    fault = answer(xmlrpc.client.dumps(xmlrpc.client.Fault(1, "boom \x1b[31m")).encode())
    for what, url, words in (
            ("an answer that comes twice is one to the first call alone",
             Raw(zero + zero, fault).url, "push: .*boom"),
            ("two values are no answer", Raw(answer(
                b"<methodResponse><params><param><value><int>0</int></value></param><param><value>"
                b"<int>0</int></value></param></params></methodResponse>")).url, "two values"),
            ("a page is no answer", Raw(answer(b"<html>hello</html>")).url, "not XML-RPC"),
            ("half an answer is none", Raw(answer(b"<methodResponse><params>")).url, "not XML-RPC"),
            ("entities are refused", Raw(answer(
                b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><methodResponse><params>'
                b"<param><value>&b;</value></param></params></methodResponse>")).url, "DTD")):
        place.fresh()
        run = place.push("beaker+" + url)
        t.ok(run.returncode in (1, 2) and re.search(words, run.stderr) and "\x1b" not in run.stderr and
             len(place.waiting()) == 1, what, run.stderr)


def test_drop_in(place):
    place.fresh()
    link = place.top / "beaker-system-scan"
    link.symlink_to(LABSCAN)
    lab = Beaker("host1.example.com")
    url = lab.url.removeprefix("beaker+")
    for what, arguments, environment in (
            ("its options", ["-h", "host1.example.com", "-S", url], {}),
            ("its environment", [], {"LAB_SERVER": url, "HOSTNAME": "host1.example.com"})):
        lab.lab.calls.clear()
        run = subprocess.run([link, "--root", place.root, *arguments], capture_output=True, text=True,
                             timeout=LIMIT, env={**os.environ, "LABSCAN_SPOOL": str(place.spool),
                                                 "no_proxy": "*", **environment})
        expect(place, f"beaker-system-scan pushes, by {what}", run, 0, "has the scan")
        t.ok([call[:2] for call in lab.lab.calls] ==
             [("legacypush", "host1.example.com"), ("push", "host1.example.com")], "both structs")
        cpu = lab.lab.calls[-1][2].get("Cpu", {})
        t.ok((cpu.get("model"), cpu.get("cores"), cpu.get("speed", 0)) == (85, 1, None),
             "a processor of unknown speed has nil for it, and is told all the same", cpu)
    run = subprocess.run([link, "--root", place.root, "-h", "other", "-S", url], capture_output=True,
                         text=True, timeout=LIMIT,
                         env={**os.environ, "LABSCAN_SPOOL": str(place.spool), "no_proxy": "*"})
    expect(place, "and is told of an unknown system", run, 1, "administrator", 1)


def test_documents(place):
    lab = Documents()
    expect(place, "a lab takes a document", place.push(lab.url), 0)
    headers, document = lab.requests[0]
    t.ok(headers["Idempotency-Key"] == document["scan"]["id"] and
         headers["Content-Encoding"] == "gzip" and headers["Content-Type"] == "application/json" and
         "Authorization" not in headers and document["schema"] == "labscan/1",
         "compressed, with the scan's id as its key", headers)
    t.ok(document["disks"][0]["size_bytes"] == 20000000000 * 512, "and whole")
    token = place.top / "token"
    token.write_text("s3cret.tok=\n", encoding="ascii")
    place.push("--token", str(token), lab.url)
    t.ok(lab.requests[-1][0]["Authorization"] == "Bearer s3cret.tok=", "a token comes from a file")
    place.push(lab.url, LABSCAN_TOKEN="other")
    t.ok(lab.requests[-1][0]["Authorization"] == "Bearer other", "or from the environment")
    token.write_text("two tokens\nX-Header: 1\n", encoding="ascii")
    expect(place, "what is no token is not sent", place.push("--token", str(token), lab.url), 2, "no bearer")
    expect(place, "nor is one sent where others read along",
           place.push("http://192.0.2.1/", LABSCAN_TOKEN="x"), 2, "use https")
    expect(place, "passwords in a URL are refused", place.push("http://a:b@127.0.0.1/"), 2, "passwords")
    expect(place, "as is a token for Beaker, which knows none",
           place.push("--token", "/dev/null", "beaker+http://127.0.0.1:1/"), 2, "Beaker takes no token")
    expect(place, "and a file of authorities that is not there",
           place.push("--cacert", "/no/such", "https://127.0.0.1:1/"), 2, "/no/such: No such file")
    expect(place, "as are other schemes", place.push("ftp://127.0.0.1/"), 2, "begins with")

    place.fresh()
    proxy = lab.url.removesuffix("/scans")
    lab.requests.clear()
    expect(place, "a proxy of the environment is used",
           place.push("http://lab.invalid/scans", http_proxy=proxy, no_proxy=""), 0)
    t.ok(len(lab.requests) == 1, "the document goes through it")
    spy = Documents()
    expect(place, "a token for this machine goes around it",
           place.push(lab.url, LABSCAN_TOKEN="x", http_proxy=spy.url, no_proxy=""), 0)
    t.ok(not spy.requests, "it sees nothing")

    def tried(what, script, code, words, times, waiting, *arguments):
        place.fresh()
        lab.script, lab.requests, lab.times = script, [], []
        expect(place, what, place.push(*arguments, lab.url), code, words, waiting)
        t.ok(len(lab.requests) == times and len(set(lab.keys())) == 1,
             f"{what}: {times} requests, one key", lab.keys())

    tried("503 is tried again", [(503, {})], 0, "trying again", 2, 0)
    tried("429 when it wants that", [(429, {"Retry-After": "2"})], 0, "again in 2.0", 2, 0)
    t.ok(lab.times[1] - lab.times[0] >= 2, "and not before")
    tried("one who wants an hour is left", [(503, {"Retry-After": "3600"})], 2, "503", 1, 1)
    tried("--retries limits it", [(502, {}), (504, {}), (503, {})], 2, "HTTP 504", 2, 1, "--retries", "1")
    for status, code in ((400, 1), (401, 1), (409, 1), (413, 1), (500, 2)):
        tried(f"{status} is not tried again", [(status, {})], code, f"HTTP {status}", 1, 1)
    place.fresh()
    lab.script = [(400, {}), (400, {})]
    place.push(lab.url)
    expect(place, "a document that was refused stays when a newer one is taken", place.push(lab.url), 1,
           "has the scan", 1)
    bare = Place(place.top / "bare")
    (bare.root / "proc/sys/kernel/hostname").unlink()
    lab.script = [(400, {}), (400, {})]
    bare.push(lab.url)
    expect(bare, "also on a host without a name", bare.push(lab.url), 1, "has the scan", 1)
    other = Documents()
    tried("a redirect is not followed", [(307, {"Location": other.url})], 1,
          f"redirects to {re.escape(other.url)}", 1, 1)
    t.ok(not other.requests, "nothing reaches whom it names")


def test_ill(place, certificates):
    good = answer(b"")
    for what, lab, words in (
            ("a reset", Raw(None), "reset"),
            ("a lying Content-Length", Raw(answer(b"short", "200 OK", 5000)), "outstanding|transfer closed"),
            ("nothing at all", Raw(b""), "Empty reply"),
            ("a server that is slow", Raw(good, pause=0.3), "(?i)timed out"),
            ("a huge answer", Raw(answer(b"x" * 5000000)), "larger"),
            ("a huge header", Raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2000000 + b"\r\n\r\n"), "."),
            ("garbage", Raw(b"\x00\x01\x02garbage\r\n\r\n"), ".")):
        place.fresh()
        expect(place, f"{what}: the scan stays",
               place.push("--retries", "0", "--timeout", "1", lab.url), 2, words, 1)
    place.fresh()
    lab = Raw(None, good)
    expect(place, "after a reset another try gets through", place.push(lab.url), 0, "trying again")
    place.fresh()
    lab.close()
    expect(place, "nobody there: the scan stays", place.push("--retries", "0", lab.url), 2, "onnect", 1)

    place.fresh()
    lab = Documents(certificates)
    ca = str(place.top / "cert.pem")
    expect(place, "an unknown certificate is not trusted", place.push(lab.url), 2, "(?i)certificate|SSL", 1)
    t.ok(not lab.requests, "nothing is sent")
    expect(place, "--cacert trusts it, and the old scan goes first", place.push("--cacert", ca, lab.url), 0)
    t.ok(len(lab.requests) == 2, "both arrive")
    expect(place, "another host's name is not trusted",
           place.push("--cacert", ca, lab.url.replace("127.0.0.1", "localhost")), 2, "(?i)name|match", 1)


def test_spool(place):
    place.fresh()
    lab = Documents()
    down = Raw(None)
    for _ in range(3):
        place.push("--retries", "0", down.url)
    names = place.waiting()
    t.ok(len(names) == 3 and place.spool.stat().st_mode & 0o777 == 0o700 and
         all(path.stat().st_mode & 0o777 == 0o600 for path in place.spool.glob("*.scan")),
         "scans wait in a private directory")
    expect(place, "another lab's push leaves them", place.push(lab.url), 0, waiting=3)
    down.close()
    t.ok(place.push("--flush", "--retries", "0").returncode == 2 and place.waiting() == names,
         "--flush tries each lab, and keeps what it does not take")

    # The lab comes back, at the same address.
    for path in place.spool.glob("*.scan"):
        retarget(path, down.url, lab.url)
    ids = [name[11:-5] for name in names]
    lab.requests.clear()
    bad = place.spool / names[1]
    content = bytearray(bad.read_bytes())
    content[-20] ^= 1
    bad.write_bytes(content)
    run = place.push("--flush")
    t.ok(run.returncode == 2 and "damaged" in run.stderr and lab.keys() == [ids[0], ids[2]],
         "--flush sends in order, and says what is damaged", run.stderr, lab.keys(), ids)
    t.ok(not place.waiting() and (place.spool / (names[1] + ".bad")).exists(), "which is set aside")
    nameless = b'{"id": "1", "url": "beaker+http://127.0.0.1/"}\n{}'
    for what, damage in (("cut short", b"labscan-spool/1 0"), ("empty", b""), ("of zeros", b"\0" * 9000),
                         ("for Beaker that names no host", sealed(nameless)),
                         ("for nobody", sealed(nameless.replace(b"beaker+http", b"ftp")))):
        (place.spool / f"0000000001-{ids[0]}.scan").write_bytes(damage)
        expect(place, f"a file {what} does not keep others from being sent", place.push(lab.url), 2,
               "damaged")
    (place.spool / "half-written").write_bytes(b"what a dead one left")
    expect(place, "what a dead one left is no scan", place.push(lab.url), 0)
    t.ok(not (place.spool / "half-written").exists(), "and goes")

    odd = f"{place.top}/odd//state/spool//"
    expect(place, "a spool may be named with more slashes than it has", place.push("--spool", odd, lab.url), 0)
    t.ok([os.stat(path).st_mode & 0o777 for path in (odd, f"{odd}/..")] == [0o700, 0o755],
         "it is made, and what it is in")

    place.spool.chmod(0o755)
    expect(place, "a spool that others can enter is not used", place.push(lab.url), 2, "others")
    place.spool.chmod(0o700)

    lab.requests.clear()
    lab.pause = 0.2
    runs = [subprocess.Popen(place.command(lab.url), stderr=subprocess.DEVNULL) for _ in range(5)]
    codes = [run.wait(LIMIT) for run in runs]
    t.ok(codes == [0] * 5 and len(lab.keys()) == len(set(lab.keys())) == 5 and not place.waiting(),
         "five at once: each scan arrives once", codes, lab.keys())


def retarget(path, old, new):
    """Changes the URL in a spool file of another making: its checksum, too."""
    content = path.read_bytes().split(b"\n", 1)[1]
    path.write_bytes(sealed(content.replace(json.dumps(old)[1:-1].replace("/", "\\/").encode(), new.encode())))


def sealed(content):
    """A spool file of this content."""
    return b"labscan-spool/1 %08x %d\n" % (zlib.crc32(content), len(content)) + content


# Calls that change what is on the disk or what the lab knows, and those between them.
CALLS = "mkdir,openat,flock,write,fsync,close,rename,renameat,renameat2,unlinkat,connect,sendto,recvfrom,shutdown,exit_group"


def trace(place, lab, *options):
    return place.push(lab.url, "--retries", "0",
                      prefix=["strace", "-f", "-qq", "-o", place.top / "trace", "-e", f"trace={CALLS}", *options],
                      ASAN_OPTIONS="detect_leaks=0")


def test_libraries(place):
    linked = subprocess.run(["ldd", LABSCAN], capture_output=True, text=True, check=False).stdout
    t.ok("libjson-c" in linked and not re.search("libcurl|libxml", linked), "a scan does not load them", linked)
    fakes = place.top / "lib"
    fakes.mkdir()
    for what, files, lab in (
            ("libcurl", ("libcurl.so.4", "libcurl-gnutls.so.4"), Documents()),
            ("libxml2", ("libxml2.so.2", "libxml2.so.16"), Beaker("host1.example.com"))):
        for name in files:
            (fakes / name).write_text("no library", encoding="ascii")
        place.fresh()
        expect(place, f"without {what} the scan stays", place.push(lab.url, LD_LIBRARY_PATH=str(fakes)), 2,
               f"Debian has it in the package {what}", 1)
        expect(place, "until it is installed", place.push("--flush"), 0)
        for name in files:
            (fakes / name).unlink()


def points_to_kill(place, lab, first):
    """A push's calls since one whose line of strace's has `first`: name, and how many of it
    there have been."""
    place.fresh()
    place.spool.parent.mkdir()
    t.ok(trace(place, lab).returncode == 0, "a push is traced")
    lines = (place.top / "trace").read_text().splitlines()
    begin = next(i for i, line in enumerate(lines) if first in line)
    counts, points = {}, []
    for i, line in enumerate(lines):
        call = re.match(r"(?:\d+ +)?(\w+)\(", line)
        if not call:
            continue
        counts[call[1]] = counts.get(call[1], 0) + 1
        # Of libraries that are loaded nothing can be left behind.
        if i >= begin and not re.search(r"/(lib|etc|usr|sys|proc)/", line):
            points.append((call[1], counts[call[1]]))
    return points


def kill_at(place, lab, point):
    """Kills a push at that call, in a spool of its own; what that leaves there."""
    place.fresh()
    place.spool.parent.mkdir()
    trace(place, lab, "-e", f"inject={point[0]}:signal=KILL:when={point[1]}")
    return place.waiting()


def test_kills(place):
    lab = Documents()
    points = points_to_kill(place, lab, str(place.top / f"state{place.count + 1}"))
    t.ok(len(points) > 20, "with calls to be killed at", points)
    lost, twice, stuck = [], [], []
    for point in points:
        lab.requests.clear()
        kept, sent = kill_at(place, lab, point), lab.keys()
        run = place.push("--flush")
        if run.returncode or place.waiting():
            stuck.append((point, run.stderr))
        if len(set(lab.keys())) > 1 or len(lab.keys()) > 2 or (len(sent) == 2):
            twice.append((point, lab.keys()))
        if kept and kept[0][11:-5] not in lab.keys() or sent and not set(sent) <= set(lab.keys()):
            lost.append((point, kept))
        if (place.spool / "half-written").exists() and kept:
            lost.append((point, "both half-written and there"))
    t.ok(not lost, f"killed at each of {len(points)} calls: none is lost that was in the spool", lost)
    t.ok(not twice, "none arrives but under its one key", twice)
    t.ok(not stuck, "and the next one goes on", stuck)


def test_beaker_kills(place):
    lab = Beaker("host1.example.com")
    points = points_to_kill(place, lab, "connect(")
    t.ok(len(points) > 10, "with calls to be killed at between Beaker's two", points)
    wrong, arrived = [], set()
    for point in points:
        lab.lab.forget()
        kept = kill_at(place, lab, point)
        run = place.push("--flush")
        calls = [call[0] for call in lab.lab.calls]
        before = tuple(calls[:-2] if kept else calls)
        if kept:
            arrived.add(before)
        if (run.returncode or place.waiting() or before not in BEFORE[bool(kept)] or
                calls[-2:] != ["legacypush", "push"] or lab.lab.changes != ["legacypush", "push"]):
            wrong.append((point, kept, calls, lab.lab.changes, run.stderr))
    t.ok(not wrong, f"killed at each of {len(points)} calls: both calls arrive in the end, in their "
                    "order, and what comes again changes nothing", *wrong)
    t.ok(arrived == BEFORE[True], "none, one or both had arrived by then", arrived)

    stale = []
    # The first one is of what a dead one might have left half written.
    for number in range(2, 5):
        place.fresh()
        place.spool.parent.mkdir()
        lab.lab.faults = ["ValueError"] * 2
        place.push(lab.url)
        refused = place.waiting()
        trace(place, lab, "-e", f"inject=unlinkat:signal=KILL:when={number}")
        if place.waiting() == refused:
            stale.append(number)
    t.ok(not stale, "an outdated scan is never left alone, to be sent after the newer one", stale)


# What arrived of a push that was killed, by whether its scan is left in the spool.
BEFORE = {True: {(), ("legacypush",), ("legacypush", "push")}, False: {("legacypush", "push")}}


def test_full_disk(place):
    lab = Documents()
    for name, error in (("fsync", "ENOSPC"), ("fsync", "EIO"), ("renameat", "ENOSPC"), ("write", "ENOSPC"),
                        ("flock", "ENOLCK"), ("mkdir", "EROFS")):
        place.fresh()
        place.spool.parent.mkdir()
        lab.requests.clear()
        run = trace(place, lab, "-P", place.spool, "-P", place.spool / "half-written",
                    "-P", place.spool / "adding", "-e", f"inject={name}:error={error}")
        t.ok(run.returncode == 2 and not lab.requests and not list(place.spool.glob("*-*")) and
             re.search("spool.*nothing is sent", run.stderr), f"{error} from {name}: nothing is sent, and said so",
             run.returncode, run.stderr, list(place.spool.glob("*")))


def main():
    with tempfile.TemporaryDirectory() as top:
        place = Place(top)
        test_beaker(place)
        test_drop_in(place)
        place.fresh()
        test_documents(place)
        test_ill(place, tls(top, subprocess.run))
        test_spool(place)
        test_libraries(place)
        if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode:
            t.skip("kills at each call", "strace cannot trace here")
        else:
            test_kills(place)
            test_beaker_kills(place)
            test_full_disk(place)
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
