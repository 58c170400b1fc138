#!/usr/bin/env python3
"""labscan match compares as MariaDB does, which Beaker has: columns of text and of numbers
with values at random, each asked of both."""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
from xml.sax.saxutils import quoteattr

from lab import LABSCAN, Tests

REPO = pathlib.Path(__file__).parents[2]
FOLDS = REPO / "scripts/folds"
sys.path.insert(0, str(FOLDS.parent))

import mariadb  # pylint: disable=wrong-import-position

OPS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "like": "LIKE"}
VALUES_OF_EACH = 60

# Key, type of its column, what it holds, and what values are made of.
COLUMNS = (
    ("MODULE", "VARCHAR(255)", ("", "a", "A b", "a_b", "ab%", "a\\", " a", "abab", "b  "),
     "aAbB_%% \\z"),
    ("MODEL", "VARCHAR(255)", ("é", "Straße", "ÉTÉ", "Ёлка", "ΆΣ", "Ǆ", "ﬁ", "a\u0301", "日本", "Ⅷ"),
     "éÉeêßsSёЕΑάσςǆﬁ日\u0301_%ⅷ"),
    ("NR_ETH", "INT", (0, 1, 4, 10, -3, 100), "0014.e-+ a1x%_"),
)


def near(text, chance):
    """The text with a change or two: those that compare the same by a rule, or just not."""
    for _ in range(chance.randint(0, 2)):
        at = chance.randint(0, len(text))
        text = chance.choice((text + " ", text.rstrip(), text.swapcase(), text[:at] + "%" + text[at:],
                              text[:at] + "\\" + text[at:], text[:at] + "_" + text[at + 1:],
                              text[:at] + "%", text[:at] + "." + text[at:]))
    return text or "%"


def cases():
    """Key, type, what the column holds, and operators with values."""
    chance = random.Random(1)
    for key, kind, held, letters in COLUMNS:
        for one in held:
            values = [near(str(one), chance) if i % 2 else
                      "".join(chance.choice(letters) for _ in range(chance.randint(1, 6)))
                      for i in range(VALUES_OF_EACH)]
            yield key, kind, one, [(chance.choice(sorted(OPS)), value) for value in values]


def quoted(text):
    return "'" + str(text).replace("\\", "\\\\").replace("'", "''") + "'"


def statements():
    """SQL whose answers are 1 and 0, in order."""
    yield "CREATE TABLE answers (n INT, truth INT)"
    n = 0
    for table, (_, kind, held, asked) in enumerate(cases()):
        yield f"CREATE TABLE t{table} (v {kind})"
        yield f"INSERT INTO t{table} VALUES ({quoted(held)})"
        for op, value in asked:
            none, sql = ("NOT ", "=") if op == "!=" else ("", OPS[op])
            yield (f"INSERT INTO answers SELECT {n}, {none}EXISTS "
                   f"(SELECT 1 FROM t{table} WHERE v {sql} {quoted(value)})")
            n += 1
    yield "SELECT truth FROM answers ORDER BY n"


def ask_labscan(key, held, asked, top):
    document = top / "document.json"
    document.write_text(json.dumps({"legacy": {key: [held]}, "Data": {}}))
    job = "".join(f"<recipe><hostRequires><key_value key='{key}' op={quoteattr(op)} "
                  f"value={quoteattr(value)}/></hostRequires></recipe>" for op, value in asked)
    done = subprocess.run([LABSCAN, "match", "--document", document, "-"],
                          input=f"<job>{job}</job>".encode(), capture_output=True, timeout=60)
    return [line.endswith(": matches") for line in done.stdout.decode().splitlines()]


def test_comparisons(t):
    rows, errors = mariadb.ask(statements())
    if not t.ok(rows is not None, "MariaDB answers", errors[-2000:]):
        return
    answers = [row == ["1"] for row in rows]
    with tempfile.TemporaryDirectory() as top:
        for key, kind, held, asked in cases():
            wanted, answers = answers[:len(asked)], answers[len(asked):]
            got = ask_labscan(key, held, asked, pathlib.Path(top))
            wrong = [f"{op} {value!r}: {truth} in SQL" for (op, value), truth, one
                     in zip(asked, wanted, got) if truth != one]
            t.ok(len(got) == len(asked) and not wrong,
                 f"{kind} {held!r}: {len(asked)} comparisons are MariaDB's", *wrong)


def test_folds(t):
    made = subprocess.run([FOLDS], capture_output=True, timeout=300, check=False)
    t.ok(made.stdout == (REPO / "match/folds.def").read_bytes(),
         "match/folds.def is what scripts/folds makes of this MariaDB", made.stderr.decode())


def main():
    t = Tests()
    if mariadb.PROGRAM:
        test_comparisons(t)
        test_folds(t)
    else:
        t.skip("comparisons are MariaDB's", "there is no mariadbd (mariadb-server-core)")
    return t.end()


sys.exit(main())
