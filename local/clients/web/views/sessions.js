// Where I am signed in, and ending any of these sessions.

import { get, remove } from "../api.js";
import { button, element, list, time } from "../elements.js";
import { signOut } from "../session.js";

export const TITLE = "Sessions";

export async function show(page) {
  const { items } = await get("/desktop/session/sessions");
  return [
    element("p", {}, "Each browser in which you are signed in has a session. One that you end is over within 30 seconds."),
    list("ul", items.map((session) => shown(session, page)), { class: "rows", id: "sessions" }),
    element("p", {}, "To end the sign-in of this browser at the identity provider too:"),
    button("Sign out everywhere", (self) => page.attempt(self, () => signOutEverywhere(page.user))),
  ];
}

function shown(session, page) {
  const end = async () => {
    await remove(`/desktop/session/sessions/${encodeURIComponent(session.id)}`);
    await page.show();
    return "The session is ended.";
  };
  const since = new Date(session.createdAt).toLocaleString();
  return element(
    "div",
    { class: "row" },
    element("span", {}, "Signed in ", time(session.createdAt)),
    element("span", {}, "last seen ", time(session.lastSeenAt)),
    session.current
      ? element("strong", {}, "this session")
      : button("End", (self) => page.attempt(self, end), { "aria-label": `End the session begun ${since}` }),
  );
}

async function signOutEverywhere(user) {
  await signOut();
  location.assign(user.logoutUrl);
}
