"""Programs that are run and measured."""
import os
import subprocess
import tempfile
import time


class Measured:
    """A program run once: seconds by the clock, CPU seconds of its own, peak memory, exit code and output."""

    def __init__(self, command, environment=None):
        with tempfile.TemporaryFile() as output:
            begin = time.monotonic()
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.monotonic() - begin
            process.returncode = self.status = os.waitstatus_to_exitcode(status)
            self.cpu = usage.ru_utime + usage.ru_stime
            self.peak_mib = usage.ru_maxrss / 1024
            output.seek(0)
            self.output = output.read().decode(errors="replace")

    def checked(self):
        if self.status != 0:
            raise SystemExit(f"a program ended with {self.status}: {self.output[-2000:]}")
        return self


def together(commands, environment=None):
    """Runs programs at once: the seconds until the last one ended, and each one's exit code and output."""
    outputs = [tempfile.TemporaryFile() for _ in commands]
    begin = time.monotonic()
    processes = [
        subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        for command, output in zip(commands, outputs)]
    statuses = [process.wait() for process in processes]
    seconds = time.monotonic() - begin
    texts = []
    for output in outputs:
        output.seek(0)
        texts.append(output.read().decode(errors="replace"))
        output.close()
    return seconds, statuses, texts
