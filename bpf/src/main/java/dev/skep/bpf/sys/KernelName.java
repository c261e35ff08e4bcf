package dev.skep.bpf.sys;

/** Names as kernel objects have them: at most 15 characters out of {@code [A-Za-z0-9_.]}. */
public final class KernelName {
    /** {@code BPF_OBJ_NAME_LEN}: room for a name and its terminating zero. */
    public static final int BYTES = 16;

    private KernelName() {}

    /** The 16-byte field for a name: cut, and other characters replaced by {@code _}. */
    public static byte[] of(String name) {
        byte[] field = new byte[BYTES];
        for (int i = 0; i < Math.min(name.length(), BYTES - 1); i++) {
            char c = name.charAt(i);
            boolean allowed = c == '_' || c == '.' || (c < 0x80 && Character.isLetterOrDigit(c));
            field[i] = (byte) (allowed ? c : '_');
        }
        return field;
    }
}
