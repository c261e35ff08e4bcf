package dev.skep.bpf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the directions inside the library: formats are pure, system calls know nobody, nothing goes in circles. */
@Tag("unit")
class BpfArchitectureTest {
    private static JavaClasses library;

    @BeforeAll
    static void readTheLibrary() {
        library = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.skep.bpf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"asm", "btf", "elf", "sys"})
    void foundationsStandByThemselves(String name) {
        classes()
                .that()
                .resideInAPackage("dev.skep.bpf." + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.skep.bpf." + name, "java..", "javax..", "org.jspecify..")
                .check(library);
    }

    @Test
    void formatsMakeNoSystemCalls() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.skep.bpf.asm", "dev.skep.bpf.btf", "dev.skep.bpf.elf")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
                .check(library);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.skep.bpf.(*)..").should().beFreeOfCycles().check(library);
    }
}
