// A service's address inside the virtual network.
param name string
param location string
param tags object
param serviceId string

@description('The sub-resource: sites, vault, blob, queue, table, redisEnterprise or configurationStores.')
param groupId string

@description('What modules/network.bicep gives.')
param network object

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = {
  name: '${name}-${groupId}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: '${network.subnetsId}/endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: serviceId
          groupIds: [
            groupId
          ]
        }
      }
    ]
  }
}

resource dns 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: groupId
        properties: {
          privateDnsZoneId: network.zoneIds[groupId]
        }
      }
    ]
  }
}
