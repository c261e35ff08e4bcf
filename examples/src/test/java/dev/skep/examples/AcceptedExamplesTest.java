package dev.skep.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Loaded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier of the running kernel accepts every example. */
@Tag("kernel")
class AcceptedExamplesTest {
    static List<Class<?>> examples() throws Exception {
        Path classes = Path.of(ExecTracer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("dev/skep/examples");
        try (Stream<Path> files = Files.list(classes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.contains("-"))
                    .sorted()
                    .<Class<?>>map(AcceptedExamplesTest::load)
                    .toList();
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName("dev.skep.examples." + file.substring(0, file.indexOf('.')));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void loads(Class<?> example) {
        try (Loaded loaded = Loaded.load(example)) {
            assertThat(loaded.object().programs()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void loadsWithTheOldestMeans(Class<?> example) {
        try (Loaded loaded = Loaded.load(example, CompileOptions.baseline())) {
            assertThat(loaded.object().programs()).isNotEmpty();
        }
    }
}
