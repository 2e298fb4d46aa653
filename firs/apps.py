from django.apps import AppConfig


class FirsConfig(AppConfig):
    name = "firs"
    verbose_name = "FIRs"
