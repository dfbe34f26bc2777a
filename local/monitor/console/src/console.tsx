/** The page: sample clients, the way of a request, switches, requests and charts. */

import { useMemo, useState } from "preact/hooks";
import { getCharts, getFailures, getWorld, requestsReader } from "./api";
import { useClients, useSwitchBoard, type Clients } from "./asking";
import { ChartPanel } from "./charts";
import { Device } from "./device";
import { Failures } from "./failures";
import { BROWSER_ACTIONS, FLOWS, PHONE_ACTIONS } from "./flows";
import { Policies } from "./policies";
import { usePolled, useSelected, useTrace } from "./polling";
import { Requests } from "./requests";
import { routeOf } from "./route";
import { Switches } from "./switches";
import { Waterfall } from "./waterfall";
import { Way } from "./way";

const LIVE_MILLISECONDS = 500;
const CHART_MILLISECONDS = 5000;
const FAILURE_MILLISECONDS = 2000;
const WORLD_MILLISECONDS = 60_000;
const FIRST_USER = "alice";

interface SignInProps {
  users: string[];
  login: string;
  onChange: (login: string) => void;
}

const Header = ({ users, login, onChange }: SignInProps) => (
  <header>
    <h1>Portico console</h1>
    <strong class="badge">local only</strong>
    <label>
      Signed in as{" "}
      <select value={login} onChange={(event) => onChange(event.currentTarget.value)}>
        {users.map((user) => (
          <option key={user}>{user}</option>
        ))}
      </select>
    </label>
  </header>
);

const Flows = ({ clients }: { clients: Clients }) => (
  <section class="flows" aria-labelledby="flows-title">
    <h2 id="flows-title">Three flows</h2>
    <ul>
      {FLOWS.map((flow) => (
        <li key={flow.letter}>
          <button type="button" class="flow" onClick={() => clients.ask(flow)}>
            <b>{flow.letter}</b> {flow.label}
          </button>
          <p>{flow.story}</p>
        </li>
      ))}
    </ul>
    <p role="alert">{clients.fault}</p>
  </section>
);

const Devices = ({ clients }: { clients: Clients }) => (
  <>
    <Device
      client="phone"
      actions={PHONE_ACTIONS}
      told={clients.told.phone ?? null}
      asking={clients.asking === "phone"}
      onAsk={clients.ask}
    />
    <Device
      client="browser"
      actions={BROWSER_ACTIONS}
      told={clients.told.browser ?? null}
      asking={clients.asking === "browser"}
      onAsk={clients.ask}
    />
  </>
);

export function Console() {
  const [login, setLogin] = useState(FIRST_USER);
  const world = usePolled(getWorld, WORLD_MILLISECONDS);
  const requests = usePolled(useMemo(requestsReader, []), LIVE_MILLISECONDS);
  const failures = usePolled(getFailures, FAILURE_MILLISECONDS);
  const charts = usePolled(getCharts, CHART_MILLISECONDS);
  const selected = useSelected();
  const trace = useTrace(selected, requests);
  const route = useMemo(() => routeOf(trace), [trace]);
  const clients = useClients(login);
  const board = useSwitchBoard(login);
  return (
    <>
      <Header users={world?.users ?? [FIRST_USER]} login={login} onChange={setLogin} />
      <main>
        <Flows clients={clients} />
        <Devices clients={clients} />
        <Way route={route} />
        <Waterfall route={route} />
        <Policies route={route} />
        <Requests requests={requests ?? []} selected={selected} />
        <Switches board={board} />
        <Failures failures={failures ?? []} />
        <ChartPanel charts={charts} />
      </main>
    </>
  );
}
