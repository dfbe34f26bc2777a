"""What every Python peer is told, by environment variables as its community does it."""

import os

PUBLIC_URL = os.environ["PUBLIC_URL"]
AUTHORITY = os.environ["AUTHORITY"]
MOBILE_AUDIENCE = os.environ["MOBILE_AUDIENCE"]
DESKTOP_AUDIENCE = os.environ["DESKTOP_AUDIENCE"]
ORDERS_URL = os.environ["ORDERS_URL"]
PRODUCTS_URL = os.environ["PRODUCTS_URL"]
USERS_URL = os.environ["USERS_URL"]
UPSTREAM_HEADERS = {"Authorization": f"Bearer {os.environ['UPSTREAM_TOKEN']}", "Accept": "application/json"}
