"""
Splink scores every pair of fake_1000 with the shared example model, term frequencies included.

    splink_fake1000.py SHARED/data/linkage OUT.parquet [--threads 2]

Writes all pairs of the model's own rules, whatever their weight, with the weight and levels of each,
and prints what linkage.md §6.5 lists, and precision and recall by the labels at three weights.
"""

import argparse
import json
import logging
import math
import pathlib

from measured import Measured
from splink_files import count_rows, open_linker, write_links

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("out")
parser.add_argument("--threads", type=int, default=2)
args = parser.parse_args()
settings = args.folder / "splink_settings_example.json"
people = args.folder / "fake_1000.csv"

measured = Measured()
with measured.part("register"):
    linker, connection = open_linker(str(settings), str(people), args.threads)
    logging.getLogger("splink").setLevel(logging.WARNING)
with measured.part("predict"):
    pairs = linker.inference.predict()
with measured.part("write"):
    write_links(connection, pairs, json.loads(settings.read_text()), args.out)
measured.stop()

true_pairs = connection.sql(
    "select sum(n * (n - 1) / 2) from (select count(*) as n from people group by cluster)"
).fetchall()[0][0]


def quality(weight):
    found, true = connection.execute(
        f"""select count(*), count(*) filter (l.cluster = r.cluster)
        from {pairs.physical_name} p
        join people l on l.unique_id = p.unique_id_l
        join people r on r.unique_id = p.unique_id_r
        where match_weight >= ?""",
        [weight],
    ).fetchall()[0]
    precision, recall = true / found, true / true_pairs
    return {
        "links": found,
        "true": true,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
    }


weights = {"0": 0, "log2(19)": math.log2(19), "5": 5}
measured.print(
    pairs=count_rows(connection, pairs),
    sum_weight=connection.sql(f"select sum(match_weight) from {pairs.physical_name}").fetchall()[0][0],
    at_weight={name: quality(weight) for name, weight in weights.items()},
)
