"""SQLAlchemy: names that 1.4 and 2.0 moved or replaced.

https://docs.sqlalchemy.org/en/20/changelog/migration_20.html
"""

from sqlalchemy import inspect
from sqlalchemy.orm import close_all_sessions

from refactor_cli.recipe import OMITTED, likely, moved, replaces, transform

transform("sqlalchemy_bound_metadata")
transform("sqlalchemy_lists")
transform("sqlalchemy_get")

likely("sqlalchemy.orm.Session.query", on="session")
likely("sqlalchemy.orm.Session.query", on="Session")

moved(
    "sqlalchemy.ext.declarative.DeclarativeMeta", "sqlalchemy.orm.DeclarativeMeta", requires="sqlalchemy>=1.4"
)
moved(
    "sqlalchemy.ext.declarative.as_declarative", "sqlalchemy.orm.as_declarative", requires="sqlalchemy>=1.4"
)
moved(
    "sqlalchemy.ext.declarative.declarative_base",
    "sqlalchemy.orm.declarative_base",
    requires="sqlalchemy>=1.4",
)
moved("sqlalchemy.ext.declarative.declared_attr", "sqlalchemy.orm.declared_attr", requires="sqlalchemy>=1.4")
moved(
    "sqlalchemy.ext.declarative.has_inherited_table",
    "sqlalchemy.orm.has_inherited_table",
    requires="sqlalchemy>=1.4",
)
moved("sqlalchemy.ext.declarative.synonym_for", "sqlalchemy.orm.synonym_for", requires="sqlalchemy>=1.4")
moved(
    "sqlalchemy.ext.declarative.api.DeclarativeMeta",
    "sqlalchemy.orm.DeclarativeMeta",
    requires="sqlalchemy>=1.4",
)
moved(
    "sqlalchemy.ext.declarative.api.declarative_base",
    "sqlalchemy.orm.declarative_base",
    requires="sqlalchemy>=1.4",
)
moved("sqlalchemy.Binary", "sqlalchemy.LargeBinary")
moved("sqlalchemy.types.Binary", "sqlalchemy.types.LargeBinary")
moved("sqlalchemy.orm.relation", "sqlalchemy.orm.relationship")
moved("sqlalchemy.orm.eagerload", "sqlalchemy.orm.joinedload")
moved("sqlalchemy.orm.Query.as_scalar", "sqlalchemy.orm.Query.scalar_subquery", requires="sqlalchemy>=1.4")
moved("sqlalchemy.sql.Select.as_scalar", "sqlalchemy.sql.Select.scalar_subquery", requires="sqlalchemy>=1.4")


@replaces("sqlalchemy.engine.reflection.Inspector.from_engine", requires="sqlalchemy>=0.8")
def from_engine(cls, bind):
    return inspect(bind)


@replaces("sqlalchemy.engine.Engine.table_names", requires="sqlalchemy>=1.4")
def table_names(self):
    return inspect(self).get_table_names()


@replaces("sqlalchemy.engine.Engine.has_table", requires="sqlalchemy>=1.4")
def has_table(self, table_name, schema=OMITTED):
    return inspect(self).has_table(table_name, schema=schema)


@replaces("sqlalchemy.orm.Session.close_all", requires="sqlalchemy>=1.3")
def close_all(cls):
    return close_all_sessions()


@replaces("sqlalchemy.Table", "sqlalchemy.schema.Table", given=("autoload", "autoload_with"))
def Table(*args, autoload, autoload_with, **kwargs):
    if autoload:
        return Table(*args, autoload_with=autoload_with, **kwargs)
    return Table(*args, autoload=autoload, autoload_with=autoload_with, **kwargs)
