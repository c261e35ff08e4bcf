# SPDX-License-Identifier: Apache-2.0
# Sourced by scripts/test.sh: runs the kernel tests in guests with other kernels; adds to passed, failed and skipped.

vm_started=$SECONDS vm_log=$root/target/test-vm.log
printf 'vm tests\n'
rm -f "$root/target/vm/summary"
if maven test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test.classpath >"$vm_log" 2>&1; then
  vm_roots='' vm_classpath='' vm_jars=''
  for module in "$root"/*/target/test.classpath; do
    classes=${module%/test.classpath}
    vm_classpath+=$classes/classes:$classes/test-classes:
    vm_jars+=$(<"$module"):
    # The agent's own tests drive a browser and a scraper: nothing in them depends on the kernel (docs/testing.md).
    [[ -d $classes/test-classes && $module != "$root/agent/"* ]] && vm_roots+=${vm_roots:+:}$classes/test-classes
  done
  # Each library once; the modules' own jars are there as classes.
  vm_jars=$(tr ':' '\n' <<<"$vm_jars" | grep -v -e '^$' -e "^$root/" | sort -u | paste -sd:)
  printf '%s' "$vm_classpath$vm_jars" >"$root/target/vm.classpath"
  vm_tests='.*'
  vm_methods='.*'
  if [[ $pattern ]]; then vm_tests=".*\\.${pattern%%#*}"; vm_tests=${vm_tests//\*/.*}; fi
  if [[ $pattern == *'#'* ]]; then vm_methods=${pattern#*#}; vm_methods=${vm_methods//\*/.*}; fi
  (cd "$root" && "$java_home/bin/java" -XX:+UseSerialGC -cp "$vm_classpath" dev.skep.lab.vm.MatrixRun \
    ${kernels[@]+"${kernels[@]}"} --tests "$vm_tests" --methods "$vm_methods" --classpath-file target/vm.classpath --roots "$vm_roots") || true
else
  grep -E '^\[ERROR\]' "$vm_log" | head -20
fi
if [[ -f $root/target/vm/summary ]]; then
  read -r vm_passed vm_failed vm_skipped <"$root/target/vm/summary"
else # no guest came up, or nothing compiled: that is a failure, and said above
  vm_passed=0 vm_failed=1 vm_skipped=0
fi
printf 'vm: %d passed, %d failed, %d skipped in %d s\n\n' "$vm_passed" "$vm_failed" "$vm_skipped" $((SECONDS - vm_started))
passed=$((passed + vm_passed)) failed=$((failed + vm_failed)) skipped=$((skipped + vm_skipped))

# The matrix's own tests: that a guest which panics or hangs fails its tests.
if [[ ! $pattern && ! $modules && ${#kernels[@]} == 0 ]]; then modules=lab run_tier vm; fi
