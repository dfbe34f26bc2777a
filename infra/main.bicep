// Portico in Azure: API Management, one Flex Consumption function app per channel, and what they lean on.
targetScope = 'subscription'

@description('Names the environment; a part of every resource name.')
@minLength(1)
@maxLength(32)
param environmentName string

param location string

@description('Where API Management sends its own notices.')
param publisherEmail string

param publisherName string

@description('v2 tiers are the default. BasicV2 has no virtual network; Consumption has neither cache nor limits by key.')
@allowed([
  'BasicV2'
  'StandardV2'
  'PremiumV2'
  'Developer'
  'Premium'
])
param gatewaySku string = 'BasicV2'

@minValue(1)
param gatewayUnits int = 1

@description('Function apps, vault, storage and sessions are reached through a virtual network only; needs StandardV2 or PremiumV2.')
param privateNetwork bool = false

@description('The host name clients use, or empty for the name API Management gives.')
param customDomain string = ''

@description('The Key Vault secret URI of the custom domain\'s certificate.')
param certificateSecretUri string = ''

@allowed([
  '3.11'
  '3.12'
  '3.13'
])
param pythonVersion string = '3.13'

@description('Requests that one instance of a function app works on at the same time.')
@minValue(1)
@maxValue(1000)
param concurrency int = 100

@description('Instances of each function app that are kept warm; 0 lets a channel nobody uses cost nothing.')
@minValue(0)
param alwaysReadyInstances int = 0

@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Share of traces that are kept, of the gateway and of the function apps; errors always are.')
@minValue(0)
@maxValue(100)
param tracePercentage int = 20

@description('The Entra tenant whose tokens are accepted.')
param tenantId string = subscription().tenantId

@description('Audiences are client ids (GUIDs); clients are client ids too, separated by commas. infra/entra prints all.')
@minLength(36)
param mobileAudience string
@minLength(36)
param mobileClients string
@minLength(36)
param desktopAudience string
@minLength(36)
param desktopClients string
@minLength(36)
param partnerAudience string
@minLength(36)
param partnerClients string

@description('The application as which the web client signs its users in.')
@minLength(36)
param sessionClientId string

@description('Two nodes for the web sessions, so that they outlive the loss of one.')
param sessionsHighAvailability bool = false

@description('Where feature flags are kept; developer has no private endpoint.')
@allowed([
  'developer'
  'standard'
])
param experimentsSku string = 'developer'

@description('Lets a request choose its variants of experiments; for developers\' environments only.')
@allowed([
  'true'
  'false'
])
param experimentOverrides string = 'false'

@description('Your services: base URL, and the scope their tokens are asked for.')
param ordersUrl string
param ordersScope string
param productsUrl string
param productsScope string
param usersUrl string
param usersScope string

@description('Who is told of alerts; empty where they are only looked at in the portal.')
param alertEmail string = ''

@description('Who uploads the web client\'s files; empty where the deployment does not.')
param deployerObjectId string = ''

@allowed([
  'User'
  'ServicePrincipal'
])
param deployerType string = 'User'

var channels = any(loadJsonContent('channels.json')).channels
var channelNames = map(channels, channel => channel.name)
var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }

var gatewayName = 'portico-${token}'
var vaultName = 'portico-${token}'
var sessionsName = 'portico-${token}'
var experimentsName = 'portico-${token}'
var exportsName = take('exports${token}', 24)
var experimentsUrl = 'https://${experimentsName}.azconfig.io'
var publicUrl = empty(customDomain) ? 'https://${gatewayName}.azure-api.net' : 'https://${customDomain}'
var desktopScopes = first(filter(channels, channel => channel.name == 'desktop')).scopes
var authority = '${environment().authentication.loginEndpoint}${tenantId}/v2.0'

// Secrets are named in app settings, never contained: Key Vault opens them to the one function app.
var keyRings = {
  desktop: 'session-keys'
  partner: 'cursor-keys'
}

var sharedSettings = {
  PUBLIC_URL: publicUrl
  TENANT_ID: tenantId
  AUTHORITY: authority
  ORDERS_URL: ordersUrl
  ORDERS_SCOPE: ordersScope
  PRODUCTS_URL: productsUrl
  PRODUCTS_SCOPE: productsScope
  USERS_URL: usersUrl
  USERS_SCOPE: usersScope
}
var channelSettings = {
  mobile: {
    MOBILE_AUDIENCE: mobileAudience
    MOBILE_CLIENTS: mobileClients
    APP_CONFIGURATION_ENDPOINT: experimentsUrl
    EXPERIMENT_OVERRIDES: experimentOverrides
  }
  desktop: {
    DESKTOP_AUDIENCE: desktopAudience
    DESKTOP_CLIENTS: desktopClients
    APP_CONFIGURATION_ENDPOINT: experimentsUrl
    EXPERIMENT_OVERRIDES: experimentOverrides
    SESSION_CLIENT_ID: sessionClientId
    SESSION_SCOPE: join(map(desktopScopes, scope => 'api://${desktopAudience}/${scope}'), ' ')
    SESSION_STORE: 'rediss://${sessionsName}.${location}.redis.azure.net:10000'
    SESSION_KEYS: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${keyRings.desktop})'
    EXPORTS_URL: 'https://${exportsName}.blob.${environment().suffixes.storage}/exports'
  }
  partner: {
    PARTNER_AUDIENCE: partnerAudience
    PARTNER_CLIENTS: partnerClients
    CURSOR_KEYS: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${keyRings.partner})'
  }
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'portico-${environmentName}'
  location: location
  tags: tags
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    channelNames: channelNames
  }
}

var insideNetwork = network.?outputs.network ?? {}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceName: monitoring.outputs.workspaceName
    email: alertEmail
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceName: monitoring.outputs.workspaceName
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: vaultName
    location: location
    tags: tags
    keyRings: map(objectKeys(keyRings), channel => keyRings[channel])
    network: insideNetwork
  }
}

module gateway 'modules/gateway.bicep' = {
  name: 'gateway'
  scope: group
  params: {
    name: gatewayName
    location: location
    tags: tags
    sku: gatewaySku
    units: gatewayUnits
    publisherEmail: publisherEmail
    publisherName: publisherName
    customDomain: customDomain
    certificateSecretUri: certificateSecretUri
    workspaceName: monitoring.outputs.workspaceName
    insightsName: monitoring.outputs.insightsName
    vaultName: vault.outputs.name
    tracePercentage: tracePercentage
    network: insideNetwork
  }
}

module functionApps 'modules/function-app.bicep' = [for name in channelNames: {
  name: 'function-app-${name}'
  scope: group
  params: {
    channel: name
    token: token
    location: location
    tags: tags
    pythonVersion: pythonVersion
    concurrency: concurrency
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    insightsName: monitoring.outputs.insightsName
    tracePercentage: tracePercentage
    settings: union(sharedSettings, channelSettings[name])
    durable: name == 'desktop'
    network: insideNetwork
  }
  // The gateway's right to read the vault takes minutes to be known; these are made meanwhile.
  dependsOn: [
    gateway
  ]
}]

module keyRingAccess 'modules/secret-access.bicep' = [for name in objectKeys(keyRings): {
  name: 'key-ring-${name}'
  scope: group
  params: {
    vaultName: vault.outputs.name
    secretName: keyRings[name]
    principalId: functionApps[indexOf(channelNames, name)].outputs.principalId
  }
}]

module sessions 'modules/sessions.bicep' = {
  name: 'sessions'
  scope: group
  params: {
    name: sessionsName
    location: location
    tags: tags
    sku: sessionsHighAvailability ? 'Balanced_B1' : 'Balanced_B0' // the smallest has no replica
    highAvailability: sessionsHighAvailability
    principalId: functionApps[indexOf(channelNames, 'desktop')].outputs.principalId
    network: insideNetwork
  }
}

module exports 'modules/exports.bicep' = {
  name: 'exports'
  scope: group
  params: {
    name: exportsName
    location: location
    tags: tags
    publicUrl: publicUrl
    principalId: functionApps[indexOf(channelNames, 'desktop')].outputs.principalId
  }
}

module experiments 'modules/experiments.bicep' = {
  name: 'experiments'
  scope: group
  params: {
    name: experimentsName
    location: location
    tags: tags
    sku: experimentsSku
    readers: [for name in ['mobile', 'desktop']: functionApps[indexOf(channelNames, name)].outputs.principalId]
    deployerObjectId: deployerObjectId
    deployerType: deployerType
    network: insideNetwork
  }
}

module web 'modules/web.bicep' = {
  name: 'web'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    deployerObjectId: deployerObjectId
    deployerType: deployerType
  }
}

module gatewayConfiguration 'modules/gateway-configuration.bicep' = {
  name: 'gateway-configuration'
  scope: group
  params: {
    serviceName: gateway.outputs.name
    vaultUri: vault.outputs.uri
    hostNames: [for (name, index) in channelNames: functionApps[index].outputs.hostName]
    websiteUrl: web.outputs.url
    parameterValues: {
      openIdConfigUrl: '${authority}/.well-known/openid-configuration'
      tokenIssuer: authority
      publicUrl: publicUrl
      experimentOverrides: experimentOverrides
      mobileAudience: mobileAudience
      desktopAudience: desktopAudience
      partnerAudience: partnerAudience
    }
  }
}

module gatewayApis 'modules/gateway-apis.bicep' = {
  name: 'gateway-apis'
  scope: group
  params: {
    serviceName: gateway.outputs.name
    backendUrls: gatewayConfiguration.outputs.backendUrls
    partnerClientIds: split(partnerClients, ',')
  }
}

output PORTICO_RESOURCE_GROUP string = group.name
output PORTICO_GATEWAY string = gatewayName
output PORTICO_URL string = publicUrl
output PORTICO_VAULT string = vault.outputs.name
output PORTICO_EXPERIMENTS string = experimentsUrl
output PORTICO_WEBSITE string = web.outputs.name
output PORTICO_IDENTITIES array = [for (name, index) in channelNames: {
  channel: name
  principalId: functionApps[index].outputs.principalId
}]
output PORTICO_FUNCTION_APPS object = toObject(channelNames, name => name, name => 'portico-${name}-${token}')
