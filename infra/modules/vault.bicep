// Secrets: the function keys with which the gateway calls each BFF, and the key rings of the channels.
param name string
param location string
param tags object

@description('Secrets that app settings refer to: the key ring of each channel that has one.')
param keyRings array

@description('What modules/network.bicep gives, or empty.')
param network object

@secure()
// checkov:skip=CKV_AZURE_131:a new GUID at each deployment
param placeholder string = newGuid()

var sources = any(loadJsonContent('../named-values.json'))
var namedValues = filter(objectKeys(sources), name => contains(sources[name], 'secret'))
var secretNames = concat(map(namedValues, name => sources[name].secret), keyRings)

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  // checkov:skip=CKV_AZURE_109:open without a network only; the production parameters require one
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: empty(network) ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: empty(network) ? 'Allow' : 'Deny'
    }
  }
}

// What refers to a secret cannot be deployed before it: a placeholder, which infra/keys.sh replaces, opens nothing.
@onlyIfNotExists()
resource secrets 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = [for name in secretNames: {
  // checkov:skip=CKV_AZURE_41:keys are rotated by infra/keys.sh, in step with whoever uses them
  parent: vault
  name: name
  properties: {
    contentType: 'placeholder'
    value: placeholder
  }
}]

module endpoint 'private-endpoint.bicep' = if (!empty(network)) {
  name: 'vault-endpoint'
  params: {
    name: vault.name
    location: location
    tags: tags
    serviceId: vault.id
    groupId: 'vault'
    network: network
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
