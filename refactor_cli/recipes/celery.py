"""Celery: the module celery.task and others that Celery 5.0 took away.

https://docs.celeryq.dev/en/stable/history/whatsnew-5.0.html#step-5-clean-up-deprecated-code
https://docs.celeryq.dev/en/stable/history/whatsnew-4.0.html#removals
"""

from celery import current_app

from refactor_cli.recipe import moved, replaces

# the old class of tasks came with it
moved("celery.task.task", "celery.shared_task", behaviour="changes", requires="celery>=3.1")
moved("celery.decorators.task", "celery.shared_task", behaviour="changes", requires="celery>=3.1")
# it registered its tasks by itself
moved("celery.task.Task", "celery.Task", behaviour="changes", requires="celery>=3.1")

moved("celery.task.chord", "celery.chord", requires="celery>=3.1")
moved("celery.task.group", "celery.group", requires="celery>=3.1")
moved("celery.task.subtask", "celery.signature", requires="celery>=3.1")
moved("celery.task.schedules.crontab", "celery.schedules.crontab")
moved("celery.task.schedules.schedule", "celery.schedules.schedule")
moved("celery.utils.encoding.bytes_to_str", "kombu.utils.encoding.bytes_to_str")
moved("celery.utils.encoding.ensure_bytes", "kombu.utils.encoding.ensure_bytes")
moved("celery.utils.encoding.safe_repr", "kombu.utils.encoding.safe_repr")
moved("celery.utils.encoding.safe_str", "kombu.utils.encoding.safe_str")
moved("celery.utils.encoding.str_to_bytes", "kombu.utils.encoding.str_to_bytes")
moved("celery.utils.timeutils", "celery.utils.time", requires="celery>=4.0", without=("timedelta_seconds",))


@replaces("celery.registry.tasks")
@property
def tasks():
    return current_app.tasks


@replaces("celery.execute.send_task")
def send_task(*args, **kwargs):
    return current_app.send_task(*args, **kwargs)


@replaces("celery.task.control.broadcast")
def broadcast(*args, **kwargs):
    return current_app.control.broadcast(*args, **kwargs)


@replaces("celery.task.control.discard_all", "celery.task.discard_all")
def discard_all(*args, **kwargs):
    return current_app.control.purge(*args, **kwargs)


@replaces("celery.task.control.inspect")
def inspect(*args, **kwargs):
    return current_app.control.inspect(*args, **kwargs)


@replaces("celery.task.control.ping")
def ping(*args, **kwargs):
    return current_app.control.ping(*args, **kwargs)


@replaces("celery.task.control.rate_limit")
def rate_limit(*args, **kwargs):
    return current_app.control.rate_limit(*args, **kwargs)


@replaces("celery.task.control.revoke")
def revoke(*args, **kwargs):
    return current_app.control.revoke(*args, **kwargs)


@replaces("celery.task.control.time_limit")
def time_limit(*args, **kwargs):
    return current_app.control.time_limit(*args, **kwargs)
