// A GraphQL gateway on Yoga 5 with dataloaders over the same undici pools.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRemoteJwksSigningKeyProvider, extractFromHeader, useJWT } from '@graphql-yoga/plugin-jwt'
import DataLoader from 'dataloader'
import { createSchema, createYoga } from 'graphql-yoga'
import { settings } from './settings.js'
import { orderPage, productsById, usersById } from './upstreams.js'

const MOBILE_PAGE = 10
const DESKTOP_PAGE = 20
const BUDGET = 5_000
const OPTIONAL_BUDGET = 4_000

const loader = (byId) =>
  new DataLoader(
    async (ids) => {
      const found = await byId(ids, OPTIONAL_BUDGET)
      return ids.map((id) => found.get(id) ?? null)
    },
    { maxBatchSize: 100 },
  )

const oid = ({ jwt }) => jwt.payload.oid

const resolvers = {
  Query: {
    mobileOrders: async (_, { page }, context) => {
      const { items, total } = await orderPage(oid(context), page, MOBILE_PAGE, BUDGET)
      return { items, page, nextPage: page * MOBILE_PAGE < total ? page + 1 : null }
    },
    orders: async (_, { page, pages }, context) => {
      const numbers = Array.from({ length: pages }, (_, index) => page + index)
      const found = await Promise.all(
        numbers.map((number) => orderPage(oid(context), number, DESKTOP_PAGE, BUDGET)),
      )
      return { items: found.flatMap(({ items }) => items), page, pages, totalCount: found[0].total }
    },
  },
  MobileOrder: {
    itemCount: ({ lines }) => lines.reduce((sum, line) => sum + line.quantity, 0),
    thumbnailUrl: ({ lines }) => lines[0]?.thumbnailUrl,
  },
  Order: { buyer: ({ userId }, _, { users }) => users.load(userId) },
  Line: { product: ({ productId }, _, { products }) => products.load(productId) },
}

const { jwks_uri: jwksUri } = await (
  await fetch(`${settings.authority}/.well-known/openid-configuration`)
).json()

const yoga = createYoga({
  schema: createSchema({
    typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
    resolvers,
  }),
  context: () => ({ products: loader(productsById), users: loader(usersById) }),
  graphiql: false,
  logging: false,
  maskedErrors: true,
  plugins: [
    useJWT({
      signingKeyProviders: [createRemoteJwksSigningKeyProvider({ jwksUri })],
      tokenLookupLocations: [extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
      tokenVerification: {
        algorithms: ['RS256'],
        issuer: settings.authority,
        audience: Object.values(settings.audiences),
      },
    }),
  ],
})

createServer(yoga).listen(settings.port, '127.0.0.1')
