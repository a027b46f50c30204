"""Asks a database of known weaknesses about every version that requirements.lock fixes. Run by
``make audit`` and in CI.

A weakness that the database knows is an error. A database that cannot be reached, or that does
not know a package, is said and is none: a build without a network must not fail for that.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"


def verdict(output: str, errors: str) -> tuple[list[str], int]:
    """What to say of the output of pip-audit (its JSON format), and the exit code: 1 where a
    weakness is known.
    """
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        why = (errors.strip().splitlines() or ["no answer"])[-1]
        return [f"Not audited: the database of weaknesses could not be asked ({why})."], 0
    weak = [package for package in packages if package.get("vulns")]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    audited = f"{len(packages) - len(unknown)} of {len(packages)} packages audited"
    lines = [f"{audited}, {len(weak)} with a known weakness."]
    if unknown:
        which = "any of them" if len(unknown) == len(packages) else ", ".join(unknown)
        lines.append(f"Not audited, since the database was not reached or does not know: {which}.")
    for package in weak:
        for one in package["vulns"]:
            mended = ", ".join(one.get("fix_versions") or []) or "no version yet"
            lines.append(
                f"{package['name']} {package['version']}: {one['id']}, mended in {mended}."
            )
    return lines, int(bool(weak))


def main() -> int:
    """Run pip-audit on the lock file and print its verdict."""
    options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", *options, "--requirement", str(LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines, code = verdict(done.stdout, done.stderr)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
