package dev.skep.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class KernelModulesTest {
    @TempDir
    Path directory;

    @Test
    void ordersModulesAfterWhatTheyNeedAndLeavesOutWhatIsBuiltIn() throws IOException {
        module("fou.ko", "ip_tunnel,udp-tunnel");
        module("ip_tunnel.ko", "");
        module("udp_tunnel.ko", "ip_tunnel");

        assertThat(new KernelModules(directory).closure(List.of("fou", "ext4")).keySet())
                .containsExactly("ip_tunnel", "udp_tunnel", "fou");
    }

    private void module(String name, String depends) throws IOException {
        String modinfo = "license=GPL\0depends=" + depends + "\0name=x\0";
        Files.write(directory.resolve(name), modinfo.getBytes(StandardCharsets.ISO_8859_1));
    }
}
