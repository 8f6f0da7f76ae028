"""What a history of capdb has of the pods that a log names."""
import collections
import sqlite3
import uuid

FOREVER = 253402300799
TOLERANCE = 1


class Recorded:
    """All that the history has of one pod."""

    def __init__(self):
        self.states = []
        self.lives = []
        self.created = None

    def values(self, name):
        return [each[name] for each in self.states + self.lives if each[name] is not None]


def read(path):
    """Every pod of the history by UID, and the collections."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    pods = collections.defaultdict(Recorded)
    text = dict(connection.execute("SELECT text_key, value FROM text"))
    for row in connection.execute("SELECT p.uid, p.created_at AS created, s.* FROM pod_state s JOIN pod p USING (pod_key)"):
        pods[identifier(row["uid"])].states.append(fields(row, text))
    for row in connection.execute("SELECT *, created_at AS created FROM short_lived_pod"):
        pods[identifier(row["uid"])].lives.append(fields(row, text))
    found = [dict(row) for row in connection.execute(
        "SELECT number, observed_at_epoch AS observed_at, nodes_how, pods_how, listed_because, differences, changes, "
        "bytes_received, nodes_status, pods_status, error FROM v_collections ORDER BY number")]
    connection.close()
    return pods, found


def identifier(blob):
    return str(uuid.UUID(bytes=bytes(blob[:16])))


def fields(row, text):
    keys = row.keys()
    return {"node": text.get(row["node_ref"]), "ip": ".".join(map(str, row["ip"])) if row["ip"] else None,
            "created": row["created"], "scheduled": row["scheduled_at"], "started": row["started_at"],
            "ended": row["ended_at"] if "ended_at" in keys else None, "phase": row["phase"],
            "valid_to": row["valid_to"] if "valid_to" in keys else None}


class Comparison:
    """Compares each pod of a log with the history."""

    def __init__(self, log, path):
        self.log = [pod for pod in log if pod["uid"]]
        self.history, self.collections = read(path)
        self.count = collections.Counter()
        self.examples = collections.defaultdict(list)
        for pod in self.log:
            self.look_at(pod)
        uids = {pod["uid"] for pod in self.log}
        for uid in self.history.keys() - uids:
            self.note("of no pod", {"uid": uid})

    def note(self, what, pod, **more):
        self.count[what] += 1
        if len(self.examples[what]) < 5:
            self.examples[what].append(dict(pod, **more))

    def look_at(self, pod):
        self.count["pods"] += 1
        found = self.history.get(pod["uid"])
        if found is None:
            return self.note("missing", pod, at_a_list=self.went_before_a_list(pod))
        self.count["found"] += 1
        self.count["short-lived" if found.lives else "in collections"] += 1
        if self.is_twice(found):
            self.note("recorded twice", pod, states=found.states, lives=found.lives)
        for what, mine in (("node", pod["bound_to"]), ("address", pod["ip"])):
            self.compare_word(what, mine, found.values("ip" if what == "address" else what), pod, found)
        self.compare_times(pod, found)
        is_open = any(state["valid_to"] == FOREVER for state in found.states)
        if is_open == pod["is_deleted"]:
            self.note("still there" if is_open else "gone too soon", pod)

    @staticmethod
    def is_twice(found):
        """Whether a life says nothing that another one, or a collection, does not say."""
        said = {(state["node"], state["ip"]) for state in found.states}
        return len(found.lives) > 1 or any((life["node"], life["ip"]) in said for life in found.lives)

    def compare_word(self, what, mine, theirs, pod, found):
        if mine is None:
            if theirs:
                self.note("wrong " + what, pod, history=theirs)
        elif not theirs:
            self.note("no " + what, pod, states=found.states, lives=found.lives)
            # One collection saw it before it had any, and the next one no longer did.
            if found.states and not found.lives and pod["is_deleted"]:
                self.count[f"no {what}, seen waiting once"] += 1
        elif set(theirs) != {mine}:
            self.note("wrong " + what, pod, history=theirs)

    def compare_times(self, pod, found):
        mine = {name: pod[name] for name in ("created", "scheduled", "started")}
        mine["ended"] = (pod["finished"] or pod["deleted"]) if pod["is_deleted"] else None
        for name, expected in mine.items():
            theirs = found.values(name)
            # No interval has the end of a pod but in the times of the collections around it.
            if expected is None or not theirs and (name != "ended" or not found.lives):
                continue
            if not theirs:
                self.note(f"no {name} time", pod, lives=found.lives)
            elif any(abs(value - expected) > TOLERANCE for value in theirs):
                self.note(f"wrong {name} time", pod, history=theirs)
            else:
                self.count[f"right {name} time"] += 1

    def went_before_a_list(self, pod):
        """Whether it came and went between two collections of which the later one listed the pods."""
        earlier = None
        for each in self.collections:
            if each["pods_status"] != "complete":
                continue
            if earlier and each["pods_how"] == "listed" and pod["is_deleted"] \
                    and earlier["observed_at"] - 1 <= pod["created"] and pod["deleted"] <= each["observed_at"] + 1:
                return True
            earlier = each
        return False
