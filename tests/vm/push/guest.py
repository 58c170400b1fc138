"""Runs in the guest: pushes scans, one after another, and kills most of them at a random
moment. Tells the test of each, so that a power cut leaves nothing untold but the last."""

import json
import os
import pathlib
import random
import select
import socket
import subprocess
import sys
import time

SPOOL = pathlib.Path("/var/lib/labscan/spool")


def waiting():
    """Scans in the spool by their ids, with what Beaker calls the host of each."""
    contents = [path.read_bytes().split(b"\n") for path in SPOOL.glob("*.scan")]
    # A file of zeros has none: labscan sets it aside.
    heads = [json.loads(content[1]) for content in contents if len(content) > 1]
    return {head["id"]: head["url"].startswith("beaker") and head["fqdn"] for head in heads}


def push(seconds, *arguments, late=False):
    """Its exit code, negative when it was killed, and how long it took. It is killed after
    these seconds; with `late` they count from its first change of the spool."""
    untouched = SPOOL.exists() and SPOOL.stat().st_mtime_ns
    process = subprocess.Popen(["labscan", "push", "--retries", "0", *arguments],
                               stderr=subprocess.DEVNULL)
    ended = os.pidfd_open(process.pid)
    while late and SPOOL.stat().st_mtime_ns == untouched and not select.select([ended], [], [], 0)[0]:
        time.sleep(0.001)
    begun = time.monotonic()
    if not select.select([ended], [], [], seconds)[0]:
        process.kill()
    os.close(ended)
    return process.wait(), time.monotonic() - begun


def main():
    task = json.loads(sys.argv[1])
    for command in ("mkdir -p /var/lib/labscan", "mount LABEL=spool /var/lib/labscan",
                    "busybox ip link set eth0 up", "busybox ip addr add 10.0.2.15/24 dev eth0"):
        subprocess.run(command.split(), check=True)
    reports = socket.create_connection(("10.0.2.2", task["reports"])).makefile("w")

    def report(**what):
        bad = [path.name for path in SPOOL.glob("*.bad")]
        print(json.dumps({**what, "waiting": waiting(), "bad": bad}), file=reports, flush=True)

    report(event="booted")
    # How long one takes, and how long after its first change of the spool.
    usual = {}
    for i in range(task["pushes"]):
        late = i % 2 == 1
        # Some are left alone: they tell that, and clear the spool.
        alone = i % 10 < 2
        limit = None if alone else random.uniform(0, 1.2 * usual[late])
        code, seconds = push(limit, "--fqdn", f"host{i}.{task['domain']}",
                             task["urls"][i % len(task["urls"])], late=late)
        if alone:
            usual[late] = seconds
        report(event="pushed", killed=code < 0)
    report(event="flushed", code=push(None, "--flush")[0])


main()
