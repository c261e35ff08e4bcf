package dev.skep.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM, as an orderly end: what is running is told to stop, gets time to detach its probes and print its
 * last lines, and the exit code is its own. Done in a shutdown hook, which ends the JVM by {@code halt} so that the code is
 * not the signal's.
 */
final class Interruption {
    /** How long the command may take to end; kernel links close with the process in any case. */
    private static final long PATIENCE_SECONDS = 10;

    private static final Object LOCK = new Object();
    private static final Deque<Runnable> STOPS = new ArrayDeque<>();
    private static final CountDownLatch FINISHED = new CountDownLatch(1);
    private static boolean interrupted;
    private static volatile int exitCode = ExitCode.OK;

    private Interruption() {}

    /** Makes signals of this JVM orderly. */
    static void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(Interruption::onShutdown, "skep-interruption"));
    }

    /** Says that the command is done: from here on a shutdown is just that. */
    static void finished(int code) {
        exitCode = code;
        FINISHED.countDown();
    }

    /** Runs {@code stop} when the process is asked to end, at once if it already was; close the result to take it back. */
    static Registration onInterrupt(Runnable stop) {
        boolean late;
        synchronized (LOCK) {
            late = interrupted;
            STOPS.push(stop);
        }
        if (late) {
            stop.run();
        }
        return () -> {
            synchronized (LOCK) {
                STOPS.remove(stop);
            }
        };
    }

    /** Takes a stop action back. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private static void onShutdown() {
        if (FINISHED.getCount() == 0) {
            return;
        }
        Runnable[] stops;
        synchronized (LOCK) {
            interrupted = true;
            stops = STOPS.toArray(Runnable[]::new);
        }
        for (Runnable stop : stops) {
            stop.run();
        }
        try {
            if (stops.length > 0 && FINISHED.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Nothing to end in an orderly way, or it hangs: the JVM goes down with the signal's own code.
    }
}
