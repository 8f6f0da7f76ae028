"""A PostgreSQL server for benchmarks, on a loopback port of its own."""
import glob
import os
import shutil
import socket
import subprocess
import sys
import time

from measured import Measured

MIGRATIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Migrations", "Hub")


def programs():
    """The folder of PostgreSQL's programs: $PGBIN, or the newest that Debian's packages have, or that of the path."""
    known = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[-2]))
    found = os.environ.get("PGBIN") or (known[-1] if known else os.path.dirname(shutil.which("postgres") or ""))
    if not os.path.exists(os.path.join(found, "postgres")):
        sys.exit("no PostgreSQL server here; install postgresql, or name the folder of its programs in $PGBIN")
    return found


class Server:
    """Runs with the server's own defaults; what differs is in `settings`."""

    def __init__(self, work, settings=()):
        self.bin = programs()
        self.folder = os.path.join(work, "server")
        self.settings = settings
        self.process = None
        # It refuses to run as root.
        self.identity = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        if self.identity:
            shutil.chown(self.folder, "postgres", "postgres")

    def program(self, name):
        return os.path.join(self.bin, name)

    def start(self):
        data, log = os.path.join(self.folder, "data"), os.path.join(self.folder, "log")
        subprocess.run(
            [self.program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **self.identity)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", *self.settings]
        with open(log, "w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [self.program("postgres"), "-D", data, "-p", str(self.port)]
                + [text for setting in settings for text in ("-c", setting)],
                stdout=output, stderr=output, cwd="/", **self.identity)
        while subprocess.run([self.program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            if self.process.poll() is not None:
                sys.exit(f"the PostgreSQL server did not start: {open(log, encoding='utf-8').read()}")
            time.sleep(0.1)

    def stop(self):
        """Ends the server and removes its data."""
        if self.process:
            self.process.send_signal(2)  # SIGINT: a fast shutdown.
            self.process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database, port=None):
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{database}?sslmode=disable"

    def psql_command(self, database, *arguments):
        return [self.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), *arguments]

    def psql(self, database, sql):
        """What statements print: rows of columns."""
        output = subprocess.run(
            self.psql_command(database, "-A", "-t", "-F", "\t", "-f", "-"), input=sql, check=True, text=True,
            stdout=subprocess.PIPE).stdout
        return [line.split("\t") for line in output.splitlines()]

    def value(self, database, sql):
        return self.psql(database, sql)[0][0]

    def cpu_seconds(self):
        """What the server's sessions took; waits until the last one has ended."""
        while self.value("postgres", "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
                                     "AND pid <> pg_backend_pid()") != "0":
            time.sleep(0.05)
        time.sleep(0.2)  # The server counts a session's time when it buries the process.
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            children = file.read().rsplit(")", 1)[1].split()[13:15]
        return sum(map(int, children)) / os.sysconf("SC_CLK_TCK")

    # ---- hubs ----

    def make_template(self):
        """A hub without clusters, as `capdb sync` makes it, and the names of its tables."""
        script = ["CREATE TABLE hub_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                  "checksum TEXT NOT NULL, applied_at BIGINT NOT NULL);"]
        for path in sorted(glob.glob(os.path.join(MIGRATIONS, "H*.sql"))):
            with open(path, encoding="utf-8") as file:
                sql = file.read()
            version, name = os.path.basename(path)[1:-len(".sql")].split("__")
            script += [sql, f"INSERT INTO hub_migration VALUES ({int(version)}, '{name}', '{checksum(sql)}', 0);"]
        self.psql("postgres", "CREATE DATABASE hub_template")
        self.psql("hub_template", "BEGIN;\n" + "\n".join(script) + "\nCOMMIT;")
        self.tables = [row[0] for row in self.psql(
            "hub_template", "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname <> 'hub_migration' "
            "AND relnamespace = 'public'::regnamespace ORDER BY oid")]
        self.columns = {table: [row[0] for row in self.psql(
            "hub_template", f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 "
            "ORDER BY attnum")] for table in self.tables}

    def make(self, database, template="hub_template"):
        """Makes a database anew; what the server still had to write is then written, so that it is not within what is
        measured next."""
        self.drop(database)
        self.psql("postgres", f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        self.settle()

    def settle(self):
        self.psql("postgres", "CHECKPOINT")

    def drop(self, database):
        self.psql("postgres", f'SET client_min_messages = warning;\nDROP DATABASE IF EXISTS "{database}"')

    def copy(self, database, rows):
        """psql's \\copy of rows into their tables, one after the other, measured.

        - rows: the files of `HistoryFile.export`, by table.
        """
        return Measured(self.copy_command(database, rows))

    def copy_command(self, database, rows):
        arguments = []
        for table, path in rows.items():
            arguments += ["-c", rf"\copy {table} ({', '.join(self.columns[table])}) FROM '{path}'"]
        return self.psql_command(database, *arguments)

    def digest(self, database, cluster):
        """By table, the number of a cluster's rows and a sum of their hashes, without the cluster's own row."""
        parts = []
        for table in self.tables:
            if table != "cluster":
                columns = ", ".join(column for column in self.columns[table] if column != "cluster_id")
                parts.append(f"SELECT '{table}', count(*), sum(hashtextextended(ROW({columns})::text, 0)::numeric) "
                             f"FROM {table} WHERE cluster_id = {cluster}")
        return self.psql(database, " UNION ALL ".join(parts) + " ORDER BY 1")

    def clusters(self, database):
        return [row[0] for row in self.psql(database, "SELECT cluster_id FROM cluster ORDER BY name")]

    def rows(self, database):
        return sum(int(self.value(database, f"SELECT count(*) FROM {table}")) for table in self.tables)

    def bytes(self, database):
        return int(self.value(database, "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' "
                                        "AND relnamespace = 'public'::regnamespace"))


def checksum(text):
    """FNV-1a, as in Sources/History/File/Schema.swift."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"
