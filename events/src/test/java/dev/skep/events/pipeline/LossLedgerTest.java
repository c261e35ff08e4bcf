package dev.skep.events.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.events.model.Loss;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class LossLedgerTest {
    @Test
    void sumsUpWhatItCountsAndWhatOthersDo() {
        LossLedger ledger = new LossLedger();
        ledger.counter("pipeline/http", "unmatched_response").increment();
        ledger.counter("pipeline/http", "unmatched_response").increment();
        ledger.counter("pipeline/decode", "decode_error");
        ledger.addReader(() -> List.of(new Loss("tp_btf/sys_exit", 1, "ring_full", 7), new Loss("x", 0, "y", 0)));

        assertThat(ledger.losses())
                .containsExactly(
                        new Loss("pipeline/http", -1, "unmatched_response", 2),
                        new Loss("tp_btf/sys_exit", 1, "ring_full", 7));
    }
}
