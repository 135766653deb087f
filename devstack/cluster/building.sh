# shellcheck shell=bash disable=SC2154
# Sourced by the builds beside it, after eng/env.sh: how a long build speaks, and where it works. They set `what` and `home` before.
say() { printf '%s: %s\n' "$what" "$*" >&2; }
fail() { printf "$what: %s\n" "$@" >&2; exit 1; }

# One build at a time; the next one finds the work done.
take_turn() {
  mkdir -p "$home"
  exec 8>"$home/build.lock"
  flock -n 8 || { say 'waiting for another build'; flock 8; }
}

# Gives a scratch folder that goes with the script, and a log that stays.
open_scratch() {
  scratch=$(mktemp -d "$home/.build.XXXXXX")
  # Go makes its module cache read-only.
  trap 'chmod -R u+w "$scratch" 2>/dev/null || true; rm -rf "$scratch"' EXIT
  log=$home/build.log
  : >"$log"
}

# Ten lines a minute at most: what a long command does, without its thousand lines.
step() { # WORDS COMMAND…
  local began=$SECONDS words=$1
  shift
  say "$words …"
  "$@" >>"$log" 2>&1 &
  local pid=$! next=$((SECONDS + 30))
  while kill -0 "$pid" 2>/dev/null; do
    read -r -t 1 <> <(:) || true
    if ((SECONDS >= next)); then
      say "$words: $((SECONDS - began)) s so far"
      next=$((SECONDS + 30))
    fi
  done
  wait "$pid" || fail "$words: failed; the end of $log:" "$(tail -n 15 "$log")"
  say "$words: $((SECONDS - began)) s"
}
