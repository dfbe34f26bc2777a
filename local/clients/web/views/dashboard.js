// The first view: who I am, my newest orders, how many there are of each kind, and what I might like.

import { get } from "../api.js";
import { element, list, money, section, time } from "../elements.js";
import { gaps } from "../problems.js";

export const TITLE = "Dashboard";

export async function show() {
  const answer = await get("/desktop/dashboard");
  const { profile, latestOrders, ordersByStatus, recommendations } = answer;
  return [
    ...gaps(answer),
    element("p", {}, `Hello, ${profile.name} (${profile.email}).`),
    section("Orders by status", counts(ordersByStatus)),
    section("Latest orders", list("ol", latestOrders.map(order), { class: "rows" })),
    ...(recommendations ? [section("You might like", list("ul", recommendations.map(product)))] : []),
  ];
}

function counts(ordersByStatus) {
  const pairs = Object.entries(ordersByStatus);
  const groups = pairs.map(([status, count]) =>
    element("div", {}, element("dt", {}, status), element("dd", {}, String(count))));
  return element("dl", { class: "counts" }, ...groups);
}

function order({ id, status, placedAt, total, currency }) {
  const parts = [element("code", {}, id), time(placedAt), status, money(total, currency)];
  return element("div", { class: "row" }, ...parts.map((part) => element("span", {}, part)));
}

function product({ name, price, currency }) {
  return `${name}, ${money(price, currency)}`;
}
