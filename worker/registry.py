"""Which workflows and activities this worker hosts, and the services that they are given."""

import os
from collections.abc import Callable
from typing import Any

from activities.chat import AppriseMessenger
from activities.delivery import Delivery
from activities.mail import MailActivities
from activities.notify import NoticeActivities
from activities.record import RecordActivities
from activities.sweep import SweepActivities
from engine.cases import Cases
from worker.installation import Installation
from workflows.feedback import FeedbackWorkflow
from workflows.sweep import SweepWorkflow
from workflows.tell import TellWorkflow

WORKFLOWS: list[type] = [FeedbackWorkflow, SweepWorkflow, TellWorkflow]


def activities(installation: Installation, cases: Cases) -> list[Callable[..., Any]]:
    """Every activity, wired to this installation."""
    now = installation.now
    record = RecordActivities(installation.book, installation.analyzer)
    mail = MailActivities(installation.book, installation.postman, installation.correspondence, now)
    delivery = Delivery(installation.book, installation.backlog, cases, now)
    sweep = SweepActivities(installation.backlog, cases, delivery, installation.attachments, now)
    tell = NoticeActivities(
        installation.digests,
        installation.postman,
        AppriseMessenger(os.environ),
        installation.correspondence,
        now,
    )
    steps: list[Callable[..., Any]] = [record.analyze, record.decide, record.advance, record.look]
    return [*steps, mail.send, sweep.sweep, tell.tell]
