"""Labelled pairs of key and value: secrets that must be masked, and settings that must stay readable. All made up."""

from __future__ import annotations

import base64
import hashlib
import string
from random import Random

_LETTERS = string.ascii_letters + string.digits
_DICE = Random(20261124)


def _words(text: str) -> list[str]:
    return text.split()


def _drawn(length: int, letters: str = _LETTERS) -> str:
    return "".join(_DICE.choice(letters) for _ in range(length))


def _mixed(length: int) -> str:
    """Drawn at random, with upper case, lower case and digits for sure."""
    return "aB3" + _drawn(length - 3)


_HEX = "0123456789abcdef"
_UPPER = string.ascii_uppercase + "234567"

# Provider tokens: the key says nothing, the value alone gives it away. The literal is put together here so that no scanner
# of this repository takes these lines for leaked tokens.
PROVIDER_TOKENS: list[tuple[str, str]] = [
    ("aws.id", "AKIA" + _drawn(16, _UPPER)),
    ("aws.session", "ASIA" + _drawn(16, _UPPER)),
    ("ci.github", "ghp_" + _drawn(36)),
    ("ci.github", "gho_" + _drawn(36)),
    ("ci.github", "ghs_" + _drawn(36)),
    ("ci.github", "github_pat_" + _drawn(22) + "_" + _drawn(59)),
    ("ci.gitlab", "glpat-" + _drawn(20)),
    ("ci.gitlab", "glrt-" + _drawn(20)),
    ("notify.slack", "xoxb-" + _drawn(12, string.digits) + "-" + _drawn(24)),
    ("notify.slack", "xoxp-" + _drawn(12, string.digits) + "-" + _drawn(24)),
    ("notify.hook", "https://hooks.slack.com/services/T0AB12CD3/B0AB12CD3/" + _drawn(24)),
    ("notify.discord", "https://discord.com/api/webhooks/112233445566/" + _drawn(60)),
    ("billing.stripe", "sk_live_" + _drawn(24)),
    ("billing.stripe", "rk_live_" + _drawn(24)),
    ("billing.stripe.hook", "whsec_" + _drawn(32)),
    ("auth.session", "eyJ" + _drawn(20) + ".eyJ" + _drawn(40) + "." + _drawn(43)),
    ("maps.google", "AIza" + _drawn(35)),
    ("google.oauth", "ya29." + _drawn(60)),
    ("google.client", "GOCSPX-" + _drawn(28)),
    ("registry.npm", "npm_" + _drawn(36)),
    ("registry.pypi", "pypi-" + _drawn(80)),
    ("registry.docker", "dckr_pat_" + _drawn(27)),
    ("cloud.do", "dop_v1_" + _drawn(64, _HEX)),
    ("ml.hub", "hf_" + _drawn(34)),
    ("ml.model", "sk-" + _drawn(48)),
    ("ml.model", "sk-ant-api03-" + _drawn(60)),
    ("mail.sendgrid", "SG." + _drawn(22) + "." + _drawn(43)),
    ("mail.mailgun", "key-" + _drawn(32, _HEX)),
    ("sms.twilio", "SK" + _drawn(32, _HEX)),
    ("shop.shopify", "shpat_" + _drawn(32, _HEX)),
    ("vault.hcp", "hvs." + _drawn(40)),
    ("metrics.newrelic", "NRAK-" + _drawn(27, string.ascii_uppercase + string.digits)),
    ("metrics.grafana", "glsa_" + _drawn(32) + "_" + _drawn(8, _HEX)),
    ("tls.key", "-----BEGIN RSA PRIVATE KEY-----\n" + _drawn(64) + "\n-----END RSA PRIVATE KEY-----"),
    ("tls.key", "-----BEGIN PRIVATE KEY-----\n" + _drawn(64) + "\n-----END PRIVATE KEY-----"),
    ("ssh", "-----BEGIN OPENSSH PRIVATE KEY-----\n" + _drawn(64) + "\n-----END OPENSSH PRIVATE KEY-----"),
    ("age", "AGE-SECRET-KEY-1" + _drawn(58, string.ascii_uppercase + string.digits)),
    ("header", "Authorization: Bearer " + _drawn(30)),
    ("header", "Authorization: Basic " + base64.b64encode(b"user:letmein99").decode()),
    ("storage.azure", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + _drawn(86) + "=="),
    *(("database.url", f"{scheme}://app:{_drawn(10)}@db.internal/pay") for scheme in ("postgres", "mysql", "mongodb+srv", "amqp")),
    ("redis", "redis://:s3cr3t@cache:6379/0"),
    ("dsn", "app:pa55w0rd@tcp(db:3306)/pay"),
    ("proxy", "http://proxyuser:hunter2@proxy.corp.example:3128"),
    ("git.remote", "https://" + _drawn(40) + "@git.example/acme/app.git"),
]

_SECRET_KEYS = _words(
    "DB_PASSWORD db.password spring.datasource.password MYSQL_ROOT_PASSWORD redisPassword admin_passwd smtp.pass PGPASSWORD "
    "client_secret clientSecret OAUTH_CLIENT_SECRET webhook.secret SECRET_KEY SECRET_KEY_BASE jwtSecret sessionSecret "
    "cookie_secret api_key apiKey API-KEY X_API_KEY stripeApiKey auth_token authToken ACCESS_TOKEN refreshToken BOT_TOKEN "
    "slack.token private_key encryptionKey SIGNING_KEY hmac_key aws_secret_access_key storageAccountKey license_key "
    "master_key credentials keystore_password trustStorePassphrase key_passphrase mfa.pin recovery.mnemonic password_salt "
    "pepper secrets.DATABASE secrets.stripe env.PAYMENT_GATEWAY_SECRET list[api].token #Deployment/pay.spec.env.DB_PASS "
    "dockerconfigjson"
)
_SECRET_VALUES = ("hunter2", "changeme", "correct horse battery staple", "Tr0ub4dor&3", "p@ss-w0rd!", "letmein", "s3cr3t_2026", "swordfish")
KEYED_SECRETS: list[tuple[str, str]] = [(key, _SECRET_VALUES[place % len(_SECRET_VALUES)]) for place, key in enumerate(_SECRET_KEYS)]
KEYED_SECRETS += [(key, _drawn(32, _HEX)) for key in ("api_key", "auth_token", "SECRET_KEY", "webhook.secret")]
KEYED_SECRETS += [("PIN", "4829"), ("db.password", "123456"), ("admin_password", "20260101")]
KEYED_SECRETS += [("#Secret/db.data.username", "YXBwdXNlcg=="), ("#Secret/db.stringData.host_line", "user and host")]
RANDOM_SECRETS: list[tuple[str, str]] = [("misc.setting", _mixed(length)) for length in (24, 28, 30, 32, 40, 48) for _ in range(6)]
SECRETS = PROVIDER_TOKENS + KEYED_SECRETS + RANDOM_SECRETS

_NUMBERS = _words(
    "PAYMENT_GATEWAY_TIMEOUT_MS=3000 PAYMENT_TOKEN_TIMEOUT_MS=3000 ACCESS_TOKEN_TTL=900 PASSWORD_MIN_LENGTH=12 "
    "TOKEN_TTL_SECONDS=3600 password.max.age=90d secret_rotation_days=30 API_KEY_CACHE_SIZE=500 MAX_TOKENS=4096 "
    "max_token_count=8 token_bucket_rate=20 session_token_lifetime=15m refreshTokenExpirySeconds=86400 "
    "passwordHistoryCount=5 SECRET_REFRESH_INTERVAL=1h pin_length=4 credentials_cache_ttl=300 apiKeyRateLimit=100 "
    "PASSWORD_RETRY_LIMIT=3 tokenExpiresIn.seconds=60 jwt.secret.rotation.hours=24 replicas=3 port=8080 PAYMENT_RETRIES=2 "
    "pool.max=20 memory=512Mi cpu=250m disk=20Gi ratio=0.75 percent=15% offset=-1 POOL_MAX_IDLE=10 workers=4 batch.size=500 "
    "heartbeat=30s grace=PT15M limit=1_000_000 hex=0x1F epoch=1763389800 year=2026"
)
_WORDS = _words(
    "id-token=write permissions.id-token=write packages.token=read password.enabled=true SECRET_ENABLED=false "
    "require_password=true allow_password_login=false token.type=Bearer SECRET_NAME=db-credentials "
    "existingSecret=payments-db secretName=tls-wildcard imagePullSecrets[0].name=regcred TOKEN_HEADER=X-Auth-Token "
    "password_file=/run/secrets/db PASSWORD_FILE=/etc/app/pw TOKEN_URL=https://id.example/token "
    "auth.token.issuer=https://id.example secret_store=aws apiKeyHeaderName=X-Api-Key password_policy=strict "
    "token_endpoint=/oauth/token secret.provider=vault credentials.path=/var/lib/app/cred.json credential_source=instance "
    "secretRef.name=pay tokenAlgorithm=RS256 password.encoder=bcrypt private_key_path=/etc/ssl/private/app.pem "
    "api_key_id=payments secretKeyRef.key=password secretKeyRef.name=db LOG_LEVEL=debug env=production region=eu-west-1 "
    "mode=fast owner=payments tier=gold strategy=RollingUpdate sslmode=require public_key=MFkwEwYHKoZI primary_key=id "
    "partition_key=customer cache_key=user sort_key=createdAt keyboard=de monkey=banana tokenizer=whitespace compass=north "
    "bypass=none passenger=yes secretary=desk pinned=true spinner=dots basin=3 author=team "
    "PAYMENT_GATEWAY_URL=https://api.payment-provider.com/v2 endpoint=http://collector:4317 "
    "image=registry.example.com/pay/api:4.9.2 host=db.internal.example queue=payments.events.v1 topic=orders-created "
    "bucket=acme-prod-artifacts schedule=0_3_*_*_* timezone=Europe/Berlin locale=de_DE.UTF-8 charset=utf-8 "
    "accept=application/json path=/srv/app/config/settings.yaml class=com.acme.payments.gateway.TimeoutPolicyFactory "
    "bean=PaymentGatewayTimeoutPolicyFactoryBean method=getPaymentGatewayTimeoutInMillis chart=payments-4.1.0 "
    "version=v1.27.3-gke.100 branch=feature/PAY-412-timeout cron=*/5 cidr=10.20.0.0/16 ip=192.168.10.4 "
    "mac=00:1a:2b:3c:4d:5e arn=arn:aws:iam::123456789012:role/payments-prod cluster=gke_acme-prod_europe-west1_main "
    "account=123456789012 template=projects/acme-prod/locations/europe-west1/keyRings/main colour=#ff8800 greeting=hello "
    "email=team@corp.example phone=+49-30-1234567"
)
_REFERENCES = _words(
    "${DB_PASSWORD} ${{secrets.DB_PASSWORD}} $DB_PASSWORD $(DB_PASSWORD) ((db-password)) {{.Values.db.password}} "
    "%{hiera('db')} vault:secret/data/pay#password vault+kv://pay op://prod/pay/password ref+vault://secret/pay#pw "
    "arn:aws:secretsmanager:eu-west-1:1:secret:pay projects/acme/secrets/pay/versions/3 "
    "@Microsoft.KeyVault(SecretUri=https://kv.example/pay) var.db_password random_password.db.result "
    "data.aws_ssm_parameter.db.value /run/secrets/db_password ssm:/pay/db secretref:pay-db <%=ENV['DB_PASSWORD']%> "
    "${file:/run/db} awssm://pay env:DB_PASSWORD !vault <your-password> ******** ${DB_PASSWORD:?missing}"
)
BENIGN: list[tuple[str, str]] = [(pair.partition("=")[0], pair.partition("=")[2]) for pair in _NUMBERS + _WORDS]
BENIGN += [(key, reference) for reference in _REFERENCES for key in ("db.password", "API_TOKEN")]
BENIGN += [(key, word) for key in ("db.password", "auth.token", "client_secret") for word in ("true", "false", "null", "", "~", "none")]
BENIGN += [("image.digest", "sha256:" + hashlib.sha256(str(number).encode()).hexdigest()) for number in range(25)]
BENIGN += [("git.revision", hashlib.sha1(str(number).encode()).hexdigest()) for number in range(25)]
BENIGN += [("request.id", f"{number:08x}-1a2b-4c3d-8e4f-{number:012x}") for number in range(20)]
BENIGN += [(f"feature.{name}.enabled", flag) for name in ("tokens", "secretSanta", "passwordless", "apiKeys") for flag in ("true", "false")]
BENIGN += [("caBundle", base64.b64encode(b"certificate %d of the house" % number).decode()) for number in range(5)]
BENIGN += [
    ("authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + _mixed(43) + " deploy"),
    ("lock.integrity", "sha512-" + _mixed(86) + "=="),
]
_SENTENCES = [
    "Raise the gateway timeout for slow acquirers",
    "Passwords are checked by the identity service",
    "tokens are rotated every night",
    "see https://wiki.example/display/PAY/Gateway+timeouts",
    "the secret of a good rollout is patience",
    "PAY-412: payment gateway timeout 10s",
    "Merge pull request #88 from acme/feature/raise-timeout",
    "retry 3 times, then give up",
    "Größe in Bytes, höchstens 4096",
    "日本語の説明",
]
BENIGN += [("description", text) for text in _SENTENCES]
_AMOUNTS = (("cpu", "500m"), ("memory", "1.5Gi"))
BENIGN += [(f"resources.{name}.{kind}", amount) for name in ("api", "web", "job") for kind, amount in _AMOUNTS]
_SERVICES = ("ledger", "fx", "payout", "mail", "search", "audit")
BENIGN += [(f"services.{name}.url", f"https://{name}.internal.example/v1") for name in _SERVICES]
BENIGN += [(f"{name}.image", f"registry.example.com/{name}:2026.11.{number}") for number, name in enumerate(_SERVICES)]
