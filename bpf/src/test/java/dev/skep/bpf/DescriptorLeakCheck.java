package dev.skep.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which more BPF or event descriptors are open than before it. */
public final class DescriptorLeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(DescriptorLeakCheck.class);

    static {
        // The library keeps one descriptor from the first socket that it closes on: that is no leak of a test's.
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(tcp.isBound() && udp.isBound()).isTrue();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("before", descriptors());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<?> before = context.getStore(NAMESPACE).get("before", List.class);
        List<String> leaked = new ArrayList<>(descriptors());
        before.forEach(leaked::remove);
        assertThat(leaked).as("descriptors left open").isEmpty();
    }

    /** What is open: the JVM's own jars and libraries may come and go, kernel objects and sockets may not. */
    private static List<String> descriptors() {
        List<String> open = new ArrayList<>();
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            fds.forEach(fd -> {
                try {
                    String target = Files.readSymbolicLink(fd).toString();
                    if (target.startsWith("anon_inode:") || target.startsWith("socket:") || target.startsWith("net:")) {
                        open.add(fd.getFileName() + " -> " + target);
                    }
                } catch (IOException closedMeanwhile) {
                    // The directory's own descriptor is listed but gone.
                }
            });
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return open;
    }
}
