package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Scratch;
import dev.skep.lab.Lab;
import dev.skep.lab.RequiresFeature;
import dev.skep.lab.TestCgroup;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
@Lab
class CgroupLinkTest {
    private static CountingProgram load(Hook hook, int verdict) {
        return CountingProgram.Options.of(hook, "").answering(verdict).load();
    }

    /** Whether a process in a cgroup can connect to a port of this process. */
    private static boolean connects(TestCgroup cgroup, ServerSocket server) throws Exception {
        Process process = cgroup.start("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort());
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0;
    }

    private static ServerSocket server() throws Exception {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "CGROUP_INGRESS",
                "CGROUP_EGRESS",
                "CGROUP_SOCK_CREATE",
                "CGROUP_SOCK_RELEASE",
                "CGROUP_POST_BIND4",
                "CGROUP_POST_BIND6",
                "CGROUP_BIND4",
                "CGROUP_BIND6",
                "CGROUP_CONNECT4",
                "CGROUP_CONNECT6",
                "CGROUP_GETPEERNAME4",
                "CGROUP_GETPEERNAME6",
                "CGROUP_GETSOCKNAME4",
                "CGROUP_GETSOCKNAME6",
                "CGROUP_SENDMSG4",
                "CGROUP_SENDMSG6",
                "CGROUP_RECVMSG4",
                "CGROUP_RECVMSG6",
                "CGROUP_GETSOCKOPT",
                "CGROUP_SETSOCKOPT",
                "CGROUP_SYSCTL",
                "CGROUP_DEVICE",
                "SOCK_OPS"
            })
    void attachesEveryKindOfProgram(Hook hook, TestCgroup cgroup) {
        try (CountingProgram allowing = load(hook, 1);
                CountingProgram other = load(hook, 1)) {
            Link link = CgroupLink.attach(allowing.program(), cgroup.path());
            assertThat(link.info().orElseThrow().target()).startsWith("cgroup " + cgroup.id() + " cgroup_");
            link.update(other.program());
            assertThat(link.info().orElseThrow().programId())
                    .isEqualTo(other.program().id());
            link.close();

            Link old = CgroupLink.attachWithoutLink(allowing.program(), hook.expectedAttachType(), cgroup.path());
            assertThat(old.info()).isEmpty();
            old.update(other.program());
            old.close();
            old.close();
        }
    }

    @Test
    void decidesAboutConnectionsOfItsOwnProcessesOnly(TestCgroup cgroup, TestCgroup bystander) throws Exception {
        try (ServerSocket server = server();
                CountingProgram denying = load(Hook.CGROUP_CONNECT4, 0)) {
            assertThat(connects(cgroup, server)).isTrue();
            try (Link link = CgroupLink.attach(denying.program(), cgroup.path())) {
                assertThat(connects(cgroup, server)).isFalse();
                assertThat(denying.count()).isEqualTo(1);
                assertThat(connects(bystander, server)).isTrue();
                assertThat(link.toString()).endsWith("on cgroup " + cgroup.path());
            }
            assertThat(connects(cgroup, server)).isTrue();
        }
    }

    @Test
    void deniesWithoutALinkUntilClosed(TestCgroup cgroup) throws Exception {
        try (ServerSocket server = server()) {
            Link link;
            try (CountingProgram denying = load(Hook.CGROUP_CONNECT4, 0)) {
                link = CgroupLink.attachWithoutLink(denying.program(), AttachType.CGROUP_INET4_CONNECT, cgroup.path());
            }
            // Neither denying nor detaching depends on the program's owner.
            assertThat(connects(cgroup, server)).isFalse();
            link.close();
            assertThat(connects(cgroup, server)).isTrue();
        }
    }

    @Test
    @RequiresFeature(Feature.CGROUP_ORDER)
    void ordersProgramsOfOneCgroup(TestCgroup cgroup) throws Exception {
        try (CountingProgram first = load(Hook.CGROUP_CONNECT4, 1);
                CountingProgram second = load(Hook.CGROUP_CONNECT4, 1);
                Link link = CgroupLink.attach(first.program(), cgroup.path());
                Link before = CgroupLink.attach(second.program(), cgroup.path(), Position.before((BpfLink) link));
                CgroupDirectory directory = CgroupDirectory.open(cgroup.path())) {
            assertThat(programs(directory, AttachType.CGROUP_INET4_CONNECT))
                    .containsExactly(second.program().id(), first.program().id());
            assertThat(before.info()).isPresent();
        }
    }

    private static List<Integer> programs(CgroupDirectory cgroup, AttachType type) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment ids = scratch.allocate(64, 8);
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.Query.TARGET_FD, cgroup.number());
            attr.set(JAVA_INT, BpfAttr.Query.ATTACH_TYPE, type.number());
            attr.set(JAVA_LONG, BpfAttr.Query.PROG_IDS, ids.address());
            attr.set(JAVA_INT, BpfAttr.Query.PROG_CNT, 16);
            Bpf.call(BpfCommand.PROG_QUERY, attr, "cgroup");
            return IntStream.range(0, attr.get(JAVA_INT, BpfAttr.Query.PROG_CNT))
                    .mapToObj(i -> ids.getAtIndex(JAVA_INT, i))
                    .toList();
        }
    }

    @Test
    void countsSocketsAndPackets(TestCgroup cgroup) throws Exception {
        try (ServerSocket server = server();
                CountingProgram sockets = load(Hook.CGROUP_SOCK_CREATE, 1);
                CountingProgram packets = load(Hook.CGROUP_EGRESS, 1);
                CountingProgram events = load(Hook.SOCK_OPS, 1);
                Link first = CgroupLink.attach(sockets.program(), cgroup.path());
                Link second = CgroupLink.attach(packets.program(), cgroup.path());
                Link third = CgroupLink.attach(events.program(), cgroup.path())) {
            assertThat(connects(cgroup, server)).isTrue();
            assertThat(sockets.count()).isEqualTo(1);
            assertThat(packets.count()).isPositive();
            assertThat(events.count()).isPositive();
            assertThat(first.info()).isPresent();
            assertThat(second.info()).isPresent();
            assertThat(third.info()).isPresent();
        }
    }

    @Test
    void saysWhichCgroupThereIsNot() {
        try (CountingProgram counting = load(Hook.CGROUP_CONNECT4, 1)) {
            assertThatThrownBy(() -> CgroupLink.attach(counting.program(), Path.of("/no/such")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("no cgroup at .*/no/such");
        }
    }

    @Test
    void refusesAProgramThatWasLoadedForAnotherHook(TestCgroup cgroup) {
        try (CountingProgram counting = load(Hook.CGROUP_CONNECT4, 1)) {
            assertThatThrownBy(() -> CgroupLink.attach(
                            counting.program(), AttachType.CGROUP_INET6_CONNECT, cgroup.path(), Position.last()))
                    .hasMessageStartingWith("bpf(BPF_LINK_CREATE) of program \"count\" on cgroup " + cgroup.path()
                            + ": EINVAL (Invalid argument)");
        }
    }
}
