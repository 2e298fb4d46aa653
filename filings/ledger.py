"""The ledger of a house, counted by the database: whoever files, and however, it is true."""

from typing import Any

import pgtrigger


def triggers(table: str, ledger: str, house: str, event: str) -> list[Any]:
    """Statement triggers that keep ``ledger`` (a `LedgerDay`) for the filings in ``table``.

    ``house`` is the column that names the premises in both, ``event`` the moment whose day counts.
    """

    def keep(rows: str) -> str:
        return f"""
            INSERT INTO {ledger} ({house}, day, on_time, late, annulled)
            SELECT * FROM (
                SELECT {house}, ({event} AT TIME ZONE 'Asia/Karachi')::date AS day,
                    coalesce(sum(sign) FILTER (WHERE state <> 'annulled'
                        AND (due_at IS NULL OR filed_at <= due_at)), 0) AS on_time,
                    coalesce(sum(sign) FILTER (WHERE state <> 'annulled'
                        AND filed_at > due_at), 0) AS late,
                    coalesce(sum(sign) FILTER (WHERE state = 'annulled'), 0) AS annulled
                FROM ({rows}) AS moved WHERE state <> 'draft'
                GROUP BY 1, 2
            ) AS counted WHERE on_time <> 0 OR late <> 0 OR annulled <> 0
            ORDER BY 1, 2
            ON CONFLICT ({house}, day) DO UPDATE SET
                on_time = {ledger}.on_time + excluded.on_time,
                late = {ledger}.late + excluded.late,
                annulled = {ledger}.annulled + excluded.annulled;
            RETURN NULL;
        """

    columns = f"{house}, {event}, state, due_at, filed_at"
    plus = f"SELECT {columns}, 1 AS sign FROM new_rows"
    minus = f"SELECT {columns}, -1 AS sign FROM old_rows"
    return [
        _counting("insert", pgtrigger.Insert, keep(plus), new="new_rows"),
        _counting(
            "update", pgtrigger.Update, keep(f"{minus} UNION ALL {plus}"),
            old="old_rows", new="new_rows",
        ),
        _counting("delete", pgtrigger.Delete, keep(minus), old="old_rows"),
    ]  # fmt: skip


def _counting(name: str, operation: Any, func: str, **tables: str) -> Any:
    return pgtrigger.Trigger(
        name=f"ledger_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=func,
    )
