package dev.skep.lab.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the JUnit XML that Surefire and the JUnit console write. */
final class JUnitReports {
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
            String name = "";
            TestResult.Verdict verdict = TestResult.Verdict.PASSED;
            String detail = "";
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "testcase" -> {
                            name = shortClass(attribute(reader, "classname")) + "." + attribute(reader, "name");
                            verdict = TestResult.Verdict.PASSED;
                            detail = "";
                        }
                        case "failure", "error" -> {
                            verdict = TestResult.Verdict.FAILED;
                            detail = firstLine(attribute(reader, "message"));
                        }
                        case "skipped" -> {
                            verdict = TestResult.Verdict.SKIPPED;
                            String message = attribute(reader, "message");
                            detail = firstLine(message.isEmpty() ? reader.getElementText() : message);
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals("testcase")) {
                    results.add(new TestResult(name, verdict, detail));
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

    private static String shortClass(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}
