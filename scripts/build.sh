# SPDX-License-Identifier: Apache-2.0
# Sourced by ./skep: builds target/dist and its AOT cache. What is there is replaced only when the new one is whole.

. "$root/scripts/maven.sh"
mkdir -p "$root/target"
exec 9>"$root/target/.lock"
flock -n 9 || { say "another build is running: waiting for it"; flock 9; }
if stale; then # still, after a wait for somebody else's build
  started=$(date +%s.%N)
  [[ -d $dist ]] && say "sources changed: building" || say "first start: building (about a minute, longer while Maven downloads)"
  rm -rf "$root/target/dist.new"
  maven package -pl cli -am -T1C -Dmaven.test.skip=true -Dskep.dist="$root/target/dist.new" 2>&1 \
    | maven_progress "$root/target/build.log" || true
  if ! grep -q 'BUILD SUCCESS' "$root/target/build.log"; then
    maven_errors "$root/target/build.log" >&2
    die "the build failed" "all of it: $root/target/build.log"
  fi
  rm -rf "$dist" && mv "$root/target/dist.new" "$dist"
  . "$root/scripts/train.sh"
  touch -d "@$started" "$dist/.built"
  say "built in $(($(date +%s) - ${started%.*})) s"
fi
exec 9>&-
