"""
Splink estimates u by random sampling and m by expectation maximisation, one pass per block.

    splink_train.py MODEL.json PEOPLE.parquet [--threads 2] [--max-pairs 1e6] [--out TRAINED.json]
        [--pass first_name,surname] [--pass dob] …

The defaults are Splink's: a million pairs for u (it stops earlier when every level has been seen a
hundred times; its manual advises 1e7 and more), u fixed in EM, what is blocked on left out of a pass.
The m and u that the model comes with are where EM starts.
"""

import argparse
import json
import logging

from measured import Measured
from splink import block_on
from splink_files import open_linker

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("people")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--max-pairs", type=float, default=1e6)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--pass", dest="passes", action="append")
parser.add_argument("--out")
args = parser.parse_args()
passes = args.passes or ["first_name,surname", "dob"]

measured = Measured()
with measured.part("register"):
    linker, connection = open_linker(args.model, args.people, args.threads)
    logging.getLogger("splink").setLevel(logging.ERROR)
with measured.part("u"):
    linker.training.estimate_u_using_random_sampling(max_pairs=args.max_pairs, seed=args.seed)
prior_of_pass = {}
for columns in passes:
    with measured.part(f"m_{columns.replace(',', '_')}"):
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns.split(","))
        )
    trained = session.core_model_settings.probability_two_random_records_match
    prior_of_pass[columns] = trained
measured.stop()

model = linker.misc.save_model_to_json(args.out, overwrite=True)
levels = lambda comparison: [
    {key: level.get(f"{key}_probability") for key in ("m", "u")}
    for level in comparison["comparison_levels"]
    if not level.get("is_null_level")
]
measured.print(
    max_pairs=args.max_pairs,
    prior_of_pass=prior_of_pass,
    trained={one["output_column_name"]: levels(one) for one in model["comparisons"]},
)
