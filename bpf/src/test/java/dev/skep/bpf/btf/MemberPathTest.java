package dev.skep.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class MemberPathTest {
    @Test
    void splitsFieldsAndIndices() {
        assertThat(MemberPath.parse("a.b[2][0].c").steps())
                .containsExactly(
                        new MemberPath.Field("a"),
                        new MemberPath.Field("b"),
                        new MemberPath.Index(2),
                        new MemberPath.Index(0),
                        new MemberPath.Field("c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", "a[1]", "a[1].b[2][3].c_d"})
    void printsAsItWasWritten(String path) {
        assertThat(MemberPath.parse(path)).hasToString(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "a.", ".a", "a..b", "[1]", "a[", "a[]", "a[x]", "a[-1]", "a]b", "a->b", "a b", "a[1]b"})
    void refusesWhatIsNoPath(String path) {
        assertThatThrownBy(() -> MemberPath.parse(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a member path");
    }
}
