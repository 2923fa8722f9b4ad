"""From a generator's metadata to a form, and from what was typed to a request.

kinds.py     the one table: what metadata says of a param -> how it is asked for
makers.py    one function for each kind of control
fields.py    Django fields that check a value and know how it goes back (uploads.py: files)
choices.py   options, each with its own JSON type
widgets.py   the HTML of the controls
naming.py    names and ids that survive any key
sheet.py     all fields of one generator, made once
form.py      the form itself
summary.py   what is set under "More", in a few words
prefill.py   forms that open filled in
typed.py     what was typed, kept and put back
spread.py    several requests from one form
values.py    when two requests are the same
"""

from .form import GeneratorForm, form_for
from .prefill import initial_from_imagine, initial_from_query
from .sheet import sheet_for
from .spread import Spread
from .typed import adjusted, refill, shared, typed_in, untouched
from .values import fingerprint, same_request

__all__ = [
    "GeneratorForm",
    "Spread",
    "adjusted",
    "fingerprint",
    "form_for",
    "initial_from_imagine",
    "initial_from_query",
    "refill",
    "same_request",
    "shared",
    "sheet_for",
    "typed_in",
    "untouched",
]
