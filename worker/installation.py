"""This installation: its settings made real, each part when it is first needed."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from schemas.errors import Misconfigured
from schemas.settings import Settings

if TYPE_CHECKING:
    from activities.consult import Adviser
    from activities.correspondence import Correspondence
    from activities.erasure import Eraser, Keeper
    from activities.learning import School
    from activities.protocols import Analyzer, Compare, Postman
    from rules.links import Signer
    from store.attachments import Attachments
    from store.backlog import Backlog
    from store.casebook import CaseBook
    from store.consultations import Consultations
    from store.corrections import Corrections
    from store.database import Database
    from store.digests import Digests
    from store.erasures import Erasures
    from store.models import Models
    from worker.ear import Ear
    from worker.likening import Likening

# Each part imports what it needs when it is made: a command line must not wait for the rest.


def now() -> datetime:
    """The clock of this machine, in UTC."""
    return datetime.now(UTC)


class Installation:
    """The services of one installation; `now` is its clock, in UTC.

    Raises `Misconfigured`, on first use of a part, when its setting is missing or wrong.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime] = now) -> None:
        self.settings = settings
        self.now = now

    @cached_property
    def database(self) -> "Database":
        from store.database import Database

        return Database(self.settings.record_url)

    @cached_property
    def book(self) -> "CaseBook":
        from store.casebook import CaseBook

        return CaseBook(self.database)

    @cached_property
    def backlog(self) -> "Backlog":
        from store.backlog import Backlog

        return Backlog(self.database)

    @cached_property
    def erasures(self) -> "Erasures":
        from store.erasures import Erasures

        return Erasures(self.database)

    @cached_property
    def eraser(self) -> "Eraser":
        from activities.erasure import Eraser

        return Eraser(self.book, self.erasures, self.keepers, self.now)

    @cached_property
    def keepers(self) -> "list[Keeper]":
        """Whatever holds what persons wrote beside the record."""
        from store.caught import CaughtMails
        from store.kept_files import KeptFiles

        return [CaughtMails(self.settings.mail_dir), KeptFiles(self.attachments)]

    @cached_property
    def digests(self) -> "Digests":
        from store.digests import Digests

        return Digests(self.database, self.policy_text)

    @cached_property
    def attachments(self) -> "Attachments":
        from store.attachments import Attachments

        return Attachments(self.database, self.settings.attachments_folder, self.now)

    @cached_property
    def policy_text(self) -> str:
        from schemas.policy_text import InvalidPolicy
        from store import policies

        if self.settings.policy and not self.settings.policy.exists():
            raise Misconfigured(f"HUIYIN_POLICY: there is no file {self.settings.policy}")
        try:
            return policies.read(self.settings.policy_file)
        except InvalidPolicy:
            # The file only seeds the first version: once there is one, no mistake in it stops us.
            if (kept := self.policy_in_force()) is None:
                raise
            return kept

    def policy_in_force(self) -> str | None:
        """The text of the policy for new cases; none before the first case, or without a record
        of this version."""
        from store import schema_version
        from store.versions import Versions

        if schema_version.absent(self.settings.record_url):
            return None
        if schema_version.recorded(self.database) != schema_version.HEAD:
            return None
        found = Versions(self.database).in_force()
        return found.text if found else None

    @cached_property
    def signer(self) -> "Signer":
        from rules.links import Signer

        return Signer(self.secrets)

    @cached_property
    def secrets(self) -> list[str]:
        """The secret keys, the one that signs and seals last."""
        return [key.strip() for key in self._secret().split(",") if key.strip()]

    @cached_property
    def analyzer(self) -> "Analyzer":
        return self.ear

    @cached_property
    def ear(self) -> "Ear":
        from worker.ear import Ear

        return Ear(self.models)

    @cached_property
    def adviser(self) -> "Adviser | None":
        """The language model that is asked for second opinions; none: none is set."""
        from activities.consult import Adviser
        from activities.language_model import Endpoint

        found = self.settings
        if not found.llm_url:
            return None
        endpoint = Endpoint.checked(found.llm_url, found.llm_model, found.llm_key, found.llm_form)
        return Adviser(endpoint, found.llm_daily)

    @cached_property
    def consultations(self) -> "Consultations":
        from store.consultations import Consultations

        return Consultations(self.database)

    @cached_property
    def models(self) -> "Models":
        from store.models import Models

        return Models(self.database)

    @cached_property
    def school(self) -> "School":
        from activities.learning import School
        from worker.trainer import trainer

        return School(self.corrections, self.models, trainer(self.settings.training_data), self.now)

    @cached_property
    def corrections(self) -> "Corrections":
        from store.corrections import Corrections

        return Corrections(self.database)

    @cached_property
    def likening(self) -> "Likening":
        from worker.likening import Likening

        return Likening()

    @cached_property
    def compare(self) -> "Compare":
        return self.likening.compare

    @cached_property
    def postman(self) -> "Postman":
        from activities.post import MailServer, SmtpPostman

        return SmtpPostman(MailServer.parse(self.settings.mail_url))

    @cached_property
    def correspondence(self) -> "Correspondence":
        from activities.correspondence import Correspondence

        settings = self.settings
        return Correspondence(
            self.signer, settings.base_url, settings.mail_from, settings.mail_reply_to
        )

    def _secret(self) -> str:
        if self.settings.secret_key:
            secret = self.settings.secret_key.get_secret_value()
        elif self.settings.secret_file.exists():
            secret = self.settings.secret_file.read_text(encoding="utf-8")
        else:
            raise Misconfigured(
                "HUIYIN_SECRET_KEY is not set and there is no"
                f" {self.settings.secret_file}; set it to a long random text"
            )
        if any(len(key.strip()) < 32 for key in secret.split(",")):
            raise Misconfigured("HUIYIN_SECRET_KEY is too short; 32 characters are the least")
        return secret
