"""Build the site from docs/ and from the code into build/site: `python -m tools.site`.

Knows the order of the work. The pages are made by pages.py and reference.py, links are led by
links.py, and Zensical makes HTML of them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tools.site.foreign import without_foreign_hosts
from tools.site.llms import llms_txt
from tools.site.pages import ROOT, pages

BUILD = ROOT / "build"
CONFIG = Path(__file__).with_name("zensical.toml")


def build(to: Path) -> Path:
    """Build the site below a folder; where it is then.

    Raises:
        CalledProcessError: Zensical warns of something: a link that leads nowhere, say.
    """
    source, site = to / "site-source", to / "site"
    for folder in (source, site):
        shutil.rmtree(folder, ignore_errors=True)
    (source / "docs").mkdir(parents=True)
    made = pages()
    for name, text in made.items():
        path = source / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(
        ROOT / "assets", source / "docs/assets", ignore=shutil.ignore_patterns("*.json")
    )
    shutil.copy(CONFIG, source / "zensical.toml")
    subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=source,
        check=True,
    )
    shutil.move(source / "site", site)
    # Beside each page the same as Markdown, for programs that read.
    for name, text in made.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (site / "llms.txt").write_text(llms_txt(made), encoding="utf-8")
    without_foreign_hosts(site)
    return site


if __name__ == "__main__":
    print(build(BUILD))  # noqa: T201  (where to look)
