package dev.skep.lab.vm;

import dev.skep.lab.vm.TestResult.Verdict;
import java.io.StringWriter;
import java.util.Collection;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes the matrix as JUnit XML, for machines that show test reports. */
final class MatrixXml {
    private final XMLStreamWriter out;

    private MatrixXml(XMLStreamWriter out) {
        this.out = out;
    }

    static String of(Map<String, Map<String, TestResult>> byKernel) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            out.writeCharacters("\n");
            out.writeStartElement("testsuites");
            for (Map.Entry<String, Map<String, TestResult>> kernel : byKernel.entrySet()) {
                new MatrixXml(out).suite(kernel.getKey(), kernel.getValue().values());
            }
            out.writeCharacters("\n");
            out.writeEndElement();
            out.writeCharacters("\n");
            out.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private void suite(String kernel, Collection<TestResult> results) throws XMLStreamException {
        out.writeCharacters("\n  ");
        out.writeStartElement("testsuite");
        out.writeAttribute("name", "kernel " + kernel);
        out.writeAttribute("tests", Integer.toString(results.size()));
        out.writeAttribute("failures", count(results, Verdict.FAILED));
        out.writeAttribute("skipped", count(results, Verdict.SKIPPED));
        out.writeAttribute("errors", "0");
        long millis = results.stream().mapToLong(TestResult::millis).sum();
        out.writeAttribute("time", seconds(millis));
        for (TestResult result : results) {
            test(kernel, result);
        }
        out.writeCharacters("\n  ");
        out.writeEndElement();
    }

    private void test(String kernel, TestResult result) throws XMLStreamException {
        out.writeCharacters("\n    ");
        out.writeStartElement("testcase");
        out.writeAttribute("classname", result.className());
        out.writeAttribute("name", result.method() + " @" + kernel);
        out.writeAttribute("time", seconds(result.millis()));
        if (result.verdict() != Verdict.PASSED) {
            out.writeStartElement(result.verdict() == Verdict.FAILED ? "failure" : "skipped");
            out.writeAttribute("message", printable(result.reason()));
            if (result.verdict() == Verdict.FAILED) {
                out.writeCharacters(printable(result.detail()));
            }
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    /** Without what XML 1.0 has no way to write, such as the escapes of a console. */
    private static String printable(String text) {
        return text.replaceAll("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd]", "?");
    }

    private static String count(Collection<TestResult> results, Verdict verdict) {
        return Long.toString(
                results.stream().filter(result -> result.verdict() == verdict).count());
    }

    private static String seconds(long millis) {
        return String.format("%d.%03d", millis / 1000, millis % 1000);
    }
}
