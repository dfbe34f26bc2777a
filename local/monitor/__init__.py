"""Azure Monitor on one machine: takes OTLP, keeps a bounded history, shows it in a terminal and a console."""

from local.monitor.application import create_app
from local.monitor.config import MonitorConfig

__all__ = ["MonitorConfig", "create_app"]
