#!/usr/bin/env python3
"""moto as EC2 on loopback, for as long as somebody holds its standard input open. Prints `ready URL`."""
import logging
import os
import sys

from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"ready http://{host}:{port}", flush=True)
sys.stdin.read()
# Without taking leave of thousands of objects.
os._exit(0)
