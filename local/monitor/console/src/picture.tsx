/** The architecture, with the way that a request took lit up. */

import { CHANNELS, CLIENTS, SERVICES, story, type Route } from "./route";
import { size } from "./words";

const WIDTH = 130;
const COLUMNS = [10, 155, 300];
const ROWS = { client: 10, gateway: 100, bff: 230, service: 330 };
const HEIGHT = { client: 40, gateway: 80, bff: 50, service: 56 };

type Light = "off" | "on" | "bad";

const centre = (column: number): number => (COLUMNS[column] ?? 0) + WIDTH / 2;

function Box(props: { x: number; y: number; width?: number; height: number; light: Light; lines: string[] }) {
  const { x, y, width = WIDTH, height, light, lines } = props;
  const first = y + height / 2 - (lines.length - 1) * 8 + 5;
  return (
    <g class={`box ${light}`}>
      <rect x={x} y={y} width={width} height={height} rx="8" />
      {lines.map((line, index) => (
        <text key={index} class={index ? "small" : ""} x={x + width / 2} y={first + index * 17}>
          {line}
        </text>
      ))}
    </g>
  );
}

function Line({ from, to, light }: { from: [number, number]; to: [number, number]; light: Light }) {
  return <line class={light} x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />;
}

/** What the gateway looked at: lit when it did, bad when that ended the request. */
function Check({ x, text, light }: { x: number; text: string; light: Light }) {
  return <Box x={x} y={ROWS.gateway + 38} width={120} height={32} light={light} lines={[text]} />;
}

const tokenText = (route: Route | null): string =>
  route?.token === true ? "✓ token" : route?.token === false ? "✕ token" : "token";

const tokenLight = (route: Route | null): Light =>
  route?.token === false ? "bad" : route?.token === true ? "on" : "off";

function Gateway({ route }: { route: Route | null }) {
  const refused = route !== null && route.outcome === "failed" && route.bff === null;
  return (
    <>
      <g class={`box ${refused ? "bad" : route ? "on" : "off"}`}>
        <rect x="10" y={ROWS.gateway} width="420" height={HEIGHT.gateway} rx="8" />
        <text x="220" y={ROWS.gateway + 24}>
          gateway
        </text>
      </g>
      <Check x={22} text={tokenText(route)} light={tokenLight(route)} />
      <Check x={160} text={`cache ${route?.cache ?? ""}`} light={route?.cache ? "on" : "off"} />
      <Check x={298} text="pass on" light={route?.bff ? "on" : "off"} />
    </>
  );
}

function Column({ route, channel, index }: { route: Route | null; channel: string; index: number }) {
  const client = CLIENTS[channel] ?? "";
  const asked: Light = route?.client === client ? "on" : "off";
  const called: Light = route?.bff !== channel ? "off" : route.bffFailed ? "bad" : "on";
  const x = COLUMNS[index] ?? 0;
  const middle = centre(index);
  return (
    <>
      <Line from={[middle, ROWS.client + HEIGHT.client]} to={[middle, ROWS.gateway]} light={asked} />
      <Line from={[middle, ROWS.gateway + HEIGHT.gateway]} to={[middle, ROWS.bff]} light={called} />
      <Box x={x} y={ROWS.client} height={HEIGHT.client} light={asked} lines={[client]} />
      <Box x={x} y={ROWS.bff} height={HEIGHT.bff} light={called} lines={[`${channel} BFF`]} />
    </>
  );
}

function Service({ route, service, index }: { route: Route | null; service: string; index: number }) {
  const calls = route?.upstreams.get(service);
  const light: Light = calls ? (calls.failed ? "bad" : "on") : "off";
  const from = CHANNELS.findIndex((channel) => channel === route?.bff);
  const lines = calls ? [service, `${calls.calls}× ${calls.failed ? "✕" : size(calls.bytes)}`] : [service];
  return (
    <>
      {CHANNELS.map((_, column) => (
        <Line
          key={column}
          from={[centre(column), ROWS.bff + HEIGHT.bff]}
          to={[centre(index), ROWS.service]}
          light={column === from ? light : "off"}
        />
      ))}
      <Box x={COLUMNS[index] ?? 0} y={ROWS.service} height={HEIGHT.service} light={light} lines={lines} />
    </>
  );
}

export function Picture({ route }: { route: Route | null }) {
  const label = route ? story(route) : "The architecture: clients, the gateway, a BFF for each channel, three services.";
  return (
    <svg class="picture" viewBox="0 0 440 396" role="img" aria-label={label}>
      {SERVICES.map((service, index) => (
        <Service key={service} route={route} service={service} index={index} />
      ))}
      {CHANNELS.map((channel, index) => (
        <Column key={channel} route={route} channel={channel} index={index} />
      ))}
      <Gateway route={route} />
    </svg>
  );
}
