#!/usr/bin/env bash
# Makes the pictures of this folder: every view, both themes, both sizes. Needs xvfb-run.
#   screenshots/make.sh [BUILD_FOLDER]
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
program=$(readlink -f "${1:-$here/../build}")/anescope
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
samples=$here/../assets/samples

# A file that was cut in the middle of a task, to show what damage looks like.
head -c $((0x4300)) "$samples/chain.hwx" >"$work/damaged.hwx"

# The same convolution with some weights changed, to show a comparison of weights.
cp "$samples/conv3x3.hwx" "$work/retrained.hwx"
for offset in 17160 17210 17296 17340 17420 17500; do
  printf '\x00\x40' | dd of="$work/retrained.hwx" bs=1 seek=$offset conv=notrunc status=none
done

# What an earlier version of the executor might have left: every tensor of a run, with one of them a little off.
"$(dirname "$program")/anetool" run "$samples/picture-network.hwx" --input "picture=$samples/picture.png" \
  --output "$work/reference" --dump-tasks "$work/reference" >"$work/run.log"
noisy=$(ls "$work"/reference/task-005-*.npy)
for offset in $(seq 4000 1210 90000); do
  printf '\x10' | dd of="$noisy" bs=1 seek="$offset" conv=notrunc status=none
done

# picture NAME FILE COMMAND...: runs the commands and takes the picture, for each theme and size.
picture() {
  local name=$1 file=$2 size theme
  shift 2
  for size in 1600x1000 1280x720; do
    for theme in dark light; do
      { echo 'wait idle'; printf '%s\n' "$@"; echo 'wait idle'; } >"$work/script"
      HOME=$work XDG_CONFIG_HOME=$work/config xvfb-run -a -s "-screen 0 ${size}x24" "$program" --size "$size" --theme "$theme" \
        --scale 1 --script "$work/script" --screenshot "$here/$name-$theme-$size.png" ${file:+"$file"}
      rm -rf "$work/config"
    done
  done
  echo "$name"
}

picture welcome ""
picture inspect "$samples/chain.hwx" 'select field Common.ConvCfg.Kw'
picture stream "$samples/chain.hwx" 'view stream' 'select task 2' 'select field PE.Cfg.Operation' 'timeline'
picture graph "$here/../tests/fuzz/seeds/repeated-layers.hwx" 'view graph' 'select task 5'
picture memory "$samples/chain.hwx" 'view memory' 'view cost' 'select task 2'
picture weights "$samples/conv3x3.hwx" 'select task 0' 'view weights'
picture table "$samples/sigmoid.hwx" 'select task 0' 'view table'
picture tensors "$samples/chain.hwx" 'view tensors' 'select bytes 0x4000' 'view tensors'
picture symbols "$samples/chain.hwx" 'view symbols'
picture database "" 'database h16'
picture goto "$samples/chain.hwx" 'go to Cfg'
picture palette "$samples/chain.hwx" 'palette'
picture export "$samples/conv3x3.hwx" "export $work/conv3x3.anec" 'export write'
picture compare "$samples/conv1x1.hwx" "compare.open-b $samples/conv3x3.hwx" 'wait idle' 'compare.field Common.ConvCfg.Kw'
picture compare-weights "$samples/conv3x3.hwx" "compare.open-b $work/retrained.hwx" 'wait idle' 'compare.weights 0'
picture compare-graph "$samples/chain.hwx" "compare.open-b $samples/add.hwx" 'wait idle' 'view compare-graph'
picture run "$samples/picture-network.hwx" 'run' 'wait idle' 'run.compare-folder '"$work/reference" 'wait idle' 'run.tensor task 1' 'heat.channel 1' 'run.worst' 'view results'
picture debug "$samples/picture-network.hwx" 'debug.start' 'wait idle' 'debug.step' 'wait idle' 'debug.step' 'wait idle' 'explain 1,30,40'
picture edit "$samples/picture-network.hwx" 'edit.set 1 NE.MACCfg.NonlinearMode None' 'wait idle' 'select task 1' 'select field NE.MACCfg.NonlinearMode' 'view changes'
picture find "$samples/chain.hwx" 'find all 0x80'
picture damaged "$work/damaged.hwx" 'view problems'
