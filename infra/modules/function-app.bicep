// One channel's BFF: its own plan, its own storage account, its own identity.
param channel string
param token string
param location string
param tags object
param pythonVersion string
param concurrency int
param alwaysReadyInstances int
param maximumInstances int
param insightsName string
param tracePercentage int

@description('What the channel\'s code reads, besides what every function app is told here.')
param settings object

@description('Durable Functions keep their state in queues and tables of the host\'s storage.')
param durable bool

@description('What modules/network.bicep gives, or empty.')
param network object

var roles = loadJsonContent('../roles.json')
var durableRoles = durable ? [roles.storageQueueDataContributor, roles.storageTableDataContributor] : []
var endpointGroups = empty(network) ? [] : ['blob', 'queue', 'table']

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-08-01' = {
  // checkov:skip=CKV_AZURE_43:the name is computed: letters and digits, at most 24
  // checkov:skip=CKV_AZURE_206:holds packages and leases that a deployment makes anew, so zone redundancy is enough
  // checkov:skip=CKV_AZURE_35:open without a network only; the production parameters require one
  name: take('bff${channel}${token}', 24)
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
    publicNetworkAccess: empty(network) ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: empty(network) ? 'Allow' : 'Deny'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-08-01' = {
  parent: storage
  name: 'default'
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-08-01' = {
  parent: blobs
  name: 'packages'
  properties: {
    publicAccess: 'None'
  }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  // checkov:skip=CKV_AZURE_225:Flex Consumption has no workers of its own; its instances are spread by the platform
  name: 'portico-${channel}-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  // checkov:skip=CKV_AZURE_222:open without a network only; the production parameters require one
  // checkov:skip=CKV_AZURE_17:the gateway proves itself with a host key, its callers with tokens
  // checkov:skip=CKV_AZURE_212:Flex Consumption starts, watches and stops instances by itself
  // checkov:skip=CKV_AZURE_213:the same
  name: 'portico-${channel}-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': channel })
  kind: 'functionapp,linux'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: empty(network) ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetId: empty(network) ? null : '${network.subnetsId}/${channel}'
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packages.name}'
          authentication: {
            type: 'SystemAssignedIdentity'
          }
        }
      }
      runtime: {
        name: 'python'
        version: pythonVersion
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
        triggers: {
          http: {
            perInstanceConcurrency: concurrency
          }
        }
      }
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  // checkov:skip=CKV_AZURE_13:names and values only, no web configuration
  // checkov:skip=CKV_AZURE_63:the same
  // checkov:skip=CKV_AZURE_65:the same
  // checkov:skip=CKV_AZURE_66:the same
  // checkov:skip=CKV_AZURE_80:the same
  // checkov:skip=CKV_AZURE_88:the same
  // checkov:skip=CKV_AZURE_222:the same
  parent: app
  name: 'appsettings'
  properties: union(settings, {
    BFF_CHANNELS: channel
    CONCURRENCY_LIMIT: string(concurrency)
    TRACE_RATIO: tracePercentage == 100 ? '1' : '0.${padLeft(string(tracePercentage), 2, '0')}'
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
    AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
    AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD'
    // The exporter reports nothing about itself to Microsoft and takes no instructions from there.
    APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL: 'true'
    APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true'
    APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED: 'true'
  })
}

resource ftpPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scmPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource hostStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, app.id, roles.storageBlobDataOwner)
  properties: {
    description: 'The host reads its package and keeps leases and keys in blobs of its own account.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource durableStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in durableRoles: {
  scope: storage
  name: guid(storage.id, app.id, role)
  properties: {
    description: 'Durable Functions keep an export\'s work items in queues and its history in tables.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
  }
}]

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, app.id, roles.monitoringMetricsPublisher)
  properties: {
    description: 'Application Insights takes telemetry from identities only, not by its instrumentation key.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

module appEndpoint 'private-endpoint.bicep' = if (!empty(network)) {
  name: '${channel}-app-endpoint'
  params: {
    name: app.name
    location: location
    tags: tags
    serviceId: app.id
    groupId: 'sites'
    network: network
  }
}

module storageEndpoints 'private-endpoint.bicep' = [for group in endpointGroups: {
  name: '${channel}-${group}-endpoint'
  params: {
    name: storage.name
    location: location
    tags: tags
    serviceId: storage.id
    groupId: group
    network: network
  }
}]

output name string = app.name
output hostName string = app.properties.defaultHostName
output principalId string = app.identity.principalId
