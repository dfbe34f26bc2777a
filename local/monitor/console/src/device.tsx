/** A sample client: a device with a screen, and buttons for what it can ask. */

import type { Client, Told } from "./api";
import type { Action } from "./flows";
import { Screen } from "./screens";
import { duration, size } from "./words";

interface Props {
  client: Client;
  actions: Action[];
  told: Told | null;
  asking: boolean;
  onAsk: (action: Action) => void;
}

function result({ told, asking }: Props): string {
  if (asking) return "asking …";
  return told ? `${told.status} in ${duration(told.milliseconds)}, ${size(told.size)}` : "nothing asked yet";
}

export function Device(props: Props) {
  const { client, actions, told, asking, onAsk } = props;
  return (
    <section class={`device ${client}`} aria-labelledby={`${client}-title`}>
      <h3 id={`${client}-title`}>{client === "phone" ? "Phone" : "Browser"}</h3>
      <div class="screen" role="region" aria-label={`Screen of the ${client}`} tabIndex={0} aria-busy={asking}>
        {told && <Screen told={told} />}
      </div>
      <p class="result" role="status">
        {result(props)}
      </p>
      <div class="actions">
        {actions.map((action) => (
          <button key={action.label} type="button" onClick={() => onAsk(action)}>
            {action.label}
          </button>
        ))}
      </div>
    </section>
  );
}
