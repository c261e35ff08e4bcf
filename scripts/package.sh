# SPDX-License-Identifier: Apache-2.0
# Sourced by ./skep package: makes target/skep-VERSION-linux-ARCH.tar.gz, which needs no JDK where it is unpacked: the
# distribution, a run-time image with only the modules that are used, and an AOT cache trained on that image.

version=$("$java_home/bin/java" "${flags[@]}" -cp "$dist/lib/skep.jar" dev.skep.cli.Main --version)
version=${version#skep }
case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
name=skep-$version-linux-$arch
release=$root/target/$name
rm -rf "$release" && mkdir -p "$release/bin"

say "linking the run-time image"
modules=$("$java_home/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 25 --recursive \
  --class-path "$dist/lib/*" "$dist/lib/skep.jar" 2>/dev/null | tail -1)
"$java_home/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --strip-debug \
  --compress zip-6 --generate-cds-archive --output "$release/runtime" >"$root/target/jlink.log" 2>&1 \
  || die "jlink failed" "$(tail -1 "$root/target/jlink.log")"

cp "$root/skep" "$release/bin/skep"
cp -r "$dist/lib" "$dist/man" "$dist/completion" "$release/"
cp "$root/LICENSE" "$root/LICENSES.md" "$root/CHANGELOG.md" "$release/"
rm -f "$release/lib/skep.aot"
(dist=$release java_home=$release/runtime && . "$root/scripts/train.sh")
tar -C "$root/target" -czf "$root/target/$name.tar.gz" "$name"
say "made target/$name.tar.gz ($(du -h "$root/target/$name.tar.gz" | cut -f1))"
