# SPDX-License-Identifier: Apache-2.0
# Sourced by ./skep where no JDK 25 was found: installs Debian's, or says how to get one.

package=openjdk-25-jdk-headless
if type -P apt-get >/dev/null && apt-cache show "$package" >/dev/null 2>&1; then
  ((EUID == 0)) || die "no JDK 25 found" "sudo apt-get install $package"
  say "no JDK 25 found: installing $package"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null \
    || die "apt-get could not install $package" "try: apt-get update"
  find_jdk || die "$package is installed, but there is no JDK 25 under /usr/lib/jvm"
else
  die "no JDK 25 found (looked at JAVA_HOME, /usr/lib/jvm/*25* and PATH)" \
    "get one from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to where it is unpacked"
fi
