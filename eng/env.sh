# shellcheck shell=bash disable=SC2034
# Sourced by the scripts beside it: where things are and how the tools behave.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/bigpeer-databridge
tools=$cache/tools

# ldconfig is in sbin, which only root has on its path.
export PATH=$PATH:$tools:/usr/sbin:/sbin

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 NPM_CONFIG_UPDATE_NOTIFIER=false
# No build server and no compiler server: nothing stays behind when a command has ended.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false MSBUILDTERMINALLOGGER=off

# Code that counts its own branches, to be compiled once more, pays in programs that run for long: a build takes two thirds of the time without.
export DOTNET_TieredPGO=0

have() { command -v "$1" >/dev/null 2>&1; }

# Files that are ours: tracked or to be tracked; without git, all that no build and no installation made. One a line, below the root.
our_files() {
  git -C "$root" ls-files --cached --others --exclude-standard -- "$@" 2>/dev/null ||
    (cd "$root" && find . \( -name .git -o -name node_modules -o -name artifacts -o -name .cache \) -prune -o -type f -printf '%P\n')
}

# hash_of_ours PATH… — what our files there are, and what they hold; a line of standard input goes in as well.
hash_of_ours() {
  { our_files "$@" | sort | tr '\n' '\0' | xargs -0 sha256sum; cat; } | sha256sum | cut -d ' ' -f 1
}

# Everything that is started with a temporary folder of its own has it in its environment, even in a session of its own. processes_of FOLDER prints ids.
processes_of() {
  local file
  { grep -lzsxF "TMPDIR=$1" /proc/[0-9]*/environ || true; } | while read -r file; do
    file=${file#/proc/}
    printf '%s\n' "${file%/environ}"
  done
}

end_processes_of() {
  local pids tries
  mapfile -t pids < <(processes_of "$1")
  ((${#pids[@]})) || return 0
  kill -TERM "${pids[@]}" 2>/dev/null || true
  for ((tries = 0; tries < 50; tries++)); do
    mapfile -t pids < <(processes_of "$1")
    ((${#pids[@]})) || return 0
    sleep 0.1
  done
  kill -KILL "${pids[@]}" 2>/dev/null || true
}
