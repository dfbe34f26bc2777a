// Requests to the desktop channel. The session cookie goes along by itself: no script ever sees a token.

/** What RFC 9457 problem details say; `status` is 0 when there was no answer at all. */
export class Problem extends Error {
  constructor(status, details, retryAfter) {
    super(details.detail ?? "The service gave no reason.");
    this.status = status;
    this.title = status === 401 ? "Sign in" : "Something went wrong";
    this.code = details.code ?? "";
    this.loginUrl = details.loginUrl ?? "";
    this.traceId = details.traceId ?? "";
    this.retryAfter = retryAfter;
  }

  get needsSignIn() {
    return this.status === 401;
  }
}

export function get(path) {
  return send("GET", path);
}

/** `body` is JSON text, sent as it is, so that a retry sends the same bytes. */
export function post(path, body, headers = {}) {
  return send("POST", path, body, body ? { "Content-Type": "application/json", ...headers } : headers);
}

export function remove(path) {
  return send("DELETE", path);
}

/** The answer's JSON, or null for one without a body. Throws Problem. */
async function send(method, path, body, headers = {}) {
  const response = await reach(path, {
    method,
    body,
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRF": "1", ...headers },
  });
  if (!response.ok) {
    throw new Problem(response.status, await details(response), response.headers.get("Retry-After"));
  }
  return response.status === 204 ? null : response.json();
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Problem(0, { detail: "The service cannot be reached." }, null);
  }
}

async function details(response) {
  const type = response.headers.get("Content-Type") ?? "";
  return type.startsWith("application/problem+json") ? response.json() : {};
}
