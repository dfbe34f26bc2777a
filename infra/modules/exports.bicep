// Exports: blobs that the desktop channel writes, hands out by links of five minutes, and that end after two days.
param name string
param location string
param tags object

@description('The identity of the desktop channel\'s function app.')
param principalId string

@description('The origin of the web client, whose pages follow links to exports.')
param publicUrl string

var roles = loadJsonContent('../roles.json')

resource storage 'Microsoft.Storage/storageAccounts@2025-08-01' = {
  // checkov:skip=CKV_AZURE_206:an export that is lost is asked for again, so zone redundancy is enough
  // checkov:skip=CKV_AZURE_35:browsers follow links to it; only the channel's signature opens a blob
  // checkov:skip=CKV_AZURE_59:the same
  name: name
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
    cors: {
      corsRules: [
        {
          allowedOrigins: [
            publicUrl
          ]
          allowedMethods: [
            'GET'
          ]
          allowedHeaders: [
            'x-csrf'
          ]
          exposedHeaders: [
            'content-disposition'
          ]
          maxAgeInSeconds: 600
        }
      ]
    }
  }
}

resource exports 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-08-01' = {
  parent: blobs
  name: 'exports'
  properties: {
    publicAccess: 'None'
  }
}

resource expiry 'Microsoft.Storage/storageAccounts/managementPolicies@2025-08-01' = {
  parent: storage
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'exports-end'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                'exports/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterCreationGreaterThan: 2
                }
              }
            }
          }
        }
      ]
    }
  }
}

resource files 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: exports
  name: guid(exports.id, principalId, roles.storageBlobDataContributor)
  properties: {
    description: 'The desktop channel writes, reads and deletes exports.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource links 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, principalId, roles.storageBlobDelegator)
  properties: {
    description: 'The desktop channel signs links as itself (user delegation), which needs a key of the account.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDelegator)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
