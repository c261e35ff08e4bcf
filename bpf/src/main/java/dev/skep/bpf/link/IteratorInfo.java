package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * {@code union bpf_iter_link_info}, with what must stay open until the link is made.
 *
 * @param present whether the kernel is told anything at all
 * @param cgroup  a cgroup that it names, or null
 */
record IteratorInfo(boolean present, @Nullable CgroupDirectory cgroup) implements AutoCloseable {
    static final int BYTES = 16;

    static IteratorInfo write(IteratorTarget target, MemorySegment info) {
        return switch (target) {
            case IteratorTarget.All all -> new IteratorInfo(false, null);
            case IteratorTarget.OfMap(var map) -> {
                info.set(JAVA_INT, 0, map.fd().number());
                yield new IteratorInfo(true, null);
            }
            case IteratorTarget.OfThread(int tid) -> {
                info.set(JAVA_INT, 0, tid);
                yield new IteratorInfo(true, null);
            }
            case IteratorTarget.OfProcess(int pid) -> {
                info.set(JAVA_INT, 4, pid);
                yield new IteratorInfo(true, null);
            }
            case IteratorTarget.OfCgroup(var directory, var order) -> {
                CgroupDirectory opened = CgroupDirectory.open(directory);
                info.set(JAVA_INT, 0, order.ordinal() + 1);
                info.set(JAVA_INT, 4, opened.number());
                yield new IteratorInfo(true, opened);
            }
        };
    }

    @Override
    public void close() {
        if (cgroup != null) {
            cgroup.close();
        }
    }
}
