#!/usr/bin/env bash
# Makes sure that the source of Dear ImGui is unpacked in the cache, and prints its folder.
# Debian 12 packages an older version, so the source package of a newer suite is taken, from whatever mirror
# this machine's apt uses; upstream's git is the fallback. Needs no root.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

version=1.92.2b
package=imgui=$version+ds-1
suite=sid
archive=imgui_$version+ds.orig.tar.xz
sha256=e7bd201d56b5ee90d24d5dac85e5c12f98bdb95410252a62d27b7f89e4566d48
upstream=https://github.com/ocornut/imgui.git
commit=45acd5e0e82f4c954432533ae9985ff0e1aad6d5

cache=${ANESCOPE_CACHE:-${XDG_CACHE_HOME:-${HOME:-~}/.cache}/anescope}
folder=$cache/imgui-$version

archive_is_good() { printf '%s  %s\n' "$sha256" "$1" | sha256sum --check --status; }

# The archive's hash is known, so an old or badly timed index of the suite is no danger.
apt_get_source() {
  apt-get -o Dir::Etc::sourcelist="$work/source.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root \
    -o APT::Default-Release= -o APT::Update::Error-Mode=any -o Acquire::Languages=none \
    -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false \
    -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=1 "$@"
}

download_from() {
  local uri=$1 options=${2:+[$2]}
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  printf 'deb-src %s %s %s main\n' "$options" "$uri" "$suite" >"$work/source.list"
  (
    cd "$work" &&
      apt_get_source update &&
      apt_get_source source --download-only --tar-only "$package"
  ) >"$work/apt.log" 2>&1
}

from_debian() {
  command -v apt-get >/dev/null || { say "no apt-get, so no Debian source package"; return 1; }
  local uri options tried=0
  while IFS=$'\t' read -r uri options; do
    tried=1
    rm -rf "$work/lists" "$work/cache" "${work:?}/$archive"
    if ! download_from "$uri" "$options"; then
      say "$uri gave no $package of suite $suite:"
      grep '^[EW]:' "$work/apt.log" >&2 || tail -n 5 "$work/apt.log" >&2
    elif ! archive_is_good "$work/$archive"; then
      say "$archive from $uri is not the expected file (its SHA-256 differs)"
    else
      mv "$work/$archive" "$cache/$archive"
      return 0
    fi
  done < <(debian_sources)
  [ $tried -eq 1 ] || say "apt's configuration names no Debian mirror"
  return 1
}

from_git() {
  command -v git >/dev/null || { say "no git, so no upstream source"; return 1; }
  if ! GIT_TERMINAL_PROMPT=0 timeout --kill-after=2 20 git -c advice.detachedHead=false clone --quiet \
    --depth 1 --branch "v$version" "$upstream" "$work/git" >&2; then
    say "upstream's git did not answer within 20 s, or refused"
    return 1
  fi
  if [ "$(git -C "$work/git" rev-parse HEAD)" != "$commit" ]; then
    say "upstream's tag v$version is not the expected commit"
    return 1
  fi
  rm -rf "$work/git/.git"
  mv "$work/git" "$folder"
}

# The folder appears by a rename, so that it is whole whenever it is there.
unpack() {
  mkdir "$work/unpacked"
  tar -xf "$cache/$archive" -C "$work/unpacked" --strip-components=1
  mv "$work/unpacked" "$folder"
}

have_archive() {
  [ -f "$cache/$archive" ] || return 1
  archive_is_good "$cache/$archive" && return 0
  say "$cache/$archive is damaged; getting it again"
  rm "$cache/$archive"
  return 1
}

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9  # several build folders may be configured at once
if [ ! -d "$folder" ]; then
  say "Fetching Dear ImGui $version"
  work=$(mktemp -d "$cache/work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  if have_archive || from_debian; then
    unpack
  elif ! from_git; then
    say "Dear ImGui $version could not be fetched: see above."
    say "Put $archive into $cache by hand, or configure with -DANESCOPE_DESKTOP=OFF."
    exit 1
  fi
fi
printf '%s\n' "$folder"
