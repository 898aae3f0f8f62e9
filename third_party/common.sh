# Functions that run.sh, test.sh and the scripts here share. To be sourced by bash, which then sets
# `log` to the file that takes the chatter of the commands run by `step`.
# shellcheck shell=bash

third_party=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 2
}

# step WHAT COMMAND...: one line of progress; the command's own words are shown only where it fails.
step() {
  local what=$1 before
  shift
  say "$what ..."
  touch "${log:?}"
  before=$(wc -l <"$log")
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    tail -n "+$((before + 1))" "$log" | grep -v '^\[[0-9]*/[0-9]*\] ' | tail -n 60 >&2 || true
    die "failed: $what (the whole log is $log)"
  fi
}

# The folder build/ is made by run.sh and by test.sh, which must agree: what the compiler is given is then the
# same, and what one has built the other need not. Unity files make a fresh build three times as fast.
build_options=(-DCMAKE_BUILD_TYPE=Release -DANESCOPE_DESKTOP=ON -DCMAKE_UNITY_BUILD=ON)

# ---- packages ----

# packages_of GROUP...
packages_of() {
  awk -v groups=" $* " '!/^#/ && NF && index(groups, " " $1 " ") { print $2 }' "$third_party/packages.txt"
}

is_installed() {
  dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# A third party's broken package source must not stop us: where ours is the broken one, the install says so.
apt_install() {
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install --yes --no-install-recommends "$@"
}

# install_packages GROUP...: needs apt-get, root and the network only where something is missing.
install_packages() {
  local name missing=() as_root=()
  for name in $(packages_of "$@"); do
    is_installed "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "no apt-get here; please install: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "not root and no sudo; please have these installed: ${missing[*]}"
    as_root=(sudo)
  fi
  step "Installing ${missing[*]}" apt_install "${missing[@]}"
}

# ---- the machine's own Debian mirrors ----

# debian_sources: a line `URI<TAB>OPTIONS` for every source that looks like Debian itself, where OPTIONS is
# empty or what a one-line source takes in brackets. Other vendors use the same suite names, so a caller
# takes the first one that serves.
debian_sources() {
  local list parts codename
  eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-stable}")
  local one_line=() deb822=() file
  for file in "$list" "$parts"/*.list; do [ ! -f "$file" ] || one_line+=("$file"); done
  for file in "$parts"/*.sources; do [ ! -f "$file" ] || deb822+=("$file"); done
  {
    [ ${#one_line[@]} -eq 0 ] || awk -f "$third_party/apt_one_line.awk" "${one_line[@]}"
    [ ${#deb822[@]} -eq 0 ] || awk -f "$third_party/apt_deb822.awk" "${deb822[@]}"
  } | awk -F '\t' -v OFS='\t' -v suites=" $codename stable oldstable testing unstable sid " '
    function has(list, word) { return index(" " list " ", " " word " ") }
    has($3, "main") && $1 !~ /^cdrom:/ {
      n = split($2, suite, " ")
      for (i = 1; i <= n; i++)
        if (has(suites, suite[i]) && !seen[$1]++) print $1, $4
    }'
}
