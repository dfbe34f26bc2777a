// One page of charts over the logs and metrics of all parts.
param token string
param location string
param tags object
param workspaceName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid('portico', token)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Portico'
    category: 'workbook'
    sourceId: workspace.id
    version: '1.0'
    serializedData: loadTextContent('../workbook.json')
  }
}
