#!/usr/bin/env python3
"""A capdb history as SQLite shows it, without capdb.

  history.py FILE query SQL     the rows, as JSON objects
  history.py FILE digests       for each table the number of its rows and a digest of them all
"""
import hashlib
import json
import sqlite3
import sys


def digest(database, table):
    rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
    content = repr(sorted(map(repr, rows))).encode()
    return {"table": table, "rows": len(rows), "digest": hashlib.sha256(content).hexdigest()}


path, verb, *arguments = sys.argv[1:]
database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
if verb == "query":
    database.row_factory = sqlite3.Row
    print(json.dumps([dict(row) for row in database.execute(arguments[0])]))
else:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    print(json.dumps([digest(database, name) for name, in tables.fetchall()]))
