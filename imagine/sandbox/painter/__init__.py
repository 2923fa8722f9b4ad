"""The sandbox's painter: seamless 2:1 panoramas composed from a prompt and a seed."""

from imagine.sandbox.painter.paint import paint
from imagine.sandbox.painter.sheet import SHEET_PROMPTS, contact_sheet

__all__ = ["SHEET_PROMPTS", "contact_sheet", "paint"]
