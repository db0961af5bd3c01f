"""
Splink scores all pairs of a model's blocking rules and keeps those at or above a match weight.

    splink_predict.py MODEL.json PEOPLE.parquet WEIGHT OUT.parquet [--threads 2]

`register` reads the file into DuckDB, `predict` is the one call of that name: it blocks, compares and
scores; its two halves are Splink's own log. The pairs are counted afterwards and not measured.
"""

import argparse
import json
import logging
import re

from measured import Measured
from splink_files import count_rows, open_linker, write_links


class Halves(logging.Handler):
    """Keeps the seconds that Splink logs for blocking and for what follows."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.seconds = {}

    def emit(self, record):
        said = re.match(r"(Blocking|Predict) time.*: ([\d.]+) seconds", record.getMessage())
        if said:
            self.seconds[f"of_which_{said[1].lower()}_seconds"] = float(said[2])


parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("people")
parser.add_argument("weight", type=float)
parser.add_argument("out")
parser.add_argument("--threads", type=int, default=2)
args = parser.parse_args()
with open(args.model) as file:
    model = json.load(file)

measured = Measured()
with measured.part("register"):
    linker, connection = open_linker(model, args.people, args.threads)
halves = Halves()
logger = logging.getLogger("splink")
logger.handlers, logger.propagate = [halves], False
logger.setLevel(logging.INFO)
with measured.part("predict"):
    links = linker.inference.predict(threshold_match_weight=args.weight)
with measured.part("write"):
    write_links(connection, links, model, args.out)
measured.stop()
measured.print(
    **halves.seconds,
    pairs=count_rows(connection, linker.inference.compute_blocked_pairs_for_predict()),
    links=count_rows(connection, links),
)
