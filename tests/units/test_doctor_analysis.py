"""What `huiyin doctor` says about the analysis, with real models and a real record."""

from pathlib import Path

import pytest

from analysis import encoder
from analysis.model import Model
from analysis.weights import shipped
from schemas.enums import Locale
from schemas.settings import Settings
from starter.doctor import hearing
from starter.doctor.verdict import Patient, Status, Verdict
from store import migrate, policies
from tests.plain import PLAIN_TEXT
from tests.stories import START
from worker.installation import Installation


async def looked(here: Installation) -> Verdict:
    return (await hearing.look(Patient(here, START)))["analysis"]


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    return Installation(Settings(data_dir=tmp_path))


async def test_the_shipped_model_serves_where_there_is_no_record(here: Installation) -> None:
    found = await looked(here)

    assert found.status is Status.OK
    assert Model.load().name in found.found.in_(Locale.EN)


async def test_the_model_in_use_is_named(here: Installation) -> None:
    migrate.upgrade(here.settings.record_url)
    with here.database.writing() as session:
        policies.apply(session, PLAIN_TEXT)
    here.models.keep("ours-1", shipped(), {}, "chen", START, take=True)

    assert "ours-1" in (await looked(here)).found.in_(Locale.ZH)
    here.database.close()


async def test_it_says_that_the_encoder_is_missing(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "_encoder", lambda: None)

    assert (await looked(here)).status is Status.WARNING
