#!/usr/bin/env bash
set -euo pipefail
root=$(dirname "$(readlink -f "$0")")
build=$root/build
log=$build/run.log
# shellcheck source=third_party/common.sh
. "$root/third_party/common.sh"

usage() {
  cat <<'END'
Usage: ./run.sh [FILE]

Installs what is missing (apt-get, as root or with sudo), builds, and opens FILE in anescope. Without FILE it
opens a built-in sample; without a display it prints what `anetool info FILE` says.

  ./run.sh                   the sample
  ./run.sh path/model.hwx    a file of yours
END
}

# Tests are left out of a fresh build only, so that coming here after test.sh changes nothing.
configure() {
  local fresh=()
  [ -f "$build/CMakeCache.txt" ] || fresh=(-G Ninja -DANESCOPE_TESTS=OFF)
  cmake -S "$root" -B "$build" "${fresh[@]}" "${build_options[@]}"
}

case ${1-} in
  -h | --help) usage; exit 0 ;;
  -?*) usage >&2; exit 2 ;;
esac
if [ $# -gt 1 ]; then
  usage >&2
  exit 2
fi
file=${1:-$root/assets/samples/conv3x3.hwx}

mkdir -p "$build"
: >"$log"
install_packages build desktop
step "Configuring" configure
step "Building" cmake --build "$build" --target anetool anescope

if [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
  exec "$build/anescope" "$file"
fi
exec "$build/anetool" info "$file"
