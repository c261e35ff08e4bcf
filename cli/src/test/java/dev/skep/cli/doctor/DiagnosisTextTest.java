package dev.skep.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.agent.json.JsonReader;
import dev.skep.bpf.feature.FeatureResult.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class DiagnosisTextTest {
    private final Finding processes = new Finding("processes", "processes", State.WORKS, "", "");
    private final Finding kprobe =
            new Finding("kprobe", "kprobes", State.MISSING, "ENOENT: no such type", "tracepoints");
    private final Diagnosis diagnosis = new Diagnosis(List.of(processes), List.of(kprobe));

    @Test
    void tellsReasonAndWayRound() {
        assertThat(DiagnosisText.columns(diagnosis, "skep 1 on Linux 6.1", false))
                .isEqualTo("""
                        skep 1 on Linux 6.1

                        What Skep shows here
                          works    processes

                        What this kernel can do
                          missing  kprobes                                             ENOENT: no such type
                                   instead: tracepoints

                        Skep works here; 1 features are missing or unknown.
                        """);
    }

    @Test
    void worksOnlyIfEveryJobDoes() {
        assertThat(diagnosis.works()).isTrue();
        assertThat(new Diagnosis(List.of(processes, kprobe), List.of()).works()).isFalse();
    }

    @Test
    void jsonHasStableNames() {
        Map<?, ?> object = (Map<?, ?>) JsonReader.read(DiagnosisText.json(diagnosis, "1", "6.1"));
        assertThat(object.get("works")).isEqualTo(true);
        assertThat((List<?>) object.get("features"))
                .singleElement()
                .satisfies(feature -> assertThat((Map<?, ?>) feature)
                        .extracting("name", "state", "reason", "instead")
                        .containsExactly("kprobe", "missing", "ENOENT: no such type", "tracepoints"));
    }
}
