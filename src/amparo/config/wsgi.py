"""The server's entry point."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
