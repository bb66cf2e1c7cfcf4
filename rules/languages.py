"""In which of the languages that we write in somebody wrote."""

from schemas.enums import Locale


def language(text: str) -> Locale:
    """Chinese if a fifth of the letters are Han characters, else English."""
    letters = [char for char in text if char.isalpha()]
    han = sum("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" for char in letters)
    return Locale.ZH if han * 5 >= len(letters) > 0 else Locale.EN
