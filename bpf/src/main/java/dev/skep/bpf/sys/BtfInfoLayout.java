package dev.skep.bpf.sys;

/** Byte offsets of the fields of {@code struct bpf_btf_info} ({@code include/uapi/linux/bpf.h}), under the kernel's names. */
public final class BtfInfoLayout {
    public static final int BTF = 0;
    public static final int BTF_SIZE = 8;
    public static final int ID = 12;
    public static final int NAME = 16;
    public static final int NAME_LEN = 24;
    public static final int KERNEL_BTF = 28;
    public static final int BYTES = 32;

    private BtfInfoLayout() {}
}
