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

WORKFLOWS: list[type] = [
    FeedbackWorkflow,
    SubmitFeedbackWorkflow,
    LearnWorkflow,
    SweepWorkflow,
    TellWorkflow,
    TellSystemsWorkflow,
    RetentionWorkflow,
]


def activities(installation: Installation, cases: Cases) -> list[Callable[..., Any]]:
    """Every activity, wired to this installation."""
    now = installation.now
    record = RecordActivities(
        installation.book, installation.analyzer, installation.compare, second
    )
    consult = ConsultActivities(
        installation.book,
        installation.consultations,
        installation.analyzer,
        consulting,
        installation.adviser,
        now,
    )
    mail = MailActivities(installation.book, installation.postman, installation.correspondence, now)
    delivery = Delivery(installation.book, installation.backlog, cases, now)
    beside = (cases, delivery, installation.attachments, installation.eraser, now)
    fill = Filling(installation.database)
    sweep = SweepActivities(installation.backlog, installation.erasures, *beside, fill)
    tell = NoticeActivities(
        installation.digests,
        installation.postman,
        AppriseMessenger(os.environ),
        installation.correspondence,
        now,
    )
    steps: list[Callable[..., Any]] = [record.analyze, record.decide, record.advance, record.look]
    keep = RetentionActivities(
        installation.digests,
        installation.erasures,
        installation.eraser,
        partial(remains.clear, installation.database),
        now,
    )
    intake = IntakeActivities(
        installation.book,
        installation.policy_text,
        delivery,
        now,
        encrypts=installation.settings.encrypts,
    )
    herald = WebhookActivities(Webhooks(installation.database), installation.secrets, now)
    steps += [consult.consult, mail.send, sweep.sweep, tell.tell, herald.tell]
    return [*steps, keep.expire, intake.take, LearningActivities(installation.school).learn]
