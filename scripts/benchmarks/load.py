"""How many answers a second: of a web server (by wrk), and of PostgreSQL alone (by pgbench), by as many connections."""

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

CONNECTIONS = 4
# Each connection walks the addresses from a place of its own; what is no 200 or 204 is counted, and ends the benchmark.
SCRIPT = """
local paths = {}
for line in io.lines("PATHS") do paths[#paths + 1] = line end
local place = START
request = function()
  place = place % #paths + 1
  return wrk.format("GET", paths[place])
end
local bad = 0
response = function(status)
  if status ~= 200 and status ~= 204 and status ~= 304 then bad = bad + 1; wrk.thread:set("bad", bad) end
end
local threads = {}
setup = function(thread) threads[#threads + 1] = thread end
done = function(summary)
  local all = 0
  for _, thread in ipairs(threads) do all = all + (thread:get("bad") or 0) end
  io.write(string.format('JSON {"requests": %d, "us": %d, "bad": %d}', summary.requests, summary.duration, all))
end
"""


def answers_a_second(
    address: str, paths: Sequence[str], seconds: float, headers: dict[str, str] | None = None
) -> float:
    """Ask for the paths in turn by CONNECTIONS connections that are kept open."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        listed, script = Path(name) / "paths", Path(name) / "paths.lua"
        listed.write_text("\n".join(paths))
        script.write_text(SCRIPT.replace("PATHS", str(listed)).replace("START", "0"))
        given = [part for key, value in (headers or {}).items() for part in ("-H", f"{key}: {value}")]
        said = _said(
            [
                "wrk",
                "-t1",
                f"-c{CONNECTIONS}",
                f"-d{seconds:.0f}s",
                "--timeout",
                "60s",
                "-s",
                str(script),
                *given,
                address,
            ]
        )
    found = json.loads(re.search(r"JSON (\{.*\})", said)[1])  # type: ignore[index]
    if found["bad"] or not found["requests"]:
        raise SystemExit(f"{address}{paths[0]}: {found['bad']} of {found['requests']} answers were refusals")
    return found["requests"] / (found["us"] / 1e6)


def statements_a_second(database: str, script: str, seconds: float) -> float:
    """Run a pgbench script by as many connections, statements prepared once."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        file = Path(name) / "script.sql"
        file.write_text(script)
        said = _said(
            [
                "pgbench",
                "-n",
                "-M",
                "prepared",
                f"-c{CONNECTIONS}",
                "-j1",
                f"-T{seconds:.0f}",
                "-f",
                str(file),
                database,
            ]
        )
    return float(re.search(r"tps = ([0-9.]+)", said)[1])  # type: ignore[index]


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout
