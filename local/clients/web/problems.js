// What is wrong, in words, and the way on: a sign-in link, a time to wait, a button to try again.

import { button, element } from "./elements.js";
import { signInLink } from "./session.js";

const REASONS = new Map([
  ["login_required", "Sign in to see this page."],
  ["session_expired", "Your session has ended. Sign in again to go on."],
  ["step_up_required", "This needs you to confirm that it is you."],
]);

/** `again` is offered where another try may help. */
export function explain(problem, again) {
  const box = element("section", { class: "problem", role: "alert" });
  box.append(element("p", {}, REASONS.get(problem.code) ?? problem.message));
  if (problem.needsSignIn) {
    box.append(element("p", {}, signIn(problem)));
    return box;
  }
  if (problem.retryAfter) {
    box.append(element("p", {}, `Try again in ${problem.retryAfter} seconds.`));
  }
  if (problem.traceId) {
    box.append(element("p", {}, "Reference: ", element("code", {}, problem.traceId)));
  }
  if (again) {
    box.append(button("Try again", again));
  }
  return box;
}

function signIn(problem) {
  const text = problem.code === "step_up_required" ? "Confirm" : "Sign in";
  return element("a", { class: "action", href: signInLink(problem.loginUrl) }, text);
}

/** What an answer says of its own gaps: parts that are missing, and parts that are not fresh. */
export function gaps(answer) {
  const missing = (answer.missing ?? []).map(({ part, reason }) => `${part} (${reason.replace("_", " ")})`);
  const stale = (answer.stale ?? []).map(({ part, ageSeconds }) => `${part} (${ageSeconds} seconds old)`);
  return [
    ...(answer.complete ? [] : [note(`Part of this page is missing: ${missing.join(", ")}.`)]),
    ...(stale.length ? [note(`Part of this page is not fresh: ${stale.join(", ")}.`)] : []),
  ];
}

function note(text) {
  return element("p", { class: "note" }, text);
}
