# SPDX-License-Identifier: Apache-2.0
# Reads surefire's TEST-*.xml files and prints every failure and every skip with its reason, then one line
# "counts PASSED FAILED SKIPPED" for the caller.

function attribute(line, name,    at, rest) {
  at = index(line, " " name "=\"")
  if (at == 0) return ""
  rest = substr(line, at + length(name) + 3)
  rest = substr(rest, 1, index(rest "\"", "\"") - 1)
  gsub(/&#10;/, "\n", rest); gsub(/&lt;/, "<", rest); gsub(/&gt;/, ">", rest)
  gsub(/&quot;/, "\"", rest); gsub(/&apos;/, "'", rest); gsub(/&amp;/, "\\&", rest)
  return rest
}

function shown(text,    cut) {
  sub(/^[ \t\n]+/, "", text)
  cut = index(text, "\n")
  if (cut > 0) text = substr(text, 1, cut - 1) " …"
  return substr(text, 1, 300)
}

function finish() {
  if (!open) return
  if (outcome == "failed") { failed++; failures = failures "  FAILED  " test ": " reason "\n" }
  else if (outcome == "skipped") { skipped++; skips = skips "  skipped " test ": " reason "\n" }
  else passed++
  open = 0
}

/<testcase / {
  finish()
  test = attribute($0, "classname"); sub(/.*\./, "", test); test = test "." attribute($0, "name")
  outcome = "passed"; reason = ""; open = 1
}
open && /<(failure|error)[ >]/ { outcome = "failed"; reason = shown(attribute($0, "message")); if (reason == "") reason = attribute($0, "type") }
open && outcome == "passed" && /<skipped/ { outcome = "skipped"; reason = shown(attribute($0, "message")); if (reason == "") reason = "no reason given" }
/<\/testcase>/ { finish() }

END {
  finish()
  printf "%s%s", failures, skips
  printf "counts %d %d %d\n", passed, failed, skipped
}
