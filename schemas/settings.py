"""The settings of an installation, from `HUIYIN_*` environment variables."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.enums import Locale
from schemas.files import FileLimits


class Settings(BaseSettings):
    """One installation. What is not set follows from the data directory and the ports.

    Temporal itself is set by the standard `TEMPORAL_*` variables and profiles.
    """

    model_config = SettingsConfigDict(env_prefix="HUIYIN_", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Path(".huiyin")
    web_port: int = Field(default=8000, ge=1, le=65535)
    web_host: str = "127.0.0.1"
    temporal_port: int = Field(default=7233, ge=1, le=65535)
    temporal_ui_port: int = Field(default=8233, ge=1, le=65535)
    smtp_port: int = Field(default=1025, ge=1, le=65535)
    mail_ui_port: int | None = Field(default=None, ge=1, le=65535)
    retention_days: int = Field(default=365, ge=1, le=36500)
    database_url: str | None = None
    """SQLAlchemy URL of the record; default SQLite in the data directory."""
    smtp_url: str | None = None
    """`smtp://user:pass@host:587?starttls=true` or `smtps://…`; default the mail catcher."""
    public_url: str | None = None
    """The address under which customers reach the web process."""
    secret_key: SecretStr | None = None
    """Signs links. Several, separated by commas, for rotation: the last one signs."""
    payload_keys: SecretStr | None = None
    """Encrypts what Temporal keeps: `id:base64`, of 32 bytes each; several, separated by commas,
    for rotation: the first one encrypts, all of them decrypt. Without one nothing is encrypted."""
    payload_keys_file: Path | None = None
    """A file that holds the same."""
    temporal_ui_url: str | None = None
    """Where people open Temporal's pages: these alone may ask to have payloads decrypted."""
    mail_from: str = "Huiyin <feedback@localhost>"
    mail_reply_to: str | None = None
    """A mailbox that people read."""
    widget_origins: str = ""
    """The sites, separated by spaces, on which the form may be shown in a frame."""
    widget_secret: SecretStr | None = None
    """Signs the names of accounts that the widget passes on."""
    training_data: Path | None = None
    """A folder of labelled sets that models are trained with, besides our own and what people
    corrected."""
    policy: Path | None = None
    sweep_seconds: int = Field(default=30, ge=1, le=3600)
    """How often what was accepted and not yet carried out is handed over again."""
    oidc_issuer: str | None = None
    """Signs people in by OpenID Connect: the provider's address, exactly as it names itself."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    attachments_dir: Path | None = None
    """Where attachments lie; on several machines, a folder that all of them share."""
    attachment_bytes: int = Field(default=10_000_000, ge=1, le=1_000_000_000)
    """The largest file that is accepted."""
    attachment_kinds: str = "png,jpeg,gif,webp,pdf,text,office"
    attachments_at_once: int = Field(default=5, ge=0, le=100)
    """How many files one message may have; 0: none are accepted."""
    trusted_proxies: str = ""
    """Addresses or networks of proxies, separated by commas, whose X-Forwarded-For is believed."""
    limit_key: str = "600/minute"
    """How often one API key may ask; each limit counts for each web process."""
    limit_address: str = "1200/minute"
    """How often one address may ask, with or without a key."""
    limit_desk: str = "12000/minute"
    """How often the browsers at the desk may ask that come from one address."""
    limit_form: str = "60/minute"
    """How often one address may send something with a page."""
    limit_feedback: str = "20/10 minutes"
    """How often one address may send the public form."""
    limit_contact: str = "5/hour"
    """How many acknowledgements of the public form are mailed to one address of a customer."""
    limit_mine: str = "10/10 minutes"
    """How often one address may ask for a link to somebody's own cases."""
    limit_vote: str = "60/10 minutes"
    """How often one address may vote on the board."""
    limit_denied: str = "30/minute"
    """How often one address may come with a key or a password that is not believed."""
    metrics_token: SecretStr | None = None
    """Lets whoever has it read `/metrics`."""
    worker_metrics: str | None = None
    """`127.0.0.1:9464`: where a worker gives its own figures (slots, pollers) to Prometheus."""
    llm_url: str | None = None
    """Where a language model gives second opinions, if the policy wants any: `https://host/v1`."""
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    llm_form: str = "json_schema"
    """How the endpoint is held to a form: `json_schema`, `json_object` or `text`."""
    llm_daily: int = Field(default=1000, ge=0, le=10_000_000)
    """How many questions a day (in UTC) it is asked at most, by all workers together."""
    lang: Locale | None = None
    """The language of the command line; default from the system's locale."""
    log_level: str = "INFO"
    idempotency_hours: int = Field(default=24, ge=1, le=8760)
    """How long the HTTP API remembers the key of a request."""

    @property
    def record_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'record.sqlite3'}"

    @property
    def mail_url(self) -> str:
        return self.smtp_url or f"smtp://127.0.0.1:{self.smtp_port}"

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://127.0.0.1:{self.web_port}").rstrip("/")

    @property
    def temporal_address(self) -> str:
        """Where Temporal is when nothing in Temporal's own settings says so."""
        return f"127.0.0.1:{self.temporal_port}"

    @property
    def ui_origins(self) -> tuple[str, ...]:
        """The addresses of Temporal's pages, as a browser names where a page is from."""
        if self.temporal_ui_url:
            parts = urlsplit(self.temporal_ui_url)
            return (f"{parts.scheme}://{parts.netloc}".lower(),)
        hosts = ("127.0.0.1", "localhost")
        return tuple(f"http://{host}:{self.temporal_ui_port}" for host in hosts)

    @property
    def encrypts(self) -> bool:
        """Whether what Temporal keeps is to be encrypted."""
        return bool(self.payload_keys or self.payload_keys_file)

    @property
    def secret_file(self) -> Path:
        return self.data_dir / "secret.key"

    @property
    def policy_file(self) -> Path:
        return self.policy or self.data_dir / "policy.toml"

    @property
    def attachments_folder(self) -> Path:
        return self.attachments_dir or self.data_dir / "attachments"

    @property
    def file_limits(self) -> FileLimits:
        kinds = frozenset(each.strip() for each in self.attachment_kinds.split(",") if each.strip())
        return FileLimits(
            most_bytes=self.attachment_bytes, kinds=kinds, most_files=self.attachments_at_once
        )

    @property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"
