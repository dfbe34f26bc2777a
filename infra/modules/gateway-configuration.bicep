// What the policies name: named values, fragments and backends; and the policy of all APIs.
param serviceName string
param vaultUri string

@description('What named-values.json takes from parameters.')
param parameterValues object

@description('Host names of the function apps, in the order of channels.json.')
param hostNames array

param websiteUrl string

var published = any(loadJsonContent('../channels.json'))
var channels = toObject(published.channels, channel => channel.name)
var bffUrls = toObject(range(0, length(hostNames)), index => '${published.channels[index].name}-bff', index => 'https://${hostNames[index]}/${published.channels[index].name}')
var backendUrls = union(bffUrls, { '${published.web.backend}': websiteUrl })
var sources = any(loadJsonContent('../named-values.json'))
var names = objectKeys(sources)
var secretNames = filter(names, name => contains(sources[name], 'secret'))
var parameterNames = filter(names, name => contains(sources[name], 'parameter'))
var backendNames = filter(names, name => contains(sources[name], 'backend'))
var fieldNames = filter(names, name => contains(sources[name], 'field'))
var values = union(
  toObject(parameterNames, name => name, name => parameterValues[sources[name].parameter]),
  toObject(backendNames, name => name, name => backendUrls[sources[name].backend]),
  toObject(fieldNames, name => name, name => string(channels[sources[name].channel][sources[name].field]))
)

// Files are read at compile time, so none can be found by its name; `make check` compares this with the folder.
var fragments = {
  'answer-problem': loadTextContent('../policies/fragments/answer-problem.xml')
  'check-application-role': loadTextContent('../policies/fragments/check-application-role.xml')
  'check-scopes': loadTextContent('../policies/fragments/check-scopes.xml')
  'exchange-session': loadTextContent('../policies/fragments/exchange-session.xml')
  'identify-caller': loadTextContent('../policies/fragments/identify-caller.xml')
  'name-the-error': loadTextContent('../policies/fragments/name-the-error.xml')
  'read-session-cookie': loadTextContent('../policies/fragments/read-session-cookie.xml')
  'renew-epoch': loadTextContent('../policies/fragments/renew-epoch.xml')
  'strip-spoofable-headers': loadTextContent('../policies/fragments/strip-spoofable-headers.xml')
  'trace-id': loadTextContent('../policies/fragments/trace-id.xml')
  'write-session-cookies': loadTextContent('../policies/fragments/write-session-cookies.xml')
}

resource service 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: serviceName
}

resource plainValues 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = [for name in objectKeys(values): {
  parent: service
  name: name
  properties: {
    displayName: name
    value: values[name]
  }
}]

resource secretValues 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = [for name in secretNames: {
  parent: service
  name: name
  properties: {
    displayName: name
    secret: true
    keyVault: {
      secretIdentifier: '${vaultUri}secrets/${sources[name].secret}'
    }
  }
}]

resource backends 'Microsoft.ApiManagement/service/backends@2024-05-01' = [for backend in items(backendUrls): {
  parent: service
  name: backend.key
  properties: {
    protocol: 'http'
    url: backend.value
    tls: {
      validateCertificateChain: true
      validateCertificateName: true
    }
    // 502 to 504 are a BFF's own answers about its upstreams; while it is open, clients get 503.
    circuitBreaker: {
      rules: [
        {
          name: 'failing'
          failureCondition: {
            count: 20
            interval: 'PT10S'
            statusCodeRanges: [
              {
                min: 500
                max: 501
              }
            ]
            errorReasons: [
              'BackendConnectionFailure'
              'Timeout'
            ]
          }
          tripDuration: 'PT5S'
        }
      ]
    }
  }
}]

resource policyFragments 'Microsoft.ApiManagement/service/policyFragments@2024-05-01' = [for name in objectKeys(fragments): {
  parent: service
  name: name
  properties: {
    format: 'rawxml'
    value: fragments[name]
  }
  dependsOn: [
    plainValues
    secretValues
  ]
}]

resource everywhere 'Microsoft.ApiManagement/service/policies@2024-05-01' = {
  parent: service
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: loadTextContent('../apim-policies.xml')
  }
  dependsOn: [
    policyFragments
  ]
}

@description('URLs by backend id.')
output backendUrls object = backendUrls
