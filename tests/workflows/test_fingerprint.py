"""A change of what workflows ask of Temporal is noticed at once, and explained."""

from tests.workflows.fingerprint import fingerprint, present, recorded

EXPLANATION = """
The commands that workflow code gives have changed:

{changes}

Cases that are open now ran by the old code. When a worker with the new code takes one over, it
replays the case's history and must give the same commands in the same order, or the case stands
still (Temporal calls it a nondeterminism error).

1. If the new code is reached only after what open cases have behind them, or if the change only
   renames or moves functions, nothing is broken: tests/workflows/test_replay.py agrees.
2. Otherwise keep both ways, the old one for cases that are in it:

       if workflow.patched("what-is-new"):
           ...the new way
       else:
           ...the old way

   The name says what is new and is never used again. `patched` answers once per run: it does not
   change its mind in a loop. When no open case is older than the change, the old way goes, and
   `workflow.deprecate_patch("what-is-new")` stays until none of those is open either.
3. Never write a recorded history again; add a version by tests/workflows/record_histories.py.

Then accept the new commands with

    python -m tests.workflows.fingerprint

and commit tests/histories/fingerprint.json with your change.
"""


def test_the_commands_of_workflows_are_as_they_were() -> None:
    before, after = recorded(), present()
    changes = [
        f"  {name}\n    before: {before.get(name, [])}\n    now:    {after.get(name, [])}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]

    assert not changes, EXPLANATION.format(changes="\n".join(changes))


def test_the_product_is_covered() -> None:
    commands = "\n".join(command for each in present().values() for command in each)
    for kind in (
        "execute_local_activity",
        "execute_activity",
        "start_activity",
        "wait_condition with a timer",
        "upsert_search_attributes",
        "continue_as_new",
        "RecordActivities.analyze",
        "MailActivities.send",
        "SweepActivities.sweep",
    ):
        assert kind in commands, kind


SAMPLE = """
async def run(self):
    await helper(Some.thing)
    if workflow.patched("new"):
        await workflow.sleep(5, summary="s")
    while True:
        try:
            await workflow.wait_condition(lambda: x, timeout=t)
        except TimeoutError:
            await workflow.wait_condition(lambda: y)

async def helper(what):
    await workflow.execute_local_activity_method(SomeActivities.this, summary="s")
    await workflow.execute_activity_method(SomeActivities.that, summary="s")

def idle():
    return workflow.now()
"""


def test_order_place_and_helpers_are_seen() -> None:
    assert fingerprint([("sample", SAMPLE)]) == {
        "sample:helper": [
            "execute_local_activity_method SomeActivities.this",
            "execute_activity_method SomeActivities.that",
        ],
        "sample:run": [
            "helper()",
            "if > patched new",
            "if > sleep",
            "while > try > wait_condition with a timer",
            "while > try > except > wait_condition",
        ],
    }


def test_every_change_of_commands_shows() -> None:
    known = fingerprint([("sample", SAMPLE)])
    changed = (
        SAMPLE.replace("SomeActivities.this", "SomeActivities.other"),
        SAMPLE.replace(", timeout=t", ""),
        SAMPLE.replace('"new"', '"newer"'),
        SAMPLE.replace("    await helper(Some.thing)\n", ""),
        SAMPLE.replace("while True", "for _ in range(3)"),
        SAMPLE.replace("execute_local_activity_method", "execute_activity_method"),
        SAMPLE + "    workflow.upsert_search_attributes([])\n",
    )
    for text in changed:
        assert text != SAMPLE
        assert fingerprint([("sample", text)]) != known, text
    harmless = SAMPLE.replace("workflow.now()", "workflow.now() + t")
    assert fingerprint([("sample", harmless)]) == known
