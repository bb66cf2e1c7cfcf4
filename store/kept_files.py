"""The attachments of cases, as what is erased and given out with them."""

import shutil
from collections.abc import Collection
from pathlib import Path

from schemas.files import Attachment
from store.attachments import Attachments


class KeptFiles:
    """The files that stand with cases, whoever attached them."""

    name = "attachments"

    def __init__(self, attachments: Attachments) -> None:
        self._attachments = attachments

    def count(self, case_ids: Collection[str], _addresses: Collection[str]) -> int:
        return len(self._of(case_ids))

    def export(
        self, case_ids: Collection[str], _addresses: Collection[str], folder: Path
    ) -> list[str]:
        """Every file, under a name that begins with its id: two may have the same name."""
        names = list[str]()
        for each in self._of(case_ids):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            names.append(f"{each.id}-{Path(each.name).name}")
            with self._attachments.open(each) as source, (folder / names[-1]).open("wb") as target:
                shutil.copyfileobj(source, target)
        return names

    def erase(self, case_ids: Collection[str], _addresses: Collection[str]) -> int:
        found = len(self._of(case_ids))
        for case_id in case_ids:
            self._attachments.forget(case_id)
        return found

    def _of(self, case_ids: Collection[str]) -> list[Attachment]:
        return [each for case_id in case_ids for each in self._attachments.of_case(case_id)]
