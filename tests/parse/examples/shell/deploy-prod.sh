#!/usr/bin/env bash
# Rolls the ledger out.
set -euo pipefail
export PAYMENT_GATEWAY_TIMEOUT_MS=9000  # raised for the bank's new front
export APP=ledger TIER='back end'
declare -x RETRIES=3
declare -i count=0
local_name="not a setting"
REGION="${AWS_REGION:-eu-west-1}"
HERE="$(cd "$(dirname "$0")" && pwd)"
NODE_ENV=production LOG_LEVEL="warn \"quoted\"" node server.js
if [ "$APP" = ledger ]; then REPLICAS=6; else REPLICAS=2; fi
cat <<EOT > /tmp/generated.env
INNER=not a setting of this script
EOT
echo "ANOTHER=text
MORE=text" && GREETING=$'hi'
case "$TIER" in
  front) POOL=web ;;
  *) POOL=batch ;;
esac
HOSTS=(a b)
helm upgrade --install ledger charts/ledger \
  --set image.tag="$TAG",replicaCount=4 \
  --set-string 'podAnnotations.prometheus\.io/port=9090' --set "ingress.hosts[0].host=ledger.example.org"
export PATH
