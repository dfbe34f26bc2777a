"""What a browser is shown: plain pages without script, which work by keyboard and screen reader."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from string import Template
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from local.identity.directory import App, User
from local.identity.errors import OAuthError

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 3rem auto; padding: 0 1rem; }
ul { list-style: none; padding: 0; }
button { width: 100%; margin: .2rem 0; padding: .6rem 1rem; font: inherit; text-align: start; }
small { display: block; }
iframe { display: none; }
"""
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
$refresh<title>$title</title>
<style>$style</style>
<main><h1>$title</h1>
$content
</main>
</html>
""")


def about_page() -> HTMLResponse:
    """For somebody who comes here by hand."""
    content = (
        "<p>This is Portico's identity provider, which stands in for Entra ID on this machine.</p>\n"
        "<p>There is nothing to do here: sign-in starts from an application, which sends you to it.</p>"
    )
    return _page("Identity provider", content)


def sign_in_page(client: App, users: Iterable[User], redirect_uri: str) -> HTMLResponse:
    """One button for each user; the form goes back to the address it came from."""
    buttons = "\n".join(
        f'<li><button name="login" value="{escape(user.login)}">{escape(user.name)} '
        f"<small>{escape(user.email)}</small></button></li>"
        for user in users
    )
    content = (
        f"<p>Choose who signs in to {escape(client.name)}.</p>\n"
        f'<form method="post"><ul>\n{buttons}\n</ul></form>'
    )
    # Browsers hold the redirect that answers a form to the form's own policy.
    return _page("Sign in", content, f"form-action 'self' {origin(redirect_uri)}")


def error_page(error: OAuthError) -> HTMLResponse:
    return _page("Sign-in failed", f"<p>{escape(error.description)}</p>", status=error.status)


def signed_out_page(frames: list[str], next_url: str | None) -> HTMLResponse:
    """The frames tell each client that the session is over, then the browser moves on."""
    content = "<p>You are signed out.</p>" + "".join(
        f'<iframe title="Signing out" src="{escape(frame)}"></iframe>' for frame in frames
    )
    refresh = f'<meta http-equiv="refresh" content="2; url={escape(next_url)}">\n' if next_url else ""
    frame_origins = " ".join(sorted({origin(frame) for frame in frames})) or "'none'"
    return _page("Signed out", content, f"frame-src {frame_origins}", refresh=refresh)


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _page(
    title: str, content: str, policy: str = "form-action 'none'", *, status: int = 200, refresh: str = ""
) -> HTMLResponse:
    page = PAGE.substitute(title=title, style=STYLE, content=content, refresh=refresh)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; img-src data:; "
        f"base-uri 'none'; frame-ancestors 'none'; {policy}",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page, status, headers)
