"""`python -m imagine.sandbox`: serve, fill with history, or draw a picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .settings import Settings


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given = ["serve", *given]
    options = _parser().parse_args(given)
    return int(options.run(options) or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sandbox", description="A stand-in for the Imagine API on this machine."
    )
    commands = parser.add_subparsers(required=True)

    serving = commands.add_parser("serve", help="answer the API's calls (what happens without a command)")
    serving.set_defaults(run=_serve)
    _add_data(serving)
    serving.add_argument("--host", default=Settings.host)
    serving.add_argument("--port", type=int, default=Settings.port, help="0 picks a free one")
    serving.add_argument("--key", default=Settings.key, help="the API key to accept (default: %(default)s)")
    serving.add_argument("--concurrency", type=_at_least_one, default=Settings.concurrency)
    serving.add_argument(
        "--time-scale", type=float, default=Settings.time_scale, help="0.1 is ten times as fast"
    )
    serving.add_argument("--error-rate", type=_share, default=Settings.error_rate)
    serving.add_argument("--abort-rate", type=_share, default=Settings.abort_rate)
    serving.add_argument(
        "--width", type=_at_least_one, default=Settings.picture_width, help="of pictures, in pixels"
    )
    serving.add_argument(
        "--rate-limit", type=int, default=Settings.rate_limit, help="calls a minute; 0 for no limit"
    )
    serving.add_argument(
        "--test-controls", action="store_true", help="offer faults and statistics under /control/"
    )
    serving.add_argument("--until-stdin-closes", action="store_true", help="end when standard input ends")
    return parser


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=Path("var/sandbox"), help="its own folder (default: %(default)s)"
    )


def _serve(options: argparse.Namespace) -> None:
    from .server import serve

    settings = Settings(
        data=options.data,
        host=options.host,
        port=options.port,
        key=options.key,
        concurrency=options.concurrency,
        time_scale=options.time_scale,
        error_rate=options.error_rate,
        abort_rate=options.abort_rate,
        picture_width=options.width,
        rate_limit=options.rate_limit,
        test_controls=options.test_controls,
    )
    serve(settings, until_stdin_closes=options.until_stdin_closes)


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
