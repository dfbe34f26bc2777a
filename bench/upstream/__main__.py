"""`python -m bench.upstream --config FILE.json`: three services and a control port.

A line of JSON on the control port sets behaviours (`{"orders": {"delay_ms": 20}}`; services left out behave
well) or, empty (`{}`), only asks. The answer is a line with what each service did since it was last set:
`{"orders": {"calls": …, "bytes": …, "faults": {…}, "faulty_traces": […]}, …}`.
"""

import argparse
import asyncio
import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import uvloop
from pydantic import BaseModel

from bench.upstream.behaviour import Behaviour, Service
from bench.upstream.documents import open_documents
from bench.upstream.protocol import Bodies, Connection
from bench.upstream.unique import UNIQUE

HOST = "127.0.0.1"


class Config(BaseModel):
    """`ports` by service, the control port, a folder for the documents, and the directory of their users."""

    ports: dict[str, int]
    control_port: int
    folder: Path
    directory: Path


class Services:
    """All of them, behind the control port."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_name = {name: Service() for name in names}

    async def control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            report = {name: service.report() for name, service in self.by_name.items()}
            if command := json.loads(line):
                for name, service in self.by_name.items():
                    service.behave(Behaviour.model_validate(command.get(name, {})))
            writer.write(json.dumps(report).encode() + b"\n")
        writer.close()


async def serve(config: Config) -> None:
    loop = asyncio.get_running_loop()
    documents = open_documents(config.folder, config.directory)
    services = Services(documents)
    for name, plain in documents.items():
        bodies = Bodies(plain, UNIQUE[name](plain) if name in UNIQUE else plain)
        connection = partial(Connection, services.by_name[name], bodies, {})
        await loop.create_server(connection, HOST, config.ports[name], backlog=2048)
    control = await asyncio.start_server(services.control, HOST, config.control_port)
    await control.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.upstream")
    parser.add_argument("--config", type=Path, required=True)
    uvloop.run(serve(Config.model_validate_json(parser.parse_args().config.read_bytes())))
