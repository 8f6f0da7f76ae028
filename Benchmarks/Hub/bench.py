"""What the benchmarks of the hub share: their options, the server, the pushes, and the verdict."""
import argparse
import json
import os
import sys
import tempfile

from history import HistoryFile
from measured import Measured
from server import Server

YEAR = os.path.join(tempfile.gettempdir(), "capdb-year", "year-50-1500-300-365.db")


class Bench:
    """A benchmark defines `run`, which returns the numbers by name."""

    history_help = "a file as Benchmarks/year-of-reports leaves it"
    history_default = YEAR

    def __init__(self, options):
        self.options = options
        self.capdb = os.environ.get("CAPDB") and os.path.abspath(os.environ["CAPDB"])
        os.makedirs(options.work, exist_ok=True)
        os.chmod(options.work, 0o755)  # The server is another user.
        self.history = HistoryFile(options.history)
        self.server = Server(options.work, options.setting)

    @classmethod
    def arguments(cls, parser):
        """Adds options of its own."""

    @classmethod
    def main(cls, text, budgets, runs):
        parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--history", default=cls.history_default, help=cls.history_help)
        parser.add_argument("--runs", type=int, default=runs, help="the median of this many counts")
        parser.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE",
                            help="a setting of the server that differs from its default")
        parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "capdb-hub"))
        parser.add_argument("--json", help="a file that gets the numbers as JSON")
        cls.arguments(parser)
        options = parser.parse_args()
        options.work = os.path.abspath(options.work)
        if not os.path.exists(options.history):
            sys.exit(f"there is no {options.history}; Benchmarks/README.md says what makes one")
        bench = cls(options)
        try:
            bench.server.start()
            bench.server.make_template()
            result = bench.run()
        finally:
            bench.server.stop()
        return cls.report(result, budgets, options.json)

    @staticmethod
    def report(result, budgets, path):
        broken = False
        for key, value in result.items():
            if isinstance(value, list):
                continue  # It has been printed as a table.
            verdict = ""
            if key in budgets:
                least = budgets[key]
                broken = broken or value < least
                verdict = f"  budget ≥ {least}: {'kept' if value >= least else 'BROKEN'}"
            text = f"{value:,.3f}" if isinstance(value, float) else f"{value:,}"
            print(f"{key:40} {text:>16}{verdict}")
        if path:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(result, file, indent=2)
        return int(broken)

    # ---- pushes ----

    def environment(self):
        """Nothing of the user's own: no configuration, no hub, no database."""
        return {"HOME": self.options.work, "PATH": os.environ["PATH"]}

    def capdb_run(self, *arguments):
        return Measured([self.capdb, *arguments], self.environment()).checked()

    def sync_command(self, history, database, port=None):
        return [self.capdb, "sync", self.server.url(database, port), "--db", history.path]

    def sync(self, history, database, port=None):
        return Measured(self.sync_command(history, database, port), self.environment())

    def same_rows(self, database, clusters, reference, of=1):
        """Makes sure that clusters of a hub have the rows that were copied into another."""
        expected = self.server.digest(reference, of)
        for cluster in clusters:
            found = self.server.digest(database, cluster)
            if found != expected:
                wrong = [(there, here) for there, here in zip(expected, found) if there != here]
                sys.exit(f"cluster {cluster} of {database} has other rows than were copied: {wrong}")
