#!/bin/sh
# Tells Scout of an order from a shop's backend: SCOUT_HOST=https://t.example.com SCOUT_SERVER_KEY=sk_… sh curl.sh
# The same id whenever this order is sent: a repeat is stored once. curl itself repeats after 408, 429, 5xx, time-outs
# and refused connections, and heeds Retry-After; another refusal ends it with an exit code: run it again after a broken
# connection. Scout's answer is printed; "rejected" has to be empty.
set -eu

curl --silent --show-error --fail-with-body \
  --max-time 10 --retry 4 --retry-connrefused \
  --header "Authorization: Bearer $SCOUT_SERVER_KEY" \
  --header 'Content-Type: application/json' \
  --data-binary @- \
  "$SCOUT_HOST/v1/e" <<JSON
{
  "identity": { "email": "jo@example.com", "first_name": "Jo" },
  "events": [{
    "id": "order-1001",
    "name": "Purchase",
    "time": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
    "properties": {
      "order_id": "1001",
      "value": 44.7,
      "currency": "EUR",
      "items": [{ "product_id": "8", "sku": "MUG-BLUE", "name": "Mug", "price": 19.9, "quantity": 2 }]
    }
  }]
}
JSON
