// What somebody is woken for: each rule of alerts.json, asked of the logs and metrics of all parts.
param token string
param location string
param tags object
param workspaceName string

@description('Who is told by e-mail; empty where alerts are only looked at in the portal.')
param email string

var rules = any(loadJsonContent('../alerts.json'))

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'portico-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'portico'
    enabled: true
    emailReceivers: [
      {
        name: 'on-call'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'portico-${rule.name}-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Portico: ${rule.title}'
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [
      workspace.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    // A table is there once its first row has come, which is after the first deployment.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: join(rule.query, '\n')
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: rule.dimension
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: empty(email) ? [] : [group.id]
    }
  }
}]
