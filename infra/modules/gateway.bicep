// API Management: the service, what it records, and what its identity may do. Its APIs are in gateway-apis.bicep.
param name string
param location string
param tags object
param sku string
param units int
param publisherEmail string
param publisherName string
param customDomain string
param certificateSecretUri string
param workspaceName string
param insightsName string
param vaultName string
param tracePercentage int

@description('What modules/network.bicep gives, or empty.')
param network object

var roles = loadJsonContent('../roles.json')
var hostNames = empty(customDomain) ? [] : [customDomain]
var secretParameters = [for name in ['code', 'state', 'subscription-key']: {
  value: name
  mode: 'Mask'
}]
var correlated = {
  headers: ['X-Correlation-Id', 'X-Cache']
}
var masked = {
  queryParams: secretParameters
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource service 'Microsoft.ApiManagement/service@2024-05-01' = {
  // checkov:skip=CKV_AZURE_107:what clients on the internet call; private networking is behind it
  // checkov:skip=CKV_AZURE_174:the same
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
    capacity: units
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    publisherEmail: publisherEmail
    publisherName: publisherName
    publicNetworkAccess: 'Enabled'
    virtualNetworkType: empty(network) ? 'None' : 'External'
    virtualNetworkConfiguration: empty(network) ? null : { subnetResourceId: '${network.subnetsId}/gateway' }
    apiVersionConstraint: {
      minApiVersion: '2021-08-01'
    }
    hostnameConfigurations: [for hostName in hostNames: {
      type: 'Proxy'
      hostName: hostName
      certificateSource: 'KeyVault'
      keyVaultId: certificateSecretUri
      defaultSslBinding: true
      negotiateClientCertificate: false
    }]
  }
}

@description('The complete record: a line for every request, refused ones too.')
resource gatewayLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: service
  name: 'gateway-logs'
  properties: {
    workspaceId: workspace.id
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'GatewayLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource azureMonitor 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: service
  name: 'azuremonitor'
  properties: {
    loggerType: 'azureMonitor'
    isBuffered: true
  }
}

resource recorded 'Microsoft.ApiManagement/service/diagnostics@2024-05-01' = {
  parent: service
  name: 'azuremonitor'
  properties: {
    loggerId: azureMonitor.id
    alwaysLog: 'allErrors'
    verbosity: 'information'
    logClientIp: true
    sampling: {
      samplingType: 'fixed'
      percentage: 100
    }
    frontend: {
      request: {
        headers: ['traceparent']
        dataMasking: masked
      }
      response: correlated
    }
    // A callback's query is forwarded as it came.
    backend: {
      request: {
        dataMasking: masked
      }
    }
  }
}

@description('With the text itself in the logger, each deployment would leave another named value behind.')
resource connectionString 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = {
  parent: service
  name: 'application-insights-connection-string'
  properties: {
    displayName: 'application-insights-connection-string'
    secret: true
    value: insights.properties.ConnectionString
  }
}

resource applicationInsights 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: service
  name: 'application-insights'
  properties: {
    loggerType: 'applicationInsights'
    resourceId: insights.id
    credentials: {
      connectionString: '{{${connectionString.properties.displayName}}}'
      identityClientId: 'SystemAssigned'
    }
  }
  dependsOn: [
    telemetry
  ]
}

@description('Traces: W3C context, sampled; errors always.')
resource traced 'Microsoft.ApiManagement/service/diagnostics@2024-05-01' = {
  parent: service
  name: 'applicationinsights'
  properties: {
    loggerId: applicationInsights.id
    alwaysLog: 'allErrors'
    httpCorrelationProtocol: 'W3C'
    verbosity: 'information'
    logClientIp: false
    metrics: true
    sampling: {
      samplingType: 'fixed'
      percentage: tracePercentage
    }
    frontend: {
      request: {
        headers: ['traceparent']
        dataMasking: masked
      }
      response: correlated
    }
    // A callback's query is forwarded as it came.
    backend: {
      request: {
        dataMasking: masked
      }
    }
  }
}

resource secrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, service.id, roles.keyVaultSecretsUser)
  properties: {
    description: 'Named values are read from the vault: the function keys, and the custom domain\'s certificate.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    principalId: service.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, service.id, roles.monitoringMetricsPublisher)
  properties: {
    description: 'Application Insights takes telemetry from identities only, not by its instrumentation key.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
    principalId: service.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

output name string = service.name
