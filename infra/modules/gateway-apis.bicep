// An API for each channel and one for the web client, each with its policy; a product for those who subscribe.
param serviceName string

@description('URLs by backend id.')
param backendUrls object

@description('Client ids of the partners: each gets a subscription of that name, whose keys are nobody else\'s.')
param partnerClientIds array

var published = any(loadJsonContent('../channels.json'))
var channels = published.channels
var subscribable = filter(channels, channel => contains(channel, 'product'))

// Files are read at compile time, so their names cannot come from channels.json; `make check` compares them.
var policies = {
  mobile: loadTextContent('../policies/mobile.xml')
  desktop: loadTextContent('../policies/desktop.xml')
  partner: loadTextContent('../policies/partner.xml')
}
var documents = {
  mobile: loadTextContent('../openapi/mobile.json')
  desktop: loadTextContent('../openapi/desktop.json')
  partner: loadTextContent('../openapi/partner.json')
}
var productPolicies = {
  partner: loadTextContent('../policies/products/partner.xml')
}

resource service 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: serviceName
}

// One at a time: API Management answers parallel imports with conflicts now and then.
@batchSize(1)
resource apis 'Microsoft.ApiManagement/service/apis@2024-05-01' = [for channel in channels: {
  parent: service
  name: channel.name
  properties: {
    displayName: 'Portico ${channel.name}'
    path: channel.path
    protocols: [
      'https'
    ]
    serviceUrl: backendUrls['${channel.name}-bff']
    // A policy asks for the key where one is needed: health must be answered without.
    subscriptionRequired: false
    format: 'openapi+json'
    // As parts of the URL template, which is the default, they would be missed with 404; the BFF answers 400.
    translateRequiredQueryParameters: 'query'
    value: documents[channel.name]
  }
}]

@batchSize(1)
resource apiPolicies 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = [for (channel, index) in channels: {
  parent: apis[index]
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: policies[channel.name]
  }
}]

resource web 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: service
  name: 'web'
  properties: {
    displayName: 'Portico web client'
    path: published.web.path
    protocols: [
      'https'
    ]
    serviceUrl: backendUrls[published.web.backend]
    subscriptionRequired: false
    format: 'openapi+json'
    translateRequiredQueryParameters: 'query'
    value: loadTextContent('../openapi/web.json')
  }
}

resource webPolicy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  parent: web
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: loadTextContent('../policies/web.xml')
  }
}

resource products 'Microsoft.ApiManagement/service/products@2024-05-01' = [for channel in subscribable: {
  parent: service
  name: channel.product
  properties: {
    displayName: 'Portico ${channel.product}'
    subscriptionRequired: true
    approvalRequired: true
    state: 'published'
  }
}]

resource productPolicy 'Microsoft.ApiManagement/service/products/policies@2024-05-01' = [for (channel, index) in subscribable: {
  parent: products[index]
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: productPolicies[channel.product]
  }
}]

resource productApis 'Microsoft.ApiManagement/service/products/apis@2024-05-01' = [for (channel, index) in subscribable: {
  parent: products[index]
  name: channel.name
  dependsOn: [
    apis
  ]
}]

resource subscriptions 'Microsoft.ApiManagement/service/subscriptions@2024-05-01' = [for clientId in partnerClientIds: {
  parent: service
  name: clientId
  properties: {
    displayName: clientId
    scope: resourceId('Microsoft.ApiManagement/service/products', serviceName, 'partner')
    state: 'active'
    allowTracing: false
  }
  dependsOn: [
    products
  ]
}]
