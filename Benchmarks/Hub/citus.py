"""A hub in a database of its own on a running Citus, whose superusers need no password."""
import os
import subprocess
import sys
import urllib.parse

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Config", "hub", "citus.sql")


class Citus:
    """`coordinator` is the superuser's address of any of its databases that has the extension and knows the workers."""

    def __init__(self, coordinator, psql):
        self.coordinator = urllib.parse.urlsplit(coordinator)
        self.program = psql
        self.host = self.coordinator.hostname
        nodes = self.psql("SELECT nodename, nodeport FROM pg_dist_node WHERE groupid > 0 ORDER BY nodename, nodeport",
                          self.coordinator.path.lstrip("/")).splitlines()
        self.workers = [(name, int(port)) for name, port in (line.split("|") for line in nodes)]
        if not self.workers:
            sys.exit("the Citus of $CAPDB_TEST_CITUS has no workers")

    def url(self, database, node=None):
        host, port = node or (self.host, self.coordinator.port)
        return f"postgresql://{self.coordinator.username}@{host}:{port}/{database}?sslmode=disable"

    def psql(self, sql, database, node=None):
        return subprocess.run(
            [self.program, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database, node), "-f", "-"],
            input=sql, check=True, text=True, stdout=subprocess.PIPE).stdout

    def psql_beside(self, statements, database):
        """The process of a psql that runs statements, each in a transaction of its own, while other things are done."""
        commands = [argument for sql in statements for argument in ("-c", sql)]
        return subprocess.Popen(
            [self.program, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), *commands],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def nodes(self):
        return [None, *self.workers]

    def make_hub(self, database, migrate):
        """Makes the database on all nodes and the hub in it, as docs/hub.md says.

        - migrate: is given the hub's address and creates its tables.
        """
        self.drop(database)
        for node in self.nodes():
            self.psql(f"CREATE DATABASE {database} TEMPLATE template0", "postgres", node)
            self.psql("SET client_min_messages = error; CREATE EXTENSION citus", database, node)
        adding = "".join(f"SELECT citus_add_node('{name}', {port});" for name, port in self.workers)
        self.psql(f"SELECT citus_set_coordinator_host('{self.host}', {self.coordinator.port}); {adding}", database)
        migrate(self.url(database))
        with open(SCRIPT, encoding="utf-8") as file:
            self.psql(file.read(), database)

    def drop(self, database):
        for node in self.nodes():
            self.psql(f"SET client_min_messages = error; DROP DATABASE IF EXISTS {database} WITH (FORCE)", "postgres",
                      node)
