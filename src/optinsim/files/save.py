"""Writes files atomically, and says whether a file has changes that git has not saved.

Knows files and git. Does not know the content of files.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

_GIT_TIMEOUT = 60
"""Seconds for a status of one file."""


def replace_bytes(path: Path, before: bytes, after: bytes) -> None:
    """Replace a file's bytes atomically; a link is followed, the permissions stay.

    Raises:
        OSError: it cannot be written, or has changed in between; it has not been touched.
    """
    target = path.resolve()
    if not target.is_file():
        raise OSError(None, "it is no file")
    if target.read_bytes() != before:
        raise OSError(None, "it has been changed in the meantime")
    put_bytes(target, after)


def put_bytes(path: Path, data: bytes) -> None:
    """Write a file atomically, new or old; a link is followed, the permissions stay.

    Raises:
        OSError: it cannot be written; it has not been touched.
    """
    target = path.resolve()
    is_new = not target.exists()
    if is_new:
        target.touch(exist_ok=False)  # with the permissions that a new file has here
    name = ""
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name[:50]}.", suffix=".new", dir=target.parent
        )
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            if name:
                Path(name).unlink()
        if is_new:
            with suppress(OSError):
                target.unlink()
        raise


def create_bytes(path: Path, data: bytes) -> None:
    """Create a file, or leave no file if that fails. Missing folders are created.

    Raises:
        FileExistsError: there is one already.
        OSError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
    with path.open("xb") as stream:
        try:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise


def why_unsaved(path: Path) -> str:
    """Why a file should not be overwritten; empty if git has its contents, or does not track it.

    A file that git does not track, or that is in no repository, may be overwritten: the user has
    requested that.
    """
    git, target = shutil.which("git"), path.resolve()
    if not any((folder / ".git").exists() for folder in target.parents):
        return ""
    if git is None:
        return "git is not there to say whether it has uncommitted changes"
    # A repository may configure a program that watches its files: it is not run.
    quiet = ["-c", "core.fsmonitor=false", "-C", str(target.parent)]
    status = ["status", "--porcelain", "--untracked-files=no", "--", f"./{target.name}"]
    try:
        found = subprocess.run(  # noqa: S603  (git, where the PATH has it, and a file's own name)
            [git, *quiet, "--literal-pathspecs", *status],
            capture_output=True,
            check=False,
            timeout=_GIT_TIMEOUT,
            env=_ENVIRONMENT | {"GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return "git does not say whether it has uncommitted changes"
    if found.returncode != 0:
        return "git does not say whether it has uncommitted changes"
    return "it has uncommitted changes" if found.stdout else ""


# Without the variables that git sets for hooks: the folder decides the repository.
_ENVIRONMENT = {name: said for name, said in os.environ.items() if not name.startswith("GIT_")}
