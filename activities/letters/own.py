"""Writes the mail by which somebody finds his or her own cases: a link, and nothing of any case."""

from activities.letters.letter import Letter, rendered
from schemas.enums import Locale


def write(link: str, locale: Locale) -> Letter:
    """The mail with a link; the same link is always the same mail."""
    subject = rendered(f"own/{locale}/subject.txt", {}).strip()
    values = {"link": link, "case_id": subject}
    return Letter(
        subject=subject,
        text=rendered(f"own/{locale}/body.txt", values),
        html=rendered(f"own/{locale}/body.html", values),
    )
