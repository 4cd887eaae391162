"""panel: `panel batch run` in this process, first on the small workspace and then on the measured one: `with_panel.py WARM_UP FOLDER`."""

import contextlib
import sys
from pathlib import Path

from task import measured

from panel.cli.commands import run


def main() -> None:
    warm_up, folder = (Path(name) for name in sys.argv[1:])

    def batch(folder: Path) -> int:
        queue = folder / "queue.txt"
        sys.argv[1:] = ["--workspace", str(folder), "batch", "run", str(queue)]
        with contextlib.redirect_stdout(sys.stderr):
            code = run()
        assert code == 0, f"exit {code}"
        return 4 * len(queue.read_text().split())

    measured(batch, warm_up, folder)


if __name__ == "__main__":
    main()
