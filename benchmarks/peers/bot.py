"""The least bot that answers as Acme's account does (../account.yaml); a fresh one per person."""

PROMPT = (
    "Acme: Reply Y or your ZIP code to get recurring Summer Sale texts. "
    "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
)
WELCOME = (
    "Acme: Welcome to Summer Sale! Msg & data rates may apply. Reply HELP for help, STOP to cancel."
)
ALREADY = "Acme: You get our Summer Sale texts already. Reply HELP for help, STOP to cancel."
DECLINED = "Acme: No problem, we will not text you about Summer Sale."
HELP = "Acme: Help at help@acme.example. Msg & data rates may apply. Reply STOP to cancel."
STOP = "Acme: You are out and will get no more texts. Reply HELP for help."
SORRY = "Acme: Sorry, we did not get that. Reply HELP for help, STOP to cancel."


class Bot:
    """One person's conversation."""

    def __init__(self) -> None:
        self.state = "none"
        self.reply = ""

    def hear(self, text: str) -> None:
        """Read a text and reply."""
        if text == "STOP":
            self.state = "stopped"
            self.reply = STOP
        elif text == "HELP":
            self.reply = HELP
        elif text == "SUMMER" and self.state == "subscribed":
            self.reply = ALREADY
        elif text == "SUMMER":
            self.state = "pending"
            self.reply = PROMPT
        elif self.state == "pending" and (text == "Y" or (len(text) == 5 and text.isdigit())):  # noqa: PLR2004
            self.state = "subscribed"
            self.reply = WELCOME
        elif self.state == "pending" and text == "NO":
            self.state = "declined"
            self.reply = DECLINED
        else:
            self.reply = SORRY
