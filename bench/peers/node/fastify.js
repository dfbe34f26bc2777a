// A BFF on Fastify 5 and undici 7: tokens by @fastify/jwt and get-jwks, answers serialised by schema.
import jwt from '@fastify/jwt'
import Fastify from 'fastify'
import buildGetJwks from 'get-jwks'
import { desktopOrdersSchema, mobileOrdersSchema } from './schemas.js'
import { desktopOrders, mobileOrders } from './screens.js'
import { settings } from './settings.js'

const app = Fastify()
const jwks = buildGetJwks({ providerDiscovery: true })

const channel = (audience) => async (scope) => {
  scope.register(jwt, {
    decode: { complete: true },
    secret: (_, { header: { kid, alg } }) => jwks.getPublicKey({ kid, alg, domain: settings.authority }),
    verify: { algorithms: ['RS256'], allowedIss: settings.authority, allowedAud: audience, cache: true },
  })
  scope.addHook('onRequest', async (request, reply) => {
    await request.jwtVerify()
    if (!request.user.scp?.split(' ').includes('orders.read')) {
      reply.code(403).send({ code: 'insufficient_scope' })
    }
  })
}

app.register(async (scope) => {
  await channel(settings.audiences.mobile)(scope)
  scope.get('/mobile/orders', { schema: mobileOrdersSchema }, ({ user, query }) =>
    mobileOrders(user.oid, query.page),
  )
})

app.register(async (scope) => {
  await channel(settings.audiences.desktop)(scope)
  scope.get('/desktop/orders', { schema: desktopOrdersSchema }, ({ user, query }) =>
    desktopOrders(user.oid, query.page, query.pages),
  )
})

await app.listen({ host: '127.0.0.1', port: settings.port })
