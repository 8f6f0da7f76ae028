#!/usr/bin/env python3
"""A capdb history as SQLite shows it, without capdb.

  history.py FILE query SQL     the rows, as JSON objects
  history.py FILE digests       for each table the number of its rows and a digest of them all
  history.py FILE against FILE  the rows of the views that one history has and another one not, which recorded the same
                                states at other times: a time of a collection counts as the collection's number

What only following can tell of (pods that no list shows, their waits and peaks), and how a collection went, is left out.
"""
import collections
import hashlib
import json
import sqlite3
import sys


def digest(database, table):
    rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
    content = repr(sorted(map(repr, rows))).encode()
    return {"table": table, "rows": len(rows), "digest": hashlib.sha256(content).hexdigest()}


LEFT_OUT = {
    "v_clusters": {"first_collected_at", "last_attempted_at"},
    "v_collections": {"started_at", "finished_at", "seconds", "changes", "bytes_received", "nodes_how", "pods_how",
                      "listed_because", "differences"},
    "v_pending": {"ended_at", "seconds", "scheduled_at"},
    "v_slot_rollups": {"peak_used", "peak_total"},
}
MOMENTS = {"v_pods": {"first_seen_at"}, "v_network_interfaces": {"first_seen_at"},
           "v_collection_rollups": {"slots_known_at", "subnets_known_at", "owners_known_at"}}
ALL_MOMENTS = {"valid_from", "valid_to", "valid_from_epoch", "valid_to_epoch", "observed_at", "observed_at_epoch"}


def views(database):
    """The rows of each view, but for the times at which they were recorded."""
    database.row_factory = sqlite3.Row
    numbers = {}
    for row in database.execute("SELECT number, observed_at, observed_at_epoch FROM v_collections"):
        numbers[row["observed_at"]] = numbers[row["observed_at_epoch"]] = f"collection {row['number']}"
    names = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")]
    rows = {}
    for name in names:
        if name == "v_short_lived_pods":
            continue
        condition = " WHERE uid IN (SELECT uid FROM v_pods)" if name == "v_pending" else ""
        moments = ALL_MOMENTS | MOMENTS.get(name, set())
        rows[name] = sorted(
            repr([(key, numbers.get(row[key], row[key]) if key in moments else row[key])
                  for key in row.keys() if key not in LEFT_OUT.get(name, set())])
            for row in database.execute(f"SELECT * FROM {name}{condition}"))
    return rows


def against(one, other):
    """A line for each row that only one of two histories has, and how many rows the first one has in each view."""
    lines = []
    for name in sorted(one.keys() | other.keys()):
        ours, theirs = collections.Counter(one.get(name, [])), collections.Counter(other.get(name, []))
        lines += [f"- {name}: {row}" for row in (ours - theirs).elements()]
        lines += [f"+ {name}: {row}" for row in (theirs - ours).elements()]
    return {"differences": lines, "rows": {name: len(rows) for name, rows in one.items()}}


def opened(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


path, verb, *arguments = sys.argv[1:]
database = opened(path)
if verb == "query":
    database.row_factory = sqlite3.Row
    print(json.dumps([dict(row) for row in database.execute(arguments[0])]))
elif verb == "against":
    print(json.dumps(against(views(database), views(opened(arguments[0])))))
else:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    print(json.dumps([digest(database, name) for name, in tables.fetchall()]))
