#!/usr/bin/env python3
"""Stands before an API server and makes continue tokens expire: etcd is compacted as the next page is asked for.

  compacting-proxy.py --plane FOLDER --times N     for the first N requests with a continue token

Prints `ready URL`, serves for as long as somebody holds its standard input open, and writes a line for each request
to FOLDER/proxy.log: its status, path and query. TLS is the API server's own.
"""
import argparse
import http.server
import pathlib
import ssl
import sys
import threading

import apis


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if "continue=" in self.path:
            with self.server.lock:
                if self.server.times > 0:
                    self.server.times -= 1
                    self.server.etcd.compact()
        context = ssl.create_default_context(cafile=str(self.server.folder / "ca.crt"))
        upstream = apis.Connection((self.server.folder / "server").read_text().strip(), context)
        upstream.http.request("GET", self.path, headers={
            name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")})
        reply = upstream.http.getresponse()
        body = reply.read()
        with self.server.lock, open(self.server.folder / "proxy.log", "a") as log:
            print(reply.status, self.path, file=log)
        self.send_response(reply.status)
        for name in ("Content-Type", "Content-Encoding"):
            if reply.getheader(name):
                self.send_header(name, reply.getheader(name))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        upstream.http.close()

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plane", required=True, type=pathlib.Path, help="the control plane's folder")
    parser.add_argument("--times", required=True, type=int)
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.plane / "server.crt", options.plane / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.folder, server.times, server.lock = options.plane, options.times, threading.Lock()
    server.etcd = apis.Etcd(options.plane)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"ready https://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()


main()
