"""Hands out the tests of a run on both databases: a queue a database, several workers to each.

With one worker a database a third of two processors stood idle, since a worker waits while its
browser or its PostgreSQL works. Each worker collects the tests of its database, and whichever is
free takes the next file of them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# The dearest first, so that all workers end together.
FIRST = (
    "tests/access/test_every_", "tests/browser/", "tests/access/", "tests/faults/",
    "tests/demo/", "tests/config/", "tests/casework/", "tests/vault/", "tests/flow/",
)  # fmt: skip


def workers_to_each() -> int:
    """How many workers share a database."""
    return max(2, (os.cpu_count() or 2) // 2)


def rank(nodeid: str) -> int:
    """How early a test's file is begun."""
    return next((n for n, place in enumerate(FIRST) if nodeid.startswith(place)), len(FIRST))


class BothDatabases:
    """xdist's scheduler: of each worker it asks the queue of the worker's database."""

    def __init__(
        self, config: pytest.Config, log: Producer, databases: Sequence[str], variable: str
    ) -> None:
        self.variable = variable
        self.queues = {name: LoadFileScheduling(config, log) for name in databases}
        for queue in self.queues.values():
            queue.numnodes = workers_to_each()

    def _of(self, node: WorkerController) -> LoadFileScheduling:
        return self.queues[node.gateway.spec.env[self.variable]]

    @property
    def nodes(self) -> list[WorkerController]:
        """Every worker at work."""
        return [node for queue in self.queues.values() for node in queue.nodes]

    @property
    def collection_is_completed(self) -> bool:
        """Whether every worker has told what it found."""
        return all(queue.collection_is_completed for queue in self.queues.values())

    @property
    def tests_finished(self) -> bool:
        """Whether nothing is left to hand out."""
        return all(queue.tests_finished for queue in self.queues.values())

    @property
    def has_pending(self) -> bool:
        """Whether a test waits or runs."""
        return any(queue.has_pending for queue in self.queues.values())

    def add_node(self, node: WorkerController) -> None:
        """A worker is there."""
        self._of(node).add_node(node)

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """A worker tells what it found."""
        self._of(node).add_node_collection(node, collection)

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """A test is done; its worker may be given another file."""
        self._of(node).mark_test_complete(node, item_index, duration)

    def mark_test_pending(self, item: str) -> None:
        """A test is to run again, which files handed out whole never are."""
        raise NotImplementedError(item)

    def remove_pending_tests_from_node(
        self, node: WorkerController, indices: Sequence[int]
    ) -> None:
        """Tests are to be taken back, which files handed out whole never are."""
        raise NotImplementedError(indices)

    def remove_node(self, node: WorkerController) -> str | None:
        """A worker is gone; what it was running, where it died of it."""
        return self._of(node).remove_node(node)

    def schedule(self) -> None:
        """Hand out the first files."""
        for queue in self.queues.values():
            queue.schedule()
