/** What fails, how often, and why; the newest of each kind shows its way. */

import type { FailureGroup } from "./api";
import { clockTime } from "./words";
import { showWay } from "./way";

const Line = ({ failure }: { failure: FailureGroup }) => (
  <tr>
    <td class="figure">{failure.count}</td>
    <td class="status">{failure.status ?? "–"}</td>
    <td>{failure.code ?? "–"}</td>
    <th scope="row">
      <a href={`#${failure.lastTraceId}`} onClick={showWay}>
        {failure.route}
      </a>
    </th>
    <td>{failure.cause}</td>
    <td>{clockTime(failure.lastAt)}</td>
  </tr>
);

export function Failures({ failures }: { failures: FailureGroup[] }) {
  return (
    <section class="panel failures" aria-labelledby="failures-title" tabIndex={0}>
      <h2 id="failures-title">What fails</h2>
      <table>
        <thead>
          <tr>
            {["count", "status", "code", "request", "cause", "last"].map((heading) => (
              <th key={heading} scope="col" class={heading === "count" ? "figure" : ""}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {failures.map((failure) => (
            <Line key={`${failure.status} ${failure.code} ${failure.route}`} failure={failure} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
