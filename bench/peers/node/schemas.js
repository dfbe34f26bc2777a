// Response schemas: Fastify serialises by them, and leaves out what they do not name.
const string = { type: 'string' }
const integer = { type: 'integer' }
const object = (properties, more = {}) => ({ type: 'object', properties, ...more })
const array = (items) => ({ type: 'array', items })

const placed = { id: string, status: string, placedAt: string, total: string, currency: string }

export const mobileOrdersSchema = {
  querystring: object({ page: { type: 'integer', minimum: 1, maximum: 9999, default: 1 } }),
  response: {
    200: object({
      items: array(object({ ...placed, itemCount: integer, thumbnailUrl: string })),
      page: integer,
      nextLink: string,
    }),
  },
}

const product = object(
  { id: string, name: string, price: string, currency: string, imageUrl: string },
  { nullable: true },
)

const order = object({
  ...placed,
  buyer: object({ id: string, name: string, email: string }, { nullable: true }),
  lines: array(object({ product, quantity: integer, unitPrice: string })),
  shippingAddress: object({
    recipient: string,
    street: string,
    postalCode: string,
    city: string,
    country: string,
  }),
  history: array(object({ status: string, at: string, note: string })),
})

export const desktopOrdersSchema = {
  querystring: object({
    page: { type: 'integer', minimum: 1, maximum: 9999, default: 1 },
    pages: { type: 'integer', minimum: 1, maximum: 10, default: 3 },
  }),
  response: {
    200: object({
      items: array(order),
      page: integer,
      pages: integer,
      totalCount: integer,
      nextLink: string,
      complete: { type: 'boolean' },
      missing: array(object({ part: string, reason: string })),
    }),
  },
}
