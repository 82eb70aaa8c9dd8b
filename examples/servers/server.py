"""Tells Scout of an order from a shop's backend: SCOUT_HOST=https://t.example.com SCOUT_SERVER_KEY=sk_... python3 server.py

Needs Python 3.8 or newer and nothing else.
"""
import json
import os
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone

ATTEMPTS = 5
TIMEOUT_SECONDS = 10


class Refused(Exception):
    """Scout will not take this batch, however often it is sent."""


def send(batch):
    """Returns once Scout has the events; raises when it refuses them or cannot be reached."""
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(
            os.environ["SCOUT_HOST"] + "/v1/e",
            data=json.dumps(batch).encode(),
            headers={
                "Authorization": "Bearer " + os.environ["SCOUT_SERVER_KEY"],
                "Content-Type": "application/json",
            },
        )
        wait_seconds = 2 ** (attempt - 1)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                answer = json.load(response)
            if answer["rejected"]:
                raise Refused(answer["rejected"])
            return
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code not in (408, 429):
                raise Refused(f"{error.code} {error.read().decode()}") from error
            retry_after = error.headers.get("Retry-After", "")
            if retry_after.isdigit():
                wait_seconds = int(retry_after)
            if attempt == ATTEMPTS:
                raise
        except OSError:
            if attempt == ATTEMPTS:
                raise
        time.sleep(wait_seconds)


send({
    "identity": {"email": "jo@example.com", "first_name": "Jo"},
    "events": [{
        # The same id whenever this order is sent: a repeat is stored once.
        "id": "order-1001",
        "name": "Purchase",
        "time": datetime.now(timezone.utc).isoformat(),
        "properties": {
            "order_id": "1001",
            "value": 44.7,
            "currency": "EUR",
            "items": [{"product_id": "8", "sku": "MUG-BLUE", "name": "Mug", "price": 19.9, "quantity": 2}],
        },
    }],
})
print("Scout has the order.")
