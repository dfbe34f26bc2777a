/** The way a request took through the architecture, read from its spans. */

import type { RequestSummary, Row, Trace, Tree } from "./api";
import { count, outcome, times, type Outcome } from "./words";

export const CHANNELS = ["mobile", "desktop", "partner"] as const;
export const SERVICES = ["orders", "products", "users"] as const;
export const CLIENTS: Readonly<Record<string, string>> = { mobile: "phone", desktop: "browser", partner: "partner" };

/** The calls of one upstream service. */
export interface Calls {
  calls: number;
  bytes: number;
  failed: boolean;
}

export interface Route {
  request: RequestSummary;
  outcome: Outcome;
  client: string;
  /** The BFF that was called; null when the gateway answered by itself. */
  bff: string | null;
  bffFailed: boolean;
  upstreams: ReadonlyMap<string, Calls>;
  /** Whether the token was let through; null when nobody looked at it. */
  token: boolean | null;
  cache: string | null;
  rows: Row[];
  milliseconds: number;
}

const text = (row: Row, name: string): string => String(row.attributes[name] ?? "");
const bytes = (row: Row): number => Number(row.attributes["http.response.body.size"] ?? 0);

/** The first request of a trace; null while the gateway's span has not come yet. */
export function routeOf(trace: Trace | null): Route | null {
  const request = trace?.requests[0];
  const tree = trace?.trees.find((each) => each.rows.some((row) => row.spanId === request?.spanId));
  return request && tree ? route(request, tree) : null;
}

function route(request: RequestSummary, tree: Tree): Route {
  const invocation = tree.rows.findLast((row) => row.attributes["faas.invoked_name"]);
  const channel = request.channel ?? "";
  return {
    request,
    outcome: outcome(request),
    client: tree.rows[0]?.kind === "client" ? tree.rows[0].service : (CLIENTS[channel] ?? "client"),
    bff: invocation ? text(invocation, "portico.channel") || channel : null,
    bffFailed: invocation ? Number(invocation.attributes["http.response.status_code"]) >= 400 : false,
    upstreams: upstreams(tree.rows),
    token: tokenCheck(tree.rows),
    cache: request.cache === "none" ? null : request.cache,
    rows: tree.rows,
    milliseconds: tree.milliseconds,
  };
}

function upstreams(rows: Row[]): Map<string, Calls> {
  const found = new Map<string, Calls>();
  for (const row of rows.filter((each) => text(each, "peer.service"))) {
    const known = found.get(text(row, "peer.service")) ?? { calls: 0, bytes: 0, failed: false };
    const failed = row.failed || Number(row.attributes["http.response.status_code"]) >= 400;
    found.set(text(row, "peer.service"), {
      calls: known.calls + 1,
      bytes: known.bytes + bytes(row),
      failed: known.failed || failed,
    });
  }
  return found;
}

/** validate-jwt is the last policy of a section that ends with it. */
function tokenCheck(rows: Row[]): boolean | null {
  const inbound = rows.find((row) => row.name === "inbound");
  const ran = policies(inbound);
  if (!ran.some((place) => place.includes("validate-jwt"))) return null;
  return !(inbound?.failed && ran.at(-1)?.includes("validate-jwt"));
}

export const policies = (row: Row | undefined): string[] => (row?.attributes["portico.policies"] as string[]) ?? [];

/** The way in one sentence or two, for everybody, and for those who cannot see the picture. */
export function story(route: Route): string {
  const { request } = route;
  const sent = `The ${route.client} sent ${request.method} ${request.path}.`;
  return `${sent} ${answer(route)}`;
}

function answer(route: Route): string {
  if (route.bff) return `The gateway passed it to the ${route.bff} BFF, which ${composed(route)}.`;
  if (route.outcome === "failed") return `The gateway refused it: ${route.request.code ?? route.request.status}.`;
  return route.cache === "hit" ? "The gateway answered it from its cache." : "The gateway answered it by itself.";
}

function composed(route: Route): string {
  const calls = [...route.upstreams].map(([service, each]) => `${service} ${times(each.calls)}`).join(", ");
  const called = route.upstreams.size ? `called ${calls}` : "called no service";
  if (route.bffFailed) return `${called} and answered with the problem ${route.request.code ?? route.request.status}`;
  if (route.outcome === "partial") return `${called} and answered without ${route.request.missing.join(", ")}`;
  return `${called} and answered ${count(route.request.bytesDelivered ?? 0, "byte")}`;
}
