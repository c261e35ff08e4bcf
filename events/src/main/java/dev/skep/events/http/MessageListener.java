package dev.skep.events.http;

/** What a {@link MessageReader} finds in its stream, in order. */
interface MessageListener {
    /** A head was read, or as much as there is of it; answers how the message goes on. */
    Framing head(Head head, boolean cut);

    /**
     * The message of the last {@link #head} ended.
     *
     * @param whole whether its end was seen, rather than guessed from what came after it
     */
    void end(boolean whole);

    /** Bytes between messages went unseen: messages may be missing. */
    void missed();

    /**
     * Whether the message under way may end early with another starting: a request body that is not wanted any more, or a
     * response until the end of a connection that has further requests.
     */
    boolean mayBeGivenUp();
}
