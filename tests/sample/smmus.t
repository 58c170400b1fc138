#!/usr/bin/python3
"""Which requester ids each SMMU of a corpus of IORTs serves: labscan's ranges are what Linux
finds when it asks for one id after the other (iort_node_map_id, iort_id_map).

The corpus is not part of the project: $ACPI_CORPUS, or ../shared/corpus beside it."""

import json
import os
import pathlib
import subprocess
import tempfile

from lab import LABSCAN, TABLES, Tests, make_root

HERE = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(os.environ.get("ACPI_CORPUS", HERE.parent / "shared/corpus"))
SINGLE = 1

t = Tests()


def scan(table):
    with tempfile.TemporaryDirectory() as root:
        make_root(root, {"labscan/machine": "aarch64\n", "sys/class/iommu": None,
                         f"{TABLES}/IORT": table})
        said = subprocess.run([LABSCAN, "--root", root, "--format", "json"],
                              capture_output=True, text=True, check=True)
    return json.loads(said.stdout)["iommu"]["smmus"]


def mapped_to(mappings, rid):
    """The offset of the node that a requester id goes to; None: it goes to none."""
    in_doubt = None
    for mapping in mappings:
        first, more = mapping["input_base"], mapping["id_count"]
        if mapping["flags"] & SINGLE:
            return mapping["output_ref"]
        if not first <= rid <= first + more or (in_doubt and rid != first):
            continue
        if not more or rid != first + more:
            return mapping["output_ref"]
        in_doubt = mapping["output_ref"]
    return in_doubt


def edges(mappings):
    """Ids at which something may change, and their neighbours."""
    ends = {end for mapping in mappings for end in
            (mapping["input_base"], mapping["input_base"] + mapping["id_count"])}
    return sorted(rid for rid in {0, 0xffff} | {end + step for end in ends for step in (-1, 0, 1)}
                  if 0 <= rid <= 0xffff)


def serving(smmus, segment, rid):
    return [smmu["offset"] for smmu in smmus for where in smmu["ranges"]
            if where["segment"] == segment and where["first"] <= rid <= where["last"]]


def test_table(path):
    decoded = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    smmus = scan(path.read_bytes())
    nodes = {node["off"]: node for node in decoded["nodes"] if node["kind"] == "SMMUV3"}
    t.ok({smmu["offset"]: smmu["base"] for smmu in smmus} ==
         {offset: node["base"] for offset, node in nodes.items()},
         f"{path.stem}: has these SMMUs ({len(nodes)})", smmus)
    wrong = []
    for root in decoded["nodes"]:
        if root["kind"] != "ROOT":
            continue
        for rid in edges(root["mappings"]):
            target = mapped_to(root["mappings"], rid)
            wanted = [target] if target in nodes else []
            found = serving(smmus, root["segment"], rid)
            if found != wanted:
                wrong.append(f"{rid:#x}: {found}, Linux {wanted}")
    t.ok(not wrong, f"{path.stem}: each id goes where Linux sends it", *wrong)
    return len(nodes)


def main():
    tables = sorted((CORPUS / "IORT").glob("*.bin"))
    if not CORPUS.is_dir():
        print(f"1..0 # SKIP no corpus of real tables at {CORPUS}")
        return 0
    counts = [test_table(path) for path in tables]
    t.ok(counts and max(counts) > 1, "some of them have several SMMUs", counts)
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
