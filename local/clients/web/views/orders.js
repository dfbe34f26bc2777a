// My orders over several pages, newest first.

import { get } from "../api.js";
import { element, list, money, section, time } from "../elements.js";
import { moreButton } from "../paging.js";
import { gaps } from "../problems.js";

export const TITLE = "Orders";

export async function show(page) {
  const first = await get("/desktop/orders");
  const notes = element("div", {}, ...gaps(first));
  const orders = list("ol", first.items.map(order), { class: "rows", id: "orders" });
  const shown = element("p", { role: "status" }, count(first.items.length, first.totalCount));
  const more = moreButton(first, page, (answer) => {
    notes.replaceChildren(...gaps(answer));
    const added = answer.items.map((item) => element("li", {}, order(item)));
    orders.append(...added);
    added[0]?.querySelector("summary").focus();
    shown.textContent = count(orders.children.length, answer.totalCount);
  });
  return [notes, shown, orders, more];
}

function count(shown, all) {
  return `${shown} of ${all} orders.`;
}

function order({ id, status, placedAt, total, currency, lines, shippingAddress, history }) {
  const parts = [element("code", {}, id), time(placedAt), status, money(total, currency)];
  return element(
    "details",
    {},
    element("summary", { class: "row" }, ...parts.map((part) => element("span", {}, part))),
    section("Products", list("ul", lines.map((line) => product(line, currency)))),
    section("Sent to", element("address", {}, address(shippingAddress))),
    section("History", list("ol", history.map(event))),
  );
}

function product({ product, quantity, unitPrice }, currency) {
  return `${quantity} × ${product?.name ?? "a product that cannot be shown now"}, ${money(unitPrice, currency)} each`;
}

function address({ recipient, street, postalCode, city, country }) {
  return `${recipient}, ${street}, ${postalCode} ${city}, ${country}`;
}

function event({ status, at, note }) {
  return element("span", {}, `${status}, `, time(at), note ? `: ${note}` : "");
}
