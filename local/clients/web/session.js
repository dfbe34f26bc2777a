// Who is signed in, and noticing when that changes: in another tab, on another machine, or by time.

import { get, post } from "./api.js";

const ME = "/desktop/session/me";
const CHECK_EVERY_MILLISECONDS = 30_000;
const tabs = new BroadcastChannel("portico-session");
const NOBODY = null;
let shown = NOBODY;

/** `{sub, name, expiresAt, logoutUrl}`. Throws Problem, with status 401 when nobody is signed in. */
export async function whoAmI() {
  try {
    const user = await get(ME);
    shown = user.sub;
    return user;
  } catch (problem) {
    shown = NOBODY;
    throw problem;
  }
}

export async function signOut() {
  await post("/desktop/session/logout");
  tabs.postMessage("signed out");
}

/** A sign-in that comes back to this page; `url` may already carry what a step-up asks for. */
export function signInLink(url) {
  const login = new URL(url || "/desktop/session/login", location.origin);
  login.searchParams.set("returnUrl", location.pathname + location.search);
  return login.href;
}

/** Calls back when somebody else, or nobody, is signed in than this page shows. */
export function watch(onChange) {
  const check = async () => {
    if (document.visibilityState === "visible" && (await current()) !== shown) {
      onChange();
    }
  };
  tabs.addEventListener("message", onChange);
  window.addEventListener("focus", check);
  window.addEventListener("pageshow", (event) => event.persisted && check());
  document.addEventListener("visibilitychange", check);
  setInterval(check, CHECK_EVERY_MILLISECONDS);
}

/** Who is signed in now; while that cannot be learned, whoever is shown. */
async function current() {
  try {
    return (await get(ME)).sub;
  } catch (problem) {
    return problem.status === 401 ? NOBODY : shown;
  }
}
