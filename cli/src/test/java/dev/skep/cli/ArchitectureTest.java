package dev.skep.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.theClass;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the directions of the house: docs/architecture.md says why. */
@Tag("unit")
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void readEveryModule() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.skep");
    }

    @Test
    void modulesUseOnlyThoseAboveThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.skep..")
                .layer("bpf")
                .definedBy("dev.skep.bpf..")
                .layer("compiler")
                .definedBy("dev.skep.compiler..")
                .layer("events")
                .definedBy("dev.skep.events..")
                .layer("agent")
                .definedBy("dev.skep.agent..")
                .layer("cli")
                .definedBy("dev.skep.cli..")
                .whereLayer("bpf")
                .mayNotAccessAnyLayer()
                .whereLayer("compiler")
                .mayOnlyAccessLayers("bpf")
                .whereLayer("events")
                .mayOnlyAccessLayers("bpf", "compiler")
                .whereLayer("agent")
                .mayOnlyAccessLayers("bpf", "compiler", "events")
                .check(classes);
    }

    @Test
    void theLibraryAndTheCompilerDependOnTheJdkOnly() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAnyPackage("dev.skep.bpf..", "dev.skep.compiler..")
                .should()
                .onlyDependOnClassesThat(
                        jdk().or(resideInAnyPackage("dev.skep.bpf..", "dev.skep.compiler..", "org.jspecify..")))
                .check(classes);
    }

    @Test
    void foreignFunctionsAreLinkedInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.skep.bpf.sys.Syscall")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .because("each downcall shape costs tens of milliseconds at start (docs/decisions/0002)")
                .check(classes);
        theClass("dev.skep.bpf.sys.Syscall").should().bePublic().check(classes);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        slices().matching("dev.skep.(*.*)..")
                .should()
                .beFreeOfCycles()
                // Who reads the language's annotations does not use the language.
                .ignoreDependency(
                        DescribedPredicate.alwaysTrue(),
                        DescribedPredicate.describe("annotations", JavaClass::isAnnotation))
                .check(classes);
    }

    @Test
    void onlyTheCommandTalksToTheTerminal() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.skep.bpf..", "dev.skep.events..", "dev.skep.agent..")
                .should(com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(classes);
    }

    @Test
    void nothingIsNamedByWhatItIsNot() {
        noClasses()
                .that()
                .resideInAPackage("dev.skep..")
                .should()
                .haveNameMatching(".*(Util|Utils|Manager|Impl)") // a BPF helper is a thing of the field
                .check(classes);
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            List<Path> sources = modules.filter(module -> !module.endsWith("examples")) // files to copy and start from
                    .map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
            assertThat(sources).isNotEmpty();
            for (Path source : sources) {
                assertThat(packagesWithoutMark(source)).isEmpty();
            }
        }
    }

    @Test
    void kernelSideProgramsCarryTheirLicence() throws IOException {
        List<Path> programs = new ArrayList<>();
        for (String module : List.of("events", "examples", "bench")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> read(file).contains("import dev.skep.compiler.lang."))
                        .forEach(programs::add);
            }
        }
        assertThat(programs)
                .hasSizeGreaterThan(10)
                .allSatisfy(file -> assertThat(read(file))
                        .startsWith("// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Path> packagesWithoutMark(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !marked(folder.resolve("package-info.java")))
                    .toList();
        }
    }

    private static boolean marked(Path packageInfo) {
        return Files.exists(packageInfo) && read(packageInfo).contains("@NullMarked");
    }

    private static DescribedPredicate<JavaClass> jdk() {
        return resideInAnyPackage("java..", "javax..", "jdk..").as("the JDK");
    }
}
