"""A TCP proxy on loopback that cuts connections."""
import asyncio
import socket
import struct
import threading


class CuttingProxy(threading.Thread):
    """Passes bytes between its own port and another one of 127.0.0.1."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.target = target
        self.loop = asyncio.new_event_loop()
        self.pairs = set()
        self.cuts = self.connections_cut = self.connections = 0
        self.is_ready = threading.Event()

    def run(self):
        self.loop.run_until_complete(self.listen())
        self.loop.run_forever()

    def begin(self):
        self.start()
        self.is_ready.wait(30)
        return self.port

    async def listen(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.is_ready.set()

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, far_writer)
        self.pairs.add(pair)
        try:
            await asyncio.gather(self.pump(reader, far_writer), self.pump(far_reader, writer))
        finally:
            self.pairs.discard(pair)

    @staticmethod
    async def pump(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def cut(self, with_reset):
        """Cuts all open connections: with a reset, or as if the other side had closed them. Returns whether there are any."""
        return asyncio.run_coroutine_threadsafe(self.cut_all(with_reset), self.loop).result(30)

    async def cut_all(self, with_reset):
        pairs = list(self.pairs)
        self.cuts += bool(pairs)
        self.connections_cut += len(pairs)
        for pair in pairs:
            for writer in pair:
                if with_reset and (open_socket := writer.get_extra_info("socket")):
                    open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
        return bool(pairs)
