"""Where the API of the host is found: for its clients as links, for the SDK as the durableClient binding."""

import json
from dataclasses import dataclass, field
from urllib.parse import quote

WEBHOOK = "/runtime/webhooks/durabletask"
"""The API as it is in Azure; the key comes in the query or in a header."""

RPC = "/runtime/durabletask"
"""The API for the SDK, which sends no key: it is the next segment of the path."""

_PLACEHOLDER = "INSTANCEID"
_OPERATIONS = {
    "statusQueryGetUri": "?",
    "sendEventPostUri": "/raiseEvent/{eventName}?",
    "terminatePostUri": "/terminate?reason={text}&",
    "rewindPostUri": "/rewind?reason={text}&",
    "purgeHistoryDeleteUri": "?",
    "restartPostUri": "/restart?",
    "suspendPostUri": "/suspend?reason={text}&",
    "resumePostUri": "/resume?reason={text}&",
}


@dataclass(frozen=True, slots=True)
class Links:
    """`key` is that of the extension, which opens everything here."""

    base_url: str
    hub_name: str
    key: str = field(repr=False)

    def of(self, instance_id: str) -> dict[str, str]:
        """What can be done with one instance."""
        instance = f"{self.base_url}{WEBHOOK}/instances/{quote(instance_id)}"
        links = {name: f"{instance}{tail}code={self.key}" for name, tail in _OPERATIONS.items()}
        return {"id": instance_id, **links}

    def binding(self) -> str:
        """The JSON that the extension gives to a durableClient parameter."""
        query = f"code={self.key}"
        start = f"{self.base_url}{WEBHOOK}/orchestrators/{{functionName}}[/{{instanceId}}]"
        wait = "timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}"
        binding = {
            "taskHubName": self.hub_name,
            "creationUrls": {
                "createNewInstancePostUri": f"{start}?{query}",
                "createAndWaitOnNewInstancePostUri": f"{start}?{wait}&{query}",
            },
            "managementUrls": self.of(_PLACEHOLDER),
            "baseUrl": f"{self.base_url}{WEBHOOK}",
            "requiredQueryStringParameters": query,
            "rpcBaseUrl": f"{self.base_url}{RPC}/{self.key}/",
        }
        return json.dumps(binding)
