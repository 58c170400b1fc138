"""What the judges of the VM lab share."""
import os
import pathlib
import shlex
import sys

LAB = pathlib.Path(__file__).resolve().parent
REPO = LAB.parent.parent
LABSCAN = {
    "x86_64": os.environ.get("LABSCAN", REPO / "build/labscan"),
    "aarch64": os.environ.get("LABSCAN_AARCH64", REPO / "build/aarch64/labscan"),
}


class Tap:
    """Test points, printed as they come; prove shows the details of those that fail."""

    def __init__(self):
        self.count = 0
        self.failed = False

    def ok(self, passed, name, *details):
        self.count += 1
        print(f"{'ok' if passed else 'not ok'} {self.count} - {name}", flush=True)
        if not passed:
            self.failed = True
            lines = "\n".join([f"failed: {name}", *map(str, details)]).splitlines()
            print("\n".join(f"# {line}" for line in lines), file=sys.stderr, flush=True)
        return passed

    def same(self, got, wanted, name, said_by):
        return self.ok(got == wanted, name, f"{said_by}: {wanted!r}", f"labscan: {got!r}")


def read_words(path):
    """A file's lines by their first word."""
    words = {}
    for line in path.read_text().splitlines():
        word, _, rest = line.partition(" ")
        if word and not word.startswith("#"):
            words.setdefault(word, []).append(rest.strip())
    return words


def read_kv(text):
    """KEY=VALUE lines as a shell reads them."""
    return dict(word.split("=", 1) for word in shlex.split(text))
