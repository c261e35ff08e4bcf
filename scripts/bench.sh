# SPDX-License-Identifier: Apache-2.0
# Sourced by ./skep bench codegen|events: builds the benchmarks and runs one.

. "$root/scripts/maven.sh"
case ${1:-} in
  codegen | events) ;;
  *) say "which benchmark? codegen or events"; exit 2 ;;
esac
[[ -f $root/bench/pom.xml ]] || die "this checkout has no benchmarks"
mkdir -p "$root/target"
if [[ ! -f $root/bench/target/.built || -n $(find "$root"/*/src/main "$root"/*/pom.xml -newer "$root/bench/target/.built" -print -quit) ]]; then
  say "building the benchmarks"
  maven package -T1C -Dmaven.test.skip=true -pl bench -am 2>&1 | maven_progress "$root/target/bench.log" || true
  grep -q 'BUILD SUCCESS' "$root/target/bench.log" || die "the build failed" "all of it: $root/target/bench.log"
  touch "$root/bench/target/.built"
fi
exec "$java_home/bin/java" --enable-native-access=ALL-UNNAMED ${SKEP_JAVA_OPTS:-} \
  -cp "$root/bench/target/classes:$root/bench/target/lib/*" "dev.skep.bench.Main" "$@"
