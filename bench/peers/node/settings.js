// What every peer is told, by environment variables as its community does it.
export const settings = {
  port: Number(process.env.PORT),
  publicUrl: process.env.PUBLIC_URL,
  authority: process.env.AUTHORITY,
  audiences: { mobile: process.env.MOBILE_AUDIENCE, desktop: process.env.DESKTOP_AUDIENCE },
  ordersUrl: process.env.ORDERS_URL,
  productsUrl: process.env.PRODUCTS_URL,
  usersUrl: process.env.USERS_URL,
  upstreamToken: process.env.UPSTREAM_TOKEN,
}
