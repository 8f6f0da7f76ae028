#!/usr/bin/env python3
"""A server for watches: it sends frames that were rendered beforehand, and then nothing until the client goes.

  watch.py PORTFILE PAGES [SECONDS]     serves on a free port of 127.0.0.1 and writes its number to PORTFILE

With SECONDS it pauses so long in the middle of the frames, as a lossy network does.
PAGES/current/watch/RESOURCE has what changed since the first variant's version. TLS ends in nginx, which asks here.
"""
import array
import bisect
import os
import socketserver
import sys
import time
import urllib.parse

from protobuf import field, integer, watch_frame
from render_pages import RESOURCE_VERSION

EXPIRED = watch_frame("ERROR", "Status", field(1, b"") + field(2, "Failure") + field(3, "too old resource version")
                      + field(4, "Expired") + integer(6, 410))
KINDS = {"nodes": "Node", "pods": "Pod"}
HEAD = (b"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.kubernetes.protobuf;stream=watch\r\n"
        b"transfer-encoding: chunked\r\n\r\n")


def chunk(content):
    return b"%x\r\n%b\r\n" % (len(content), content)


class Connection(socketserver.StreamRequestHandler):
    """One watch, from the version that the client names."""
    disable_nagle_algorithm = True

    def handle(self):
        words = self.rfile.readline(65_536).decode().split(" ")
        if len(words) < 2:
            return  # nginx connects, and the client may be gone before it asks.
        while self.rfile.readline(65_536).strip():
            pass
        path, _, query = words[1].partition("?")
        version = int(dict(urllib.parse.parse_qsl(query)).get("resourceVersion") or 0)
        resource = os.path.basename(path)
        self.connection.sendall(HEAD)
        if version < RESOURCE_VERSION:
            self.connection.sendall(chunk(EXPIRED) + chunk(b""))
            return
        # nginx keeps a head in its TLS buffer until there is a body. A bookmark of the version that was asked for says
        # nothing new.
        self.connection.sendall(chunk(watch_frame("BOOKMARK", KINDS[resource], field(1, field(6, str(version))))))
        file = os.path.join(self.server.pages, "current", "watch", resource)
        if os.path.exists(file):
            self.send(file, self.place(file, version), os.path.getsize(file))
        self.rfile.read(1)

    @staticmethod
    def place(path, version):
        """Where the events behind a version begin."""
        places = array.array("q", open(path + ".places", "rb").read())
        index = bisect.bisect_right(places[::2], version)
        return places[2 * index + 1] if 2 * index < len(places) else os.path.getsize(path)

    def send(self, path, start, end):
        """A part of a file in one chunk, by the kernel."""
        if start == end:
            return
        with open(path, "rb") as file:
            self.connection.sendall(b"%x\r\n" % (end - start))
            if self.server.pause:
                middle = (start + end) // 2
                self.connection.sendfile(file, start, middle - start)
                time.sleep(self.server.pause)
                start = middle
            self.connection.sendfile(file, start)
            self.connection.sendall(b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that goes while it is told something is no error."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    server = Server(("127.0.0.1", 0), Connection)
    server.pages = sys.argv[2]
    server.pause = float(sys.argv[3]) if len(sys.argv) > 3 else 0
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write(str(server.server_address[1]))
    server.serve_forever()


if __name__ == "__main__":
    main()
