"""splink on DuckDB in a process of its own, run by the Python that has splink.

Tuned as its documentation advises: values are cleaned beforehand; blocking rules are many and
narrow; u is estimated from random pairs, m by expectation maximisation under several blocking
rules; common values are worth less by their term frequency. It learns on a set of its own, whose
people are not in the test, then links the whole batch of queries with the list in one go.
"""

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_level_library as level
import splink.comparison_library as comparison
from anyascii import anyascii
from metaphone import doublemetaphone
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from tqdm import tqdm

from benchmarks.parts import peers_child as child

PACKAGES = ("splink", "duckdb", "anyascii", "metaphone")
#: What the exact rules below find of all true pairs, roughly; the training asks for a guess.
FOUND_EXACTLY = 0.3
#: A word that a larger share of the list bears opens no block by itself.
COMMON = 0.002
LEAST_PROBABILITY = 0.001
SEED = 7

_NOT_A_LETTER = re.compile(r"[^a-z]+")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")

Row = dict[str, str]

TEXT, TEXTS = pa.string(), pa.list_(pa.string())
_OF_A_NAME = {"": TEXT, "_sound": TEXT, "_sounds": TEXTS, "_rare": TEXTS, "_rarest": TEXT}
COLUMNS = pa.schema(
    {
        "unique_id": TEXT,
        **{f"{whose}{of}": kind for whose in ("name", "father") for of, kind in _OF_A_NAME.items()},
        "cnic": TEXT,
        "passport": TEXT,
        "gender": TEXT,
        "birth_year": pa.int32(),
        "birth_date": TEXT,
        "district": TEXT,
    }
)


# --- Cleaning, which its documentation asks for before linking ------------------------------------


def words(row: Row, field: str) -> list[str]:
    """The words of a name in plain Latin letters, of the Roman spelling or else the Urdu one."""
    text = row[field] or row[f"{field}_ur"]
    return [word for written in text.split() if (word := _plain(written))]


@cache
def _plain(word: str) -> str:
    return _NOT_A_LETTER.sub("", anyascii(unicodedata.normalize("NFKC", word)).lower())


@cache
def sound(word: str) -> str:
    """Double metaphone, the phonetic key its documentation shows."""
    return doublemetaphone(word)[0] or word


def bearers(rows: Iterable[Row]) -> Counter[str]:
    """How many people bear a word, by its sound."""
    counts = Counter[str]()
    for row in rows:
        counts.update({sound(word) for word in words(row, "name")})
    return counts


def cleaned(rows: Iterable[Row], borne: Counter[str], people: int) -> Iterator[dict[str, Any]]:
    """Each person in the columns that are compared; None where a value is missing."""
    common = frozenset(word for word, count in borne.items() if count > COMMON * people)
    for row in rows:
        year = row["birth_year"] or row["date_of_birth"][:4]
        yield {
            "unique_id": row["ref"],
            **_name("name", words(row, "name"), borne, common),
            **_name("father", words(row, "relative_name"), borne, common),
            "cnic": _NOT_A_DIGIT.sub("", row["cnic"]) or None,
            "passport": row["passport_no"].upper() or None,
            "gender": row["gender"] or None,
            "birth_year": int(year) if year else None,
            "birth_date": row["date_of_birth"] or None,
            "district": _NOT_A_LETTER.sub("", row["district"].lower()) or None,
        }


def _name(
    whose: str, said: list[str], borne: Counter[str], common: frozenset[str]
) -> dict[str, Any]:
    sounds = sorted(map(sound, said))
    return {
        whose: " ".join(said) or None,
        f"{whose}_sound": " ".join(sounds) or None,
        f"{whose}_sounds": sounds or None,
        f"{whose}_rare": [one for one in sounds if one not in common] or None,
        f"{whose}_rarest": min(sounds, key=borne.__getitem__, default=None),
    }


# --- The model ------------------------------------------------------------------------------------


def settings() -> SettingsCreator:
    """Who is compared at all, what is compared, and how."""
    return SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("cnic"),
            # Whichever digit of a CNIC is mistyped, one of these three stays whole.
            block_on("substr(cnic, 1, 7)"),
            block_on("substr(cnic, 8, 6)"),
            block_on("substr(cnic, 1, 6)", "substr(cnic, 9, 5)"),
            block_on("passport"),
            block_on("birth_date", "district"),
            block_on("name_sound", "father_sound"),
            block_on("name_sound", "birth_year"),
            block_on("name_sound", "district"),
            block_on("father_sound", "birth_year", "district"),
            _sharing("name_rare", "birth_year"),
            _sharing("name_rare", "district"),
            _sharing("father_rare", "district"),
            # A rare word of one with any word of the other found 2 % more true people, for twice
            # the time and the same F1.
        ],
        comparisons=[
            _cnics(),
            _names("name"),
            _names("father"),
            _births(),
            comparison.ExactMatch("district").configure(term_frequency_adjustments=True),
            comparison.ExactMatch("gender"),
            # Too few people have a passport for random pairs to show a level.
            comparison.DamerauLevenshteinAtThresholds("passport", 1).configure(
                m_probabilities=[0.6, 0.2, 0.2], u_probabilities=[1e-5, 1e-5, 1 - 2e-5]
            ),
        ],
        retain_matching_columns=False,
    )


def _sharing(*columns: str) -> Any:
    """A rule for people who have one word at least in common, in each column of words."""
    lists = [column for column in columns if COLUMNS.field(column).type == TEXTS]
    return block_on(*columns, arrays_to_explode=lists)


def _cnics() -> Any:
    return comparison.CustomComparison(
        output_column_name="cnic",
        comparison_levels=[
            level.NullLevel("cnic"),
            level.ExactMatchLevel("cnic"),
            level.DamerauLevenshteinLevel("cnic", 1),
            level.DamerauLevenshteinLevel("cnic", 2),
            level.CustomLevel("cnic_l[1:5] = cnic_r[1:5]", "Same locality"),
            level.ElseLevel(),
        ],
    )


def _names(whose: str) -> Any:
    return comparison.CustomComparison(
        output_column_name=whose,
        comparison_levels=[
            level.NullLevel(f"{whose}_sound"),
            level.ExactMatchLevel(f"{whose}_sound", term_frequency_adjustments=True),
            level.JaroWinklerLevel(whose, 0.92),
            level.ExactMatchLevel(f"{whose}_rarest", term_frequency_adjustments=True),
            level.ArrayIntersectLevel(f"{whose}_rare", 1),
            level.JaroWinklerLevel(whose, 0.8),
            level.ArrayIntersectLevel(f"{whose}_sounds", 1),
            level.ElseLevel(),
        ],
    )


def _births() -> Any:
    return comparison.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            level.NullLevel("birth_year"),
            level.ExactMatchLevel("birth_date"),
            level.ExactMatchLevel("birth_year"),
            *(level.AbsoluteDifferenceLevel("birth_year", years) for years in (1, 2, 10)),
            level.ElseLevel(),
        ],
    )


def train(linker: Linker, random_pairs: float) -> None:
    """Estimate every parameter without being told a truth."""
    same = [
        block_on("cnic"),
        block_on("passport"),
        block_on("name_sound", "father_sound", "birth_year", "district"),
    ]
    by = (
        block_on("cnic"),
        block_on("name_sound", "father_sound"),
        block_on("father_sound", "birth_year", "district"),
    )
    training = linker.training
    with tqdm(total=2 + len(by), desc="splink: training", unit=" steps") as bar:
        training.estimate_probability_two_random_records_match(same, recall=FOUND_EXACTLY)
        bar.update()
        training.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=SEED)
        bar.update()
        for rule in by:
            training.estimate_parameters_using_expectation_maximisation(rule)
            bar.update()


# --- The run --------------------------------------------------------------------------------------


def linked(folder: Path, model: Any) -> tuple[Linker, float, float]:
    """The list and the queries, cleaned and loaded, with a model; the seconds for either."""
    connection = duckdb.connect(config={"threads": 1})
    database = DuckDBAPI(connection)
    clock = child.Clock()
    borne = bearers(child.rows(folder / "listed.csv"))
    people = sum(1 for _ in child.rows(folder / "listed.csv"))
    tables, seconds = [], []
    for name in ("listed", "queries"):
        bar = tqdm(child.rows(folder / f"{name}.csv"), f"splink: {name}", unit_scale=True)
        rows = pa.Table.from_pylist(list(cleaned(bar, borne, people)), COLUMNS)
        connection.register("rows_read", rows)
        connection.execute(f"CREATE TABLE {name} AS FROM rows_read")
        tables.append(database.register(name, dataset_display_name=name))
        seconds.append(clock.lap())
    return Linker(tables, model, log_level="ERROR"), seconds[0], seconds[1]


def found(linker: Linker, folder: Path) -> tuple[list[child.Found], int]:
    """The findings for each query, by the weight in bits, and how many pairs were scored."""
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    pairs = linker.inference.predict(
        threshold_match_probability=LEAST_PROBABILITY, warning_mode="never"
    )
    by_query: dict[str, list[tuple[str, float]]] = defaultdict(list)
    told = pairs.as_duckdbpyrelation().select(
        "source_dataset_l, unique_id_l, unique_id_r, match_weight"
    )
    for source, left, right, weight in told.fetchall():
        query, listed = (left, right) if source == "queries" else (right, left)
        by_query[query].append((listed, weight))
    queries = child.rows(folder / "queries.csv")
    scored = blocked.as_duckdbpyrelation().shape[0]
    return [child.best(by_query[row["ref"]]) for row in queries], scored


def main(learning: Path, random_pairs: float, *sets: Path) -> None:
    """Learn, then link each set: a folder and the file to report to."""
    clock = child.Clock()
    linker, *_ = linked(learning, settings())
    train(linker, random_pairs)
    model = linker.misc.save_model_to_json()
    learned = clock.lap()
    for folder, out in zip(sets[::2], sets[1::2], strict=True):
        linker, prepared, cleaning = linked(folder, model)
        clock.lap()
        results, pairs = found(linker, folder)
        child.report(
            out,
            versions=child.versions(PACKAGES),
            results=results,
            training_seconds=learned,
            prepare_seconds=prepared,
            seconds=cleaning + clock.lap(),
            pairs=pairs,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), *map(Path, sys.argv[3:]))
