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
              <testcase name="denies()" classname="dev.skep.bpf.link.LsmTest">
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
                        new TestResult("KprobeTest.attaches()", TestResult.Verdict.PASSED, ""),
                        new TestResult("LsmTest.denies()", TestResult.Verdict.SKIPPED, "fentry: load answers EPERM"),
                        new TestResult("XdpTest.redirects()", TestResult.Verdict.FAILED, "expected 1 but was 2"));
    }

    @Test
    void showsOnlyTestsThatDidNotPassEverywhere() {
        MatrixReport report = new MatrixReport();
        report.add(
                "native", List.of(passed("A.a()"), new TestResult("B.b()", TestResult.Verdict.SKIPPED, "no kprobes")));
        report.add("6.1", List.of(passed("A.a()"), passed("B.b()")));

        assertThat(report.render())
                .doesNotContain("A.a()")
                .contains("B.b()")
                .contains("native: no kprobes")
                .contains("native   1 passed, 0 failed, 1 skipped")
                .contains("6.1      2 passed, 0 failed, 0 skipped");
    }

    private static TestResult passed(String name) {
        return new TestResult(name, TestResult.Verdict.PASSED, "");
    }
}
