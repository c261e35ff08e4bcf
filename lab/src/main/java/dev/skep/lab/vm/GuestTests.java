package dev.skep.lab.vm;

import dev.skep.lab.vm.TestResult.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs JUnit inside a guest. Every event goes into the {@link TestJournal} at once, and a word of it to the console: the host
 * takes silence for a hang.
 */
final class GuestTests implements TestExecutionListener {
    /** Begins the console's lines that are for the host to read. */
    static final String FIRST = "GUEST FIRST";

    static final String TEST = "GUEST TEST ";
    static final String FAILURE = "GUEST FAIL ";

    /** Tests that go by the clock: an emulated machine is ten times too slow for them. */
    private static final String REALTIME = "realtime";

    private final TestJournal journal;
    private final PrintStream console = System.out; // tests may put another in its place
    private final Map<String, Long> startedNanos = new ConcurrentHashMap<>();
    private TestPlan plan;
    private int started;
    private long planned;

    private GuestTests(TestJournal journal, TestPlan plan) {
        this.journal = journal;
        this.plan = plan;
    }

    /** Arguments: journal file, tag, pattern of method names, file with the names of classes. */
    public static void main(String[] arguments) throws IOException {
        try (TestJournal journal = TestJournal.create(Path.of(arguments[0]))) {
            var launcher = LauncherFactory.create();
            TestPlan plan = launcher.discover(request(arguments));
            launcher.execute(plan, new GuestTests(journal, plan));
        }
        System.exit(0); // whatever threads a failed test left
    }

    private static LauncherDiscoveryRequest request(String[] arguments) throws IOException {
        Pattern methods = Pattern.compile(arguments[2]);
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(Files.readAllLines(Path.of(arguments[3])).stream()
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .filters(TagFilter.includeTags(arguments[1]), TagFilter.excludeTags(REALTIME), (PostDiscoveryFilter)
                        descriptor -> FilterResult.includedIf(matches(descriptor, methods)))
                .build();
    }

    private static boolean matches(TestDescriptor descriptor, Pattern methods) {
        return descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source ->
                        methods.matcher(((MethodSource) source).getMethodName()).matches())
                .orElse(true);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
        planned = testPlan.countTestIdentifiers(TestIdentifier::isTest);
        testPlan.getRoots()
                .forEach(root -> testPlan.getDescendants(root).stream()
                        .filter(TestIdentifier::isTest)
                        .forEach(test -> journal.planned(className(test), method(test))));
    }

    @Override
    public void dynamicTestRegistered(TestIdentifier test) {
        planned += test.isTest() ? 1 : 0;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (test.isTest() || plan.getChildren(test).isEmpty()) {
            end(test, Verdict.SKIPPED, 0, reason);
        }
        plan.getChildren(test).forEach(child -> executionSkipped(child, reason));
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        startedNanos.put(test.getUniqueId(), System.nanoTime());
        if (test.isTest()) {
            if (started++ == 0) {
                say(FIRST);
            }
            journal.started(className(test), method(test));
            say(TEST + started + "/" + Math.max(planned, started) + " " + shortName(test));
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Long since = startedNanos.remove(test.getUniqueId());
        long millis = since == null ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        Throwable reason = result.getThrowable().orElse(null);
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    end(test, Verdict.PASSED, millis, "");
                }
            }
            case ABORTED -> end(test, Verdict.SKIPPED, millis, message(reason));
            case FAILED -> end(test, Verdict.FAILED, millis, message(reason));
        }
    }

    private void end(TestIdentifier test, Verdict verdict, long millis, String detail) {
        journal.ended(new TestResult(className(test), method(test), verdict, millis, detail));
        if (verdict == Verdict.FAILED) {
            say(FAILURE + shortName(test) + ": " + detail.lines().findFirst().orElse(""));
        }
    }

    private void say(String line) {
        console.println(line);
        console.flush();
    }

    private static String message(@Nullable Throwable reason) {
        if (reason == null) {
            return "";
        }
        String message = reason.getMessage();
        StringBuilder detail = new StringBuilder(
                message == null || message.isBlank() ? reason.getClass().getSimpleName() : message.strip());
        for (StackTraceElement frame : reason.getStackTrace()) {
            if (frame.getClassName().startsWith("dev.skep.")) {
                detail.append("\n\tat ").append(frame);
            }
        }
        return detail.toString();
    }

    private String shortName(TestIdentifier test) {
        String className = className(test);
        return className.substring(className.lastIndexOf('.') + 1) + "." + method(test);
    }

    private static String className(TestIdentifier test) {
        return test.getSource()
                .map(source ->
                        source instanceof MethodSource method ? method.getClassName() : test.getLegacyReportingName())
                .orElse(test.getDisplayName());
    }

    /** {@code "drains"}; {@code "drains[2]"} for the second invocation of a test with parameters. */
    private static String method(TestIdentifier test) {
        String id = test.getUniqueId();
        int invocation = id.lastIndexOf("-invocation:#");
        String suffix = invocation < 0 ? "" : "[" + id.substring(invocation + 13, id.indexOf(']', invocation)) + "]";
        return test.getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> ((MethodSource) source).getMethodName())
                        .orElse("(class)")
                + suffix;
    }
}
