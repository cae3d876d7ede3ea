"""WTForms and Flask-WTF: names of before WTForms 1.0.2, what 3.0 took in from `html5`, and Flask-WTF's old ones.

https://wtforms.readthedocs.io/en/stable/changes/#version-1-0-2
https://wtforms.readthedocs.io/en/stable/changes/#version-2-3-1
https://wtforms.readthedocs.io/en/stable/changes/#version-3-0-0
https://wtforms.readthedocs.io/en/stable/changes/#version-3-0-0a1
https://flask-wtf.readthedocs.io/en/stable/changes/#version-0-13
https://flask-wtf.readthedocs.io/en/stable/changes/#version-0-14
"""

from refactor_cli.recipe import moved, replaces

# StringField and DataRequired are there since 1.0.2. What is asked for `field.type` hears the new name
moved("wtforms.TextField", "wtforms.StringField", behaviour="changes")
moved("wtforms.fields.TextField", "wtforms.fields.StringField", behaviour="changes")
moved("wtforms.fields.simple.TextField", "wtforms.fields.StringField", behaviour="changes")

moved("wtforms.validators.Required", "wtforms.validators.DataRequired")
moved("wtforms.validators.required", "wtforms.validators.data_required")

# 3.0 has them in other modules; wtforms.fields has them in every release
moved("wtforms.fields.core.BooleanField", "wtforms.fields.BooleanField")
moved("wtforms.fields.core.DecimalField", "wtforms.fields.DecimalField")
moved("wtforms.fields.core.DateField", "wtforms.fields.DateField")
moved("wtforms.fields.core.DateTimeField", "wtforms.fields.DateTimeField")
moved("wtforms.fields.core.FieldList", "wtforms.fields.FieldList")
moved("wtforms.fields.core.FloatField", "wtforms.fields.FloatField")
moved("wtforms.fields.core.FormField", "wtforms.fields.FormField")
moved("wtforms.fields.core.IntegerField", "wtforms.fields.IntegerField")
moved("wtforms.fields.core.RadioField", "wtforms.fields.RadioField")
moved("wtforms.fields.core.SelectField", "wtforms.fields.SelectField")
moved("wtforms.fields.core.SelectFieldBase", "wtforms.fields.SelectFieldBase")
moved("wtforms.fields.core.SelectMultipleField", "wtforms.fields.SelectMultipleField")
moved("wtforms.fields.core.StringField", "wtforms.fields.StringField")
moved("wtforms.fields.core.TimeField", "wtforms.fields.TimeField")

moved("wtforms.fields.html5.DateField", "wtforms.fields.DateField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.DateTimeField", "wtforms.fields.DateTimeField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.DateTimeLocalField", "wtforms.fields.DateTimeLocalField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.DecimalField", "wtforms.fields.DecimalField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.DecimalRangeField", "wtforms.fields.DecimalRangeField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.EmailField", "wtforms.fields.EmailField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.IntegerField", "wtforms.fields.IntegerField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.IntegerRangeField", "wtforms.fields.IntegerRangeField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.SearchField", "wtforms.fields.SearchField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.TelField", "wtforms.fields.TelField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.TimeField", "wtforms.fields.TimeField", requires="wtforms>=3.0")
moved("wtforms.fields.html5.URLField", "wtforms.fields.URLField", requires="wtforms>=3.0")

moved("wtforms.widgets.html5.ColorInput", "wtforms.widgets.ColorInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.DateInput", "wtforms.widgets.DateInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.DateTimeInput", "wtforms.widgets.DateTimeInput", requires="wtforms>=3.0")
moved(
    "wtforms.widgets.html5.DateTimeLocalInput", "wtforms.widgets.DateTimeLocalInput", requires="wtforms>=3.0"
)
moved("wtforms.widgets.html5.EmailInput", "wtforms.widgets.EmailInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.MonthInput", "wtforms.widgets.MonthInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.NumberInput", "wtforms.widgets.NumberInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.RangeInput", "wtforms.widgets.RangeInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.SearchInput", "wtforms.widgets.SearchInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.TelInput", "wtforms.widgets.TelInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.TimeInput", "wtforms.widgets.TimeInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.URLInput", "wtforms.widgets.URLInput", requires="wtforms>=3.0")
moved("wtforms.widgets.html5.WeekInput", "wtforms.widgets.WeekInput", requires="wtforms>=3.0")

# before 2.3 it was no Markup, whose `%` and `+` escape
moved("wtforms.widgets.HTMLString", "markupsafe.Markup", behaviour="changes")
moved("wtforms.widgets.core.HTMLString", "markupsafe.Markup", behaviour="changes")

moved("wtforms.widgets.escape_html", "markupsafe.escape", requires="wtforms>=2.3")
moved("wtforms.widgets.core.escape_html", "markupsafe.escape", requires="wtforms>=2.3")

# of a package of its own, WTForms-SQLAlchemy
moved(
    "wtforms.ext.sqlalchemy.fields.QuerySelectField",
    "wtforms_sqlalchemy.fields.QuerySelectField",
    behaviour="changes",
)
moved(
    "wtforms.ext.sqlalchemy.fields.QuerySelectMultipleField",
    "wtforms_sqlalchemy.fields.QuerySelectMultipleField",
    behaviour="changes",
)
moved("wtforms.ext.sqlalchemy.orm.model_fields", "wtforms_sqlalchemy.orm.model_fields", behaviour="changes")
moved("wtforms.ext.sqlalchemy.orm.model_form", "wtforms_sqlalchemy.orm.model_form", behaviour="changes")

moved("wtforms.compat.text_type", "builtins.str", requires="python>=3.0")
moved("wtforms.compat.izip", "builtins.zip", requires="python>=3.0")

moved("flask_wtf.Form", "flask_wtf.FlaskForm", requires="flask-wtf>=0.13")
moved("flask_wtf.form.Form", "flask_wtf.form.FlaskForm", requires="flask-wtf>=0.13")
moved("flask_wtf.CsrfProtect", "flask_wtf.CSRFProtect", requires="flask-wtf>=0.14")
moved("flask_wtf.csrf.CsrfProtect", "flask_wtf.csrf.CSRFProtect", requires="flask-wtf>=0.14")


@replaces("wtforms.compat.iteritems", requires="python>=3.0")
def iteritems(o):
    return o.items()


@replaces("wtforms.compat.itervalues", requires="python>=3.0")
def itervalues(o):
    return o.values()
