package dev.skep.bpf.sys;

/** Byte offsets of the fields of {@code struct perf_event_attr} ({@code include/uapi/linux/perf_event.h}), under the kernel's names. */
public final class PerfEventAttr {
    public static final int TYPE = 0;
    public static final int SIZE = 4;
    public static final int CONFIG = 8;
    public static final int SAMPLE_PERIOD = 16;
    public static final int SAMPLE_FREQ = 16;
    public static final int SAMPLE_TYPE = 24;
    public static final int READ_FORMAT = 32;
    public static final int WAKEUP_EVENTS = 48;
    public static final int WAKEUP_WATERMARK = 48;
    public static final int BP_TYPE = 52;
    public static final int BP_ADDR = 56;
    public static final int KPROBE_FUNC = 56;
    public static final int UPROBE_PATH = 56;
    public static final int CONFIG1 = 56;
    public static final int BP_LEN = 64;
    public static final int KPROBE_ADDR = 64;
    public static final int PROBE_OFFSET = 64;
    public static final int CONFIG2 = 64;
    public static final int BRANCH_SAMPLE_TYPE = 72;
    public static final int SAMPLE_REGS_USER = 80;
    public static final int SAMPLE_STACK_USER = 88;
    public static final int CLOCKID = 92;
    public static final int SAMPLE_REGS_INTR = 96;
    public static final int AUX_WATERMARK = 104;
    public static final int SAMPLE_MAX_STACK = 108;
    public static final int SIG_DATA = 120;
    public static final int CONFIG3 = 128;
    public static final int BYTES = 136;

    /** Where the bit field begins: the flags below are bits of a 64-bit word. */
    public static final int FLAGS = 40;

    public static final long FLAG_DISABLED = 1, FLAG_INHERIT = 1 << 1, FLAG_EXCLUDE_USER = 1 << 4;
    public static final long FLAG_EXCLUDE_KERNEL = 1 << 5, FLAG_EXCLUDE_IDLE = 1 << 7, FLAG_FREQ = 1 << 10;
    public static final long FLAG_WATERMARK = 1 << 14;

    public static final int TYPE_HARDWARE = 0, TYPE_SOFTWARE = 1, TYPE_TRACEPOINT = 2;
    public static final int COUNT_SW_CPU_CLOCK = 0,
            COUNT_SW_TASK_CLOCK = 1,
            COUNT_SW_DUMMY = 9,
            COUNT_SW_BPF_OUTPUT = 10;
    public static final int SAMPLE_RAW = 1 << 10;

    public static final long IOC_ENABLE = 0x2400, IOC_DISABLE = 0x2401, IOC_SET_BPF = 0x40042408L;

    private PerfEventAttr() {}
}
