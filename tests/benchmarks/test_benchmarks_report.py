"""What the benchmarks count with."""

from benchmarks import report
from benchmarks.imports import reasons


def test_percentiles_are_values_that_were_measured():
    values = [float(number) for number in range(200, 0, -1)]

    assert report.percentile(values, 0.50) == 101
    assert report.percentile(values, 0.99) == 199
    assert report.percentile([7.0], 0.99) == 7


def test_a_table_keeps_its_columns_in_line(capsys):
    report.table("Title", ["what", "rows"], [["first", 524_030], ["second", 1.5], ["kept", False]])

    assert capsys.readouterr().out.splitlines() == [
        "",
        "Title",
        "  what       rows",
        "  ------  -------",
        "  first   524,030",
        "  second     1.50",
        "  kept         NO",
    ]


def test_reasons_are_counted_without_their_particulars(tmp_path):
    rejected = tmp_path / "rejected.csv"
    rejected.write_text(
        "line,reason,name\n"
        "2,cnic '352021' has 6 digits; a CNIC has 13.,A\n"
        "9,cnic '3520' has 4 digits; a CNIC has 13.,B\n"
        "11,name is empty.,\n"
    )

    assert reasons(rejected) == {"cnic … has … digits; a CNIC has ….": 2, "name is empty.": 1}
