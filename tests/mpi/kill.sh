#!/usr/bin/env bash
# Kills ranks of a training at random points and trains on: kill.sh <times> <seed> <failures> <mpirun ...>
# The others must end in bounded time, and the checkpoint must be there, whole, and never older than what stood there before the kill.
set -uo pipefail
times=$1 RANDOM=$2 program=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
file=$folder/checkpoint.safetensors
before=0
die() { echo "kill $i: $*"; cat "$folder/out"; exit 1; }

for ((i = 1; i <= times; ++i)); do
  : >"$folder/out"
  timeout --kill-after=5 60 "$@" "$program" train "$file" >"$folder/out" 2>&1 &
  launcher=$!
  for ((wait = 0; wait < 3000; ++wait)); do
    [[ $(grep -c '^pid ' "$folder/out") == 2 ]] && break
    sleep 0.01
  done
  mapfile -t ranks < <(sed -n 's/^pid //p' "$folder/out")
  ((${#ranks[@]} == 2)) || die "the ranks did not start"
  pause=$(printf '0.%03d' $((RANDOM % 600)))
  sleep "$pause"
  ((i == 1)) && while [[ ! -e $file ]]; do sleep 0.01; done
  victim=${ranks[RANDOM % 2]}
  [[ -e $file ]] && ln -f "$file" "$folder/seen"  # a file that is replaced by another stays as it was under its other name
  kill -KILL "$victim" || die "rank with pid $victim had ended before"
  killed=$(date +%s%N)
  wait "$launcher"
  status=$?
  seconds=$((($(date +%s%N) - killed) / 1000000))
  ((status != 0)) || die "the launcher's status was 0"
  ((status != 124 && status != 137 || seconds < 30000)) || die "the others did not end"
  for rank in "${ranks[@]}"; do  # a launcher may go a moment before the last of them
    for ((wait = 0; wait < 500; ++wait)); do kill -0 "$rank" 2>/dev/null || break; sleep 0.01; done
    ((wait < 500)) || die "rank with pid $rank lives"
  done
  now=$("$program" look "$file") || die "the checkpoint cannot be restored: $now"
  if [[ -e $folder/seen ]]; then
    seen=$("$program" look "$folder/seen") || die "the checkpoint before it cannot be restored: $seen"
    ((seen >= before)) || die "the checkpoint went back from step $before to $seen"
    before=$seen
  fi
  ((now >= before)) || die "the checkpoint went back from step $before to $now"
  echo "kill $i after $pause s: status $status, all ended within $seconds ms, checkpoint of step $now"
  before=$now
done
((before > 0)) || die "no step was saved"
