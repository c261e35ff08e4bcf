package dev.skep.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class KallsymsTest {
    private static final Kallsyms TABLE = Kallsyms.parse("""
            ffffffff81000000 T _text
            ffffffff81000010 t helper
            ffffffff81000020 T tcp_sendmsg
            ffffffff81000040 t helper
            ffffffffc0001000 t bpf_prog_6deef7357e7b4530_count\t[bpf]
            ffffffffc0000000 t in_module\t[nf_nat]
            not a symbol
            """.getBytes(StandardCharsets.US_ASCII));

    @Test
    void findsTheSymbolThatAnAddressLiesIn() {
        assertThat(TABLE.at(0xffffffff81000025L))
                .isEqualTo(new Kallsyms.Symbol("tcp_sendmsg", "", 0xffffffff81000020L));
        assertThat(TABLE.at(0xffffffff81000020L).name()).isEqualTo("tcp_sendmsg");
        assertThat(TABLE.at(0x1000)).isNull();
    }

    @Test
    void sortsModulesThatTheKernelListsLate() {
        assertThat(TABLE.at(0xffffffffc0000004L))
                .isEqualTo(new Kallsyms.Symbol("in_module", "nf_nat", 0xffffffffc0000000L));
        assertThat(TABLE.at(0xffffffffc0001004L).module()).isEqualTo("bpf");
    }

    @Test
    void passesOverLinesThatAreNotSymbols() {
        assertThat(TABLE.size()).isEqualTo(6);
    }

    @Test
    void tellsUniqueNamesFromSharedOnes() {
        assertThat(TABLE.uniqueAddress("tcp_sendmsg")).hasValue(0xffffffff81000020L);
        assertThat(TABLE.uniqueAddress("helper")).isEmpty();
        assertThat(TABLE.addressesOf("helper")).containsExactly(0xffffffff81000010L, 0xffffffff81000040L);
        assertThat(TABLE.contains("tcp_send")).isFalse();
    }
}
