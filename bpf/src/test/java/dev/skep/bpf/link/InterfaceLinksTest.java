package dev.skep.bpf.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.netlink.Interfaces;
import dev.skep.bpf.netlink.NetworkNamespace;
import dev.skep.bpf.netlink.TrafficControl;
import dev.skep.bpf.netlink.TrafficControl.Direction;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import dev.skep.lab.Lab;
import dev.skep.lab.RequiresFeature;
import dev.skep.lab.VethPair;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
@Lab
class InterfaceLinksTest {
    private static final int XDP_DROP = 1;
    private static final int XDP_PASS = 2;
    private static final int TC_NEXT = -1;
    private static final int TC_DROP = 2;

    private static CountingProgram load(Hook hook, int verdict) {
        return CountingProgram.Options.of(hook, "").answering(verdict).load();
    }

    @ParameterizedTest
    @EnumSource
    void seesPacketsAtTheDriver(XdpMode mode, VethPair pair) throws Exception {
        try (Traffic traffic = Traffic.over(pair);
                CountingProgram counting = load(Hook.XDP, XDP_PASS);
                Link link = pair.left().call(() -> XdpLink.attach(counting.program(), pair.leftIndex(), mode))) {
            assertThat(traffic.arrives(true)).isTrue();
            assertThat(counting.count()).isPositive();
            assertThat(link.info().orElseThrow().target()).isEqualTo("interface " + pair.leftIndex());
            int expected = mode == XdpMode.GENERIC ? 2 : 1;
            assertThat(xdpMode(pair)).isEqualTo(expected);
        }
        assertThat(xdpMode(pair)).isZero();
    }

    private static int xdpMode(VethPair pair) {
        return pair.left().call(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                return interfaces.at(pair.leftIndex()).orElseThrow().xdp().mode();
            }
        });
    }

    @Test
    void replacesAnXdpProgramInOneStep(VethPair pair) throws Exception {
        try (Traffic traffic = Traffic.over(pair);
                CountingProgram passing = load(Hook.XDP, XDP_PASS);
                CountingProgram dropping = load(Hook.XDP, XDP_DROP);
                Link link = pair.left().call(() -> XdpLink.attach(passing.program(), pair.leftIndex(), XdpMode.AUTO))) {
            assertThat(traffic.arrives(true)).isTrue();
            link.update(dropping.program());
            assertThat(traffic.arrives(false)).isFalse();
            assertThat(link.info().orElseThrow().programId())
                    .isEqualTo(dropping.program().id());
            link.detach();
            assertThat(traffic.arrives(true)).isTrue();
            assertThat(link.info().orElseThrow().target()).isEqualTo("interface 0");
        }
    }

    @Test
    void refusesASecondXdpProgram(VethPair pair) {
        try (CountingProgram counting = load(Hook.XDP, XDP_PASS);
                Link link =
                        pair.left().call(() -> XdpLink.attach(counting.program(), pair.leftIndex(), XdpMode.AUTO))) {
            assertThatThrownBy(() ->
                            pair.left().call(() -> XdpLink.attach(counting.program(), pair.leftIndex(), XdpMode.AUTO)))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageStartingWith("bpf(BPF_LINK_CREATE) of XDP program \"count\" on interface "
                            + pair.leftIndex() + ": EBUSY (Device or resource busy)")
                    .hasMessageContaining("another program holds this hook exclusively");
            assertThat(link.info()).isPresent();
        }
    }

    @Test
    void setsXdpByNetlinkAsOldKernelsMust(VethPair pair) throws Exception {
        try (Traffic traffic = Traffic.over(pair);
                CountingProgram passing = load(Hook.XDP, XDP_PASS);
                CountingProgram dropping = load(Hook.XDP, XDP_DROP)) {
            Link link = pair.left()
                    .call(() -> XdpLink.attachByNetlink(passing.program(), pair.leftIndex(), XdpMode.GENERIC));
            assertThat(traffic.arrives(true)).isTrue();
            assertThat(passing.count()).isPositive();
            link.update(dropping.program());
            assertThat(traffic.arrives(false)).isFalse();
            link.close();
            link.close();
            assertThat(xdpMode(pair)).isZero();
            assertThat(traffic.arrives(true)).isTrue();
        }
    }

    @Test
    @RequiresFeature(Feature.TCX)
    void ordersTcxPrograms(VethPair pair) throws Exception {
        try (Traffic traffic = Traffic.over(pair);
                CountingProgram first = load(Hook.TCX_INGRESS, TC_NEXT);
                CountingProgram dropping = load(Hook.TCX_INGRESS, TC_DROP);
                CountingProgram front = load(Hook.TCX_INGRESS, TC_NEXT);
                BpfLink link = tcx(pair, first, Position.last())) {
            assertThat(traffic.arrives(true)).isTrue();
            long seen = first.count();
            assertThat(seen).isPositive();
            try (BpfLink before = tcx(pair, dropping, Position.before(link));
                    BpfLink foremost = tcx(pair, front, Position.first())) {
                assertThat(traffic.arrives(false)).isFalse();
                assertThat(first.count()).isEqualTo(seen);
                assertThat(dropping.count()).isPositive();
                assertThat(front.count()).isPositive();
                assertThat(before.info().orElseThrow().target())
                        .isEqualTo("interface " + pair.leftIndex() + " tcx_ingress");
                assertThat(foremost.info()).isPresent();
            }
            assertThat(traffic.arrives(true)).isTrue();
        }
    }

    private static BpfLink tcx(VethPair pair, CountingProgram program, Position position) {
        return pair.left()
                .call(() -> TcLink.attachTcx(program.program(), pair.leftIndex(), Direction.INGRESS, position));
    }

    @Test
    void seesWhatAnInterfaceSends(VethPair pair) throws Exception {
        try (Traffic traffic = Traffic.over(pair);
                CountingProgram counting = load(Hook.TCX_EGRESS, TC_NEXT);
                CountingProgram dropping = load(Hook.TCX_EGRESS, TC_DROP);
                Link link = pair.right()
                        .call(() -> TcLink.attach(counting.program(), pair.rightIndex(), Direction.EGRESS))) {
            assertThat(traffic.arrives(true)).isTrue();
            assertThat(counting.count()).isPositive();
            link.update(dropping.program());
            assertThat(traffic.arrives(false)).isFalse();
        }
    }

    @Test
    void filtersByClsactAsOldKernelsMust(VethPair pair) throws Exception {
        try (Traffic traffic = Traffic.over(pair);
                CountingProgram counting = load(Hook.TCX_INGRESS, TC_NEXT);
                CountingProgram dropping = load(Hook.TCX_INGRESS, TC_DROP)) {
            Link first = clsact(pair, counting);
            Link second = clsact(pair, counting);
            assertThat(traffic.arrives(true)).isTrue();
            assertThat(counting.count()).isGreaterThanOrEqualTo(2);
            assertThat(filters(pair)).isEqualTo(2);
            first.update(dropping.program());
            assertThat(traffic.arrives(false)).isFalse();
            first.close();
            assertThat(filters(pair)).isEqualTo(1);
            assertThat(traffic.arrives(true)).isTrue();
            second.close();
            second.close();
            assertThat(filters(pair)).isZero();
        }
    }

    @Test
    void removesTheClsactQdiscThatItMade(VethPair pair) {
        try (CountingProgram counting = load(Hook.TCX_INGRESS, TC_NEXT)) {
            clsact(pair, counting).close();
            assertThat(pair.left().call(() -> {
                        try (TrafficControl control = TrafficControl.open()) {
                            return control.createClsact(pair.leftIndex());
                        }
                    }))
                    .isTrue();
        }
    }

    private static Link clsact(VethPair pair, CountingProgram program) {
        return pair.left().call(() -> TcLink.attachClsact(program.program(), pair.leftIndex(), Direction.INGRESS, 0));
    }

    private static int filters(VethPair pair) {
        return pair.left().call(() -> {
            try (TrafficControl control = TrafficControl.open()) {
                return control.filters(pair.leftIndex(), Direction.INGRESS).size();
            }
        });
    }

    @Test
    @RequiresFeature(Feature.NETKIT)
    void attachesToANetkitDevice(NetworkNamespace namespace) {
        namespace.run(() -> {
            try (Interfaces interfaces = Interfaces.open();
                    CountingProgram counting = load(Hook.NETKIT_PRIMARY, TC_NEXT)) {
                interfaces.createNetkit("nk0", "nk1");
                try (BpfLink link =
                        TcLink.attachNetkit(counting.program(), interfaces.indexOf("nk0"), false, Position.last())) {
                    assertThat(link.info().orElseThrow().type()).isEqualTo(LinkType.NETKIT);
                }
            }
        });
    }

    @Test
    void saysThatThereIsNoSuchInterface(NetworkNamespace namespace) {
        namespace.run(() -> {
            try (CountingProgram counting = load(Hook.TCX_INGRESS, TC_NEXT)) {
                assertThatThrownBy(() -> TcLink.attachClsact(counting.program(), 4711, Direction.INGRESS, 0))
                        .isInstanceOfSatisfying(
                                SyscallException.class,
                                e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                        .hasMessageContaining("clsact on interface 4711");
            }
        });
    }

    @Test
    @RequiresFeature(Feature.NETFILTER)
    void ordersNetfilterPrograms(VethPair pair) throws Exception {
        try (Traffic traffic = Traffic.over(pair);
                CountingProgram accepting = load(Hook.NETFILTER, 1);
                CountingProgram dropping = load(Hook.NETFILTER, 0);
                BpfLink last = netfilter(pair, accepting, 100)) {
            assertThat(traffic.arrives(true)).isTrue();
            long seen = accepting.count();
            assertThat(seen).isPositive();
            try (BpfLink first = netfilter(pair, dropping, -100)) {
                assertThat(traffic.arrives(false)).isFalse();
                assertThat(accepting.count()).isEqualTo(seen);
                assertThat(first.info().orElseThrow().target()).isEqualTo("netfilter family 2 hook 1 priority -100");
            }
            assertThat(traffic.arrives(true)).isTrue();
            assertThat(last.info()).isPresent();
        }
    }

    private static BpfLink netfilter(VethPair pair, CountingProgram program, int priority) {
        return pair.left()
                .call(() -> NetfilterLink.attach(
                        program.program(), NetfilterLink.Family.IPV4, NetfilterLink.Point.LOCAL_IN, priority, 0));
    }
}
