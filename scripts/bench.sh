# SPDX-License-Identifier: Apache-2.0
# Sourced by ./skep bench codegen|events: builds the benchmarks and runs one.

. "$root/scripts/maven.sh"
case ${1:-} in
  codegen | events) ;;
  *) say "which benchmark? codegen or events"; exit 2 ;;
esac
[[ -f $root/bench/pom.xml ]] || die "this checkout has no benchmarks"
if stale; then . "$root/scripts/build.sh"; fi
if [[ ! -f $root/bench/target/.built || -n $(find "$root"/*/src/main "$root"/*/pom.xml -newer "$root/bench/target/.built" -print -quit) ]]; then
  say "building the benchmarks"
  maven compile -T1C -pl bench -am 2>&1 | maven_progress "$root/target/bench.log" || true
  grep -q 'BUILD SUCCESS' "$root/target/bench.log" || { maven_errors "$root/target/bench.log" >&2; die "the build failed" "all of it: $root/target/bench.log"; }
  touch "$root/bench/target/.built"
fi
cd "$root"
exec "$java_home/bin/java" --enable-native-access=ALL-UNNAMED ${SKEP_JAVA_OPTS:-} \
  -cp "$(printf '%s:' "$root"/*/target/classes)$dist/lib/*" dev.skep.bench.Main "$@"
