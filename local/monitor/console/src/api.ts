/** What the monitor's API answers, and the requests for it. */

export type Attributes = Readonly<Record<string, unknown>>;

export interface RequestSummary {
  traceId: string;
  spanId: string;
  startedAt: number;
  milliseconds: number;
  method: string;
  path: string;
  channel: string | null;
  status: number | null;
  code: string | null;
  cache: string | null;
  complete: boolean | null;
  missing: string[];
  stale: string[];
  bytesDelivered: number | null;
  bytesFetched: number;
  bffCalls: number;
  upstreamCalls: number;
}

/** Requests that failed alike; `cause` is of the newest of them. */
export interface FailureGroup {
  count: number;
  status: number | null;
  code: string | null;
  route: string;
  cause: string;
  lastAt: number;
  lastTraceId: string;
}

export interface Row {
  depth: number;
  spanId: string;
  service: string;
  name: string;
  kind: string;
  offset: number;
  milliseconds: number;
  failed: boolean;
  attributes: Attributes;
}

export interface Tree {
  milliseconds: number;
  rows: Row[];
}

export interface Trace {
  traceId: string;
  requests: RequestSummary[];
  trees: Tree[];
}

export interface Charts {
  times: number[];
  requestsPerSecond: Record<string, number[]>;
  latencyMilliseconds: Record<string, (number | null)[]>;
  partialAnswers: Record<string, number[]>;
}

export type State = "well" | "slow" | "failing" | "dead" | "other";

export interface Position {
  service: string;
  state: State;
}

export interface World {
  gateway: string;
  users: string[];
}

export type Client = "phone" | "browser";

export interface Ask {
  client: Client;
  path: string;
  login?: string;
  method?: "GET" | "POST";
  body?: object;
}

export interface Told {
  traceId: string;
  status: number;
  milliseconds: number;
  size: number;
  headers: Record<string, string>;
  body: unknown;
}

interface Items<T> {
  items: T[];
}

/** Throws an Error with the monitor's own message. */
async function call(path: string, method = "GET", body?: object): Promise<Response> {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(`api/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error((await answer.json()).message);
  return answer;
}

async function json<T>(path: string, method = "GET", body?: object): Promise<T> {
  return (await call(path, method, body)).json();
}

export const getWorld = (): Promise<World> => json("world");
export const getTrace = (traceId: string): Promise<Trace> => json(`traces/${traceId}`);
export const getCharts = (): Promise<Charts> => json("charts?minutes=10");
export const getFailures = async (): Promise<FailureGroup[]> => (await json<Items<FailureGroup>>("failures")).items;
export const getSwitches = async (): Promise<Position[]> => (await json<Items<Position>>("switches")).items;
export const turnSwitch = (service: string, state: State): Promise<Position> =>
  json(`switches/${service}`, "PUT", { state });
export const send = (ask: Ask): Promise<Told> => json("asks", "POST", ask);

/** Reads the newest requests; the same array again while there is nothing new. */
export function requestsReader(): () => Promise<RequestSummary[]> {
  let tag: string | null = null;
  let items: RequestSummary[] = [];
  return async () => {
    const answer = await call("requests?limit=50");
    if (tag !== answer.headers.get("ETag")) {
      tag = answer.headers.get("ETag");
      items = ((await answer.json()) as Items<RequestSummary>).items;
    }
    return items;
  };
}
