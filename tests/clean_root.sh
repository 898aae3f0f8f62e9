#!/usr/bin/env bash
# Tries the two commands of the README on a fresh Debian 12: a minimal system in a temporary folder, with HEAD
# of this repository and nothing else in it. For developers; needs root, debootstrap, git and some 4 GB.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "$0")")")
# shellcheck source-path=SCRIPTDIR source=../third_party/common.sh
. "$root/third_party/common.sh"

suite=bookworm
components=main
home=/root/anescope

usage() {
  cat <<'END'
Usage: tests/clean_root.sh [--keep] [COMMAND...]

Runs ./run.sh (twice: the second time must be quick) and ./test.sh in a fresh Debian 12, or COMMAND instead.
--keep leaves the system in place and says where it is.
END
}

# The first mirror of Debian itself that apt uses here, as debootstrap and a one-line source want it.
mirror() {
  local uri
  uri=$(debian_sources | head -n 1 | cut -f 1)
  case $uri in
    mirror+file:*) uri=$(awk '!/^#/ && NF { print $1; exit }' "/${uri#mirror+file:*/}") ;;
  esac
  [ -n "$uri" ] || die "apt's configuration names no Debian mirror"
  printf '%s\n' "$uri"
}

make_system() {
  debootstrap --variant=minbase "$suite" "$system" "$mirror"
  printf 'deb %s %s %s\n' "$mirror" "$suite" "$components" >"$system/etc/apt/sources.list"
}

copy_head() {
  mkdir -p "$system$home"
  git -C "$root" archive HEAD | tar -x -C "$system$home"
}

# The mounts live in a name space of their own: they vanish with the command, and removing the system can
# never reach through them.
inside() {
  # shellcheck disable=SC2016  # the inner shells expand these
  unshare --mount --propagation private sh -c '
    mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" || exit 2
    system=$1 home=$2
    shift 2
    exec chroot "$system" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM="${TERM:-dumb}" \
      sh -c "cd \"\$0\" && exec \"\$@\"" "$home" "$@"' sh "$system" "$home" "$@"
}

timed() {
  local start=$SECONDS
  "$@"
  say "== ${*:2}: $((SECONDS - start)) s"
}

try_everything() {
  local start
  timed inside ./run.sh
  start=$SECONDS
  timed inside ./run.sh >/dev/null
  [ $((SECONDS - start)) -le 5 ] || die "the second run.sh was not quick"
  timed inside ./test.sh
  for program in anetool anescope; do
    inside "build/$program" --version || die "build/$program is missing or does not start"
  done
}

keep=no
case ${1-} in
  -h | --help) usage; exit 0 ;;
  --keep) keep=yes; shift ;;
esac
[ "$(id -u)" -eq 0 ] || die "needs root"
for tool in debootstrap git unshare; do
  command -v "$tool" >/dev/null || die "needs $tool"
done

mirror=$(mirror)
work=$(mktemp -d)
system=$work/system
log=$work/log
finish() {
  if [ "$keep" = yes ]; then say "The system is in $system"; else rm -rf --one-file-system "$work"; fi
}
trap finish EXIT

step "Making a $suite system" make_system
copy_head
[ -z "$(git -C "$root" status --porcelain)" ] || say "note: what is not committed is not in it"
if [ $# -gt 0 ]; then
  timed inside "$@"
else
  try_everything
  say "== all well"
fi
