"""The border to Blockade's Imagine API: the only room that knows its HTTP and its JSON.

    client.py      one method per endpoint
    records.py     what the API tells us, in our words
    errors.py      what can go wrong, by what a caller would do about it
    governor.py    how often and how much we ask
    redaction.py   keeps the API key out of logs

Below them: answers.py (from an HTTP answer to JSON or an error), transport.py (one exchange within a time and
a size), wire.py (the same down at the socket), metadata.py and options.py (generators), reading.py and
json_text.py (tolerant readers).
"""
