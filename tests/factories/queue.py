"""The queue's jobs, worked off here and now, in the test's own transaction."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def work_off() -> list[str]:
    """Do every job of a run that waits, oldest first, also those that appear meanwhile; return the names of their tasks."""
    done = []
    waiting = ProcrastinateJob.objects.filter(status="todo", task_name__startswith="imports.", args__has_key="run")
    while job := waiting.order_by("id").first():
        _mark(job.id, "doing")
        app.tasks[job.task_name].func(**job.args)
        _mark(job.id, "succeeded")
        done.append(job.task_name)
    return done


def _mark(job: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, job]
        )
