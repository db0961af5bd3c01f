"""Splink over a Parquet file, as its documentation sets it up: in-memory DuckDB, tables, defaults."""

import logging

import duckdb
from splink import DuckDBAPI, Linker


def open_linker(model, file, threads):
    """A linker over the rows of a Parquet or CSV file, read into a table once; dates stay text."""
    connection = duckdb.connect(config={"threads": threads})
    rows = (
        "read_csv(?, types = {'dob': 'VARCHAR'})" if file.endswith(".csv") else "read_parquet(?)"
    )
    connection.execute(f"create table people as from {rows}", [file])
    frame = DuckDBAPI(connection).register("people")
    return Linker(frame, model, log_level=logging.WARNING), connection


def count_rows(connection, frame):
    return connection.sql(f"select count(*) from {frame.physical_name}").fetchall()[0][0]


def write_links(connection, links, model, out):
    """Writes ids, weight, rule and levels of each link; names and dates stay behind."""
    gammas = [f"gamma_{comparison['output_column_name']}" for comparison in model["comparisons"]]
    columns = ", ".join(["unique_id_l", "unique_id_r", "match_weight", "match_key", *gammas])
    query = f"select {columns} from {links.physical_name}"
    connection.execute(f"copy ({query}) to '{out}' (format parquet)")
