"""A part for the supervisor's tests: listens on its port, or complains and ends."""

import json
import socket
import sys
import threading
from pathlib import Path

config = json.loads(Path(sys.argv[sys.argv.index("--config") + 1]).read_text(encoding="utf-8"))
if complaint := config.get("complaint"):
    sys.exit(complaint)
server = socket.create_server(("127.0.0.1", config["port"]))
threading.Event().wait()
