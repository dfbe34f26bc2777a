// The three services over undici's pools, with a timeout for each call.
import { Pool } from 'undici'
import { settings } from './settings.js'

const IDS_PER_CALL = 100
const HEADERS = { authorization: `Bearer ${settings.upstreamToken}`, accept: 'application/json' }

const service = (url) => {
  const pool = new Pool(url, { connections: 128 })
  return async (path, timeout) => {
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path,
      headers: HEADERS,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    })
    if (statusCode !== 200) {
      await body.dump()
      throw new Error(`upstream answered ${statusCode}`)
    }
    return body.json()
  }
}

const orders = service(settings.ordersUrl)
const products = service(settings.productsUrl)
const users = service(settings.usersUrl)

export const orderPage = (userId, page, size, timeout) =>
  orders(`/orders?userId=${userId}&page=${page}&size=${size}`, timeout)

const byId = (get, path) => async (ids, timeout) => {
  const wanted = [...new Set(ids)]
  const calls = []
  for (let start = 0; start < wanted.length; start += IDS_PER_CALL) {
    calls.push(get(`${path}?ids=${wanted.slice(start, start + IDS_PER_CALL).join(',')}`, timeout))
  }
  const batches = await Promise.all(calls)
  return new Map(batches.flatMap(({ items }) => items).map((item) => [item.id, item]))
}

export const productsById = byId(products, '/products')
export const usersById = byId(users, '/users')
