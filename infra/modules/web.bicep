// The web client's files: a static website that the gateway serves below /app.
param token string
param location string
param tags object

@description('Who uploads the files, or empty.')
param deployerObjectId string
param deployerType string

var roles = loadJsonContent('../roles.json')

resource storage 'Microsoft.Storage/storageAccounts@2025-08-01' = {
  // checkov:skip=CKV_AZURE_43:the name is computed: letters and digits, at most 24
  // checkov:skip=CKV_AZURE_206:holds files that a deployment uploads again, so zone redundancy is enough
  // checkov:skip=CKV_AZURE_35:a website for everybody, whom the gateway represents
  // checkov:skip=CKV_AZURE_59:the same
  name: take('web${token}', 24)
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS'
  }
  properties: {
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: 'TLS1_2'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    publicNetworkAccess: 'Enabled'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-08-01' = {
  parent: storage
  name: 'default'
  properties: {
    staticWebsite: {
      enabled: true
      indexDocument: 'index.html'
      errorDocument404Path: '404.html'
    }
  }
}

resource uploads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerObjectId)) {
  scope: storage
  name: guid(storage.id, deployerObjectId, roles.storageBlobDataContributor)
  properties: {
    description: 'Whoever deploys uploads the web client\'s files; the account takes no keys.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
    principalId: deployerObjectId
    principalType: deployerType
  }
}

output name string = storage.name
output url string = take(storage.properties.primaryEndpoints.web, length(storage.properties.primaryEndpoints.web) - 1)
