/** The newest requests, refused ones too; choosing one shows its way. */

import type { RequestSummary } from "./api";
import { showWay } from "./way";
import { clockTime, duration, outcome, remark, size } from "./words";

interface Props {
  requests: RequestSummary[];
  selected: string | null;
}

function Line({ request, selected }: { request: RequestSummary; selected: string | null }) {
  const { traceId, cache, bytesDelivered } = request;
  return (
    <tr class={outcome(request)} aria-current={traceId === selected ? "true" : undefined}>
      <td>{clockTime(request.startedAt)}</td>
      <th scope="row">
        <a href={`#${traceId}`} onClick={showWay}>
          {request.method} {request.path}
        </a>
      </th>
      <td class="status">{request.status ?? "–"}</td>
      <td class="figure">{duration(request.milliseconds)}</td>
      <td>{cache === "none" ? "–" : cache}</td>
      <td class="figure">{bytesDelivered === null ? "–" : size(bytesDelivered)}</td>
      <td>{remark(request)}</td>
    </tr>
  );
}

export function Requests({ requests, selected }: Props) {
  return (
    <section class="panel" aria-labelledby="requests-title" tabIndex={0}>
      <h2 id="requests-title">Requests</h2>
      <table class="requests">
        <thead>
          <tr>
            {["time", "request", "status", "took", "cache", "delivered", "remark"].map((heading) => (
              <th key={heading} scope="col" class={/took|delivered/.test(heading) ? "figure" : ""}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <Line key={request.spanId} request={request} selected={selected} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
