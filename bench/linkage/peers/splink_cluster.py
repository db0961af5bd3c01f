"""
Splink joins records into connected components over the links at or above a match weight.

    splink_cluster.py PEOPLE.parquet LINKS.parquet WEIGHT OUT.parquet [--threads 2]
        [--left unique_id_l] [--right unique_id_r]
"""

import argparse
import logging

import duckdb
from measured import Measured
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

parser = argparse.ArgumentParser()
parser.add_argument("people")
parser.add_argument("links")
parser.add_argument("weight", type=float)
parser.add_argument("out")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--left", default="unique_id_l")
parser.add_argument("--right", default="unique_id_r")
args = parser.parse_args()
logging.getLogger("splink").setLevel(logging.WARNING)

measured = Measured()
with measured.part("register"):
    connection = duckdb.connect(config={"threads": args.threads})
    connection.execute(
        "create table nodes as select unique_id from read_parquet(?)", [args.people]
    )
    # Splink filters by probability, so each edge carries it beside its weight.
    connection.execute(
        f"""create table edges as
        select {args.left} as unique_id_l, {args.right} as unique_id_r,
            1 / (1 + pow(2::double, -match_weight)) as match_probability
        from read_parquet(?)""",
        [args.links],
    )
    api = DuckDBAPI(connection)
    nodes, edges = api.register("nodes"), api.register("edges")
with measured.part("cluster"):
    clusters = cluster_pairwise_predictions_at_threshold(
        nodes, edges, api, "unique_id", threshold_match_weight=args.weight
    )
with measured.part("write"):
    query = f"select unique_id, cluster_id from {clusters.physical_name}"
    connection.execute(f"copy ({query}) to '{args.out}' (format parquet)")
measured.stop()
found, largest = connection.sql(
    f"""select count(*), max(records)
    from (select count(*) as records from {clusters.physical_name} group by cluster_id)"""
).fetchall()[0]
edge_count = connection.sql("select count(*) from edges").fetchall()[0][0]
measured.print(edges=edge_count, clusters=found, largest=largest)
