// Web sessions: Azure Managed Redis, signed in to by identity; the desktop channel alone has access.
param name string
param location string
param tags object

@description('B0 is the smallest; two nodes need highAvailability.')
param sku string
param highAvailability bool

@description('The identity of the desktop channel\'s function app.')
param principalId string

@description('What modules/network.bicep gives, or empty.')
param network object

resource cluster 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    minimumTlsVersion: '1.2'
    highAvailability: highAvailability ? 'Enabled' : 'Disabled'
    publicNetworkAccess: empty(network) ? 'Enabled' : 'Disabled'
  }
}

resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: cluster
  name: 'default'
  properties: {
    clientProtocol: 'Encrypted'
    port: 10000
    clusteringPolicy: 'NoCluster'
    // A full store refuses new sessions rather than ending old ones.
    evictionPolicy: 'NoEviction'
    accessKeysAuthentication: 'Disabled'
  }
}

resource access 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2025-07-01' = {
  parent: database
  name: 'desktop'
  properties: {
    accessPolicyName: 'default'
    user: {
      objectId: principalId
    }
  }
}

module endpoint 'private-endpoint.bicep' = if (!empty(network)) {
  name: 'sessions-endpoint'
  params: {
    name: cluster.name
    location: location
    tags: tags
    serviceId: cluster.id
    groupId: 'redisEnterprise'
    network: network
  }
}
