/** What a client shows of an answer. */

import type { ComponentChildren } from "preact";
import type { Told } from "./api";
import { count, money } from "./words";

type Document = Record<string, unknown>;

const list = (value: unknown): Document[] => (Array.isArray(value) ? value : []);
const record = (value: unknown): Document => (value ?? {}) as Document;

function Order({ order }: { order: Document }) {
  const buyer = record(order["buyer"])["name"];
  const lines = list(order["lines"]).map((line) => `${line["quantity"]} × ${record(line["product"])["name"] ?? "?"}`);
  return (
    <li>
      <strong>{money(order["total"], order["currency"])}</strong> <span>{String(order["status"])}</span>
      <small>
        {String(order["id"])}
        {buyer ? ` · ${buyer}` : ""}
        {lines.length ? ` · ${lines.join(", ")}` : ""}
        {order["itemCount"] ? ` · ${count(Number(order["itemCount"]), "item")}` : ""}
      </small>
    </li>
  );
}

const Orders = ({ orders }: { orders: unknown }) => (
  <ul class="cards">
    {list(orders).map((order) => (
      <Order key={String(order["id"])} order={order} />
    ))}
  </ul>
);

const Products = ({ title, products }: { title: string; products: unknown }) =>
  list(products).length ? (
    <>
      <h4>{title}</h4>
      <ul class="cards">
        {list(products).map((product) => (
          <li key={String(product["id"])}>
            {String(product["name"])} <strong>{money(product["price"], product["currency"])}</strong>
          </li>
        ))}
      </ul>
    </>
  ) : null;

function Home({ body }: { body: Document }) {
  return (
    <>
      <h4>{String(body["greeting"])}</h4>
      <Orders orders={body["recentOrders"]} />
      <Products title="Featured" products={body["featured"]} />
    </>
  );
}

function Dashboard({ body }: { body: Document }) {
  const counts = Object.entries(record(body["ordersByStatus"])).map(([status, number]) => `${number} ${status}`);
  return (
    <>
      <h4>{String(record(body["profile"])["name"] ?? "Dashboard")}</h4>
      <p>{counts.join(", ")}</p>
      <Orders orders={body["latestOrders"]} />
      <Products title="Recommended" products={body["recommendations"]} />
    </>
  );
}

function OrderList({ body }: { body: Document }) {
  const total = body["totalCount"];
  return (
    <>
      <h4>{total ? `${list(body["items"]).length} of ${total} orders` : "Orders"}</h4>
      <Orders orders={body["items"]} />
    </>
  );
}

const Problem = ({ body }: { body: Document }) => (
  <div class="problem">
    <h4>{String(body["title"])}</h4>
    <p>{String(body["detail"])}</p>
    <code>{String(body["code"])}</code>
  </div>
);

function Placed({ body }: { body: Document }) {
  return (
    <>
      <h4>Order placed</h4>
      <Orders orders={[body]} />
    </>
  );
}

function body(told: Told): ComponentChildren {
  const document = record(told.body);
  if (told.status >= 400) return <Problem body={document} />;
  if ("greeting" in document) return <Home body={document} />;
  if ("profile" in document) return <Dashboard body={document} />;
  if ("items" in document) return <OrderList body={document} />;
  return <Placed body={document} />;
}

function Partial({ told }: { told: Told }) {
  const document = record(told.body);
  if (document["complete"] !== false) return null;
  const missing = list(document["missing"]).map((part) => `${part["part"]} (${part["reason"]})`);
  return <p class="notice">Not everything is here: {missing.join(", ") || "a part is missing"}.</p>;
}

export const Screen = ({ told }: { told: Told }) => (
  <>
    <Partial told={told} />
    {body(told)}
  </>
);
