/** A request in figures: bytes fetched against delivered, cache, calls. */

import type { Route } from "./route";
import { count, duration, remark, size } from "./words";

function Bytes({ label, bytes, most }: { label: string; bytes: number; most: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {size(bytes)}
        <span class="bytes" aria-hidden="true">
          <span style={{ width: `${most ? (bytes / most) * 100 : 0}%` }} />
        </span>
      </dd>
    </div>
  );
}

const Fact = ({ label, children }: { label: string; children: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

export function Facts({ route }: { route: Route | null }) {
  const request = route?.request;
  const fetched = request?.bytesFetched ?? 0;
  const delivered = request?.bytesDelivered ?? 0;
  const most = Math.max(fetched, delivered);
  return (
    <dl class="facts">
      <Fact label="Answer">{request ? `${request.status} ${remark(request)}` : "–"}</Fact>
      <Fact label="Took">{request ? duration(request.milliseconds) : "–"}</Fact>
      <Fact label="Cache">{request ? (route.cache ?? "not used") : "–"}</Fact>
      <Fact label="Calls">
        {request ? `${count(request.bffCalls, "BFF call")}, ${count(request.upstreamCalls, "upstream call")}` : "–"}
      </Fact>
      <Bytes label="Fetched from services" bytes={fetched} most={most} />
      <Bytes label="Delivered to the client" bytes={delivered} most={most} />
    </dl>
  );
}
