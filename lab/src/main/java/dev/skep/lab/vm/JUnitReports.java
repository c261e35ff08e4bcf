package dev.skep.lab.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the JUnit XML that Surefire and the JUnit console write. */
final class JUnitReports {
    /** Between a method and the number of its invocation: {@code drains(int)[2]}, {@code drains{int}[2]}. */
    private static final Pattern PARAMETERS = Pattern.compile("[({][^)}]*[)}]");

    private JUnitReports() {}

    /** Every test case of every report in a directory, in file order; empty if there is none. */
    static List<TestResult> readDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<TestResult> results = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    results.addAll(read(in));
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot read the reports in " + directory + ": " + e.getMessage(), e);
        }
        return results;
    }

    static List<TestResult> read(InputStream xml) {
        List<TestResult> results = new ArrayList<>();
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader reader = factory.createXMLStreamReader(xml);
            Open test = new Open("", "", 0);
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "testcase" -> test = Open.of(reader);
                        case "failure", "error" -> test.end(TestResult.Verdict.FAILED, attribute(reader, "message"));
                        case "skipped" -> {
                            String message = attribute(reader, "message");
                            test.end(TestResult.Verdict.SKIPPED, message.isEmpty() ? reader.getElementText() : message);
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals("testcase")) {
                    results.add(test.result());
                }
            }
        } catch (XMLStreamException e) {
            throw new LabException("a test report is not whole: " + e.getMessage(), e);
        }
        return results;
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** A test case while its element is read. */
    private static final class Open {
        private final String className;
        private final String method;
        private final long millis;
        private TestResult.Verdict verdict = TestResult.Verdict.PASSED;
        private String detail = "";

        Open(String className, String method, long millis) {
            this.className = className;
            this.method = method;
            this.millis = millis;
        }

        static Open of(XMLStreamReader reader) {
            String time = attribute(reader, "time").replace(",", "");
            return new Open(
                    attribute(reader, "classname"),
                    PARAMETERS.matcher(attribute(reader, "name")).replaceAll(""),
                    time.isEmpty() ? 0 : Math.round(Double.parseDouble(time) * 1000));
        }

        void end(TestResult.Verdict newVerdict, String text) {
            verdict = newVerdict;
            detail = text.strip();
        }

        TestResult result() {
            return new TestResult(className, method, verdict, millis, detail);
        }
    }
}
