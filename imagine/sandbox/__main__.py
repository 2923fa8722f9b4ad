"""`python -m imagine.sandbox`: serve, fill with history, or draw a picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


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

    _add_serving(commands)
    _add_seeding(commands)
    _add_rendering(commands)
    return parser


def _add_serving(commands: Commands) -> None:
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


def _add_seeding(commands: Commands) -> None:
    seeding = commands.add_parser("seed", help="fill the history with thousands of plausible rows")
    seeding.set_defaults(run=_seed)
    _add_data(seeding)
    seeding.add_argument(
        "--count", type=_at_least_one, default=10_000, help="how many (default: %(default)s)"
    )
    seeding.add_argument(
        "--days", type=_at_least_one, default=400, help="how far back (default: %(default)s)"
    )
    seeding.add_argument("--width", type=_at_least_one, default=1024, help="of their pictures, in pixels")
    seeding.add_argument("--foreign", type=_share, default=0.0, help="share of rows of the other product")
    seeding.add_argument("--chance", type=int, default=1, help="another number, another past")


def _add_rendering(commands: Commands) -> None:
    rendering = commands.add_parser("render", help="draw one picture, or a contact sheet, into a file")
    rendering.set_defaults(run=_render)
    rendering.add_argument("prompt", nargs="*", help="what to draw (several ones with --sheet)")
    rendering.add_argument("out", type=Path, help="the file to write, .jpg or .png")
    rendering.add_argument("--seed", type=int, default=1)
    rendering.add_argument(
        "--width", type=_at_least_one, help="in pixels (default: 2048; 480 each on a sheet)"
    )
    rendering.add_argument("--negative", default="", help="what to leave out")
    rendering.add_argument("--start", type=Path, help="an image to start from")
    rendering.add_argument("--sheet", action="store_true", help="many small ones; without prompts, a tour")


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


def _seed(options: argparse.Namespace) -> None:
    from .seeding import seed

    settings = Settings(data=options.data, picture_width=options.width)
    added = seed(settings, options.count, options.days, options.chance, options.foreign)
    print(f"{added} rows of history are in {options.data}.")  # noqa: T201 (its answer)


def _render(options: argparse.Namespace) -> int:
    if not (options.prompt or options.sheet) or (len(options.prompt) > 1 and not options.sheet):
        print('Say what to draw: render "a fjord at dawn" out.jpg', file=sys.stderr)  # noqa: T201 (its answer)
        return 2
    # The painter brings numpy, which no other command should wait for.
    from .rendering import SHEET_WIDTH, render, sheet

    if options.sheet:
        sheet(options.prompt, options.seed, options.width or SHEET_WIDTH, options.out)
    else:
        width = options.width or Settings.picture_width
        render(options.prompt[0], options.seed, width, options.negative, options.start, options.out)
    return 0


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
