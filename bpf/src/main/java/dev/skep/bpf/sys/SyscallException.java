package dev.skep.bpf.sys;

/**
 * A system call that failed: the call, the object it was about, the error's name and its likely cause on this host.
 *
 * <pre>bpf(BPF_MAP_CREATE) of map "flows": EPERM (Operation not permitted); likely cause: the process lacks CAP_BPF …</pre>
 */
public class SyscallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final String object;
    private final Errno errno;
    private final String likelyCause;

    /** A failure whose likely cause is looked up on this host. */
    public SyscallException(String call, String object, Errno errno) {
        this(call, object, errno, LikelyCause.of(call, errno, Host.current()));
    }

    /** A failure whose cause the caller knows better; {@code ""} for none. */
    public SyscallException(String call, String object, Errno errno, String likelyCause) {
        super(message(call, object, errno, likelyCause));
        this.call = call;
        this.object = object;
        this.errno = errno;
        this.likelyCause = likelyCause;
    }

    private static String message(String call, String object, Errno errno, String likelyCause) {
        return call
                + (object.isEmpty() ? "" : " of " + object)
                + ": "
                + errno
                + " ("
                + errno.text()
                + ")"
                + (likelyCause.isEmpty() ? "" : "; likely cause: " + likelyCause);
    }

    /** The call, {@code "bpf(BPF_MAP_CREATE)"}. */
    public String call() {
        return call;
    }

    /** What the call was about, {@code "map \"flows\""}. */
    public String object() {
        return object;
    }

    /** The error. */
    public Errno errno() {
        return errno;
    }

    /** What probably went wrong on this host and what to do about it; empty if nothing is known. */
    public String likelyCause() {
        return likelyCause;
    }
}
