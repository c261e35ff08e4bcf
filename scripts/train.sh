# SPDX-License-Identifier: Apache-2.0
# Sourced: makes the JDK's AOT cache of the start path. Without the two Caching flags it would hold machine code of this
# CPU and die with SIGILL on an older one (adoptium/adoptium-support#1507). A failed training only costs start-up time.

say "training the start-up cache"
"$java_home/bin/java" -XX:TieredStopAtLevel=1 -cp "$dist/lib/skep.jar" dev.skep.cli.JarUpgrade "$dist"/lib/picocli-*.jar
if ! "$java_home/bin/java" "${flags[@]}" -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching -XX:-AOTStubCaching \
  "-XX:AOTCacheOutput=$dist/lib/skep.aot.new" -cp "$dist/lib/skep.jar" dev.skep.cli.Training "$dist" >"$root/target/train.log" 2>&1; then
  say "the training run failed (starts will be slower); its output: $root/target/train.log"
fi
[[ -f $dist/lib/skep.aot.new ]] && mv "$dist/lib/skep.aot.new" "$dist/lib/skep.aot"
