package dev.skep.bpf.prog;

/** An object that cannot be loaded as it is: it refers to something that it does not contain or this kernel does not have. */
public class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A message that names the program, what is missing, and what to do. */
    public LoadException(String message) {
        super(message);
    }
}
