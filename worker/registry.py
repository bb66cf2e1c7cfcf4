"""Which workflows and activities this worker hosts, and the services that they are given."""

import os
from collections.abc import Callable
from functools import partial
from typing import Any

from activities.chat import AppriseMessenger
from activities.consult import ConsultActivities
from activities.delivery import Delivery
from activities.intake import IntakeActivities
from activities.learning import LearningActivities
from activities.mail import MailActivities
from activities.notify import NoticeActivities
from activities.record import RecordActivities
from activities.retention import RetentionActivities
from activities.sweep import SweepActivities
from activities.webhooks import WebhookActivities
from analysis import consulting
from engine.cases import Cases
from store import remains
from store.webhooks import Webhooks
from worker.filling import Filling
from worker.installation import Installation
from worker.second import second
from workflows.feedback import FeedbackWorkflow
from workflows.learn import LearnWorkflow
from workflows.retention import RetentionWorkflow
from workflows.submit import SubmitFeedbackWorkflow
from workflows.sweep import SweepWorkflow
from workflows.tell import TellWorkflow
from workflows.tell_systems import TellSystemsWorkflow

Deeds = list[Callable[..., Any]]

WORKFLOWS: list[type] = [
    FeedbackWorkflow,
    SubmitFeedbackWorkflow,
    LearnWorkflow,
    SweepWorkflow,
    TellWorkflow,
    TellSystemsWorkflow,
    RetentionWorkflow,
]


def activities(installation: Installation, cases: Cases) -> Deeds:
    """Every activity, wired to this installation."""
    delivery = Delivery(installation.book, installation.backlog, cases, installation.now)
    return [
        *_of_cases(installation),
        *_of_doors(installation, delivery),
        *_of_schedules(installation, cases, delivery),
    ]


def _of_cases(here: Installation) -> Deeds:
    """The steps of a case."""
    record = RecordActivities(here.book, here.analyzer, here.compare, second)
    consult = ConsultActivities(
        here.book, here.consultations, here.analyzer, consulting, here.adviser, here.now
    )
    mail = MailActivities(here.book, here.postman, here.correspondence, here.now)
    steps: Deeds = [record.analyze, record.decide, record.advance, record.look]
    return [*steps, consult.consult, mail.send]


def _of_doors(here: Installation, delivery: Delivery) -> Deeds:
    """What comes through Temporal."""
    encrypts = here.settings.encrypts
    intake = IntakeActivities(here.book, here.policy_text, delivery, here.now, encrypts=encrypts)
    return [intake.take]


def _of_schedules(here: Installation, cases: Cases, delivery: Delivery) -> Deeds:
    """What is done over and over again."""
    beside = (cases, delivery, here.attachments, here.eraser, here.now)
    sweep = SweepActivities(here.backlog, here.erasures, *beside, Filling(here.database))
    messenger = AppriseMessenger(os.environ)
    tell = NoticeActivities(here.digests, here.postman, messenger, here.correspondence, here.now)
    clear = partial(remains.clear, here.database)
    keep = RetentionActivities(here.digests, here.erasures, here.eraser, clear, here.now)
    herald = WebhookActivities(Webhooks(here.database), here.secrets, here.now)
    passes: Deeds = [sweep.sweep, tell.tell, herald.tell, keep.expire]
    return [*passes, LearningActivities(here.school).learn]
