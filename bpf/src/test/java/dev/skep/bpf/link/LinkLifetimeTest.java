package dev.skep.bpf.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.kernel.DetachedMount;
import dev.skep.bpf.netlink.Interfaces;
import dev.skep.bpf.netlink.NetworkNamespace;
import dev.skep.bpf.prog.Hook;
import dev.skep.lab.Lab;
import dev.skep.lab.TestCgroup;
import dev.skep.lab.VethPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
@Lab
class LinkLifetimeTest {
    private static CountingProgram connectCounter() {
        return CountingProgram.Options.of(Hook.CGROUP_CONNECT4, "").answering(1).load();
    }

    @Test
    void staysAttachedWhilePinned(TestCgroup cgroup) {
        try (DetachedMount bpffs = DetachedMount.of("bpf");
                CountingProgram counting = connectCounter()) {
            Path pin = bpffs.root().resolve("guard");
            int id;
            try (Link link = CgroupLink.attach(counting.program(), cgroup.path())) {
                link.pin(pin);
                id = link.info().orElseThrow().id();
            }
            try (BpfLink found = Link.fromPin(pin);
                    BpfLink same = BpfLink.fromId(id)) {
                assertThat(found.id()).isEqualTo(id);
                assertThat(same.info()).isEqualTo(found.info());
                found.unpin();
                assertThat(pin).doesNotExist();
            }
            assertThatThrownBy(() -> BpfLink.fromId(id))
                    .hasMessageStartingWith("bpf(BPF_LINK_GET_FD_BY_ID) of link " + id + ": ENOENT");
        }
    }

    @Test
    void pinsAGroupAsADirectory() throws Exception {
        try (DetachedMount bpffs = DetachedMount.of("bpf");
                CountingProgram counting =
                        CountingProgram.Options.of(Hook.PERF_EVENT, "").load();
                LinkGroup group = PerfEventLink.attach(counting.program(), SamplingEvent.cpuClock(9))) {
            Path pins = bpffs.root().resolve("samplers");
            group.pin(pins);
            try (var files = Files.list(pins)) {
                assertThat(files.map(f -> f.getFileName().toString()).toList())
                        .hasSize(group.links().size())
                        .contains("0");
            }
            group.unpin();
        }
    }

    @Test
    void saysThatADirectoryIsNoPlaceForPins(TestCgroup cgroup) {
        try (CountingProgram counting = connectCounter();
                Link link = CgroupLink.attach(counting.program(), cgroup.path())) {
            assertThatThrownBy(() -> link.pin(Path.of("/tmp/skep-no-bpffs")))
                    .hasMessageStartingWith("bpf(BPF_OBJ_PIN) of program \"count\" on cgroup " + cgroup.path()
                            + " at /tmp/skep-no-bpffs: EPERM (Operation not permitted); likely cause: the directory is not in"
                            + " a bpffs (mount -t bpf bpf /sys/fs/bpf)");
        }
    }

    @Test
    void leavesNothingWhenItsProcessIsKilled(TestCgroup cgroup) throws Exception {
        // A process of our own attaches to a cgroup and is killed before it can clean up.
        Process child = start(KilledProcess.class, cgroup.path().toString());
        try {
            int id = Integer.parseInt(child.inputReader().readLine());
            BpfLink.fromId(id).close();
            child.destroyForcibly().waitFor();
            assertThatThrownBy(() -> BpfLink.fromId(id)).hasMessageContaining("ENOENT");
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void undoesAtShutdownWhatWouldStay(VethPair pair) throws Exception {
        // A process of our own sets XDP by netlink, which outlives it, and ends without closing anything.
        String namespace = "/proc/" + ProcessHandle.current().pid() + "/fd/"
                + pair.left().fd().number();
        Process child = start(CarelessProcess.class, namespace, Integer.toString(pair.leftIndex()));
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("attached");
            assertThat(xdpProgram(pair)).isPositive();
            child.getOutputStream().close();
            assertThat(child.waitFor()).isZero();
            assertThat(xdpProgram(pair)).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    private static int xdpProgram(VethPair pair) {
        return pair.left().call(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                return interfaces.at(pair.leftIndex()).orElseThrow().xdp().programId();
            }
        });
    }

    private static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Attaches, tells the link's id, and waits to be killed. */
    static final class KilledProcess {
        private KilledProcess() {}

        public static void main(String[] arguments) throws Exception {
            try (CountingProgram counting = connectCounter();
                    Link link = CgroupLink.attach(counting.program(), Path.of(arguments[0]))) {
                System.out.println(link.info().orElseThrow().id());
                Thread.sleep(60_000);
            }
        }
    }

    /** Attaches by netlink and leaves when its input ends, without closing its link. */
    static final class CarelessProcess {
        private CarelessProcess() {}

        public static void main(String[] arguments) throws Exception {
            CountingProgram counting =
                    CountingProgram.Options.of(Hook.XDP, "").answering(2).load();
            try (NetworkNamespace namespace = NetworkNamespace.open(Path.of(arguments[0]))) {
                Link link = namespace.call(() ->
                        XdpLink.attachByNetlink(counting.program(), Integer.parseInt(arguments[1]), XdpMode.GENERIC));
                System.out.println(link.info().isEmpty() ? "attached" : "a kernel link");
            }
            System.in.read();
            System.exit(0);
        }
    }
}
