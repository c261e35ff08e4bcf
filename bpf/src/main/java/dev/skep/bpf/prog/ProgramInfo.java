package dev.skep.bpf.prog;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.ProgInfoLayout;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What the kernel says about a program ({@code struct bpf_prog_info}).
 *
 * @param id                   unique on this host while the program lives
 * @param type                 the type; {@link ProgramType#UNSPEC} for one newer than this library
 * @param name                 at most 15 characters
 * @param tag                  hash of the instructions, 16 hexadecimal digits
 * @param xlatedBytes          size after the verifier's rewrites
 * @param jitedBytes           size of the machine code; 0 if it is interpreted
 * @param mapIds               maps that it uses
 * @param btfId                id of its BTF, or 0
 * @param loadKtimeNanos       when it was loaded, since boot
 * @param uid                  who loaded it
 * @param runTimeNanos         time spent in it while statistics were on
 * @param runCount             runs while statistics were on
 * @param recursionMisses      runs that were skipped to prevent recursion
 * @param verifiedInstructions instructions that the verifier walked; 0 before 5.16
 * @param attachBtfId          the kernel type that it is bound to, or 0
 */
public record ProgramInfo(
        int id,
        ProgramType type,
        String name,
        String tag,
        int xlatedBytes,
        int jitedBytes,
        List<Integer> mapIds,
        int btfId,
        long loadKtimeNanos,
        int uid,
        long runTimeNanos,
        long runCount,
        long recursionMisses,
        int verifiedInstructions,
        int attachBtfId) {

    public ProgramInfo {
        mapIds = List.copyOf(mapIds);
    }

    /** Asks the kernel about the program behind a descriptor. */
    public static ProgramInfo read(FileDescriptor fd) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment info = scratch.allocate(ProgInfoLayout.BYTES, 8);
            Bpf.info(fd, info, "program");
            int mapCount = info.get(JAVA_INT, ProgInfoLayout.NR_MAP_IDS);
            MemorySegment ids = scratch.allocate(Math.max(1, mapCount) * 4L, 8);
            if (mapCount > 0) {
                info.fill((byte) 0);
                info.set(JAVA_INT, ProgInfoLayout.NR_MAP_IDS, mapCount);
                info.set(JAVA_LONG, ProgInfoLayout.MAP_IDS, ids.address());
                Bpf.info(fd, info, "program");
            }
            return parse(info, ids, mapCount);
        }
    }

    private static ProgramInfo parse(MemorySegment info, MemorySegment ids, int mapCount) {
        List<Integer> mapIds = new ArrayList<>(mapCount);
        for (int i = 0; i < mapCount; i++) {
            mapIds.add(ids.get(JAVA_INT, i * 4L));
        }
        byte[] tag = info.asSlice(ProgInfoLayout.TAG, 8).toArray(JAVA_BYTE);
        return new ProgramInfo(
                info.get(JAVA_INT, ProgInfoLayout.ID),
                ProgramType.of(info.get(JAVA_INT, ProgInfoLayout.TYPE)),
                info.getString(ProgInfoLayout.NAME),
                HexFormat.of().formatHex(tag),
                info.get(JAVA_INT, ProgInfoLayout.XLATED_PROG_LEN),
                info.get(JAVA_INT, ProgInfoLayout.JITED_PROG_LEN),
                mapIds,
                info.get(JAVA_INT, ProgInfoLayout.BTF_ID),
                info.get(JAVA_LONG, ProgInfoLayout.LOAD_TIME),
                info.get(JAVA_INT, ProgInfoLayout.CREATED_BY_UID),
                info.get(JAVA_LONG, ProgInfoLayout.RUN_TIME_NS),
                info.get(JAVA_LONG, ProgInfoLayout.RUN_CNT),
                info.get(JAVA_LONG, ProgInfoLayout.RECURSION_MISSES),
                info.get(JAVA_INT, ProgInfoLayout.VERIFIED_INSNS),
                info.get(JAVA_INT, ProgInfoLayout.ATTACH_BTF_ID));
    }
}
