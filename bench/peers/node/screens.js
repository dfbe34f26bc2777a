// What the two screens are made of; shared by nothing but the Fastify BFF.
import { settings } from './settings.js'
import { orderPage, productsById, usersById } from './upstreams.js'

const MOBILE_PAGE = 10
const DESKTOP_PAGE = 20
const MOBILE_BUDGET = 2_000
const DESKTOP_BUDGET = 5_000
const OPTIONAL_BUDGET = 4_000

export async function mobileOrders(userId, page) {
  const { items, total } = await orderPage(userId, page, MOBILE_PAGE, MOBILE_BUDGET)
  return {
    items: items.map((order) => ({
      id: order.id,
      status: order.status,
      placedAt: order.placedAt,
      total: order.total,
      currency: order.currency,
      itemCount: order.lines.reduce((sum, line) => sum + line.quantity, 0),
      thumbnailUrl: order.lines[0]?.thumbnailUrl,
    })),
    page,
    nextLink:
      page * MOBILE_PAGE < total ? `${settings.publicUrl}/mobile/orders?page=${page + 1}` : undefined,
  }
}

export async function desktopOrders(userId, page, pages) {
  const numbers = Array.from({ length: pages }, (_, index) => page + index)
  const found = await Promise.all(
    numbers.map((number) => orderPage(userId, number, DESKTOP_PAGE, DESKTOP_BUDGET)),
  )
  const orders = found.flatMap(({ items }) => items)
  const [products, users] = await Promise.allSettled([
    productsById(orders.flatMap(({ lines }) => lines.map((line) => line.productId)), OPTIONAL_BUDGET),
    usersById(orders.map((order) => order.userId), OPTIONAL_BUDGET),
  ])
  const missing = [...missingPart('products', products), ...missingPart('users', users)]
  const next = page + pages
  const total = found[0].total
  return {
    items: orders.map((order) => desktopOrder(order, products.value, users.value)),
    page,
    pages,
    totalCount: total,
    nextLink:
      (next - 1) * DESKTOP_PAGE < total
        ? `${settings.publicUrl}/desktop/orders?page=${next}&pages=${pages}`
        : undefined,
    complete: missing.length === 0,
    missing: missing.length ? missing : undefined,
  }
}

const desktopOrder = (order, products, users) => ({
  id: order.id,
  status: order.status,
  placedAt: order.placedAt,
  total: order.total,
  currency: order.currency,
  buyer: users?.get(order.userId) ?? null,
  lines: order.lines.map((line) => ({
    product: products?.get(line.productId) ?? null,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
  })),
  shippingAddress: order.shippingAddress,
  history: order.history,
})

const missingPart = (part, { status, reason }) =>
  status === 'fulfilled'
    ? []
    : [{ part, reason: reason.code === 'UND_ERR_HEADERS_TIMEOUT' ? 'timeout' : 'unavailable' }]
