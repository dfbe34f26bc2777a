// Placing an order: products to choose from, and a key that makes a retry the same order.

import { get, post } from "../api.js";
import { element, list, money } from "../elements.js";
import { moreButton } from "../paging.js";

export const TITLE = "Place an order";

const MOST_OF_ONE = 99;

export async function show(page) {
  const first = await get("/desktop/products?pages=1");
  const products = list("ul", first.items.map(product), { class: "rows", id: "products" });
  const more = moreButton(first, page, (answer) => {
    const added = answer.items.map((item) => element("li", {}, product(item)));
    products.append(...added);
    added[0]?.querySelector("input").focus();
    return `${products.children.length} products.`;
  });
  const submit = element("button", { type: "submit" }, "Place the order");
  const form = element("form", {}, fieldset(products, more), submit);
  const place = placement();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    page.attempt(submit, () => place(form));
  });
  return [form];
}

function fieldset(...content) {
  return element("fieldset", {}, element("legend", {}, "How many of each?"), ...content);
}

function product({ id, name, price, currency }) {
  const limits = { type: "number", min: "0", max: String(MOST_OF_ONE), inputmode: "numeric" };
  const quantity = element("input", { ...limits, name: id, value: "0" });
  return element("label", { class: "row" }, quantity, element("span", {}, name), money(price, currency));
}

/** Places what a form holds. Until an order is placed, the same lines keep their Idempotency-Key. */
function placement() {
  let body = "";
  let key = "";
  return async (form) => {
    const chosen = lines(form);
    if (!chosen.length) {
      return "Choose at least one product.";
    }
    const asked = JSON.stringify({ lines: chosen });
    if (asked !== body) {
      [body, key] = [asked, crypto.randomUUID()];
    }
    const order = await post("/desktop/orders", body, { "Idempotency-Key": key });
    body = "";
    form.reset();
    return `Order ${order.id} is placed: ${money(order.total, order.currency)}.`;
  };
}

function lines(form) {
  return [...form.elements]
    .filter((field) => field.name && Number(field.value) > 0)
    .map((field) => ({ productId: field.name, quantity: Number(field.value) }));
}
