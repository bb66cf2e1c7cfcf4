"""The filters that people gave names to."""

import pytest

from schemas.access import AccessRole
from schemas.accounts import NewAccount
from store.accounts import Accounts
from store.database import Database
from store.saved_views import MOST, SavedViews
from tests.stories import START


@pytest.fixture
def views(database: Database) -> SavedViews:
    for login in ("li", "mei"):
        new = NewAccount(login=login, address=None, role=AccessRole.AGENT, teams=("support",))
        Accounts(database).add(new, START)
    return SavedViews(database)


def kept(views: SavedViews, login: str = "li") -> dict[str, str]:
    return {view.name: view.query for view in views.of(login)}


def number(views: SavedViews, name: str, login: str = "li") -> int:
    return next(view.id or 0 for view in views.of(login) if view.name == name)


def test_everybody_has_his_own(views: SavedViews) -> None:
    assert views.save("li", "B", "priority=high", START)
    assert views.save("li", "A", "owner=-", START)
    assert views.save("mei", "A", "breached=true", START)

    assert kept(views) == {"A": "owner=-", "B": "priority=high"}
    assert list(kept(views)) == ["A", "B"]
    assert kept(views, "mei") == {"A": "breached=true"}


def test_the_same_name_is_the_same_view(views: SavedViews) -> None:
    views.save("li", "A", "owner=-", START)
    views.save("li", "A", "priority=low", START)

    assert kept(views) == {"A": "priority=low"}


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(views: SavedViews) -> None:
    views.save("li", "A", "owner=-", START)
    view = number(views, "A")

    assert not views.rename("mei", view, "mine")
    assert not views.delete("mei", view)
    assert views.rename("li", view, "B")
    assert kept(views) == {"B": "owner=-"}
    assert views.delete("li", view)
    assert not views.delete("li", view)
    assert kept(views) == {}


def test_a_name_is_one_views(views: SavedViews) -> None:
    for name in ("A", "B"):
        views.save("li", name, "owner=-", START)

    assert not views.rename("li", number(views, "A"), "B")
    assert views.rename("li", number(views, "A"), "A")


def test_nobody_has_too_many(views: SavedViews) -> None:
    for n in range(MOST):
        assert views.save("li", f"view {n}", "owner=-", START)

    assert not views.save("li", "one more", "owner=-", START)
    assert views.save("li", "view 1", "priority=high", START)
