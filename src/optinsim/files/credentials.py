"""The keys of a file that may have credentials, and the keys that have none.

Knows the names of keys. Does not know the shown part of a line (excerpts.py).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optinsim.adapter import AccountFile

_CREDENTIALS = (
    *("password", "passwd", "passphrase", "passcode", "secret", "token", "bearer"),
    *("apikey", "credential", "credentials", "authorization", "authentication"),
)
_IN_CREDENTIALS = ("passw", "passphrase", "passcode", "pwd", "secret", "token", "apikey", "auth")
_NO_CREDENTIALS = frozenset({"keyword", "keywords"})
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")

HARMLESS = frozenset(
    {
        # Any platform, and around an account within a scenario
        *("account", "accounts", "scenario", "steps", "platform", "name", "number", "country"),
        *("postal_code", "words", "stop", "stop_phrases", "help", "start", "yes", "no", "messages"),
        *(
            "default_response",
            "landlines",
            "assumptions",
            "extends",
            "rate_limit",
            "requests",
            "per",
        ),
        # Vibes
        *("subscription_lists", "id", "custom_fields", "campaigns", "acquisition_id"),
        *("description", "keywords", "subscription_list", "confirmation", "accepts"),
        *("expires_after", "prompt", "welcome", "initial", "already_subscribed", "declined"),
        *("invalid", "callbacks", "callback_type", "event_type", "ack_participant_added"),
        *("ack_participant_changed", "campaign_id", "subscription_added", "subscription_removed"),
        *("list_id", "unmatched_message_received", "source_code", "country_code", "destination"),
        *("url", "method", "content_type", "start_date", "end_date", "stop_blocks_api_add"),
        *("person_search_answers", "subscription_answers", "person_errors_have_body"),
        *("accepts_mdn_without_plus", "carrier_code"),
        # Cordial
        *("sms_channel", "attributes", "programs", "opt_in", "api_repeats_opt_in"),
        *("keyword_repeats_confirmation", "post_answers_200", "suppress_doi_for_known"),
        *("lists", "unsubscribeDetection", "attributes_answer"),
        # Signal Vine
        *("active", "after", "answers", "answers_only_active", "clock_skew", "field", "fields"),
        *("import_message", "import_takes", "joined", "new_needs", "options_required", "phone"),
        *("phone_alone_matches", "questions", "reply", "row_errors_set_error"),
        *("self_service_return", "text", "then", "timezone", "type", "word"),
    }
)
"""The keys of accounts whose values an excerpt may show. A test checks that every other key of an
account looks like a credential, or is beside one."""
_BESIDE = frozenset({"api", "username", "account_id"})
"""The keys beside credentials, and above them: a problem may name them."""
NAMED_BY_USERS = frozenset({"programs", "assumptions"})
"""Keys below these are names that the account's author chose."""
_SHORTEST_SECRET = 4
"""Characters."""
_LETTERS = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)*")


@lru_cache(maxsize=2000)
def is_credential(word: str) -> bool:
    """Whether a key, or a word of a line, looks like the name of a credential."""
    plain = "".join(c for c in word.lower() if c.isalnum())
    if plain in _NO_CREDENTIALS:
        return False
    parts = [part.lower() for part in _PART.findall(word)]
    if not {"key", "keys", "pass", "pw"}.isdisjoint(parts):
        return True
    if any(name in plain for name in _IN_CREDENTIALS):
        return True
    return any(
        len(part) > 3 and get_close_matches(part[:40], _CREDENTIALS, n=1, cutoff=0.8)  # noqa: PLR2004  (letters)
        for part in (plain, *parts)
        if part not in _NO_CREDENTIALS
    )


def account_secrets(account: AccountFile) -> tuple[str, ...]:
    """The values of an account's credentials, without those too short to be recognised."""
    api = account.model_dump(mode="json").get("api")
    given = api.items() if isinstance(api, dict) else ()
    return tuple(
        value
        for key, value in given
        if is_credential(key) and isinstance(value, str) and len(value) >= _SHORTEST_SECRET
    )


def is_secret_header(name: str) -> bool:
    """Whether a header of that name may have a credential."""
    return is_credential(name) or "cookie" in name.lower()


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """A text with `***` in place of the account's credentials: some vendors' paths have them."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def is_harmless(path: Sequence[str]) -> bool:
    """Whether the value at a path of an account may be shown."""
    return all(
        key in HARMLESS or (i > 0 and path[i - 1] in NAMED_BY_USERS and not is_credential(key))
        for i, key in enumerate(path)
    )


def may_name(key: str, path: Sequence[str], known: Iterable[str] = HARMLESS) -> bool:
    """Whether a problem may name a key: it may be a credential whose own key is missing."""
    if not key or key in known or key in _BESIDE:
        return True
    if "." in key:
        return all(may_name(part, path, known) for part in key.split("."))
    if not _LETTERS.fullmatch(key):
        return False
    near = get_close_matches(key.lower()[:100], known, n=1)
    return is_harmless(path) or is_credential(key) or bool(near)
