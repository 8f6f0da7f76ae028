"""A cluster's own file, as benchmarks of the hub prepare it."""
import contextlib
import os
import shutil
import sqlite3
import time

OPEN_END = 253402300799


class HistoryFile:
    def __init__(self, path):
        self.path = path

    def copy(self, path):
        """A copy, which may be written to."""
        for suffix in ("-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)
        shutil.copyfile(self.path, path)
        return HistoryFile(path)

    @contextlib.contextmanager
    def writing(self):
        """A transaction; afterwards everything is in the file itself."""
        with contextlib.closing(sqlite3.connect(self.path)) as database:
            with database:
                yield database
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def read(self, sql, *parameters):
        with contextlib.closing(sqlite3.connect(self.path)) as database:
            return database.execute(sql, parameters).fetchall()

    def fleet_questions(self):
        """Reports on all clusters, by name: the arguments, which make trends of the whole history."""
        start, end = self.read("SELECT min(observed_at), max(observed_at) + 1 FROM collection")[0]
        begin, until = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)) for moment in (start, end))
        span = ["--since", begin, "--until", until, "--step", "7d"]
        return {"report": ["report"], "report pod-slots": ["report", "pod-slots", *span],
                "report subnets": ["report", "subnets", *span], "forecast": ["forecast", "--until", until]}

    def rename(self, name, uid):
        """Makes the file's cluster another."""
        with self.writing() as database:
            database.execute("UPDATE cluster SET name = ?, uid = ?", (name, uid))

    def export(self, folder, columns, cluster):
        """Writes the rows as COPY takes them, a file for each table.

        - columns: the hub's, by table.
        - cluster: what takes the place of the file's cluster_id.
        - Returns: the files by table, and the number of rows.
        """
        os.makedirs(folder, exist_ok=True)
        files, rows = {}, 0
        with contextlib.closing(sqlite3.connect(self.path)) as database:
            for table, names in columns.items():
                files[table] = os.path.join(folder, table + ".copy")
                others = ", ".join(name for name in names if name != "cluster_id")
                with open(files[table], "w", encoding="utf-8", newline="\n") as file:
                    # In the order of the primary key.
                    for row in database.execute(f"SELECT {others} FROM {table} NOT INDEXED"):
                        file.write("\t".join([str(cluster), *map(copy_text, row)]) + "\n")
                        rows += 1
        return files, rows

    def collect_again(self, percent=0, seconds=300):
        """Records one more collection, in which so many of a hundred pods have been replaced on their nodes, as capdb
        would: counters, and so the rollups but for the number of collections, stay as they are.

        - Returns: how many pods were replaced.
        """
        with self.writing() as database:
            number, latest = database.execute("SELECT max(number), max(observed_at) FROM collection").fetchone()
            at = latest + seconds
            pods = database.execute(
                "SELECT pod_state_key, pod_key FROM pod_state WHERE valid_to = ? ORDER BY pod_state_key", (OPEN_END,)
            ).fetchall()
            moved = pods[:-(-len(pods) * percent // 100)]
            self.add_collection(database, number, at, 4 * len(moved))
            for state, pod in moved:
                self.replace_pod(database, state, pod, number + 1, at)
            for step in (3600, 86400):
                database.execute(
                    "INSERT INTO collection_rollup VALUES (1, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                    "collections = collections + 1, slots_known_at = excluded.slots_known_at, "
                    "subnets_known_at = excluded.subnets_known_at, owners_known_at = excluded.owners_known_at, "
                    "collection = excluded.collection", (step, at - at % step, at, at, at, number + 1))
        return len(moved)

    @staticmethod
    def columns(database, table):
        return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]

    def add_collection(self, database, number, at, changes):
        """One in which every source answered as in the one before."""
        new = {"number": number + 1, "observed_at": at, "started_at": at, "finished_at": at + 2, "changes": changes,
               "failure": "NULL"}
        names = self.columns(database, "collection")
        new |= {name: at for name in names if name.endswith("_known_at")}
        new |= {name: 0 for name in names if name.endswith("_status")}
        database.execute(f"INSERT INTO collection SELECT {', '.join(str(new.get(name, name)) for name in names)} "
                         "FROM collection WHERE number = ?", (number,))

    def replace_pod(self, database, state, pod, number, at):
        """The pod's state ends; another pod of its template begins on the same node."""
        def repeat(table, key, **new):
            values = ", ".join(str(new.get(name, name)) for name in self.columns(database, table))
            return database.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {table}_key = ?", (key,))
        database.execute(
            "UPDATE pod_state SET valid_to = ?, collection = ? WHERE pod_state_key = ?", (at, number, state))
        next_pod = "(SELECT max(pod_key) + 1 FROM pod)"
        key = repeat("pod", pod, pod_key=next_pod, uid="randomblob(16)", first_seen_at=at, created_at=at - 60,
                     name_suffix="lower(hex(randomblob(5)))", collection=number).lastrowid
        repeat("pod_state", state, pod_state_key="(SELECT max(pod_state_key) + 1 FROM pod_state)", pod_key=key,
               valid_from=at, valid_to=OPEN_END, scheduled_at=at - 60, started_at=at - 50, collection=number)


def copy_text(value):
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, str):
        return (value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r"))
    return str(value)
