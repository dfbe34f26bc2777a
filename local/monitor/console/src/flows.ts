/** What the buttons send. */

import type { Ask } from "./api";

export interface Action {
  label: string;
  ask: Ask;
  /** Sent without a token. */
  anonymous?: boolean;
}

export interface Flow extends Action {
  letter: string;
  story: string;
}

const ORDERS: Ask = { client: "phone", path: "/mobile/orders?page=1" };
const DESKTOP_ORDERS: Ask = { client: "browser", path: "/desktop/orders" };
const FIRST_PRODUCT = { lines: [{ productId: "prd_0001", quantity: 1 }] };

export const FLOWS: Flow[] = [
  {
    letter: "A",
    label: "A phone asks",
    story: "For the first time in a minute: the gateway checks the token and passes the request on; the mobile BFF makes one call and answers light.",
    ask: ORDERS,
  },
  {
    letter: "B",
    label: "The same again",
    story: "The gateway checks the token again and answers from its cache; the BFF hears nothing of it.",
    ask: ORDERS,
  },
  {
    letter: "C",
    label: "A browser asks",
    story: "The desktop BFF calls the services many times and answers several pages at once; nothing is cached.",
    ask: DESKTOP_ORDERS,
  },
];

export const PHONE_ACTIONS: Action[] = [
  { label: "Home", ask: { client: "phone", path: "/mobile/home" } },
  { label: "Orders", ask: ORDERS },
  {
    label: "Place an order",
    ask: { client: "phone", path: "/mobile/orders", method: "POST", body: FIRST_PRODUCT },
  },
  { label: "Ask without a token", ask: ORDERS, anonymous: true },
];

export const BROWSER_ACTIONS: Action[] = [
  { label: "Dashboard", ask: { client: "browser", path: "/desktop/dashboard" } },
  { label: "Orders", ask: DESKTOP_ORDERS },
];

/** What is asked of each channel after a service was put into trouble. */
export const PROBES: Action[] = [
  { label: "phone: home", ask: { client: "phone", path: "/mobile/home" } },
  { label: "phone: orders", ask: ORDERS },
  { label: "browser: dashboard", ask: { client: "browser", path: "/desktop/dashboard" } },
  { label: "browser: orders", ask: DESKTOP_ORDERS },
];
