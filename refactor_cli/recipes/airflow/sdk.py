"""What authors of DAGs write: `airflow.sdk`, since Airflow 3.0.

https://airflow.apache.org/docs/task-sdk/stable/api.html
"""

from airflow.sdk import DAG, dag
from refactor_cli.recipe import moved, replaces

moved("airflow.DAG", "airflow.sdk.DAG", requires="apache-airflow>=3.0")
moved("airflow.Dataset", "airflow.sdk.Asset", requires="apache-airflow>=3.0")
moved("airflow.datasets.Dataset", "airflow.sdk.Asset", requires="apache-airflow>=3.0")
moved("airflow.datasets.DatasetAlias", "airflow.sdk.AssetAlias", requires="apache-airflow>=3.0")
moved("airflow.datasets.DatasetAll", "airflow.sdk.AssetAll", requires="apache-airflow>=3.0")
moved("airflow.datasets.DatasetAny", "airflow.sdk.AssetAny", requires="apache-airflow>=3.0")
moved("airflow.datasets.metadata.Metadata", "airflow.sdk.Metadata", requires="apache-airflow>=3.0")
moved("airflow.decorators.dag", "airflow.sdk.dag", requires="apache-airflow>=3.0")
moved("airflow.decorators.setup", "airflow.sdk.setup", requires="apache-airflow>=3.0")
moved("airflow.decorators.task", "airflow.sdk.task", requires="apache-airflow>=3.0")
moved("airflow.decorators.task_group", "airflow.sdk.task_group", requires="apache-airflow>=3.0")
moved("airflow.decorators.teardown", "airflow.sdk.teardown", requires="apache-airflow>=3.0")
moved("airflow.hooks.base.BaseHook", "airflow.sdk.BaseHook", requires="apache-airflow>=3.0")
moved("airflow.hooks.base_hook.BaseHook", "airflow.sdk.BaseHook", requires="apache-airflow>=3.0")
moved("airflow.models.BaseOperator", "airflow.sdk.BaseOperator", requires="apache-airflow>=3.0")
moved("airflow.models.Connection", "airflow.sdk.Connection", requires="apache-airflow>=3.0")
moved("airflow.models.DAG", "airflow.sdk.DAG", requires="apache-airflow>=3.0")
moved("airflow.models.Param", "airflow.sdk.Param", requires="apache-airflow>=3.0")
moved("airflow.models.Variable", "airflow.sdk.Variable", requires="apache-airflow>=3.0")
moved("airflow.models.baseoperator.BaseOperator", "airflow.sdk.BaseOperator", requires="apache-airflow>=3.0")
moved("airflow.models.baseoperator.chain", "airflow.sdk.chain", requires="apache-airflow>=3.0")
moved("airflow.models.baseoperator.chain_linear", "airflow.sdk.chain_linear", requires="apache-airflow>=3.0")
moved(
    "airflow.models.baseoperator.cross_downstream",
    "airflow.sdk.cross_downstream",
    requires="apache-airflow>=3.0",
)
moved(
    "airflow.models.baseoperatorlink.BaseOperatorLink",
    "airflow.sdk.BaseOperatorLink",
    requires="apache-airflow>=3.0",
)
moved("airflow.models.dag.DAG", "airflow.sdk.DAG", requires="apache-airflow>=3.0")
moved("airflow.models.param.Param", "airflow.sdk.Param", requires="apache-airflow>=3.0")
moved(
    "airflow.notifications.basenotifier.BaseNotifier",
    "airflow.sdk.BaseNotifier",
    requires="apache-airflow>=3.0",
)
moved(
    "airflow.operators.python.get_current_context",
    "airflow.sdk.get_current_context",
    requires="apache-airflow>=3.0",
)
moved(
    "airflow.sensors.base.BaseSensorOperator",
    "airflow.sdk.BaseSensorOperator",
    requires="apache-airflow>=3.0",
)
moved("airflow.sensors.base.PokeReturnValue", "airflow.sdk.PokeReturnValue", requires="apache-airflow>=3.0")
moved(
    "airflow.sensors.base_sensor_operator.BaseSensorOperator",
    "airflow.sdk.BaseSensorOperator",
    requires="apache-airflow>=3.0",
)
moved(
    "airflow.utils.dag_parsing_context.get_parsing_context",
    "airflow.sdk.get_parsing_context",
    requires="apache-airflow>=3.0",
)
moved("airflow.utils.helpers.chain", "airflow.sdk.chain", requires="apache-airflow>=3.0")
moved(
    "airflow.utils.helpers.cross_downstream", "airflow.sdk.cross_downstream", requires="apache-airflow>=3.0"
)
moved("airflow.utils.task_group.TaskGroup", "airflow.sdk.TaskGroup", requires="apache-airflow>=3.0")
moved(
    "airflow.utils.timezone.coerce_datetime",
    "airflow.sdk.timezone.coerce_datetime",
    requires="apache-airflow>=3.0",
)
moved(
    "airflow.utils.timezone.convert_to_utc",
    "airflow.sdk.timezone.convert_to_utc",
    requires="apache-airflow>=3.0",
)
moved("airflow.utils.timezone.datetime", "airflow.sdk.timezone.datetime", requires="apache-airflow>=3.0")
moved("airflow.utils.timezone.make_naive", "airflow.sdk.timezone.make_naive", requires="apache-airflow>=3.0")
moved("airflow.utils.timezone.parse", "airflow.sdk.timezone.parse", requires="apache-airflow>=3.0")
moved("airflow.utils.timezone.utc", "airflow.sdk.timezone.utc", requires="apache-airflow>=3.0")
moved("airflow.utils.timezone.utcnow", "airflow.sdk.timezone.utcnow", requires="apache-airflow>=3.0")


@replaces(
    "airflow.DAG",
    "airflow.models.DAG",
    "airflow.models.dag.DAG",
    given=("schedule_interval", "concurrency"),
    requires="apache-airflow>=3.0",
)
def dag_by_interval_and_concurrency(*args, schedule_interval, concurrency, **kwargs):
    return DAG(*args, schedule=schedule_interval, max_active_tasks=concurrency, **kwargs)


@replaces(
    "airflow.decorators.dag", given=("schedule_interval", "concurrency"), requires="apache-airflow>=3.0"
)
def decorated_dag_by_interval_and_concurrency(*args, schedule_interval, concurrency, **kwargs):
    return dag(*args, schedule=schedule_interval, max_active_tasks=concurrency, **kwargs)


@replaces(
    "airflow.DAG",
    "airflow.models.DAG",
    "airflow.models.dag.DAG",
    given=("schedule_interval",),
    requires="apache-airflow>=3.0",
)
def dag_by_interval(*args, schedule_interval, **kwargs):
    return DAG(*args, schedule=schedule_interval, **kwargs)


@replaces("airflow.decorators.dag", given=("schedule_interval",), requires="apache-airflow>=3.0")
def decorated_dag_by_interval(*args, schedule_interval, **kwargs):
    return dag(*args, schedule=schedule_interval, **kwargs)


@replaces(
    "airflow.DAG",
    "airflow.models.DAG",
    "airflow.models.dag.DAG",
    given=("timetable",),
    requires="apache-airflow>=3.0",
)
def dag_by_timetable(*args, timetable, **kwargs):
    return DAG(*args, schedule=timetable, **kwargs)


@replaces("airflow.decorators.dag", given=("timetable",), requires="apache-airflow>=3.0")
def decorated_dag_by_timetable(*args, timetable, **kwargs):
    return dag(*args, schedule=timetable, **kwargs)


@replaces(
    "airflow.DAG",
    "airflow.models.DAG",
    "airflow.models.dag.DAG",
    given=("concurrency",),
    requires="apache-airflow>=3.0",
)
def dag_by_concurrency(*args, concurrency, **kwargs):
    return DAG(*args, max_active_tasks=concurrency, **kwargs)


@replaces("airflow.decorators.dag", given=("concurrency",), requires="apache-airflow>=3.0")
def decorated_dag_by_concurrency(*args, concurrency, **kwargs):
    return dag(*args, max_active_tasks=concurrency, **kwargs)
