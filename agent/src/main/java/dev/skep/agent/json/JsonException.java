package dev.skep.agent.json;

/** A text that is not the JSON it should be. */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    JsonException(String message, int offset) {
        super(message + " at offset " + offset);
    }

    JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
