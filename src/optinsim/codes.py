"""The codes of everything that optinsim says about files, each with its heading and its severity.

A code never changes its meaning and is never reused: people silence warnings by it, and look it
up. New kinds take the next free number of their hundred. This module does not know where a problem
is found, nor how it is printed. The platforms of other packages have other codes, which do
not begin with OPT.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

Severity = Literal["error", "warning"]


class Code(StrEnum):
    """One kind of problem or warning; its value is what people see: OPT101."""

    heading: str
    """The kind of mistake, in a line."""
    severity: Severity

    def __new__(cls, code: str, heading: str, severity: Severity = "error") -> Self:
        """A row of the table below."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.heading = heading
        member.severity = severity
        return member

    # Files and YAML
    UNREADABLE_FILE = "OPT001", "a file or folder cannot be read"
    NOT_UTF8 = "OPT002", "a file is not UTF-8"
    NOT_THERE = "OPT003", "a file or folder is not there"
    NO_YAML_FILE = "OPT004", "a folder has no YAML file"
    BAD_YAML = "OPT005", "a text is not YAML"
    YAML_TAG = "OPT006", "a YAML tag is not used here"
    DOUBLED_KEY = "OPT007", "a key is given twice"
    KEY_NOT_TEXT = "OPT008", "a key is not text"
    UNKNOWN_ALIAS = "OPT009", "an alias stands before or inside its anchor"
    TOO_DEEP = "OPT010", "collections are nested too deep"
    TOO_MUCH = "OPT011", "a file is too large, or makes too much"
    NOTHING_IN_FILE = "OPT012", "a file is empty"
    WRONG_DOCUMENT = "OPT013", "a file or document is not what it should be"
    UNUSED_IGNORE = "OPT014", "an ignore comment silences nothing", "warning"

    # Keys and values
    UNKNOWN_KEY = "OPT101", "a key is not known"
    MISSING_KEY = "OPT102", "a key is missing"
    WRONG_VALUE = "OPT103", "a value is not of the kind that is expected"
    UNKNOWN_WORD = "OPT104", "a word is none of those that are possible"
    NO_VALUE = "OPT105", "nothing stands where something is expected"
    TOO_LONG = "OPT106", "a text or list has too many characters or items"

    # Accounts
    UNKNOWN_PLATFORM = "OPT201", "a platform is not installed, or cannot be loaded"
    DOUBLED_ID = "OPT202", "two things have one id"
    CLASHING_WORD = "OPT203", "a word has two meanings"
    UNTEXTABLE_WORD = "OPT204", "a word has no letter or digit"
    UNREACHABLE_KEYWORD = "OPT205", "a keyword is read as something else"
    DOUBLED_KEYWORD = "OPT206", "a keyword stands twice at one number"
    UNKNOWN_MESSAGE_VARIABLE = "OPT207", "a message uses a name that is not known"
    UNKNOWN_POSTAL_CODE = "OPT208", "the form of a postal code is not known"
    NO_STOP_WORD = "OPT209", "an account has no stop word"
    TAKEN_FIELD_NAME = "OPT210", "a field has a name that means something else in messages"
    UNKNOWN_COUNTRY = "OPT211", "there is no such country"
    NO_TIME_TO_ANSWER = "OPT212", "a prompt expires before it can be answered"
    BAD_BASE = "OPT213", "an account file cannot be extended"
    NOTHING_TO_TAKE_AWAY = "OPT214", "a key that is taken away is not there"
    # … Cordial
    BAD_CHANNEL_KEY = "OPT221", "a channel cannot have this key"
    RESERVED_ATTRIBUTE = "OPT222", "an attribute or list has the name of a key of every contact"
    # … Signal Vine
    BAD_FIELD_NAME = "OPT231", "a field cannot have this name"
    DOUBLED_FIELD = "OPT232", "two fields have one name"
    UNKNOWN_FIELD = "OPT233", "there is no such field for an answer"
    DOUBLED_ANSWER = "OPT234", "an answer is expected twice"
    STOP_AS_ANSWER = "OPT235", "a stop word is expected as an answer"
    # … Vibes
    UNKNOWN_LIST = "OPT241", "there is no such subscription list"
    DOUBLED_CALLBACK = "OPT242", "a callback goes twice to one URL"
    MANY_DESTINATIONS = "OPT243", "a callback has too many destinations"
    BAD_URL = "OPT244", "a destination is no URL"
    END_BEFORE_START = "OPT245", "the end is not after the start"
    UNKNOWN_CALLBACK = "OPT246", "there is no such callback type, or it is not emulated"
    NO_CALLBACK_SCOPE = "OPT247", "a registration does not say what it is for"
    UNKNOWN_CALLBACK_SCOPE = "OPT248", "a registration is for what is not there"

    # Scenarios
    UNUSABLE_ACCOUNT = "OPT301", "the account of a scenario cannot be used"
    NO_STIMULUS = "OPT302", "a step does nothing"
    TWO_STIMULI = "OPT303", "a step does two things"
    NO_LISTENER = "OPT304", "the platform has no listener"
    UNKNOWN_PERSON = "OPT305", "there is no such person"
    LANDLINE_TEXTS = "OPT306", "a landline cannot text"
    MISPLACED_TO = "OPT307", "only a text is sent to a number"
    UNKNOWN_NUMBER = "OPT308", "a number is none of the account's"
    BAD_TIME = "OPT309", "a time or duration cannot be read"
    TIME_GOES_BACK = "OPT310", "time does not go back"
    END_OF_TIME = "OPT311", "the calendar ends"
    BAD_PATH = "OPT312", "a request's path is no path"
    TWO_BODIES = "OPT313", "a request has two bodies"
    BAD_PERSON_NAME = "OPT314", "a person cannot have this name"
    IMPOSSIBLE_MDN = "OPT315", "a phone number is not possible"
    IMPOSSIBLE_STEP = "OPT316", "a step cannot be done"
    DOUBLED_MDN = "OPT317", "two people have one number"
    UNKNOWN_VARIABLE = "OPT321", "there is no such variable"
    BAD_VARIABLE_NAME = "OPT322", "a variable cannot have this name"
    CIRCULAR_VARIABLES = "OPT323", "variables are made of each other"
    MISPLACED_VARIABLE = "OPT324", "variables are not filled in here"
    UNCLOSED_VARIABLE = "OPT325", "a variable is opened and not closed"
    DOUBLED_VARIABLE = "OPT326", "a captured name is taken already"

    # … what scenarios share
    UNKNOWN_GROUP = "OPT331", "there is no such group of steps"
    CIRCULAR_GROUPS = "OPT332", "groups of steps use each other in a circle, or too deep"
    MISPLACED_USE = "OPT333", "a group is used where it cannot be, or beside something else"
    UNKNOWN_PARAMETER = "OPT334", "a group of steps has no such parameter"
    TWO_ACCOUNTS = "OPT335", "there is an account beside accounts"
    DOUBLED_ACCOUNT = "OPT336", "two accounts of a scenario have one name"
    UNKNOWN_ACCOUNT = "OPT337", "a scenario has no such account"
    MISPLACED_ON = "OPT338", "$on stands where it does nothing"

    # Expectations
    MISPLACED_EXPECTATION = "OPT401", "a step of this kind has nothing to expect here"
    NOTHING_EXPECTED = "OPT402", "an expectation expects nothing"
    IMPOSSIBLE_ABSENCE = "OPT403", "this cannot be absent"
    NOT_A_LIST = "OPT404", "a list is expected as something else"
    UNKNOWN_CAMPAIGN = "OPT405", "there is no such campaign"
    WHICH_CAMPAIGN = "OPT406", "an expected state does not say of which campaign"
    UNKNOWN_OPERATOR = "OPT411", "there is no such operator"
    BAD_ARGUMENT = "OPT412", "an operator cannot take this"
    OPERATOR_BESIDE_KEY = "OPT413", "operators and keys stand side by side"
    CONTRADICTION = "OPT414", "$absent stands beside something that wants a value"
    CAPTURE_OF_NOTHING = "OPT415", "a capture might capture nothing"
    BAD_PATTERN = "OPT416", "a regular expression cannot be read"
    MISPLACED_OPERATOR = "OPT417", "an operator cannot stand here"

    IMPOSSIBLE_CONDITION = "OPT418", "nothing can meet an expectation"

    # Of a run, an update or an import
    UNKNOWN_CASE = "OPT501", "a file has no such line or example"
    LOST_PROCESS = "OPT502", "a process ended before its time"
    UNKNOWN_NAME_CHOSEN = "OPT503", "no scenario has a name of --tag or -k", "warning"
    NOT_UPDATED = "OPT511", "an expectation or file cannot be updated"
    BAD_LOG = "OPT521", "a message log cannot be read"
    UNCLEAR_BRAND_NUMBER = "OPT522", "which number is the brand's cannot be told"
    MISSING_COLUMN = "OPT523", "a message log lacks a column"
    DOUBLED_COLUMN = "OPT524", "a message log has two columns of one name"
    LEFT_OUT_ROW = "OPT531", "a row of a message log is left out", "warning"
    ASSUMED_OF_LOG = "OPT532", "something of a message log is assumed", "warning"

    # Warnings about accounts
    NO_BRAND = "OPT601", "a message does not name the brand", "warning"
    LONG_MESSAGE = "OPT602", "a message takes more than one segment", "warning"
    NO_RATES = "OPT603", "a prompt lacks the rates", "warning"
    NO_HELP = "OPT604", "a prompt does not say how to get help", "warning"
    NO_STOP = "OPT605", "a prompt does not say how to stop", "warning"
    FOREIGN_NUMBER = "OPT606", "a number looks foreign by a typing error", "warning"
    EMPTY_PROMISE = "OPT607", "a message asks for a word that does nothing then", "warning"
    MISTYPED_PLACE = "OPT608", "a message has a place that is not filled in", "warning"
    READS_BADLY = "OPT609", "a message reads badly when a field is empty", "warning"
    NO_EFFECT = "OPT610", "a setting has no effect", "warning"

    # Warnings about scenarios
    UNUSED_NAME = (
        "OPT701",
        "a name of examples, vars, captures or people is used nowhere",
        "warning",
    )
    AMBIGUOUS_TEXT = (
        "OPT702",
        "a text or pattern fits several messages, states, readings or values",
        "warning",
    )
    ANY_TEXT_MATCHES = "OPT703", "a regular expression matches any text", "warning"
    ANY_MAPPING_FITS = "OPT704", "{} fits every mapping", "warning"
    UNCHECKED_STEPS = "OPT705", "nothing is expected of the last steps", "warning"
    UNKNOWN_PLATFORM_KEY = "OPT706", "the platform has no such key here", "warning"
    ANYTHING_MEETS = "OPT707", "anything meets an expectation", "warning"
    UNUSED_PARAMETER = "OPT708", "a group of steps does not use a parameter", "warning"
    UNUSED_IN_PROJECT = (
        "OPT709",
        "no scenario uses a group, var or person of its project file",
        "warning",
    )
    NEGATED_LIST = "OPT710", "$not excludes one list, and no entry", "warning"
    NOT_OF_NOTHING = "OPT711", "what a step excludes cannot come", "warning"
    UNKNOWN_CALLBACK_NAME = "OPT712", "no callback of the platform has this name", "warning"
    OTHER_PERSON = (
        "OPT713",
        "a step expects something of another person or campaign than it is about",
        "warning",
    )
    UNREAD_NAME = "OPT714", "no call of the platform reads this name in a request", "warning"
    FOREIGN_VARIABLE = "OPT715", "a variable is written in another tool's form", "warning"
    UNASKED_RESULT = "OPT716", "no step asks what came of a call that was accepted", "warning"
    NEGATED_MAPPING = "OPT717", "$not excludes one mapping as a whole", "warning"
    NOT_UNDERSTOOD = (
        "OPT718",
        "a text has no effect or answers a question, and its step does not say so",
        "warning",
    )
    SWALLOWED_TEXT = "OPT719", "a part of a text is a comment", "warning"
    UNKNOWN_TARGET = (
        "OPT720",
        "a step names a number or id that the scenario and the account do not have",
        "warning",
    )
    NEGATED_ENTRY = "OPT721", "$has wants an entry that is only not something", "warning"
    NEGATED_STATUS = "OPT722", "$not excludes one success, and another meets it", "warning"
    UNREAD_BODY = "OPT723", "a request has a body that no call of its method reads", "warning"
    LITERAL_ESCAPE = "OPT730", "an escape stands in no double quotes", "warning"
    EQUAL_EXAMPLES = (
        "OPT731",
        "two examples or scenarios are equal, or differ only in the title",
        "warning",
    )
    FREE_ACCOUNT = (
        "OPT732",
        "$on says nothing of an account that is run, or overrides an expectation on all of them",
        "warning",
    )
    NEGATED_KEYS = "OPT733", "$not excludes several keys only together", "warning"
    STRANGE_TAG = "OPT734", "a tag cannot be chosen by its words", "warning"
    LOST_VAR = "OPT735", "--var has no effect on a scenario", "warning"
    MISNAMED_PROJECT = "OPT736", "a project file has another name, and is not read", "warning"
    MISTYPED_VALUE = "OPT737", "a value in a request is none of those that are possible", "warning"
    MISTYPED_PATH = "OPT738", "no call has the path of a request, but one is nearly that", "warning"
    UNCLEAR_REFUSAL = (
        "OPT739",
        "a refusal that is expected has several reasons, or another, or need not come",
        "warning",
    )

    EMPTY_CAPTURE = "OPT740", "a captured value that a step uses is empty", "warning"
    OTHER_NUMBER = "OPT741", "a text goes to another number than is meant", "warning"
    UNSAID_WORD = "OPT742", "the title names a word that the steps do not use", "warning"
    LOOSE_STATE = "OPT743", "an unchanged state meets an expectation by $not or $one_of", "warning"
    SHORT_WAIT = (
        "OPT744",
        "a wait ends at the current time, or before what it excludes could come",
        "warning",
    )

    # Sign-off sheets
    STALE_APPROVAL = "OPT801", "an approved sheet no longer says what the account says"
    STALE_SHEET = "OPT802", "a sheet no longer says what the account says", "warning"
    ALTERED_SHEET = "OPT803", "the words of a sheet were changed by hand"


OfARun = Literal[
    Code.UNKNOWN_PLATFORM_KEY,
    Code.ANYTHING_MEETS,
    Code.NOT_OF_NOTHING,
    Code.OTHER_PERSON,
    Code.UNASKED_RESULT,
    Code.NOT_UNDERSTOOD,
    Code.UNKNOWN_TARGET,
    Code.UNCLEAR_REFUSAL,
    Code.EMPTY_CAPTURE,
    Code.OTHER_NUMBER,
    Code.UNSAID_WORD,
    Code.LOOSE_STATE,
    Code.SHORT_WAIT,
]
"""The warnings that a run draws, some of them besides a check."""


def severity_of(code: str) -> Severity:
    """The severity of a problem with this code; a code of another package is an error."""
    known = _CODES.get(code)
    return "error" if known is None else known.severity


_CODES = {str(code): code for code in Code}
