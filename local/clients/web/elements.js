// Building what is shown. Text is only ever text: nothing that a service answers is read as markup.

const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** An element with attributes, and children that are elements or texts. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

export function list(name, items, attributes = {}) {
  return element(name, attributes, ...items.map((item) => element("li", {}, item)));
}

/** `work` is called with the button itself. */
export function button(label, work, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => work(made));
  return made;
}

/** A moment as the reader's own time zone has it. */
export function time(moment) {
  return element("time", { datetime: moment }, TIME.format(new Date(moment)));
}

/** Amounts are decimal strings, formatted without becoming floating point numbers. */
export function money(amount, currency) {
  return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(amount);
}

/** A heading and what it is the heading of. */
export function section(title, ...children) {
  return element("section", {}, element("h2", {}, title), ...children);
}
