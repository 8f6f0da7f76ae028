"""Stands between a client and a PostgreSQL server and counts what goes over: bytes, statements and round trips.

https://www.postgresql.org/docs/current/protocol-message-formats.html
"""
import socket
import struct
import threading


class CountingProxy:
    """Takes one connection without TLS."""

    def __init__(self, server_port):
        self.server_port = server_port
        self.sent = self.received = self.statements = self.round_trips = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        client, _ = self.listener.accept()
        self.listener.close()
        server = socket.create_connection(("127.0.0.1", self.server_port))
        answers = threading.Thread(target=self.forward, args=(server, client, self.count_answer))
        answers.start()
        self.buffer, self.has_started = b"", False
        self.forward(client, server, self.count_request)
        answers.join()

    @staticmethod
    def forward(source, target, count):
        while data := source.recv(1 << 16):
            count(data)
            target.sendall(data)
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # The other side was first.

    def count_answer(self, data):
        self.received += len(data)

    def count_request(self, data):
        self.sent += len(data)
        self.buffer += data
        while True:
            # The first message has no type.
            start = 1 if self.has_started else 0
            if len(self.buffer) < start + 4:
                return
            length = start + struct.unpack_from("!i", self.buffer, start)[0]
            if len(self.buffer) < length:
                return
            kind = self.buffer[:1] if self.has_started else b""
            self.has_started = True
            self.statements += kind in (b"Q", b"E")
            # Start-up, a simple query, Sync, and the end of a COPY are answered before the client goes on.
            self.round_trips += kind in (b"", b"Q", b"S", b"c")
            self.buffer = self.buffer[length:]
