"""A MariaDB that is asked a few statements, and gone again: a server that serves nobody."""
import pathlib
import shutil
import subprocess
import tempfile

PROGRAM = shutil.which("mariadbd", path="/usr/sbin:/usr/bin:/usr/local/sbin")


def ask(statements):
    """The rows of the last of the statements, a SELECT, as lists of texts; what the server said
    when it did not answer. Each is one line, in a database of Beaker's collation."""
    with tempfile.TemporaryDirectory() as top:
        out, data = pathlib.Path(top, "answers"), pathlib.Path(top, "data")
        data.mkdir()
        *before, last = statements
        asked = ("CREATE DATABASE beaker CHARACTER SET utf8 COLLATE utf8_general_ci", "USE beaker",
                 "SET NAMES utf8 COLLATE utf8_general_ci", *before, f"{last} INTO OUTFILE '{out}'")
        done = subprocess.run(
            [PROGRAM, "--no-defaults", "--bootstrap", "--user=root", "--skip-grant-tables",
             "--sql-mode=", "--secure-file-priv=", f"--datadir={data}", f"--tmpdir={top}"],
            input="".join(f"{line};\n" for line in asked).encode(), capture_output=True,
            timeout=300, check=False)
        if not out.exists():
            return None, done.stderr.decode(errors="replace")
        return [line.split("\t") for line in out.read_text().splitlines()], ""
