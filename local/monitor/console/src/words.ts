/** How times, sizes and results are written. */

import type { RequestSummary } from "./api";

export const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

export const size = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

export const times = (number: number): string => (number === 1 ? "once" : `${number} times`);

export const clockTime = (seconds: number): string => new Date(seconds * 1000).toLocaleTimeString("en-GB");

export const money = (amount: unknown, currency: unknown): string => `${amount} ${currency}`;

export type Outcome = "well" | "partial" | "failed";

export function outcome(request: RequestSummary): Outcome {
  if (request.status === null || request.status >= 400) return "failed";
  return request.complete === false ? "partial" : "well";
}

/** The problem's code, or what an incomplete answer lacks. */
export function remark(request: RequestSummary): string {
  if (outcome(request) === "failed") return request.code ?? "";
  const lacking = request.missing.map((part) => `without ${part}`);
  const stale = request.stale.map((part) => `stale ${part}`);
  return [...lacking, ...stale].join(", ") || (request.complete === false ? "incomplete" : "");
}
