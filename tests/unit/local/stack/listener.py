"""A part for the supervisor's tests: listens on its port, or ends, with a complaint or without."""

import json
import socket
import sys
import threading
from pathlib import Path

config = json.loads(Path(sys.argv[sys.argv.index("--config") + 1]).read_text(encoding="utf-8"))
if complaint := config.get("complaint"):
    sys.exit(complaint)
if config.get("silent"):
    sys.exit(1)
server = socket.create_server(("127.0.0.1", config["port"]))
threading.Event().wait()
