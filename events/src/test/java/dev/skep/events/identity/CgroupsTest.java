package dev.skep.events.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class CgroupsTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @TempDir
    Path root;

    @Test
    void findsCgroupsByTheInodeOfTheirDirectory() throws IOException {
        Path made = Files.createDirectories(root.resolve("system.slice/docker-" + ID + ".scope"));
        Cgroups cgroups = new Cgroups(root);

        Cgroups.Cgroup found = cgroups.byId((long) Files.getAttribute(made, "unix:ino"));

        assertThat(found).isNotNull();
        assertThat(found.path()).isEqualTo("/system.slice/docker-" + ID + ".scope");
        assertThat(found.container()).isNotNull();
        assertThat(cgroups.byId((long) Files.getAttribute(root, "unix:ino")))
                .isNotNull()
                .extracting(Cgroups.Cgroup::path)
                .isEqualTo("/");
        assertThat(cgroups.byId(1)).isNull();
    }

    @Test
    void findsTheOutermostCgroupOfAContainer() throws IOException {
        Files.createDirectories(root.resolve("docker/" + ID + "/init.scope"));

        assertThat(new Cgroups(root).ofContainer("0123456789ab"))
                .get()
                .extracting(Cgroups.Cgroup::path)
                .isEqualTo("/docker/" + ID);
        assertThat(new Cgroups(root).ofContainer("ffff")).isEmpty();
    }

    @Test
    void knowsWhatTheKernelToldWithoutLooking() {
        Cgroups cgroups = new Cgroups(null);
        cgroups.add(77, "/docker/" + ID);

        assertThat(cgroups.container(77)).isNotNull();
        assertThat(cgroups.container(78)).isNull();
    }
}
