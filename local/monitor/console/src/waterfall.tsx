/** The spans of a request: each a line, its bar where and as long as it was. */

import type { Row } from "./api";
import type { Route } from "./route";
import { duration, size } from "./words";

const text = (row: Row, name: string): string => String(row.attributes[name] ?? "");

function result(row: Row): string {
  const bytes = row.attributes["http.response.body.size"];
  const why = [text(row, "error.type"), text(row, "portico.cause")];
  const said = [text(row, "http.response.status_code"), ...why, bytes ? size(Number(bytes)) : ""];
  return said.filter(Boolean).join(" ");
}

/** Which part of the system a span belongs to, which is also its colour. */
function part(row: Row): string {
  if (row.attributes["peer.service"]) return "upstream";
  if (row.service === "portico-gateway") return "gateway";
  return row.service.startsWith("portico-") ? "bff" : "client";
}

function Line({ row, total }: { row: Row; total: number }) {
  const share = (milliseconds: number): string => `${total ? (milliseconds / total) * 100 : 0}%`;
  return (
    <tr class={row.failed ? "failed" : ""}>
      <th scope="row" style={{ paddingInlineStart: `${row.depth * 0.9 + 0.4}rem` }}>
        {row.name} <small>{row.service.replace("portico-", "")}</small>
      </th>
      <td class="track">
        <span class={`bar ${part(row)}`} style={{ insetInlineStart: share(row.offset), width: share(row.milliseconds) }} />
      </td>
      <td class="figure">{duration(row.milliseconds)}</td>
      <td>{result(row)}</td>
    </tr>
  );
}

export function Waterfall({ route }: { route: Route | null }) {
  return (
    <section class="panel" aria-label="Waterfall" tabIndex={0}>
      <table class="waterfall">
        <caption>Waterfall: where the time went</caption>
        <thead>
          <tr>
            <th scope="col">span</th>
            <th scope="col">when</th>
            <th scope="col" class="figure">
              took
            </th>
            <th scope="col">result</th>
          </tr>
        </thead>
        <tbody>{route?.rows.map((row) => <Line key={row.spanId} row={row} total={route.milliseconds} />)}</tbody>
      </table>
    </section>
  );
}
