package dev.skep.lab.vm;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What {@link MatrixRunTest} sends into a guest: no tier runs it, and outside of a guest it does nothing. */
@Tag("doomed")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoomedCases {
    @BeforeEach
    void onlyInAGuest() {
        Assumptions.assumeTrue(Boolean.getBoolean("skep.guest"), "not in a guest");
    }

    @Test
    @Order(1)
    void passes() {}

    @Test
    @Order(2)
    void panics() throws Exception {
        Files.writeString(Path.of("/proc/sysrq-trigger"), "c");
    }

    @Test
    @Order(3)
    void comesTooLate() {}
}
