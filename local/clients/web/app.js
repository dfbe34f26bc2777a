// The page: who is signed in, the view that the address names, and what went wrong when something did.

import { Problem } from "./api.js";
import { button } from "./elements.js";
import { explain } from "./problems.js";
import { signOut, watch, whoAmI } from "./session.js";
import * as dashboard from "./views/dashboard.js";
import * as orders from "./views/orders.js";
import * as placeOrder from "./views/place_order.js";
import * as sessions from "./views/sessions.js";

const VIEWS = new Map([
  ["dashboard", dashboard],
  ["orders", orders],
  ["place-order", placeOrder],
  ["sessions", sessions],
]);

const LOGIN_FAILURES = new Map([
  ["denied", "The sign-in was refused."],
  ["failed", "The sign-in failed."],
]);

const address = new URL(location.href);
const asked = address.searchParams.get("view");
const name = VIEWS.has(asked) ? asked : "dashboard";
const loginFailure = LOGIN_FAILURES.get(address.searchParams.get("login"));
const page = {
  content: document.getElementById("content"),
  title: document.getElementById("title"),
  status: document.getElementById("status"),
  view: document.getElementById("view"),
  account: document.getElementById("account"),
};

/** Says something in a few words; screen readers read it out. */
function say(text) {
  page.status.textContent = text;
}

function entitle(title) {
  page.title.textContent = title;
  document.title = `${title} | Portico`;
}

async function show() {
  const view = VIEWS.get(name);
  page.content.setAttribute("aria-busy", "true");
  say("Loading…");
  try {
    const user = await whoAmI();
    showAccount(user);
    const shown = await view.show({ user, show, attempt });
    entitle(view.TITLE);
    say("");
    page.view.replaceChildren(...shown);
  } catch (error) {
    showProblem(error);
  } finally {
    page.content.setAttribute("aria-busy", "false");
  }
}

/** Does what a button is for, once at a time, and says what `work` returns. After a problem the view stays. */
async function attempt(button, work) {
  button.disabled = true;
  say("One moment…");
  page.view.querySelector(":scope > .problem")?.remove();
  try {
    say((await work()) ?? "");
  } catch (error) {
    say("");
    page.view.prepend(explain(problemOf(error)));
    page.content.scrollIntoView();
  } finally {
    button.disabled = false;
  }
}

function showProblem(error) {
  const problem = problemOf(error);
  if (problem.needsSignIn) {
    showAccount(null);
  }
  entitle(problem.title);
  say((problem.needsSignIn && loginFailure) || "");
  page.view.replaceChildren(explain(problem, show));
}

/** A mistake of this page's own goes to the console. */
function problemOf(error) {
  if (error instanceof Problem) {
    return error;
  }
  reportError(error);
  return new Problem(0, { detail: "This page has a fault." }, null);
}

function showAccount(user) {
  page.account.replaceChildren();
  if (user) {
    const signOutHere = async () => {
      await signOut();
      await show();
    };
    page.account.append(user.name, button("Sign out", (self) => attempt(self, signOutHere)));
  }
}

// Said once: neither a reload nor the way through the next sign-in brings it back.
address.searchParams.delete("login");
history.replaceState(null, "", address);
document.querySelector(`nav a[href="?view=${name}"]`).setAttribute("aria-current", "page");
await show();
watch(show);
