# SPDX-License-Identifier: Apache-2.0
# Sourced: defines maven, which runs the installed Maven or else the wrapper's, on the JDK that ./skep found.

maven() {
  local command=$root/mvnw
  type -P mvn >/dev/null && command=mvn
  MAVEN_OPTS="${MAVEN_OPTS:--XX:+UseSerialGC -XX:TieredStopAtLevel=1 --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED}" \
    "$command" -f "$root/pom.xml" -B -Dstyle.color=never "$@"
}

# Prints one line of progress from Maven's output (stdin), and keeps the output itself in $1.
maven_progress() {
  local log=$1 verb=${2:-building} line width=${COLUMNS:-100} what='' told=''
  : >"$log"
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    case $line in
      *'Building Skep '[a-z]*) what="$verb ${line#*Building Skep }"; what=${what%% 0.*} ;;
      *'Downloading from '*) what="downloading ${line##*/}" ;;
      *) continue ;;
    esac
    [[ ! -t 2 && $what == "$verb"* && $what != "$told" ]] && { told=$what; printf '  %s\n' "$what" >&2; } # a log, in CI
    [[ -t 2 ]] && printf '\r\033[K  %.*s' "$((width - 4))" "$what" >&2
  done
  [[ -t 2 ]] && printf '\r\033[K' >&2
  return 0
}

# Prints what went wrong from the log $1: the first errors and the warnings that are errors here, without Maven's advice.
maven_errors() {
  grep -E '^\[ERROR\] ..|^\[WARNING\] .*\.java:|^Error' "$1" \
    | grep -v -e 'For more information' -e 'Re-run Maven' -e 'Help 1' -e 'To see the full' -e 'After correcting' -e 'mvn <args>' \
    | awk '!seen[$0]++' | head -20 || true
}
