/** Switches that put a service into trouble, and what each channel then answers. */

import type { Position, State, Told } from "./api";
import type { SwitchBoard } from "./asking";
import { PROBES } from "./flows";
import { duration } from "./words";

const STATES: [State, string][] = [
  ["well", "well"],
  ["slow", "slow (3 s)"],
  ["failing", "failing"],
  ["dead", "dead"],
];

function Switch({ position, onTurn }: { position: Position; onTurn: SwitchBoard["turn"] }) {
  const { service, state } = position;
  return (
    <fieldset class={state === "well" ? "" : "trouble"}>
      <legend>{service}</legend>
      {STATES.map(([each, label]) => (
        <label key={each}>
          <input type="radio" name={service} checked={state === each} onChange={() => onTurn(service, each)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** In words: complete, what is missing, or which problem. */
function said(told: Told): string {
  const body = (told.body ?? {}) as Record<string, unknown>;
  if (told.status >= 400) return String(body["code"] ?? "failed");
  const parts = (name: string): string[] => ((body[name] ?? []) as { part: string }[]).map((each) => each.part);
  if (body["complete"] === false) return `without ${parts("missing").join(", ") || "a part"}`;
  if (parts("stale").length) return `with older ${parts("stale").join(", ")}`;
  return told.headers["x-cache"] === "hit" ? "complete, from the cache" : "complete";
}

function Answer({ label, told }: { label: string; told: Told | undefined }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td class="status">{told?.status ?? "–"}</td>
      <td class="figure">{told ? duration(told.milliseconds) : "–"}</td>
      <td>{told ? <a href={`#${told.traceId}`}>{said(told)}</a> : "–"}</td>
    </tr>
  );
}

export function Switches({ board }: { board: SwitchBoard }) {
  return (
    <section class="panel switches" aria-labelledby="switches-title">
      <h2 id="switches-title">Put a service into trouble</h2>
      {board.positions.length ? null : <p>No sample service runs here.</p>}
      <div class="positions">
        {board.positions.map((position) => (
          <Switch key={position.service} position={position} onTurn={board.turn} />
        ))}
      </div>
      <table aria-busy={board.asking}>
        <caption>What each channel answers now</caption>
        <tbody>
          {PROBES.map(({ label }) => (
            <Answer key={label} label={label} told={board.answers.get(label)} />
          ))}
        </tbody>
      </table>
      <button type="button" onClick={board.askEverybody}>
        Ask every channel
      </button>
      <span role="status">{board.asking ? " asking …" : ""}</span>
      <p role="alert">{board.fault}</p>
    </section>
  );
}
