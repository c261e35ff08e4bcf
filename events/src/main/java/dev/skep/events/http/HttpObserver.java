package dev.skep.events.http;

/** Is told what an {@link HttpConnection} carried, on the thread that feeds it. */
public interface HttpObserver {
    /** A request and its response ended, or its connection did. */
    void exchange(Exchange exchange);

    /** A response passed whose request was never seen: the connection is older than Skep, or a transfer was lost. */
    void unmatchedResponse();
}
