"""A CRM's endpoint for callbacks: prints their types. `python receiver.py PORT`."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

seen: set[str] = set()  # a callback may come twice, with the same id


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        callback = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if callback["event_id"] not in seen:
            seen.add(callback["event_id"])
            print(callback["callback_type"], flush=True)
        self.send_response(204)  # done; 4xx would be final, and after anything else it comes again
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print no line for each request."""


HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
