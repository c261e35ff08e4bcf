package dev.skep.compiler.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.VerifierLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class VerifierReportTest {
    private static final ProgramSpec.Line LINE =
            new ProgramSpec.Line(0, "SynGuard.java", 42, 0, "        bucket.dropped += 1;");

    @Test
    void tellsWhereWhyAndWhatToDo() {
        assertThat(report("""
                0: R1=ctx() R10=fp0
                ; bucket.dropped += 1; @ SynGuard.java:42
                3: (18) r1 = 0xffff8881153eb800       ; R1=map_ptr(map=counts,ks=4,vs=8)
                5: (85) call bpf_map_lookup_elem#1    ; R0=map_value_or_null(id=1,map=counts,ks=4,vs=8)
                6: (79) r0 = *(u64 *)(r0 +0)
                R0 invalid mem access 'map_value_or_null'
                processed 6 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """)).isEqualTo("""
                        SynGuard.java:42: error: the verifier rejected guard: R0 invalid mem access 'map_value_or_null'
                            bucket.dropped += 1;
                          instruction 6: r0 = *(u64 *)(r0 +0)
                            r0 is null or a value of map counts (8 bytes): it has not been tested for null
                          hint: test it for null first: if (x == null) return ...;""");
    }

    @Test
    void tellsHowFarAPacketWasChecked() {
        assertThat(report("""
                0: (61) r2 = *(u32 *)(r1 +0)          ; R1=ctx() R2=pkt(off=14,r=0)
                1: (71) r0 = *(u8 *)(r2 +0)
                invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)
                R2 offset is outside of the packet
                """))
                .contains("r2 is an address in the packet at byte 14, of which none is checked")
                .contains("call packet.at(...) again");
    }

    @Test
    void understandsTheNotationOfOlderKernels() {
        assertThat(report("""
                1: (79) r0 = *(u64 *)(r1 +0)          ; R0_w=inv(id=0) R1_w=inv5
                2: (61) r0 = *(u32 *)(r0 +0)
                R0 invalid mem access 'inv'
                """))
                .contains("r0 is a number of which nothing is known")
                .contains("Mem.kernel");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    5 | the number 5
                    scalar() | a number of which nothing is known
                    scalar(smin=0,smax=umax=255,var_off=(0x0; 0xff)) | a number from 0 to 255
                    scalar(umin_value=3,umax_value=9,var_off=(0x0; 0xf)) | a number from 3 to 9
                    scalar(smin=smin32=-1,smax=smax32=7) | a number of at least -1 and of at most 7
                    trusted_ptr_task_struct(id=1) | a trusted pointer to struct task_struct
                    ptr_or_null_sock(id=1) | null or a pointer to struct sock: it has not been tested for null
                    map_value(off=8,ks=4,vs=64,smin=0,umax=60,var_off=(0x0; 0x3f)) | a value of a map (64 bytes) at byte 8 plus up to 60
                    ringbuf_mem(id=2,ref_obj_id=2,sz=32) | memory (32 bytes)
                    0000???? | 4 bytes not written, the others were
                    00000000 | eight zero bytes
                    """)
    void saysStatesInWords(String state, String words) {
        assertThat(RegisterState.inWords(state.strip())).isEqualTo(words.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    back-edge from insn 9 to 3 | count the loop
                    infinite loop detected at insn 4 | count the loop
                    BPF program is too large. Processed 1000001 insn | @Function
                    The sequence of 8193 jumps is too complex. | @Function
                    unreachable insn 12 | report
                    combined stack size of 2 calls is 544. Too large | PerCpuArray
                    program of this type cannot use helper bpf_override_return#58 | skep doctor
                    R2 type=scalar expected=fp, pkt, map_key | helper takes another kind
                    misaligned packet access off 0+2+1 size 4 | multiple of its size
                    R0 leaks addr as return value | addresses
                    Unreleased reference id=2 alloc_insn=3 | submit or discard
                    invalid read from stack off -8+4 size 8 | fill the whole object
                    R1 !read_ok | nothing was written
                    Operation not permitted | CAP_BPF
                    R4 min value is negative, either use unsigned or 'var &= const' | mask
                    """)
    void advises(String reason, String advice) {
        assertThat(VerifierAdvice.of(reason.strip(), VerifierLog.parse(reason))).contains(advice.strip());
    }

    private static String report(String text) {
        VerifierLog log = VerifierLog.parse(text);
        return VerifierReport.render("guard", log, log.reason(), LINE);
    }
}
