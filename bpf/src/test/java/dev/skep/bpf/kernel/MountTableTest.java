package dev.skep.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MountTableTest {
    @Test
    void findsWhereAFileSystemIsMounted() {
        MountTable table = MountTable.parse("""
                22 1 0:20 / /sys/fs/cgroup/unified rw,relatime shared:1 - cgroup2 cgroup2 rw
                23 1 0:21 /sub /mnt/part rw - tracefs tracefs rw
                24 1 0:21 / /mnt/with\\040space rw master:3 propagate_from:2 - tracefs none rw
                garbage
                """);
        assertThat(table.pointOf("cgroup2")).hasValue(Path.of("/sys/fs/cgroup/unified"));
        assertThat(table.pointOf("tracefs")).hasValue(Path.of("/mnt/with space"));
        assertThat(table.pointOf("bpf")).isEmpty();
        assertThat(table.mounts()).hasSize(3);
    }

    @Test
    void findsTheUnifiedCgroupAmongTheOthers() {
        assertThat(Cgroup2.pathIn("4:memory:/a\n0::/system.slice/x.service\n")).hasValue("/system.slice/x.service");
        assertThat(Cgroup2.pathIn("4:memory:/a\n")).isEmpty();
    }
}
