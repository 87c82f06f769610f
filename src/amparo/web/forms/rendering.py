"""The form renderer: our templates for fields and widgets, Django's for what is hidden."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template import loader

OURS = {
    f"django/forms/widgets/{widget}.html": f"web/forms/widgets/{ours}.html"
    for widget, ours in {
        "text": "input",
        "email": "input",
        "number": "input",
        "password": "password",
        "tel": "input",
        "url": "input",
        "search": "input",
        "date": "input",
        "time": "input",
        "datetime": "input",
        "file": "file",
        "clearable_file_input": "file",
        "textarea": "textarea",
        "select": "select",
        "radio": "choices",
        "checkbox_select": "choices",
        "checkbox": "checkbox",
    }.items()
}


class Renderer(DjangoTemplates):
    """Brings `{{ form }}` and `{{ field.as_field_group }}` out in house style.

    A form keeps what was typed. Inputs carry no `required`, since a browser's own bubbles are
    not read by everyone; optional fields say so in their label.
    """

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Ours where we have one."""
        name = OURS.get(template_name, template_name)
        return loader.get_template(name) if name.startswith("web/") else super().get_template(name)
