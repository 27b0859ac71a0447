"""What Slack's refusals mean, and how each is mended, in plain sentences."""

from __future__ import annotations

# The codes: https://docs.slack.dev/reference/methods, under each method's errors
_MENDED = {
    "invalid_auth": "the token is not valid: copy it again from the app's page OAuth & Permissions",
    "not_authed": "no token arrived: copy it again from the app's page OAuth & Permissions",
    "account_inactive": "the token belongs to an account that was deactivated: make one for an account that works",
    "token_revoked": "the token was revoked: install the app again and copy the new one",
    "token_expired": "the token has expired: refresh it, or install the app again and copy the new one",
    "not_allowed_token_type": "this kind of token may not ask this: a user token (xoxp-…) may",
    "not_in_channel": "the app is not a member: invite it there with /invite",
    "channel_not_found": "the channel is not there for this token: invite the app, or use the token of a member",
    "access_denied": "an administrator keeps this from the token: ask one",
    "org_login_required": "the workspace is being moved into an organisation: try again later",
    "ekm_access_denied": "an administrator has suspended access to messages: ask one",
    "enterprise_is_restricted": "the organisation does not let this token in: ask an administrator",
    "feature_not_enabled": "the workspace has not switched this on",
}
_ABOUT_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required"})


class Refused(Exception):
    """Slack understood and said no: `error` is its code, `needed` and `provided` are the scopes, where it names them."""

    def __init__(self, error: str, needed: str = "", provided: str = "") -> None:
        super().__init__(error)
        self.error = error[:80]
        self.needed = needed[:200]
        self.provided = provided[:1000]

    @property
    def about_token(self) -> bool:
        """Whether every other question would be refused for the same reason."""
        return self.error in _ABOUT_TOKEN

    def sentence(self) -> str:
        """Why, and the way out: `missing_scope: add the scope search:read …`."""
        if self.error == "missing_scope":
            scope = f"scope {self.needed}" if self.needed else "missing scope"
            return f"missing_scope: add the {scope} on the app's page OAuth & Permissions, and install it again"
        told = _MENDED.get(self.error)
        return f"{self.error}: {told}" if told else self.error
