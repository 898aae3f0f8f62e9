#!/usr/bin/env bash
set -euo pipefail
root=$(dirname "$(readlink -f "$0")")
# shellcheck source=third_party/common.sh
. "$root/third_party/common.sh"

ubsan=halt_on_error=1:print_stacktrace=1

usage() {
  cat <<'END'
Usage: ./test.sh [--all] [--unit] [--lint] [--clang] [--asan] [--fuzz] [--bench]

Installs what is missing (apt-get, as root or with sudo), builds into build/ and runs the tests. The options
select other runs, one or several; --all is every one of them.

  --unit   the tests, with GCC and optimisation: what happens without options
  --lint   clang-format and clang-tidy, with what it needs in build-lint/
  --clang  the tests, built by Clang in build-clang/
  --asan   the tests, under AddressSanitizer and UndefinedBehaviorSanitizer in build-asan/
  --fuzz   one minute of fuzzing in build-fuzz/ (FUZZ_SECONDS=N for another time)
  --bench  builds the benchmarks in build-bench/
END
}

# configure FOLDER OPTION...
configure() {
  local folder=$root/$1 fresh=()
  shift
  [ -f "$folder/CMakeCache.txt" ] || fresh=(-G Ninja)
  step "Configuring ${folder##*/}" cmake -S "$root" -B "$folder" "${fresh[@]}" "$@"
}

# build FOLDER [TARGET...]
build() {
  local folder=$root/$1
  shift
  step "Building ${folder##*/}" cmake --build "$folder" ${1+--target "$@"}
}

run_tests() {
  ctest --test-dir "$root/$1" -j "$(nproc)" --timeout 300 --output-on-failure --no-tests=error \
    --output-junit "$root/$1/tests.xml"
}

# Our own sources, as null-terminated names.
sources() {
  local folder folders=()
  for folder in core app tests benchmarks; do
    [ ! -d "$root/$folder" ] || folders+=("$root/$folder")
  done
  find "${folders[@]}" "$@" -print0
}

# A build that takes long without a cache is not seen where there is one; so its time is always said.
run_unit() {
  local start=$SECONDS built status=0
  configure build "${build_options[@]}" -DANESCOPE_TESTS=ON
  build build
  built=$SECONDS
  run_tests build || status=$?
  say "The build took $((built - start)) s, the tests took $((SECONDS - built)) s."
  return $status
}

run_lint() {
  sources \( -name '*.cpp' -o -name '*.hpp' \) | xargs -0 clang-format --dry-run -Werror
  # A folder of its own, because clang-tidy wants to hear of every file and not of unity files.
  configure build-lint -DCMAKE_BUILD_TYPE=Release -DANESCOPE_DESKTOP=ON -DANESCOPE_TESTS=ON
  build build-lint glad  # its headers are made by the build
  run-clang-tidy -quiet -j 2 -p "$root/build-lint" "^$root/(core|app|tests|benchmarks)/" 2>>"$log"
}

run_clang() {
  configure build-clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++
  build build-clang
  run_tests build-clang
}

run_asan() {
  configure build-asan -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_UNITY_BUILD=ON \
    -DANESCOPE_SANITIZE=address,undefined
  build build-asan
  UBSAN_OPTIONS=$ubsan run_tests build-asan
}

run_fuzz() {
  local inputs=("$root/build-fuzz/corpus") corpus=${ANESCOPE_CORPUS:-$root/../shared/corpus}
  [ ! -d "$root/tests/fuzz/seeds" ] || inputs+=("$root/tests/fuzz/seeds")
  [ ! -d "$corpus/hwx" ] || inputs+=("$corpus/hwx")
  inputs+=("$root/assets/samples")
  configure build-fuzz -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DANESCOPE_FUZZ=ON -DANESCOPE_DESKTOP=OFF \
    -DCMAKE_UNITY_BUILD=ON -DANESCOPE_SANITIZE=address,undefined,fuzzer-no-link
  build build-fuzz fuzz_open
  mkdir -p "$root/build-fuzz/corpus"
  say "Fuzzing for ${FUZZ_SECONDS:-60} s ..."
  if ! UBSAN_OPTIONS=$ubsan "$root/build-fuzz/fuzz_open" -max_total_time="${FUZZ_SECONDS:-60}" \
    -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$root/build-fuzz/" "${inputs[@]}" >>"$log" 2>&1; then
    tail -n 40 "$log" >&2
    return 1
  fi
  tail -n 1 "$log"
}

run_bench() {
  configure build-bench -DCMAKE_BUILD_TYPE=Release -DANESCOPE_BENCHMARKS=ON -DANESCOPE_TESTS=OFF \
    -DANESCOPE_DESKTOP=OFF
  build build-bench
}

# Each run is a process of its own, so that one that fails does not keep the others from being tried.
run_several() {
  local run failed=()
  for run in "$@"; do
    say "== $run"
    "$root/test.sh" "--$run" || failed+=("$run")
  done
  if [ ${#failed[@]} -gt 0 ]; then
    say "== failed: ${failed[*]}"
    return 1
  fi
  say "== passed: $*"
}

runs=()
for option in "$@"; do
  case $option in
    -h | --help) usage; exit 0 ;;
    --all) runs=(unit lint clang asan fuzz bench) ;;
    --unit | --lint | --clang | --asan | --fuzz | --bench) runs+=("${option#--}") ;;
    *) usage >&2; exit 2 ;;
  esac
done

if [ ${#runs[@]} -gt 1 ]; then
  run_several "${runs[@]}"
  exit
fi
run=${runs[0]:-unit}
mkdir -p "$root/build"
log=$root/build/test-$run.log
: >"$log"
groups=(build desktop test)
[ "$run" = unit ] || groups+=(lint)
install_packages "${groups[@]}"
"run_$run"
