package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in an unpacked release, with a JDK that only prints how it was called. */
@Tag("unit")
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "skep");

    @TempDir
    private Path release;

    @BeforeEach
    void unpack() throws IOException {
        assumeTrue(Files.isExecutable(LAUNCHER), "not run from a checkout");
        Files.createDirectories(release.resolve("bin"));
        Files.createDirectories(release.resolve("lib"));
        Files.copy(LAUNCHER, release.resolve("bin/skep"));
        Files.createFile(release.resolve("lib/skep.jar"));
        executable(release.resolve("bin/skep"));
        jdk(release.resolve("runtime"), "25.0.3");
    }

    @Test
    void startsTheReleasesOwnJavaWithTheAgentsFlags() throws Exception {
        assertThat(run("exec", "--comm", "a b"))
                .startsWith(release.resolve("runtime") + " 25.0.3")
                .contains("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED")
                .endsWith("dev.skep.cli.Main|exec|--comm|a b|")
                .doesNotContain("AOTCache");
    }

    @Test
    void usesTheAotCacheWhereThereIsOne() throws Exception {
        Files.createFile(release.resolve("lib/skep.aot"));
        assertThat(run("version")).contains("-XX:AOTCache=" + release.resolve("lib/skep.aot") + "|");
    }

    @Test
    void followsALinkToItself() throws Exception {
        Path link = Files.createSymbolicLink(release.resolve("linked"), release.resolve("bin/skep"));
        assertThat(output(List.of(link.toString(), "version"))).endsWith("dev.skep.cli.Main|version|");
    }

    @Test
    void passesOverAJdkThatIsTooOld() throws Exception {
        jdk(release.resolve("runtime"), "24.0.1");
        jdk(release.resolve("newer"), "26");
        assertThat(run("version")).startsWith(release.resolve("newer") + " 26");
    }

    private String run(String... arguments) throws Exception {
        List<String> command =
                new java.util.ArrayList<>(List.of(release.resolve("bin/skep").toString()));
        command.addAll(List.of(arguments));
        return output(command);
    }

    private String output(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", release.resolve("newer").toString());
        builder.environment().remove("SKEP_JAVA_OPTS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private static void jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s ' '" + home + " " + version + "'\nprintf '%s|' \"$@\"\n");
        executable(java);
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
