"""What the tests of the program that are written in Python share: TAP, made-up hosts,
damaged documents, ACPI tables."""

import copy
import os
import pathlib
import pty
import struct
import subprocess

LABSCAN = os.path.abspath(os.environ.get("LABSCAN", "build/labscan"))
TABLES = "sys/firmware/acpi/tables"


class Tests:
    """Counts tests and prints each as a line of TAP."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, what, *notes):
        """One test, and whether it is good; the notes are printed when it is not."""
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {what}", flush=True)
        for note in [] if good else notes:
            print("\n".join(f"# {line}" for line in str(note).splitlines()))
        return good

    def skip(self, what, why):
        self.ok(True, f"{what} # SKIP {why}")

    def end(self):
        """Prints the plan; the exit code."""
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def make_root(top, *parts):
    """Makes a host below `top`: parts have contents by path, the later ones over the
    earlier. None is a directory, which as a file cannot be read; a path is a link to it."""
    for files in parts:
        for name, content in files.items():
            path = pathlib.Path(top, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.mkdir(exist_ok=True)
            elif isinstance(content, pathlib.PurePath):
                path.unlink(missing_ok=True)
                path.symlink_to(content)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())


GONE = object()


def damaged(document, path, value=GONE):
    """A copy of a tree with another value at a path of names and numbers, or nothing there."""
    document = copy.deepcopy(document)
    where = document
    for name in path[:-1]:
        where = where[name]
    if value is GONE:
        del where[path[-1]]
    else:
        where[path[-1]] = value
    return document


def acpi_table(signature, body, add_to_checksum=0):
    """An ACPI table of this body with a right checksum, unless something is added to it."""
    header = struct.pack("<4sIBB6s8sI4sI", signature, 36 + len(body), 1, 0, b"LABSCN",
                         b"TESTS", 1, b"TEST", 1)
    table = bytearray(header + body)
    table[9] = (add_to_checksum - sum(table)) & 0xff
    return bytes(table)


def on_terminal(*arguments, **environment):
    """What labscan writes to a terminal."""
    master, slave = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen([LABSCAN, *arguments], stdin=subprocess.DEVNULL, stdout=slave,
                          stderr=subprocess.DEVNULL, env=clean | environment) as run:
        os.close(slave)
        text = b""
        try:
            while piece := os.read(master, 4096):
                text += piece
        except OSError:  # EIO: the other end is closed
            pass
        run.wait()
    os.close(master)
    return text.decode()
