"""Airflow: what Airflow 3 has in `airflow.sdk` and in its providers, and arguments of DAGs under their new names.

https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html
https://airflow.apache.org/docs/apache-airflow/stable/release_notes.html
"""
