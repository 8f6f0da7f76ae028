"""Holds capdb against another program: cases made at random from a seed, and what both send over the wire.

A comparison is a class with

  title                what is compared
  on_purpose           [(reason, test(case, theirs, ours))]: differences that are wanted
  add_options(parser)  options of its own
  __init__(options)    starts the recording servers of one worker
  case(dice)           a case: a dict of `files` (path: bytes), `environment` and `arguments`
  run(case)            both programs' Outcome, the other's first

Case number K of seed S is the same on every machine: `--seed S --case K` shows one that was reported.
"""
import argparse
import collections
import multiprocessing
import os
import random
import signal
import sys
import time
import typing


class Outcome(typing.NamedTuple):
    """What one program did with a case."""
    requests: list  # what reached the servers, in order, a line each
    words: str  # what the program said


class Dice(random.Random):
    """Chance, by a seed."""

    def maybe(self, probability):
        return self.random() < probability

    def pick(self, *choices):
        return self.choice(choices)


class Worker:
    """The comparison of this process, started with its first case: a pool would try to start it again and again."""
    comparison = None

    @classmethod
    def start(cls, comparison, options):
        if not cls.comparison:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.setsid()  # without a terminal, nobody is asked for a password
            sys.stderr = open(os.devnull, "w")
            cls.comparison = comparison(options)

    @classmethod
    def judge(cls, case):
        """How both did the same, the reason of a wanted difference, or both outcomes."""
        theirs, ours = cls.comparison.run(case)
        if theirs.requests == ours.requests:
            return "sent the same" if ours.requests else "sent nothing"
        for reason, applies in cls.comparison.on_purpose:
            if applies(case, theirs, ours):
                return reason
        return theirs, ours

    @classmethod
    def compare(cls, comparison, options, number):
        cls.start(comparison, options)
        case = cls.comparison.case(Dice(f"{options.seed}/{number}"))
        verdict = cls.judge(case)
        if isinstance(verdict, tuple) and options.shrink:
            case, verdict = cls.shrink(case, verdict, time.monotonic() + options.shrink)
        return number, case, verdict

    @classmethod
    def shrink(cls, case, verdict, deadline):
        """Takes parts away as long as both programs go on to differ."""
        candidates = smaller(case)
        while time.monotonic() < deadline:
            candidate = next(candidates, None)
            if candidate is None:
                break
            found = cls.judge(candidate)
            if isinstance(found, tuple):
                case, verdict, candidates = candidate, found, smaller(candidate)
        return case, verdict


def smaller(case):
    """The cases that lack one part of this one."""
    for part in ("arguments", "environment", "files"):
        for key in list(case[part]):
            yield {**case, part: {each: value for each, value in case[part].items() if each != key}}
    for path, contents in case["files"].items():
        lines = contents.splitlines(keepends=True)
        size = len(lines) // 2
        while size:
            for start in range(0, len(lines), size):
                rest = b"".join(lines[:start] + lines[start + size:])
                yield {**case, "files": {**case["files"], path: rest}}
            size //= 2


def show(number, case, verdict):
    lines = [f"case {number}: {verdict}" if isinstance(verdict, str) else f"case {number}:"]
    lines += [f"  {name}={value}" for name, value in case["environment"].items()]
    lines += [f"  option {' '.join(filter(None, each))}" for each in case["arguments"].items()]
    for path, contents in case["files"].items():
        lines += [f"  {path}:"] + [f"    {line}" for line in contents.splitlines(keepends=True)]
    if isinstance(verdict, tuple):
        for name, outcome in zip(("theirs", "capdb"), verdict):
            lines += [f"  {name}:"] + [f"    {line}" for line in outcome.requests or ["no request"]]
            lines += [f"    said {outcome.words.strip()[:300]!r}"]
    return "\n".join(lines)


def main(comparison):
    # Swift starts programs from threads that block signals, and a pool ends its processes by one.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    parser = argparse.ArgumentParser(description=comparison.title)
    parser.add_argument("--capdb", required=True, help="the binary")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--seconds", type=float, default=30, help="how long cases are made")
    parser.add_argument("--case", type=int, help="only this one")
    parser.add_argument("--differences", type=int, default=8, help="stop after so many")
    parser.add_argument("--shrink", type=float, default=8, help="seconds to make each difference small; 0 for none")
    parser.add_argument("--verbose", action="store_true", help="a line for each case")
    comparison.add_options(parser)
    options = parser.parse_args()
    differing, counts, started = [], collections.Counter(), time.monotonic()
    numbers = iter([options.case]) if options.case is not None else iter(range(1 << 60))
    context = multiprocessing.get_context("fork")
    jobs = 1 if options.case is not None else os.cpu_count() or 1
    with context.Pool(jobs) as pool:
        pending = collections.deque()
        while True:
            goes_on = time.monotonic() - started < options.seconds and len(differing) < options.differences
            while goes_on and len(pending) < 2 * jobs and (number := next(numbers, None)) is not None:
                pending.append(pool.apply_async(Worker.compare, (comparison, options, number)))
            if not pending:
                break
            number, case, verdict = pending.popleft().get(timeout=120)
            counts["differed" if isinstance(verdict, tuple) else verdict] += 1
            if isinstance(verdict, tuple):
                differing.append((number, case, verdict))
            if options.verbose or options.case is not None:
                print(f"{number} {'differed' if isinstance(verdict, tuple) else verdict}", flush=True)
    for each in differing:
        print(show(*each))
    print(f"{comparison.title}: seed {options.seed}, {counts.total()} cases in {time.monotonic() - started:.0f} s")
    for words, count in counts.most_common():
        print(f"{count:6} {words}")
    if not differing and not counts["sent the same"] and options.case is None:
        raise SystemExit("no case reached a server: nothing was compared")
    raise SystemExit(1 if differing else 0)
