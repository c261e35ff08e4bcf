package dev.skep.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MatrixReportTest {
    private static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="x">
              <testcase name="attaches()" classname="dev.skep.bpf.link.KprobeTest"/>
              <testcase name="denies(int)[2]" classname="dev.skep.bpf.link.LsmTest">
                <skipped><![CDATA[fentry: load answers EPERM]]></skipped>
              </testcase>
              <testcase name="redirects()" classname="dev.skep.bpf.link.XdpTest">
                <failure message="expected 1 but was 2" type="x">stack</failure>
              </testcase>
            </testsuite>
            """;

    @Test
    void readsVerdictsAndReasonsFromJUnitXml() {
        assertThat(JUnitReports.read(new ByteArrayInputStream(XML.getBytes(StandardCharsets.UTF_8))))
                .containsExactly(
                        result("dev.skep.bpf.link.KprobeTest", "attaches", TestResult.Verdict.PASSED, ""),
                        result(
                                "dev.skep.bpf.link.LsmTest",
                                "denies[2]",
                                TestResult.Verdict.SKIPPED,
                                "fentry: load answers EPERM"),
                        result(
                                "dev.skep.bpf.link.XdpTest",
                                "redirects",
                                TestResult.Verdict.FAILED,
                                "expected 1 but was 2"));
    }

    @Test
    void writesWhatItReads() {
        MatrixReport report = new MatrixReport();
        List<TestResult> results = List.of(
                new TestResult("a.b.C", "fails", TestResult.Verdict.FAILED, 1234, "\u001b[0m <&> \"it\""),
                result("a.b.C", "passes", TestResult.Verdict.PASSED, ""),
                result("a.b.C", "skips", TestResult.Verdict.SKIPPED, "no netkit"));
        report.add("6.1", results);

        List<TestResult> read =
                JUnitReports.read(new ByteArrayInputStream(report.xml().getBytes(StandardCharsets.UTF_8)));

        assertThat(read)
                .extracting(TestResult::verdict)
                .containsExactlyElementsOf(
                        results.stream().map(TestResult::verdict).toList());
        assertThat(read.getFirst().detail()).isEqualTo("?[0m <&> \"it\"");
        assertThat(read.getFirst().millis()).isEqualTo(1234);
    }

    @Test
    void showsOnlyTestsThatDidNotPassEverywhere() {
        MatrixReport report = new MatrixReport();
        report.add("native", List.of(passed("A", "a"), result("B", "b", TestResult.Verdict.SKIPPED, "no kprobes")));
        report.add("6.1", List.of(passed("A", "a"), passed("B", "b")));

        assertThat(report.render())
                .doesNotContain("A.a")
                .contains("B.b")
                .contains("native: no kprobes")
                .contains("native   1 passed, 0 failed, 1 skipped")
                .contains("6.1      2 passed, 0 failed, 0 skipped");
    }

    private static TestResult passed(String className, String method) {
        return result(className, method, TestResult.Verdict.PASSED, "");
    }

    private static TestResult result(String className, String method, TestResult.Verdict verdict, String detail) {
        return new TestResult(className, method, verdict, 0, detail);
    }
}
