"""`python -m local …`: the commands behind the Makefile."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from local.errors import StartError
from local.identity.sign_in import SignInFailed
from local.stack.addresses import NotRunning, read
from local.stack.layout import DEFAULT_PORT, Layout

FAILURES = (StartError, NotRunning, SignInFailed, OSError, ValueError, httpx.TransportError)
HOSTS = ("local", "func")
Command = Callable[[Layout, argparse.Namespace], None]


def _up(layout: Layout, arguments: argparse.Namespace) -> None:
    from local.stack import core_tools, own_services, tenant  # noqa: PLC0415 - each command imports only what it needs
    from local.stack.up import Change, up  # noqa: PLC0415

    changes: list[Change] = []
    if arguments.host not in HOSTS:
        raise StartError(f"HOST must be {' or '.join(HOSTS)}, not {arguments.host!r}")
    urls = dict(map(own_services.own_url, arguments.urls))
    if arguments.tenant:
        real = tenant.read_tenant(arguments.tenant, arguments.entra, arguments.keys)
        changes.append(lambda parts: tenant.in_tenant(parts, real))
    if arguments.host == "func":
        changes.append(core_tools.hosted)
    up(layout, changes, urls)


def _addresses(layout: Layout, _: argparse.Namespace) -> None:
    print(json.dumps(read(layout), indent=2))


def _token(layout: Layout, arguments: argparse.Namespace) -> None:
    from local.stack.clients import TokenRequest, token  # noqa: PLC0415

    read(layout)
    scopes = tuple(arguments.scopes.split())
    lifetime = _whole_number("LIFETIME", arguments.lifetime) if arguments.lifetime else None
    request = TokenRequest(arguments.channel, arguments.login, scopes, lifetime)
    print(asyncio.run(token(layout, request))["access_token"])


def _trace(layout: Layout, arguments: argparse.Namespace) -> None:
    from local.monitor.terminal import print_trace  # noqa: PLC0415

    print_trace(layout.history, arguments.trace)


def _requests(layout: Layout, arguments: argparse.Namespace) -> None:
    from local.monitor.terminal import print_requests  # noqa: PLC0415

    print_requests(layout.history, _whole_number("--limit", arguments.limit))


def _failures(layout: Layout, _: argparse.Namespace) -> None:
    from local.monitor.terminal import print_failures  # noqa: PLC0415

    print_failures(layout.history)


def _key(layout: Layout, arguments: argparse.Namespace) -> None:
    from local.stack.clients import subscription_key  # noqa: PLC0415

    read(layout)
    print(subscription_key(layout, arguments.login))


def _demo(layout: Layout, _: argparse.Namespace) -> None:
    from local.stack.demo import demo  # noqa: PLC0415

    demo(layout)


def _openapi(layout: Layout, arguments: argparse.Namespace) -> None:
    from local.stack import openapi  # noqa: PLC0415

    if not arguments.check:
        openapi.write(layout)
    elif drifted := openapi.differing(layout):
        raise StartError(f"{', '.join(drifted)}: not what the code generates; run: make openapi")


def _check(layout: Layout, _: argparse.Namespace) -> None:
    from local.checks.bicep import compiler  # noqa: PLC0415
    from local.checks.gates import findings  # noqa: PLC0415
    from local.checks.project import Project  # noqa: PLC0415
    from local.stack.functions import routes  # noqa: PLC0415

    project = Project(Path.cwd(), routes(layout), compiler.command())
    found = findings(project)
    print(*found, sep="\n", end="\n" if found else "")
    compiled = "compiled" if project.compiler else "not compiled: there is no Bicep compiler here"
    print(f"infra/: {len(found)} findings; {compiled}")
    if found:
        raise StartError("what is above must not be deployed")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--port", default=str(DEFAULT_PORT), help="the gateway's port")
    parser.add_argument("--home", type=Path, default=Path(".local"), help="the folder of all state and logs")
    parser.add_argument("--public-url", default="", help="what browsers and links call the gateway")
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text)
        added.set_defaults(run=run)
        return added

    up = command("up", _up, "run the whole system")
    up.add_argument("--host", default="local", help="local, or func: Azure Functions Core Tools")
    up.add_argument("--tenant", default="", help="a real Entra tenant, in place of the local one")
    up.add_argument("--entra", type=Path, default=Path(".local/entra.env"), help="what infra.entra printed")
    up.add_argument(
        "--keys", type=Path, default=Path(".local/entra"), help="certificates of the applications"
    )
    up.add_argument("urls", nargs="*", help="your services, for the samples: ORDERS_URL=http://…")
    command("addresses", _addresses, "JSON: url, pid and keys of every running part")
    command("demo", _demo, "the flows against the running system")
    trace = command("trace", _trace, "a request as a waterfall of its spans")
    trace.add_argument("trace", nargs="?", default="last", help="`last`, a trace id, or the beginning of one")
    command("requests", _requests, "the newest requests").add_argument("--limit", default="20")
    command("failures", _failures, "what fails, how often, and why")
    command("openapi", _openapi, "write infra/openapi").add_argument("--check", action="store_true")
    key = command("key", _key, "a partner's subscription key")
    key.add_argument("--as", dest="login", default="acme")
    command("check", _check, "the gates: Bicep, policies, routes, and their agreement with the code")
    token = command("token", _token, "an access token of the local identity provider")
    token.add_argument("--channel", default="mobile")
    token.add_argument("--as", dest="login", default="alice")
    token.add_argument("--scopes", default="", help="space separated; all of the channel's when left out")
    token.add_argument("--lifetime", help="seconds; negative for a token that has expired")
    return parser


def _whole_number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {text!r}") from None


def main(arguments: Sequence[str]) -> int:
    """The exit code; what a user can mend is one line on standard error, never a trace."""
    options = _parser().parse_args(arguments)
    try:
        layout = Layout(_whole_number("PORT", options.port), options.home, public=options.public_url)
        options.run(layout, options)
    except FAILURES as error:
        print(f"portico: {str(error) or type(error).__name__}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
