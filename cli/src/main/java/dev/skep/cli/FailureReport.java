package dev.skep.cli;

import dev.skep.agent.AgentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says why a command failed: one line that starts with {@code skep:}, and a hint below it where there is one. The stack
 * trace is for developers, who ask for it with {@code SKEP_DEBUG=1}.
 */
final class FailureReport {
    private final PrintWriter err;
    private final boolean traces;

    FailureReport(PrintWriter err) {
        this(err, System.getenv("SKEP_DEBUG") != null);
    }

    FailureReport(PrintWriter err, boolean traces) {
        this.err = err;
        this.traces = traces;
    }

    void print(Throwable failure) {
        UserError error = explain(failure);
        err.println("skep: " + error.getMessage());
        for (String line : error.hint().lines().toList()) {
            err.println("      " + line);
        }
        if (traces) {
            failure.printStackTrace(err);
        } else if (!known(failure)) {
            err.println("      SKEP_DEBUG=1 shows where");
        }
        err.flush();
    }

    private static boolean known(Throwable failure) {
        return failure instanceof UserError
                || failure instanceof AgentException
                || cause(failure, IOException.class) != null;
    }

    /** The failure in the user's terms. */
    static UserError explain(Throwable failure) {
        UserError stated = cause(failure, UserError.class);
        if (stated != null) {
            return stated;
        }
        AgentException agent = cause(failure, AgentException.class);
        if (agent != null) {
            return new UserError(describe(agent), agent.remedy());
        }
        BindException busy = cause(failure, BindException.class);
        if (busy != null) {
            return new UserError(
                    "cannot listen: " + lower(describe(busy)),
                    "another process has the address; choose a free one with --port, 0 for any");
        }
        String all = chain(failure);
        if (all.contains("No space left on device") || all.contains("ENOSPC")) {
            return new UserError("no space left: " + describe(failure), "free some space, then start again");
        }
        AccessDeniedException denied = cause(failure, AccessDeniedException.class);
        if (denied != null) {
            return new UserError("no permission for " + denied.getFile(), Privileges.HINT);
        }
        if (all.contains("EPERM") && !Privileges.sufficient()) {
            return new UserError("not permitted to load kernel programs", Privileges.HINT);
        }
        return new UserError(describe(failure), "");
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }

    private static String lower(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String chain(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
