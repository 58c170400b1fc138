"""The table of what labscan tells Beaker otherwise than beaker-system-scan does."""
import collections
import fnmatch
import pathlib

ABSENT = "nothing"
TABLE = pathlib.Path(__file__).resolve().parent / "differences"


class Difference(collections.namedtuple("Difference", "key hosts old labscan why")):
    """A key, or a member of its structs; the machines where it is seen; patterns of both
    values, as JSON; the reason."""

    @property
    def name(self):
        return f"{self.key}: {self.old} / {self.labscan}"

    def covers(self, key, old, labscan):
        return key == self.key and matches(self.old, old) and matches(self.labscan, labscan)


def matches(patterns, text):
    """`PATTERN or PATTERN...`, where * stands for anything."""
    return any(fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))
               for pattern in patterns.split(" or "))


def read_differences():
    rows = []
    for block in TABLE.read_text().split("\n\n"):
        words = dict(line.split(None, 1) for line in block.splitlines()
                     if not line.startswith("#"))
        if words:
            rows.append(Difference(words["key"], words["on"].split(), words["old"],
                                   words["new"], words["why"]))
    return rows
