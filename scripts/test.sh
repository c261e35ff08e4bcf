# SPDX-License-Identifier: Apache-2.0
# Sourced by ./skep test: runs the test tiers one after the other and ends with "N passed, N failed, N skipped".

. "$root/scripts/maven.sh"

test_usage() {
  cat <<'USAGE'
Usage: skep test [--tier unit|kernel|vm] [--kernel 6.1|6.12] [--tests PATTERN] [--module NAME]
Runs the tests: unit (no privileges, anywhere), then kernel (root, the running kernel). On demand: vm (the kernel tests
again, in guests with other kernels).
  --tier TIER      only this tier
  --kernel SERIES  only this guest; may be given again
  --tests PATTERN  only these: a class (RingBufferTest), with wildcards (Ring*), or a method (RingBufferTest#drains*)
  --module NAME    only this module (bpf, compiler, …); may be given again
USAGE
}

tiers=(unit kernel) pattern='' modules='' kernels=()
while (($#)); do
  case $1 in
    --tier) [[ ${2:-} =~ ^(unit|kernel|vm)$ ]] || { say "--tier is unit, kernel or vm"; exit 2; }; tiers=("$2"); shift 2 ;;
    --kernel) [[ ${2:-} =~ ^(6.1|6.12)$ ]] || { say "--kernel is 6.1 or 6.12"; exit 2; }; kernels+=(--kernel "$2"); shift 2 ;;
    --tests) [[ ${2:-} ]] || { say "--tests needs a pattern"; exit 2; }; pattern=$2; shift 2 ;;
    --module) [[ -f $root/${2:-}/pom.xml ]] || { say "no module ${2:-}"; exit 2; }; modules+=${modules:+,}$2; shift 2 ;;
    -h | --help) test_usage; exit 0 ;;
    *) say "unknown: $1"; test_usage >&2; exit 2 ;;
  esac
done

# Installs what the tier's tests need and this host lacks. Tests probe for each tool themselves: without it they say so.
install_packages() {
  local tier command package purpose
  local -a missing=()
  while read -r tier command package purpose; do
    [[ $tier == "$1" || ($tier == kernel && $1 == vm) ]] && ! type -P "$command" >/dev/null && missing+=("$package")
  done <"$root/scripts/test-packages"
  ((${#missing[@]})) || return 0
  if ((EUID != 0)) || ! type -P apt-get >/dev/null; then
    say "missing for the $1 tests: ${missing[*]}"
    return 0
  fi
  say "installing for the $1 tests: ${missing[*]}"
  local policy=/usr/sbin/policy-rc.d
  local -a available=()
  apt-get update -qq >/dev/null 2>&1 || true
  for package in "${missing[@]}"; do
    if apt-cache show "$package" >/dev/null 2>&1; then available+=("$package"); else say "not in this system's archive: $package"; fi
  done
  ((${#available[@]})) || return 0
  if [[ ! -e $policy ]]; then # nginx, prometheus: here as programs, not as services
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${available[@]}" \
    >"$root/target/apt.log" 2>&1 || { say "apt-get failed"; tail -5 "$root/target/apt.log" >&2; }
}

# Runs one tier; adds to passed, failed and skipped.
run_tier() {
  local tier=$1 started=$SECONDS log=$root/target/test-$1.log counts
  local -a arguments=(test "-Dskep.groups=$tier" -Dmaven.test.failure.ignore=true --fail-at-end)
  [[ $pattern ]] && arguments+=("-Dtest=$pattern" -Dsurefire.failIfNoSpecifiedTests=false)
  [[ $modules ]] && arguments+=(-pl "$modules" -am)
  [[ $tier == unit ]] && arguments+=(-T2)
  printf '%s tests\n' "$tier"
  rm -rf "$root"/*/target/surefire-reports
  maven "${arguments[@]}" 2>&1 | maven_progress "$log" testing || true
  shopt -s nullglob
  local -a reports=("$root"/*/target/surefire-reports/TEST-*.xml)
  shopt -u nullglob
  mkdir -p "$root/target/test-reports/$tier"
  ((${#reports[@]})) && cp "${reports[@]}" "$root/target/test-reports/$tier/"
  counts=$(awk -f "$root/scripts/test-summary.awk" "${reports[@]:-/dev/null}")
  printf '%s\n' "$counts" | sed '$d'
  read -r _ tier_passed tier_failed tier_skipped <<<"${counts##*$'\n'}"
  if ! grep -q 'BUILD SUCCESS' "$log"; then # a module that does not compile, a JVM that died: no report tells
    tier_failed=$((tier_failed + 1))
    maven_errors "$log"
    printf '  FAILED  the build of the %s tests; all of it: %s\n' "$tier" "$log"
  fi
  printf '%s: %d passed, %d failed, %d skipped in %d s\n\n' \
    "$tier" "$tier_passed" "$tier_failed" "$tier_skipped" $((SECONDS - started))
  passed=$((passed + tier_passed)) failed=$((failed + tier_failed)) skipped=$((skipped + tier_skipped))
}

mkdir -p "$root/target"
passed=0 failed=0 skipped=0
if [[ ! $pattern && ! $modules ]] && stale; then . "$root/scripts/build.sh"; fi # the tests of the commands run the build
for tier in "${tiers[@]}"; do
  if [[ $tier != unit ]] && ((EUID != 0)); then
    printf '%s tests\n  skipped all of them: they load kernel programs, which needs root\n\n' "$tier"
    skipped=$((skipped + 1))
    continue
  fi
  install_packages "$tier"
  if [[ $tier == vm ]]; then . "$root/scripts/test-vm.sh"; else run_tier "$tier"; fi
done
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((failed == 0)) || exit 1
exit 0
