// The virtual network: the gateway and each function app in a subnet of its own, private endpoints in another.
param token string
param location string
param tags object

@description('One subnet for each.')
param channelNames array

var addressSpace = '10.20.0.0/16'
var zones = {
  sites: 'privatelink.azurewebsites.net'
  vault: 'privatelink.vaultcore.azure.net'
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  redisEnterprise: 'privatelink.redis.azure.net'
  configurationStores: 'privatelink.azconfig.io'
}

var gatewaySubnet = {
  name: 'gateway'
  properties: {
    addressPrefix: cidrSubnet(addressSpace, 24, 0)
    networkSecurityGroup: {
      id: closed.id
    }
    delegations: [
      {
        name: 'api-management'
        properties: {
          serviceName: 'Microsoft.Web/serverFarms'
        }
      }
    ]
  }
}
var endpointSubnet = {
  name: 'endpoints'
  properties: {
    addressPrefix: cidrSubnet(addressSpace, 24, 1)
    networkSecurityGroup: {
      id: closed.id
    }
    privateEndpointNetworkPolicies: 'Enabled'
  }
}
var channelSubnets = [for (channel, index) in channelNames: {
  name: channel
  properties: {
    addressPrefix: cidrSubnet(addressSpace, 24, index + 2)
    networkSecurityGroup: {
      id: closed.id
    }
    delegations: [
      {
        name: 'flex-consumption'
        properties: {
          serviceName: 'Microsoft.App/environments'
        }
      }
    ]
  }
}]

@description('The default rules: in from the virtual network only, out to anywhere.')
resource closed 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: 'portico-${token}'
  location: location
  tags: tags
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: 'portico-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressSpace
      ]
    }
    subnets: concat([gatewaySubnet, endpointSubnet], channelSubnets)
  }
}

resource dnsZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for group in objectKeys(zones): {
  name: zones[group]
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (group, index) in objectKeys(zones): {
  parent: dnsZones[index]
  name: 'portico'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}]

output network object = {
  subnetsId: '${network.id}/subnets'
  zoneIds: mapValues(zones, zone => resourceId('Microsoft.Network/privateDnsZones', zone))
}
