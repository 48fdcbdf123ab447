#!/bin/sh
# Runs an artifact over a scheduler and three workers on this machine: run.sh FILE (count.yaml, count-sequential.json, secure-mean.yaml, round-robin.yaml, training.yaml).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
amlip=${AMLIP:-$here/../../build.sh amlip}
net="--loopback --domain ${DOMAIN:-90}"
digits=$here/../../data/digits/digits.bin
folder=$(mktemp -d)
nodes=
trap 'kill $nodes 2>/dev/null || true; wait; rm -rf "$folder"' EXIT

$amlip artifact scheduler $net --database "$folder/artifacts.db" --source digits="$digits" --allow-download & nodes="$nodes $!"
for name in alice bob carol; do
    $amlip artifact worker $net --name $name --source measurements="$here/data/$name.csv" --source digits="$digits" & nodes="$nodes $!"
done
# Who is not there when an artifact is submitted takes no part in it: each worker tells of itself under a key of its own.
until [ "$($amlip data ls $net 2>/dev/null | grep -c ' artifact-worker/')" -ge 3 ]; do
    for node in $nodes; do kill -0 "$node" || exit 1; done # it has said why it ended
    sleep 0.2
done
$amlip artifact submit "$here/${1:-count.yaml}" $net --watch --wait
