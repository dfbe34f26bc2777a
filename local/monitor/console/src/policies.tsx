/** The policies that ran for a request, section by section, and the branches they took. */

import type { Row } from "./api";
import { policies, type Route } from "./route";
import { trailOf, type Policy } from "./trail";
import { duration } from "./words";

function Item({ policy }: { policy: Policy }) {
  const times = policy.times > 1 ? ` × ${policy.times}` : "";
  const idle = policy.name === "choose" && !policy.below.length ? " no branch" : "";
  return (
    <li>
      <code>{policy.name}</code>
      <small>
        {times}
        {idle}
      </small>
      {policy.below.length > 0 && <Items policies={policy.below} />}
    </li>
  );
}

const Items = ({ policies }: { policies: Policy[] }) => (
  <ol>
    {policies.map((policy, index) => (
      <Item key={index} policy={policy} />
    ))}
  </ol>
);

function Section({ row }: { row: Row }) {
  const error = row.attributes["error.type"];
  return (
    <>
      <h4 class={row.failed ? "failed" : ""}>
        {row.name} <small>{duration(row.milliseconds)}</small>
        {error ? <strong> ended by {String(error)}</strong> : null}
      </h4>
      <Items policies={trailOf(policies(row))} />
    </>
  );
}

export function Policies({ route }: { route: Route | null }) {
  const sections = route?.rows.filter((row) => row.attributes["portico.policies"]) ?? [];
  return (
    <section class="panel policies" aria-label="Policies" tabIndex={0}>
      <h3>Policies that ran, and the branches they took</h3>
      {sections.map((row) => (
        <Section key={row.spanId} row={row} />
      ))}
    </section>
  );
}
