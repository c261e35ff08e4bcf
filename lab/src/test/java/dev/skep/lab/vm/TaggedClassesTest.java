package dev.skep.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TaggedClassesTest {
    @Test
    void findsClassesByTheirTag() throws Exception {
        Path classes = Path.of(TaggedClassesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> roots = List.of(classes.toString());

        assertThat(TaggedClasses.find(roots, "doomed", ".*"))
                .contains("dev.skep.lab.vm.DoomedCases")
                .doesNotContain("dev.skep.lab.LabTest");
        assertThat(TaggedClasses.find(roots, "kernel", ".*\\.Lab.*")).containsExactly("dev.skep.lab.LabTest");
    }
}
