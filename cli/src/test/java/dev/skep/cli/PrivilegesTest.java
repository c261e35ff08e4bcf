package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class PrivilegesTest {
    @ParameterizedTest
    @CsvSource({
        "000001ffffffffff, true", // root
        "0000000000200000, true", // SYS_ADMIN alone
        "000000c000000000, true", // BPF and PERFMON
        "0000008000000000, false", // BPF alone
        "0000000000000000, false" // a user
    })
    void needsWhatTheKernelAsksForTracingPrograms(String effective, boolean sufficient) {
        assertThat(Privileges.sufficient(List.of("Name:\tjava", "CapEff:\t" + effective)))
                .isEqualTo(sufficient);
    }
}
