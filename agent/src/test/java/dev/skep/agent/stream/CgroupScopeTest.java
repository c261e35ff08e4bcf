package dev.skep.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class CgroupScopeTest {
    @TempDir
    Path mount;

    @Test
    void holdsACgroupAndAllBelowIt() throws IOException {
        long outer = make("system.slice");
        long inner = make("system.slice/nginx.service");
        long other = make("user.slice");
        for (String path : new String[] {"system.slice", "/system.slice", mount + "/system.slice"}) {
            CgroupScope scope = new CgroupScope(mount, path);
            assertThat(scope.contains(outer)).isTrue();
            assertThat(scope.contains(inner)).isTrue();
            assertThat(scope.mayContain(other)).isTrue();
            assertThat(scope.contains(other)).isFalse();
            assertThat(scope.mayContain(other)).isFalse();
        }
    }

    @Test
    void takesInCgroupsThatAreMadeLaterAndKeepsThoseThatWereRemoved() throws IOException {
        make("jobs");
        CgroupScope scope = new CgroupScope(mount, "jobs");
        long job = make("jobs/17");
        assertThat(scope.mayContain(job)).isTrue();
        assertThat(scope.contains(job)).isTrue();
        Files.delete(mount.resolve("jobs/17"));
        assertThat(scope.contains(job)).isTrue();
    }

    @Test
    void refusesWhatIsNotACgroup() {
        for (String path : new String[] {"nothing", "../../etc", "/etc"}) {
            assertThatThrownBy(() -> new CgroupScope(mount, path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(path);
        }
    }

    private long make(String path) throws IOException {
        return (Long) Files.getAttribute(Files.createDirectories(mount.resolve(path)), "unix:ino");
    }
}
