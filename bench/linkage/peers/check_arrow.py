"""
Opens Parquet, Arrow file and Arrow stream files with pyarrow, pandas and polars, as a reader would.

    check_arrow.py FILE…

Prints one line of JSON per file: rows, and the type of each column by each reader. Ends with 1 when a
reader cannot open a file, or when two readers count its rows differently.
"""

import json
import pathlib
import sys

import pandas
import polars
import pyarrow
import pyarrow.parquet

PARQUET_MAGIC = b"PAR1"
ARROW_FILE_MAGIC = b"ARROW1"


def with_pyarrow(path, kind):
    if kind == "parquet":
        table = pyarrow.parquet.read_table(path)
    else:
        opener = pyarrow.ipc.open_file if kind == "arrow file" else pyarrow.ipc.open_stream
        with pyarrow.OSFile(str(path)) as source:
            table = opener(source).read_all()
    table.validate(full=True)
    return table.num_rows, {field.name: str(field.type) for field in table.schema}


def with_pandas(path, kind):
    if kind == "parquet":
        frame = pandas.read_parquet(path)
    elif kind == "arrow file":
        frame = pandas.read_feather(path)
    else:
        with pyarrow.OSFile(str(path)) as source:
            frame = pyarrow.ipc.open_stream(source).read_pandas()
    return len(frame), {name: str(kind) for name, kind in frame.dtypes.items()}


def with_polars(path, kind):
    read = {
        "parquet": polars.read_parquet,
        "arrow file": lambda file: polars.read_ipc(file),
        "arrow stream": polars.read_ipc_stream,
    }[kind]
    frame = read(path)
    return frame.height, {name: str(kind) for name, kind in frame.schema.items()}


READERS = {"pyarrow": with_pyarrow, "pandas": with_pandas, "polars": with_polars}


def check(path):
    start = path.open("rb").read(6)
    if start.startswith(PARQUET_MAGIC):
        kind = "parquet"
    else:
        kind = "arrow file" if start == ARROW_FILE_MAGIC else "arrow stream"
    rows, types, errors = {}, {}, {}
    for reader, read in READERS.items():
        try:
            rows[reader], types[reader] = read(path, kind)
        except Exception as error:  # Any failure of a reader is what is looked for here.
            errors[reader] = f"{type(error).__name__}: {error}".splitlines()[0]
    good = not errors and len(set(rows.values())) == 1
    report = {"file": path.name, "kind": kind, "good": good, "rows": rows, "types": types}
    print(json.dumps({**report, **({"errors": errors} if errors else {})}))
    return good


if len(sys.argv) < 2:
    sys.exit("say which files: check_arrow.py FILE…")
sys.exit(0 if all([check(pathlib.Path(name)) for name in sys.argv[1:]]) else 1)
