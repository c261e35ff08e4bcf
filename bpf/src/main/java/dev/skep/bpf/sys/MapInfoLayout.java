package dev.skep.bpf.sys;

/** Byte offsets of the fields of {@code struct bpf_map_info} ({@code include/uapi/linux/bpf.h}), under the kernel's names. */
public final class MapInfoLayout {
    public static final int TYPE = 0;
    public static final int ID = 4;
    public static final int KEY_SIZE = 8;
    public static final int VALUE_SIZE = 12;
    public static final int MAX_ENTRIES = 16;
    public static final int MAP_FLAGS = 20;
    public static final int NAME = 24;
    public static final int IFINDEX = 40;
    public static final int BTF_VMLINUX_VALUE_TYPE_ID = 44;
    public static final int NETNS_DEV = 48;
    public static final int NETNS_INO = 56;
    public static final int BTF_ID = 64;
    public static final int BTF_KEY_TYPE_ID = 68;
    public static final int BTF_VALUE_TYPE_ID = 72;
    public static final int MAP_EXTRA = 80;
    public static final int BYTES = 104;

    private MapInfoLayout() {}
}
