"""
Writes the Splink models of the benches, with the SQL that Splink's own library makes for each level.

    build_models.py [OUT_DIR]

The m and u are fixed here, so that a run never depends on training: they are those of the made-up
people, by truth and by random pairs, rounded.
"""

import json
import pathlib
import re
import sys

import splink.comparison_level_library as level
import splink.comparison_library as comparison
from splink import SettingsCreator

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "models"

TIGHT = [
    ["substr(first_name, 1, 3)", "substr(surname, 1, 4)"],
    ["surname", "dob"],
    ["first_name", "dob"],
    ["postcode", "first_name"],
    ["postcode", "surname"],
    ["dob", "city"],
    ["substr(postcode, 1, 3)", "dob"],
    ["substr(postcode, 1, 3)", "first_name"],
    ["substr(postcode, 1, 3)", "surname"],
    ["substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"],
]
LOOSE = [
    ["substr(first_name, 1, 3)", "substr(surname, 1, 4)"],
    ["dob"],
    ["postcode"],
    ["surname", "substr(dob, 1, 4)"],
    ["first_name", "substr(dob, 1, 4)"],
]

# One m and one u per level, in the order of the levels, without the null level.
PARAMETERS = {
    "first_name": ([0.855, 0.114, 0.02, 0.009, 0.002], [0.0022, 0.001, 0.00094, 0.0183, 0.97756]),
    "surname": ([0.856, 0.115, 0.0185, 0.0085, 0.002], [0.001, 0.00044, 0.00038, 0.0139, 0.98428]),
    "dob": (
        [0.867, 0.088, 0.0038, 0.0396, 0.0012, 0.0004],
        [3.8e-5, 0.0011, 0.0018, 0.0237, 0.2193, 0.754062],
    ),
    "postcode": ([0.797, 0.0667, 0.0003, 0.0013, 0.1347], [3e-6, 1.1e-4, 1e-3, 0.0091, 0.989787]),
    "city": ([0.865, 0.135], [0.0103, 0.9897]),
    "email": ([0.82, 0.18], [1.5e-6, 0.9999985]),
}
PRIOR = 8.5e-7


def date_of_birth(edit_distance):
    """Splink's DateOfBirthComparison; its second level was Damerau-Levenshtein until version 5."""
    library = comparison.DateOfBirthComparison("dob", input_is_string=True)
    if edit_distance == "levenshtein":
        return library
    null, exact, _, *differences = library.create_comparison_levels()
    within_one_edit = level.DamerauLevenshteinLevel("dob", 1)
    return comparison.CustomComparison(
        output_column_name="dob",
        comparison_levels=[null, exact, within_one_edit, *differences],
    )


def on(keys):
    """A rule as Splink's block_on writes it, over a plain substr of each side."""
    side = lambda key, name: (
        key.replace("substr(", f"substr({name}.") if "(" in key else f"{name}.{key}"
    )
    return " AND ".join(f"{side(key, 'l')} = {side(key, 'r')}" for key in keys)


def model(rules, term_frequencies=False, edit_distance="damerau_levenshtein"):
    # NameComparison has the levels of JaroWinklerAtThresholds and adjusts for term frequency.
    name = lambda column: (
        comparison.NameComparison(column)
        if term_frequencies
        else comparison.JaroWinklerAtThresholds(column, [0.92, 0.88, 0.7])
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=PRIOR,
        comparisons=[
            name("first_name"),
            name("surname"),
            date_of_birth(edit_distance),
            comparison.PostcodeComparison("postcode"),
            comparison.ExactMatch("city"),
            comparison.ExactMatch("email"),
        ],
        blocking_rules_to_generate_predictions=[on(keys) for keys in rules],
    ).create_settings_dict("duckdb")
    for made in settings["comparisons"]:
        m, u = PARAMETERS[made["output_column_name"]]
        scored = [one for one in made["comparison_levels"] if not one.get("is_null_level")]
        for one, m_probability, u_probability in zip(scored, m, u, strict=True):
            one["m_probability"], one["u_probability"] = m_probability, u_probability
    settings["linker_uid"] = "bench"
    return settings


for name, settings in {
    "tight": model(TIGHT),
    "loose": model(LOOSE),
    "tight-levenshtein": model(TIGHT, edit_distance="levenshtein"),
    "loose-levenshtein": model(LOOSE, edit_distance="levenshtein"),
    "tight-term-frequencies": model(TIGHT, term_frequencies=True),
}.items():
    # Numbers as Biome writes them, so that the files stand as they are made.
    text = re.sub(r"e-0(\d)\b", r"e-\1", json.dumps(settings, indent=2))
    (OUT / f"{name}.json").write_text(text + "\n")
