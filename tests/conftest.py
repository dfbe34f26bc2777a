"""What every test has: the application settings that `function_app` reads when it is imported."""

import os

_SETTINGS = {
    "BFF_CHANNELS": "mobile",
    "PUBLIC_URL": "https://gateway.test",
    "TENANT_ID": "tenant",
    "AUTHORITY": "https://identity.test/tenant/v2.0",
    "MOBILE_AUDIENCE": "mobile-api",
    "MOBILE_CLIENTS": "phone",
} | {
    f"{service}_{field}": f"https://{service}.test"
    for service in ("ORDERS", "PRODUCTS", "USERS")
    for field in ("URL", "SCOPE")
}

os.environ.update(_SETTINGS)
