# shellcheck shell=bash
# Sourced by eng/demo and eng/demo-cluster. `play FILE OPTION…` runs a story of demo/ with a folder of its own in DEMO_FOLDER and ends as it ends. Nothing
# stays behind, however that is: the folder goes, and whatever the story has left running is ended by its id.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# An id may belong to somebody else by now; whoever is of this story has its folder in the environment.
is_of_story() { grep -qzxsF "DEMO_FOLDER=$folder" "/proc/$1/environ"; }
any_of_story() { [[ -n $(grep -lzsxF "DEMO_FOLDER=$folder" /proc/[0-9]*/environ || true) ]]; }

tidy() {
  local pid tries
  if [[ -f $folder/pids ]]; then
    while read -r pid; do
      if is_of_story "$pid"; then kill -KILL "$pid" 2>/dev/null || true; fi
    done <"$folder/pids"
  fi
  # What tidies up after these by itself needs the folder until it is done.
  for ((tries = 0; tries < 200; tries++)); do
    any_of_story || break
    read -r -t 0.1 <> <(:) || true
  done
  if [[ -f $folder/left-behind ]]; then cat "$folder/left-behind" >&2; fi
  rm -rf "$folder"
}

# In the background, or a signal to this script alone would wait until the story has ended.
play() {
  local story signalled code
  [[ -d $root/demo/node_modules/mongodb ]] || {
    printf '%s: demo/node_modules is missing; run `make setup` first\n' "$0" >&2
    exit 1
  }
  folder=$(mktemp -d "${TMPDIR:-/tmp}/bridge-demo.XXXXXX")
  trap tidy EXIT
  DEMO_FOLDER=$folder node "$root/demo/$1" "${@:2}" &
  story=$!
  pass_on() {
    signalled=yes
    kill "-$1" "$story" 2>/dev/null || true
  }
  trap 'pass_on INT' INT
  trap 'pass_on TERM' TERM
  trap 'pass_on HUP' HUP
  while :; do
    signalled=''
    wait "$story" && code=0 || code=$?
    [[ -n $signalled ]] || break
  done
  exit "$code"
}
