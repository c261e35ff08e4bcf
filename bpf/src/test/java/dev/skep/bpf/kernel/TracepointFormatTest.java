package dev.skep.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TracepointFormatTest {
    private static final String EXEC = """
            name: sched_process_exec
            ID: 243
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:__data_loc char[] filename;\toffset:8;\tsize:4;\tsigned:0;
            \tfield:char comm[16];\toffset:16;\tsize:16;\tsigned:0;
            \tfield:const char * ptr;\toffset:32;\tsize:8;\tsigned:0;

            print fmt: "filename=%s", __get_str(filename)
            """;

    @Test
    void readsIdAndFields() {
        TracepointFormat format = TracepointFormat.parse(EXEC);
        assertThat(format.name()).isEqualTo("sched_process_exec");
        assertThat(format.id()).isEqualTo(243);
        assertThat(format.fields())
                .extracting(TracepointFormat.Field::name)
                .containsExactly("common_type", "common_pid", "filename", "comm", "ptr");
        assertThat(format.field("common_pid"))
                .hasValue(new TracepointFormat.Field("int", "common_pid", false, 4, 4, true));
        assertThat(format.field("comm")).hasValue(new TracepointFormat.Field("char", "comm", true, 16, 16, false));
        assertThat(format.field("ptr").orElseThrow().type()).isEqualTo("const char *");
    }

    @Test
    void marksFieldsOfVariableLength() {
        TracepointFormat.Field filename =
                TracepointFormat.parse(EXEC).field("filename").orElseThrow();
        assertThat(filename.dynamic()).isTrue();
        assertThat(filename.array()).isTrue();
        assertThat(filename.type()).isEqualTo("__data_loc char");
    }

    @Test
    void refusesTextWithoutId() {
        assertThatThrownBy(() -> TracepointFormat.parse("name: x\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tracepoint format without an ID");
    }
}
