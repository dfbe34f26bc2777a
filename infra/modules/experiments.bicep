// Experiments: feature flags in App Configuration, which channels read with their identities.
param name string
param location string
param tags object

@allowed([
  'developer'
  'standard'
])
param sku string

@description('The identities of the function apps that read the flags.')
param readers array

@description('Who puts the flags of infra/experiments.json there, or empty.')
param deployerObjectId string
param deployerType string

@description('What modules/network.bicep gives, or empty.')
param network object

var roles = loadJsonContent('../roles.json')

resource store 'Microsoft.AppConfiguration/configurationStores@2024-06-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: empty(network) ? 'Enabled' : 'Disabled'
  }
}

resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for principalId in readers: {
  scope: store
  name: guid(store.id, principalId, roles.appConfigurationDataReader)
  properties: {
    description: 'A channel reads which of its callers see which variant.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.appConfigurationDataReader)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}]

resource writing 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerObjectId)) {
  scope: store
  name: guid(store.id, deployerObjectId, roles.appConfigurationDataOwner)
  properties: {
    description: 'Whoever deploys puts the first flags there; later ones are changed in the store.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.appConfigurationDataOwner)
    principalId: deployerObjectId
    principalType: deployerType
  }
}

module endpoint 'private-endpoint.bicep' = if (!empty(network)) {
  name: 'experiments-endpoint'
  params: {
    name: store.name
    location: location
    tags: tags
    serviceId: store.id
    groupId: 'configurationStores'
    network: network
  }
}
